import {
	byDefault,
	type Context,
	type Dependency,
	dependsOn,
	FALSE,
	type Match,
	type StageRules,
	TRUE,
	type Truth,
} from "@relaylint/core";
import { tokenizeRuleText } from "../engine/compile.ts";
import { answerOf, runRuleset } from "../engine/machine.ts";
import { joined, type Token } from "../engine/symbols.ts";
import { ruleWorld } from "../engine/world.ts";
import type { Daemon, Server } from "../server.ts";
import { type Answer, AS_THEY_LIKE, type Check, limit, rule, saysAtom } from "./atoms.ts";
import { refusedLogins } from "./check-relay.ts";
import { type CheckName, meaningOfResult, rulesCheck, rulesOf } from "./own-rules.ts";
import { aliasOf, aliasTargets, hasUser } from "./route.ts";
import { deferredRule, isWrapped, sessionStages, UNSEEN } from "./session.ts";

/** The stages of a generated file whose rules are no stock rules: what they say of an attempt is worked out by running them. */
export function stagesByRules(server: Server, daemon: Daemon): readonly StageRules[] {
	const at = { relay: "connect", mail: "mail", rcpt: "rcpt" } as const;
	const stage = (check: CheckName): readonly StageRules[] => {
		const name = `check_${check}`;
		const own = server.rulesets.get(name);
		if (own === undefined) return [];
		const asked = rulesCheck(server, daemon, name, check);
		const logins = check === "relay" ? refusedLogins(asked, isWrapped(daemon)) : [];
		return [{ name, at: at[check], rules: [...logins, ...rulesOf(asked, { kind: "accept" })], origin: own.origin }];
	};
	return [
		...stage("relay"),
		...sessionStages(server, daemon),
		senderStage(server, daemon),
		...stage("mail"),
		deliveryStage(server, daemon, false),
		...stage("rcpt"),
		deliveryStage(server, daemon, true),
	];
}

/** What rulesets 3 and 0 make of the recipient: before the checks what they refuse, after them whether the user is there. */
export function deliveryStage(server: Server, daemon: Daemon, asksUser: boolean): StageRules {
	const delivery = deliveryCheck(server, daemon, asksUser);
	const dropped: Match = { kind: "variable", name: "dropped", value: "yes" };
	return {
		name: "recipient",
		at: "rcpt",
		rules: [
			...(asksUser ? [rule(dropped, { kind: "accept" } as const, delivery.origin, "the message is thrown away")] : []),
			rule(
				saysAtom(delivery, "reject"),
				{ kind: "refuse", outcome: "reject" },
				delivery.origin,
				"ruleset 0 refuses the recipient",
			),
			rule(
				saysAtom(delivery, "defer"),
				{ kind: "refuse", outcome: "defer" },
				delivery.origin,
				"ruleset 0 puts the recipient off",
			),
		],
		origin: delivery.origin,
	};
}

type Delivery =
	| { readonly kind: "remote" | "kept" }
	/** `again`: the mailer asks for ruleset 5, and the user is not marked as done with. */
	| { readonly kind: "local"; readonly user: string; readonly host: string; readonly again: boolean; readonly queued?: true }
	| { readonly kind: "refused"; readonly outcome: "reject" | "defer" }
	| { readonly kind: "unknown"; readonly because: Dependency };

const DELIVERY = Symbol("delivery");
const MOST_ROUNDS = 10;

/** Where rulesets 3 and 0 send the recipient. */
function deliveryOf(server: Server, daemon: Daemon, context: Context): Delivery {
	return context.memo(DELIVERY, (): Delivery => {
		const world = ruleWorld(server, daemon, context);
		return settled(server, world, context.attempt.to);
	});
}

/** Where an address ends up: a user without an alias goes through ruleset 5, and again as whom it makes of him (op.txt 5.1.4.6). */
function settled(server: Server, world: ReturnType<typeof ruleWorld>, address: string): Delivery {
	let delivery = parsedBy(server, world, address);
	if (delivery.kind === "local" && world.waits()) return { ...delivery, queued: true };
	for (let round = 0; round < MOST_ROUNDS; round++) {
		if (delivery.kind !== "local" || !delivery.again || aliasOf(server, delivery.user) !== undefined) return delivery;
		world.set("h", delivery.host);
		const after = runRuleset("5", tokenizeRuleText(delivery.user, server.operators), world);
		if (after.kind === "unknown") return after;
		if (answerOf(after.tokens) === undefined) return delivery;
		const next = deliveryBy(server, after.tokens);
		if (next.kind === "local" && next.user === delivery.user && next.host === delivery.host) return next;
		delivery = next;
	}
	return delivery;
}

