import {
	type Action,
	type AddressSet,
	type Context,
	dependsOn,
	differenceOf,
	FALSE,
	type Match,
	NO_ADDRESSES,
	type PolicyRule,
	type Region,
	type Truth,
	unionOf,
} from "@relaylint/core";
import type { SendmailMap } from "../maps/map.ts";
import { keyOfAddress, type Server } from "../server.ts";
import { type AccessAnswer, lookupAddress, lookupDomain } from "./access.ts";
import { type Answer, AS_THEY_LIKE, type Check, overAddresses, rule, saysAtom } from "./atoms.ts";
import { clientName, nameInRules } from "./client.ts";
import { triesLogin } from "./session.ts";
import { clientEntries } from "./sets.ts";
import { meaningAtConnection, meaningOf } from "./values.ts";

/** What `check_relay` says of a connection. */
export type Refusal = "pass" | "allow" | "reject" | "defer" | "discard" | "hold";

/** The rules by which a check refuses, puts off or quietly takes what it is asked about, and then does `onQuiet` if that is said, as for what it lets in. */
export function refusalRules(check: Check<Refusal>, onQuiet?: Action, onAllow = true): readonly PolicyRule[] {
	// One atom for all that follows from an answer: what is assumed of it then holds for each of them.
	const quiet = (says: "discard" | "hold"): readonly PolicyRule[] => {
		const atom = saysAtom(check, says);
		const marks = says === "hold" ? ["discarded"] : ["discarded", "dropped"];
		return [
			...marks.map((name) => rule(atom, { kind: "assign", name, value: "yes" }, check.origin, check.name)),
			...(onQuiet === undefined ? [] : [rule(atom, onQuiet, check.origin, check.name)]),
		];
	};
	return [
		rule(saysAtom(check, "reject"), { kind: "refuse", outcome: "reject" }, check.origin, check.name),
		rule(saysAtom(check, "defer"), { kind: "refuse", outcome: "defer" }, check.origin, check.name),
		...quiet("discard"),
		...quiet("hold"),
		...(onQuiet === undefined || !onAllow ? [] : [rule(saysAtom(check, "allow"), onQuiet, check.origin, check.name)]),
	];
}

/** A client that is refused as it connects is told so at every command: it can neither begin TLS nor log in. `wrapped`: TLS came before. */
export function refusedLogins<Says extends string>(
	check: Check<Says | "reject" | "defer"> | undefined,
	wrapped: boolean,
): readonly PolicyRule[] {
	if (check === undefined) return [];
	const { origin, name } = check;
	const wantsTls: Match = { kind: "flag", fact: "tls", origin };
	return (["reject", "defer"] as const).flatMap((says) => {
		const refused = saysAtom(check, says);
		const unless = (wants: Match, outcome: "notls" | "noauth") =>
			rule({ kind: "all", operands: [wants, refused] }, { kind: "refuse", outcome }, origin, name);
		return [...(wrapped ? [] : [unless(wantsTls, "notls")]), unless(triesLogin(origin), "noauth")];
	});
}

/** What an answer of the access map does where a refusal is possible. */
export function refusalOf(answer: AccessAnswer, meaningIn = meaningOf): Answer<Refusal> {
	switch (answer.kind) {
		case "absent":
			return { says: "pass" };
		case "failing":
			return { says: "defer" };
		case "unknown":
			return { says: "unknown", because: answer.because };
		case "found": {
			const meaning = meaningIn(answer.value);
			const { origin } = answer;
			if (meaning === "relay" || meaning === "ok") return { says: "allow", origin };
			return { says: meaning === "skip" ? "reject" : meaning, origin };
		}
	}
}

/** `check_relay`: the client is asked for in the access map, by its name and then by its address (cf/README, "ACCESS DATABASE"). */
export function connectChecks(server: Server): readonly Check<Refusal>[] {
	const map = server.has("access") ? server.map("access") : undefined;
	return [...(map === undefined ? [] : [accessCheck(server, map)]), ...dnsLists(server), ...reverseName(server)];
}

/** `${client_ptr}`: the name to which the client's address points, confirmed or not (FEATURE(use_client_ptr)). */
function pointerOf(server: Server, context: Context): string | undefined {
	const name = clientName(context);
	if (name.kind === "unknown") return undefined;
	return name.kind === "confirmed" || name.kind === "forged" ? name.pointer.toLowerCase() : nameInRules(server, context);
}

const CONNECT = { tag: "Connect", exact: false } as const;

