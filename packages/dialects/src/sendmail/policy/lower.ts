import {
	type Action,
	ALL_ADDRESSES,
	byDefault,
	FALSE,
	type Listener,
	type Match,
	type PolicyRule,
	type RelayPolicy,
	type StageRules,
	TRUE,
	type Truth,
} from "@relaylint/core";
import { addressesOfDaemon } from "../daemons.ts";
import { type Daemon, recipientOf, type Server } from "../server.ts";
import { ALWAYS, type Answer, AS_THEY_LIKE, type Check, rule, saysAtom } from "./atoms.ts";
import { blocklistCheck, spamEntry } from "./blocklist.ts";
import { deliveryStage, leavesByRules, senderStage, stagesByRules } from "./by-rules.ts";
import { mailCheck } from "./check-mail.ts";
import { connectChecks, type Refusal, refusalRules, refusedLogins } from "./check-relay.ts";
import { clientName } from "./client.ts";
import { claimedDomains, foreignKinds } from "./foreign.ts";
import { ownCheck, ownRulesets } from "./own-rules.ts";
import { recipientCheck } from "./recipient.ts";
import { CLIENT_NAME, relayOkRules } from "./relay-ok.ts";
import { hasUser, luserRoute, routeOf, senderRouteOf } from "./route.ts";
import { deferredRule, isWrapped, sessionStages, trustRules, UNSEEN } from "./session.ts";

/** Turns a server into the common model: who may relay, by listener and stage. */
export function lower(server: Server): RelayPolicy {
	return {
		listeners: server.daemons.map((daemon) => listenerOf(server, daemon)),
		facts: {
			name(fact, context) {
				if (fact !== CLIENT_NAME) return undefined;
				const name = clientName(context);
				return name.kind === "confirmed" ? name.name : undefined;
			},
		},
		claimed: claimedDomains(server),
		// Asked anew each time: the answer changes once the Public Suffix List is loaded.
		get foreign() {
			return foreignKinds(server);
		},
		localDomains: localDomains(server),
		depends: server.open,
	};
}

function localDomains(server: Server): readonly string[] {
	const names = [...server.class("w").words.values()].map(({ text }) => text).filter((name) => !name.startsWith("["));
	const known = server.ownNameKnown ? [server.ownName] : [];
	const all = [...names, ...known];
	return [...all.filter((name) => name.includes(".")), ...all.filter((name) => !name.includes("."))];
}

function listenerOf(server: Server, daemon: Daemon): Listener {
	const addresses = addressesOfDaemon(daemon);
	const port = daemon.port === undefined ? "an unknown port" : `port ${daemon.port}`;
	return {
		name: `${daemon.name} (${port})`,
		port: daemon.port,
		addresses: addresses ?? ALL_ADDRESSES,
		...(addresses === undefined
			? {
					addressesDepend: {
						kind: "outside",
						key: `address:${daemon.address}`,
						text: `the address of ${daemon.address}`,
						origin: daemon.origin,
					},
				}
			: {}),
		stages: stagesOf(server, daemon),
		relays: server.generated === undefined ? relaysMatch(server) : leavesByRules(server, daemon),
		origin: daemon.origin,
	};
}

function stagesOf(server: Server, daemon: Daemon): readonly StageRules[] {
	const { origin } = daemon;
	const stage = (name: string, at: StageRules["at"], rules: readonly PolicyRule[]): StageRules => ({ name, at, rules, origin });
	if (server.fatal !== undefined) {
		const { text, origin: from } = server.fatal;
		return [stage("start", "connect", [rule(ALWAYS, { kind: "refuse", outcome: "fatal" }, from, text)])];
	}
	const deferred = deferredRule(server);
	const unlessDeferred = (rules: readonly PolicyRule[]) => (deferred === undefined ? rules : [deferred]);
	const { doubt } = server;
	const start =
		doubt === undefined
			? []
			: [
					stage("start", "connect", [
						rule(
							{ kind: "unknown", because: doubt, origin },
							{ kind: "refuse", outcome: "fatal" },
							doubt.origin ?? origin,
							doubt.text,
						),
					]),
				];
	if (server.byRules) return stagesByRules(server, daemon);
	const pass: Action = { kind: "accept" };
	const delayed = server.has("delay-checks");
	const relay = [
		...(delayed ? [] : refusedLogins(ownCheck(server, daemon, "relay"), isWrapped(daemon))),
		...ownRulesets(server, daemon, "relay", skipping(server, pass)),
		...unlessDeferred(
			connectChecks(server).flatMap((check) =>
				server.has("delay-checks") ? refusalRules(check, pass) : connectRules(daemon, check),
			),
		),
	];
	const mail = [
		...ownRulesets(server, daemon, "mail", skipping(server, pass)),
		...unlessDeferred(refusalRules(mailCheck(server, daemon), delayed ? skipping(server, pass) : undefined)),
	];
	const rcpt = [
		...ownRulesets(server, daemon, "rcpt", skipping(server, pass)),
		rule(emptyRecipient(), { kind: "refuse", outcome: "reject" }, byDefault("a recipient is required")),
		...unlessDeferred(recipientRules(server, daemon)),
	];
	const stages = delayed
		? [
				stage("check_rcpt", "rcpt", rcpt),
				stage("check_mail", "rcpt", guarded(server, mail)),
				stage("check_relay", "rcpt", guarded(server, relay)),
			]
		: [stage("check_rcpt", "rcpt", rcpt)];
	return [
		...start,
		...(delayed && server.has("access") && server.map("access")?.trouble?.kind === "failing"
			? [stage("access map", "connect", unlessDeferred(missingAccess(server)))]
			: []),
		...(delayed ? [] : [stage("check_relay", "connect", relay)]),
		...sessionStages(server, daemon),
		server.generated === undefined ? stage("sender", "mail", senderRules(server)) : senderStage(server, daemon),
		...(delayed ? [] : [stage("check_mail", "mail", mail)]),
		...(server.generated === undefined ? [stage("parse", "rcpt", parseRules(server))] : [deliveryStage(server, daemon, false)]),
		...stages,
		...(server.generated === undefined ? [stage("recipient", "rcpt", userRules(server))] : [deliveryStage(server, daemon, true)]),
	];
}