/** Whether a delivery leads to another server, at once or by what an alias stands for; names that lead back to themselves do not. */
function leaves(server: Server, world: ReturnType<typeof ruleWorld>, delivery: Delivery, seen: Set<string>): Truth {
	if (delivery.kind === "unknown") return dependsOn(delivery.because);
	if (delivery.kind === "remote") return TRUE;
	if (delivery.kind !== "local" || delivery.queued === true) return FALSE;
	const alias = aliasOf(server, delivery.user) ?? aliasOf(server, delivery.user.replace(/\+.*$/, ""));
	if (alias === undefined || seen.has(delivery.user.toLowerCase())) return FALSE;
	seen.add(delivery.user.toLowerCase());
	let answer: Truth = FALSE;
	for (const target of aliasTargets(alias)) {
		const one = leaves(server, world, settled(server, world, target), seen);
		if (one.kind === "true") return one;
		if (one.kind === "unknown") answer = one;
	}
	return answer;
}

/** What rulesets 3 and 0 make of an address of the envelope. */
function parsedBy(server: Server, world: ReturnType<typeof ruleWorld>, address: string): Delivery {
	const canonical = runRuleset("3", tokenizeRuleText(`<${address}>`, server.operators), world);
	if (canonical.kind === "unknown") return canonical;
	const parsed = runRuleset("0", canonical.tokens, world);
	return parsed.kind === "unknown" ? parsed : deliveryBy(server, parsed.tokens);
}

/** MAIL FROM with an address that rulesets 3 and 0 refuse; strangers have others, the empty one among them. */
export function senderStage(server: Server, daemon: Daemon): StageRules {
	const check: Check<"reject" | "defer" | "taken"> = {
		name: "ruleset 0 on the sender",
		origin: byDefault("the sender's address"),
		reads: ["sender"],
		ask(context): Answer<"reject" | "defer" | "taken"> {
			const { from } = context.attempt;
			const delivery: Delivery = from === "" ? { kind: "kept" } : parsedBy(server, ruleWorld(server, daemon, context), from);
			if (delivery.kind === "unknown") return { says: "unknown", because: delivery.because };
			return { says: delivery.kind === "refused" ? delivery.outcome : "taken" };
		},
		over: () => AS_THEY_LIKE,
	};
	const rules = (["reject", "defer"] as const).map((outcome) =>
		rule(saysAtom(check, outcome), { kind: "refuse", outcome }, check.origin, "ruleset 0 refuses the sender"),
	);
	return { name: "sender", at: "mail", rules, origin: check.origin };
}

function deliveryBy(server: Server, tokens: readonly Token[]): Delivery {
	const answer = answerOf(tokens);
	if (answer === undefined) return { kind: "refused", outcome: "reject" };
	if (answer.mailer === "error") return { kind: "refused", outcome: meaningOfResult(tokens) === "defer" ? "defer" : "reject" };
	// The name of a result of checks, not of a mailer.
	if (answer.mailer === "discard") return { kind: "refused", outcome: "reject" };
	const mailer = server.statements.find((one) => one.kind === "mailer" && one.name.toLowerCase() === answer.mailer);
	if (mailer?.kind !== "mailer") return { kind: "unknown", because: limit(`the mailer ${answer.mailer}`) };
	const path = mailer.fields.get("P") ?? "";
	const local = /l/.test(mailer.fields.get("F") ?? "");
	if (!local) return { kind: /\[(?:IPC|TCP)\]/i.test(path) ? "remote" : "kept" };
	const user = joined(answer.user);
	const again = !user.startsWith("@") && /5/.test(mailer.fields.get("F") ?? "") && server.rulesets.has("5");
	return { kind: "local", user: user.replace(/^@/, ""), host: joined(answer.host), again };
}

function deliveryCheck(server: Server, daemon: Daemon, asksUser: boolean): Check<"reject" | "defer" | "taken"> {
	return {
		name: "ruleset 0",
		origin: byDefault("the recipient's address and user"),
		reads: ["recipient"],
		ask(context): Answer<"reject" | "defer" | "taken"> {
			const delivery = deliveryOf(server, daemon, context);
			if (delivery.kind === "unknown") return asksUser ? { says: "unknown", because: delivery.because } : { says: "taken" };
			if (delivery.kind === "refused") return { says: delivery.outcome };
			if (delivery.kind !== "local" || !asksUser || delivery.queued === true) return { says: "taken" };
			const user = hasUser(server, context, delivery.user, true);
			if (typeof user !== "string") return { says: "unknown", because: user };
			if (user === "no" && deferredRule(server) !== undefined) return { says: "unknown", because: UNSEEN };
			return { says: user === "no" ? "reject" : "taken" };
		},
		over: (says): Truth => (says === "taken" ? TRUE : AS_THEY_LIKE),
	};
}

/** Whether what was accepted leaves for another server, by the rules. */
export function leavesByRules(server: Server, daemon: Daemon): Match {
	return {
		kind: "computed",
		name: "ruleset 0 leads to another server",
		reads: ["recipient"],
		origin: byDefault("the mailer of the recipient"),
		evaluate(context) {
			return leaves(server, ruleWorld(server, daemon, context), deliveryOf(server, daemon, context), new Set());
		},
		over: () => TRUE,
	};
}