function accessCheck(server: Server, map: SendmailMap): Check<Refusal> {
	const { addresses, names, bracketed } = map.trouble === undefined ? clientEntries(map) : NO_ENTRIES;
	const refused = new Map<Refusal, AddressSet>();
	let decided = NO_ADDRESSES;
	for (const one of addresses) {
		const says = one.value === "relay" || one.value === "ok" ? "allow" : one.value === "skip" ? "reject" : one.value;
		const fresh = differenceOf(one.set, decided);
		refused.set(says, unionOf([refused.get(says) ?? NO_ADDRESSES, fresh]));
		decided = unionOf([decided, one.set]);
	}
	const byName = names.some((one) => one.value !== "relay" && one.value !== "ok") || bracketed.length > 0;
	const passesByName = names.length > 0;
	return {
		name: "check_relay: the access map",
		origin: map.origin,
		reads: ["client", ...(passesByName || byName ? (["client-name", "dns"] as const) : [])],
		hints: { addresses: [...refused].flatMap(([says, set]) => (says === "allow" ? [] : [set])) },
		ask(context) {
			const name = server.has("client-ptr") ? pointerOf(server, context) : nameInRules(server, context);
			if (name === undefined) {
				const known = clientName(context);
				return known.kind === "unknown" && (byName || passesByName)
					? { says: "unknown", because: known.because }
					: refusalOf(lookupAddress(server, map, keyOfAddress(context.attempt.client, server), CONNECT), meaningAtConnection);
			}
			const found = lookupDomain(server, map, name, CONNECT);
			return refusalOf(
				found.kind === "absent" ? lookupAddress(server, map, keyOfAddress(context.attempt.client, server), CONNECT) : found,
				meaningAtConnection,
			);
		},
		over(says, region) {
			if (map.trouble?.kind === "unknown") return says === "reject" ? dependsOn(map.trouble.because) : FALSE;
			if (map.trouble?.kind === "failing") return says === "defer" ? { kind: "true" } : FALSE;
			const set = refused.get(says);
			const inSet = set === undefined ? FALSE : overAddresses(set, region);
			if (inSet.kind === "true") return passesByName ? AS_THEY_LIKE : inSet;
			return byName && inSet.kind === "false" ? AS_THEY_LIKE : inSet;
		},
	};
}

const NO_ENTRIES = { addresses: [], names: [], bracketed: [] } as const;

/** Lists of addresses in the DNS: a stranger can come from one that is on none. */
function dnsLists(server: Server): readonly Check<Refusal>[] {
	return server.statements.flatMap((statement): readonly Check<Refusal>[] => {
		if (statement.kind !== "dns-list" || statement.feature === "rhsbl") return [];
		const zone = statement.given[0] ?? "";
		const defers = (statement.given[2] ?? "") !== "";
		const quiet = statement.given[1] === "discard" ? "discard" : statement.given[1] === "quarantine" ? "hold" : "reject";
		return [
			{
				name: `FEATURE(\`${statement.feature}', \`${zone}')`,
				origin: statement.origin,
				reads: ["client", "dns"],
				ask: (context) => listed(context, zone, defers, quiet),
				over: (): Truth => FALSE,
			},
		];
	});
}

function listed(context: Context, zone: string, defers: boolean, quiet: Refusal): Answer<Refusal> {
	const { client } = context.attempt;
	if (!/^\d+(?:\.\d+){3}$/.test(client)) return { says: "pass" };
	const answer = context.world.dns(`${client.split(".").reverse().join(".")}.${zone}`, "A");
	if (answer.kind === "unknown") return { says: "unknown", because: answer.because };
	if (answer.kind === "records") return { says: quiet };
	return { says: answer.kind === "servfail" && defers ? "defer" : "pass" };
}

/** FEATURE(require_rdns): clients without a confirmed name are refused, those of class R let in. */
function reverseName(server: Server): readonly Check<Refusal>[] {
	if (!server.has("require-rdns")) return [];
	return [
		{
			name: "FEATURE(`require_rdns')",
			origin: server.originOf("require-rdns"),
			reads: ["client", "client-name", "dns"],
			ask(context) {
				const key = keyOfAddress(context.attempt.client, server);
				for (const word of server.class("R").words.keys()) {
					if (key === word || key.startsWith(`${word}.`) || key.startsWith(`${word}:`)) return { says: "pass" };
				}
				const name = clientName(context);
				if (name.kind === "unknown") return { says: "unknown", because: name.because };
				return { says: name.kind === "confirmed" ? "pass" : name.kind === "none" ? "reject" : "defer" };
			},
			over: (says: Refusal, _region: Region): Truth => (says === "reject" || says === "defer" ? AS_THEY_LIKE : FALSE),
		},
	];
}