/** The access map is asked at the connection as well (`Srv_Features:`), delayed checks or not: while it is not there nobody gets in. */
function missingAccess(server: Server): readonly PolicyRule[] {
	const origin = server.map("access")?.origin ?? server.originOf("access");
	return [rule(ALWAYS, { kind: "refuse", outcome: "defer" }, origin, "the access map is not there")];
}

function connectRules(daemon: Daemon, check: Check<Refusal>): readonly PolicyRule[] {
	return [...refusedLogins(check, isWrapped(daemon)), ...refusalRules(check, { kind: "accept" })];
}

/** The rules of `check_rcpt` in their order. */
function recipientRules(server: Server, daemon: Daemon): readonly PolicyRule[] {
	const recipient = recipientCheck(server);
	const accept: Action = { kind: "accept" };
	const block = server.has("blocklist-recipients") ? refusalRules(blocklistCheck(server), skipping(server, accept), false) : [];
	const promiscuous = server.has("promiscuous");
	if (promiscuous) return [...block, rule(ALWAYS, accept, server.originOf("promiscuous"), "FEATURE(`promiscuous_relay')")];
	const trust = trustRules(server, daemon).map((one) => ({ ...one, action: skipping(server, one.action) }));
	return [
		...block,
		...trust,
		rule(saysAtom(recipient, "relay"), accept, recipient.origin, "the recipient's domain is served here"),
		...relayOkRules(server),
		rule(
			saysAtom(recipient, "failing"),
			{ kind: "refuse", outcome: "defer" },
			recipient.origin,
			"a look-up of the recipient failed",
		),
		rule(
			ALWAYS,
			{ kind: "refuse", outcome: "reject" },
			byDefault("relaying is denied unless something allows it (cf/README)"),
			"Relaying denied",
		),
	];
}

/** With FEATURE(delay_checks) a trusted login ends all checks: the sender and the client are then not asked about. */
function skipping(server: Server, action: Action): Action {
	if (!server.has("delay-checks") || action.kind !== "accept") return action;
	const mark: Action = { kind: "assign", name: "checks-over", value: "yes" };
	return {
		kind: "call",
		name: "trusted",
		rules: [rule(ALWAYS, mark, byDefault("the checks end here")), rule(ALWAYS, action, byDefault("the checks end here"))],
	};
}

/** Delayed checks are walked unless a trusted login, or a friend of spam among the recipients, ended them. */
function guarded(server: Server, rules: readonly PolicyRule[]): readonly PolicyRule[] {
	const over: Match = { kind: "variable", name: "checks-over", value: "yes" };
	const friends = spamCheck(server);
	const origin = server.originOf("delay-checks");
	return [
		rule(over, { kind: "accept" }, origin, "the checks ended before"),
		...(friends === undefined ? [] : [rule(saysAtom(friends, "skip"), { kind: "accept" }, friends.origin, friends.name)]),
		...rules,
	];
}

/** FEATURE(delay_checks, friend) and hater: recipients who want their spam, or nobody but those who do not. */
function spamCheck(server: Server): Check<"skip" | "go-on"> | undefined {
	const friend = server.has("spam-friend");
	const map = server.map("access");
	if ((!friend && !server.has("spam-hater")) || map === undefined) return undefined;
	return {
		name: friend ? "FEATURE(`delay_checks', `friend')" : "FEATURE(`delay_checks', `hater')",
		origin: server.originOf(friend ? "spam-friend" : "spam-hater"),
		reads: ["recipient"],
		ask(context): Answer<"skip" | "go-on"> {
			const found = spamEntry(server, map, context);
			if (found.kind === "unknown") return { says: "unknown", because: found.because };
			const word = found.kind === "found" ? found.value.trim().toUpperCase() : "";
			if (friend) return { says: word === "FRIEND" ? "skip" : "go-on" };
			return { says: word === "HATER" ? "go-on" : "skip" };
		},
		over: () => AS_THEY_LIKE,
	};
}

