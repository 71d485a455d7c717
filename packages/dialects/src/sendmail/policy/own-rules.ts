import {
	type Action,
	type Context,
	dependsOn,
	FALSE,
	type FactName,
	type Hints,
	type PolicyRule,
	type Region,
	TRUE,
	type Truth,
} from "@relaylint/core";
import { tokenizeRuleText } from "../engine/compile.ts";
import { answerOf, runRuleset } from "../engine/machine.ts";
import { possibleAnswers, wordsOfRules } from "../engine/static.ts";
import { joined, special, type Token, writtenTokens } from "../engine/symbols.ts";
import { ruleWorld } from "../engine/world.ts";
import { type Daemon, keyOfAddress, type Server } from "../server.ts";
import { type Answer, AS_THEY_LIKE, type Check, limit, rule, saysAtom } from "./atoms.ts";
import { nameInRules } from "./client.ts";
import { meaningOf } from "./values.ts";

/** What a rule set for checks says: nothing, that the check ends well, or a refusal. */
export type RulesSay = "pass" | "accept" | "reject" | "defer" | "discard" | "hold";

/** The three places in the dialogue at which rules are asked. */
export type CheckName = "relay" | "mail" | "rcpt";

const READS: readonly FactName[] = ["client", "client-name", "helo", "tls", "certificate", "login", "sender", "recipient", "dns"];

/** What a rule set is given: `client name $| address`, `<sender>`, `<recipient>`. */
export function argumentOf(server: Server, context: Context, check: CheckName): readonly Token[] {
	if (check === "relay") {
		const name = nameInRules(server, context) ?? "";
		return [
			...tokenizeRuleText(name, server.operators),
			special("$|"),
			...tokenizeRuleText(keyOfAddress(context.attempt.client, server), server.operators),
		];
	}
	const text = check === "mail" ? context.attempt.from : context.attempt.to;
	return tokenizeRuleText(`<${text}>`, server.operators);
}

/** What the result of a check's rule set means to the daemon: op.txt 5.1.4. */
export function meaningOfResult(tokens: readonly Token[]): RulesSay {
	const answer = answerOf(tokens);
	if (answer === undefined) return "pass";
	if (answer.mailer === "discard") return "discard";
	if (answer.mailer !== "error") return "accept";
	const host = joined(answer.host).toLowerCase();
	if (host === "quarantine") return "hold";
	const text = writtenTokens(answer.user).trim();
	const coded = /^"?\d{3}[\s-]/.test(text);
	if (!coded && host === "tempfail") return "defer";
	const meaning = meaningOf(`ERROR:${text}`);
	return meaning === "defer" ? "defer" : "reject";
}

/** A rule set that is asked at one place, as a check. */
export function rulesCheck(server: Server, daemon: Daemon, ruleset: string, check: CheckName): Check<RulesSay> {
	const own = server.rulesets.get(ruleset.toLowerCase());
	const origin = own?.origin ?? { kind: "default", text: ruleset };
	return {
		name: ruleset,
		origin,
		reads: READS,
		get hints(): Hints {
			const words = wordsOfRules(server, ruleset);
			return { names: words, senders: words, recipients: words };
		},
		ask(context): Answer<RulesSay> {
			// At the connection the sender, HELO, TLS and a login are still to come, unless the check is delayed.
			const early = check === "relay" && !server.has("delay-checks");
			const result = runRuleset(ruleset, argumentOf(server, context, check), ruleWorld(server, daemon, context, early));
			return result.kind === "unknown"
				? { says: "unknown", because: { ...result.because, origin } }
				: { says: meaningOfResult(result.tokens) };
		},
		over(says: RulesSay, _region: Region): Truth {
			const possible = possibleAnswers(server, ruleset);
			if (possible.always !== undefined) return possible.always === says ? TRUE : FALSE;
			if (possible.open) return dependsOn(limit(`what the rule set ${ruleset} says`, origin));
			if (!possible.answers.has(says)) return says === "pass" ? AS_THEY_LIKE : FALSE;
			return says === "accept" ? dependsOn(limit(`what the rule set ${ruleset} says`, origin)) : AS_THEY_LIKE;
		},
	};
}

/** The rules by which a rule set's answer is heeded; `onAccept` is what an answer that is no refusal does. */
export function rulesOf(check: Check<RulesSay>, onAccept: Action): readonly PolicyRule[] {
	const { origin, name } = check;
	const mark: Action = { kind: "assign", name: "discarded", value: "yes" };
	// One atom for all that follows from an answer.
	const [discards, holds] = [saysAtom(check, "discard"), saysAtom(check, "hold")] as const;
	return [
		rule(saysAtom(check, "reject"), { kind: "refuse", outcome: "reject" }, origin, name),
		rule(saysAtom(check, "defer"), { kind: "refuse", outcome: "defer" }, origin, name),
		rule(discards, mark, origin, `${name} discards`),
		rule(discards, { kind: "assign", name: "dropped", value: "yes" }, origin, `${name} discards`),
		rule(discards, onAccept, origin, name),
		rule(holds, mark, origin, `${name} holds`),
		rule(saysAtom(check, "accept"), onAccept, origin, name),
	];
}

/** The rules of an administrator's own rule set (`Local_check_rcpt`), which is asked before the stock one. */
export function ownRulesets(server: Server, daemon: Daemon, check: CheckName, onAccept: Action): readonly PolicyRule[] {
	const own = ownCheck(server, daemon, check);
	return own === undefined ? [] : rulesOf(own, onAccept);
}

/** An administrator's own rule set as a check; undefined where there is none. */
export function ownCheck(server: Server, daemon: Daemon, check: CheckName): Check<RulesSay> | undefined {
	const name = `Local_check_${check}`;
	const own = server.rulesets.get(name.toLowerCase());
	return own === undefined || own.rules.length === 0 ? undefined : rulesCheck(server, daemon, name, check);
}