/** MAIL FROM with an address that ruleset 0 refuses; strangers have others. */
function senderRules(server: Server): readonly PolicyRule[] {
	const check: Check<"reject" | "defer" | "taken"> = {
		name: "ruleset 0 on the sender",
		origin: byDefault("the sender's address"),
		reads: ["sender"],
		ask(context): Answer<"reject" | "defer" | "taken"> {
			const route = senderRouteOf(server, context);
			if (route.kind === "unknown") return { says: "unknown", because: route.because };
			return { says: route.kind === "refused" ? route.outcome : "taken" };
		},
		over: () => AS_THEY_LIKE,
	};
	return (["reject", "defer"] as const).map((outcome) =>
		rule(saysAtom(check, outcome), { kind: "refuse", outcome }, check.origin, "ruleset 0 refuses the sender"),
	);
}

function emptyRecipient(): Match {
	return {
		kind: "computed",
		name: "RCPT TO:<>",
		reads: ["recipient"],
		origin: byDefault("a recipient is required"),
		evaluate: (context) => (context.attempt.to.trim() === "" ? TRUE : FALSE),
		over: () => FALSE,
	};
}

/** RCPT TO with an address that ruleset 0 refuses, before any check. */
function parseRules(server: Server): readonly PolicyRule[] {
	const check: Check<"reject" | "defer" | "taken"> = {
		name: "ruleset 0",
		origin: byDefault("the recipient's address"),
		reads: ["recipient"],
		ask(context): Answer<"reject" | "defer" | "taken"> {
			if (recipientOf(server, context).kind !== "address") return { says: "reject" };
			const route = routeOf(server, context);
			// What is not known of the route counts once the checks let the recipient pass.
			return { says: route.kind === "refused" ? route.outcome : "taken" };
		},
		over: (says): Truth => (says === "taken" ? TRUE : FALSE),
	};
	return [
		rule(saysAtom(check, "reject"), { kind: "refuse", outcome: "reject" }, check.origin, "ruleset 0 refuses the recipient"),
		rule(saysAtom(check, "defer"), { kind: "refuse", outcome: "defer" }, check.origin, "ruleset 0 puts the recipient off"),
	];
}

/** A user of this host who is not there; a message that is thrown away may be to anybody. */
function userRules(server: Server): readonly PolicyRule[] {
	const check: Check<"reject" | "defer" | "taken"> = {
		name: "the local user",
		origin: byDefault("the recipient's user"),
		reads: ["recipient"],
		ask(context): Answer<"reject" | "defer" | "taken"> {
			const route = routeOf(server, context);
			if (route.kind === "unknown") return { says: "unknown", because: route.because };
			if (route.kind !== "local" || route.queued === true) return { says: "taken" };
			const user = hasUser(server, context, route.user);
			if (typeof user !== "string") return { says: "unknown", because: user };
			const luser = server.macro("L")?.trim() ?? "";
			const relayed = luser !== "" && route.settled !== true;
			if (user === "no" && relayed) {
				const onward = luserRoute(server, luser, route.user);
				if (onward.kind === "refused") return { says: onward.outcome };
			}
			if (user === "no" && deferredRule(server) !== undefined) return { says: "unknown", because: UNSEEN };
			return { says: user === "no" && !relayed ? "reject" : "taken" };
		},
		over: (says): Truth => (says === "taken" ? TRUE : FALSE),
	};
	const dropped: Match = { kind: "variable", name: "dropped", value: "yes" };
	return [
		rule(dropped, { kind: "accept" }, check.origin, "the message is thrown away"),
		...(["reject", "defer"] as const).map((outcome) =>
			rule(saysAtom(check, outcome), { kind: "refuse", outcome }, check.origin, "there is no such user"),
		),
	];
}

/** Whether what was accepted leaves for another server. */
function relaysMatch(server: Server): Match {
	const origin = byDefault("the mailer of the recipient");
	return {
		kind: "all",
		operands: [
			{ kind: "not", operand: { kind: "variable", name: "discarded", value: "yes" } },
			{
				kind: "computed",
				name: "the recipient's mailer leads to another server",
				reads: ["recipient"],
				origin,
				evaluate(context) {
					const route = routeOf(server, context);
					if (route.kind === "unknown") return { kind: "unknown", because: route.because };
					if (route.kind === "remote") return TRUE;
					if (route.kind !== "local" || route.queued === true) return FALSE;
					const user = hasUser(server, context, route.user);
					if (user === "forwarded") return TRUE;
					const luser = server.macro("L")?.trim() ?? "";
					if (user === "no" && luser !== "" && route.settled !== true)
						return luserRoute(server, luser, route.user).kind === "remote" ? TRUE : FALSE;
					return typeof user === "string" ? FALSE : { kind: "unknown", because: user };
				},
				over: () => TRUE,
			},
		],
	};
}
