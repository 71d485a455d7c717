import {
	type AddressSet,
	type ComputedAtom,
	chosen,
	containsAddress,
	type Dependency,
	dependsOn,
	differenceOf,
	FALSE,
	type Match,
	type MatchList,
	type NameSet,
	NO_ADDRESSES,
	nameSet,
	type Origin,
	type PolicyRule,
	parseAddress,
	singleAddress,
	TRUE,
	unionOf,
} from "@relaylint/core";
import { canonicalBare } from "../address/canonical.ts";
import { addressWorld, isOwnName, keyOfAddress, type Server } from "../server.ts";
import { firstFound, firstOf, lookupAddress, lookupDomain, lookupFull } from "./access.ts";
import { type Answer, AS_THEY_LIKE, type Check, overAddresses, rule, saysAtom } from "./atoms.ts";
import { clientName } from "./client.ts";
import { clientEntries, placeOfEntry, prefixSet } from "./sets.ts";
import { meaningOf } from "./values.ts";

/** The name fact: the client's name, confirmed by its address. */
export const CLIENT_NAME = "client-name";

/** Past this many entries a list of clients is one set, whose line is found when it is asked for. */
const MOST_ELEMENTS = 300;

/** `Relay_ok`: what the client, and with some features the sender, is let do (cf/README, "ANTI-SPAM CONFIGURATION CONTROL"). */
export function relayOkRules(server: Server): readonly PolicyRule[] {
	const access = server.has("access") ? server.map("access") : undefined;
	const accept = { kind: "accept" } as const;
	const rules: PolicyRule[] = [
		rule(trustedAddresses(server), accept, server.originOf("access"), "the client's address may relay"),
	];
	if (access !== undefined && access.trouble !== undefined) {
		const origin = access.origin;
		if (access.trouble.kind === "unknown")
			rules.push(
				rule(
					{ kind: "unknown", because: access.trouble.because, origin },
					accept,
					origin,
					"the access map lets the client relay",
				),
			);
		if (access.trouble.kind === "failing")
			rules.push(rule({ kind: "always" }, { kind: "refuse", outcome: "defer" }, origin, access.trouble.reason));
	}
	for (const because of server.class("R").open) {
		const origin = because.origin ?? server.originOf("access");
		rules.push(rule({ kind: "unknown", because, origin }, accept, origin, "class R lets the client relay"));
	}
	rules.push(...senderRules(server));
	rules.push(
		rule(
			laterAtom(server),
			{ kind: "refuse", outcome: "defer" },
			server.originOf("access"),
			"the client's name cannot be looked up for now",
		),
	);
	rules.push(rule(trustedNames(server), accept, server.originOf("access"), "the client's name may relay"));
	return rules;
}

/** The server itself, the prefixes in class R, the networks in the access map: the most specific entry decides. */
function trustedAddresses(server: Server): Match {
	const origin = server.originOf("access");
	const elements: MatchList["elements"][number][] = [];
	const add = (set: AddressSet, from: Origin, result = TRUE) =>
		elements.push({ match: { kind: "address", fact: "client", set, origin: from }, result, origin: from });
	add(LOCAL, { kind: "default", text: "the server itself may relay (cf/README)" });
	for (const [word, { origin: from }] of server.class("R").words) {
		const prefix = prefixSet(word.replace(/[.:]$/, ""));
		if (prefix !== undefined && !(prefix.length === 32 && word.endsWith("."))) add(prefix.set, from);
	}
	const own = ownAddresses(server);
	const map = server.has("access") ? server.map("access") : undefined;
	const entries = map === undefined || map.trouble !== undefined ? [] : clientEntries(map).addresses;
	if (entries.length > MOST_ELEMENTS && map !== undefined) {
		const granted = grantedSet(entries);
		const atom: Match = largeAtom(server, granted, map.origin);
		return { kind: "any", operands: [listOf(elements, origin), atom, ownAtom(server, own)] };
	}
	for (const one of entries) add(one.set, placeOfEntry(one), one.value === "relay" ? TRUE : FALSE);
	return { kind: "any", operands: [listOf(elements, origin), ownAtom(server, own)] };
}

function listOf(elements: MatchList["elements"], origin: Origin): MatchList {
	return { kind: "list", elements, otherwise: FALSE, origin, name: "clients that may relay" };
}

/** Only 127.0.0.1 and ::1 are the server itself, not the rest of the loopback network. */
const LOCAL: AddressSet = unionOf(
	["127.0.0.1", "::1"].flatMap((text) => {
		const address = parseAddress(text);
		return address === undefined ? [] : [singleAddress(address)];
	}),
);

/** What entries grant, the most specific of each address alone. */
function grantedSet(
	entries: readonly { readonly set: AddressSet; readonly length: number; readonly value: string }[],
): AddressSet {
	const lengths = [...new Set(entries.map(({ length }) => length))].sort((a, b) => a - b);
	let granted = NO_ADDRESSES;
	for (const length of lengths) {
		const at = entries.filter((one) => one.length === length);
		const yes = unionOf(at.filter(({ value }) => value === "relay").map(({ set }) => set));
		const no = unionOf(at.filter(({ value }) => value !== "relay").map(({ set }) => set));
		granted = unionOf([differenceOf(granted, no), yes]);
	}
	return granted;
}

function largeAtom(server: Server, granted: AddressSet, origin: Origin): ComputedAtom {
	const map = server.map("access");
	return {
		kind: "computed",
		name: "the access map lets the client relay",
		reads: ["client"],
		origin,
		hints: { addresses: [granted] },
		evidence(context) {
			if (map === undefined) return undefined;
			const found = lookupAddress(server, map, keyOfAddress(context.attempt.client, server), { tag: "Connect", exact: false });
			return found.kind === "found" ? found.origin : undefined;
		},
		evaluate: (context) => (context.client !== undefined && containsAddress(granted, context.client) ? TRUE : FALSE),
		over(region) {
			const truth = overAddresses(granted, region);
			return truth === AS_THEY_LIKE ? chosen(granted, "the client's address", origin) : truth;
		},
	};
}

/** Addresses in class w as the files write them: `[192.0.2.25]`. */
function ownAddresses(server: Server): AddressSet {
	const sets: AddressSet[] = [];
	for (const word of server.class("w").words.keys()) {
		const inner = /^\[(?:ipv6:)?([^\]]+)\]$/.exec(word)?.[1];
		const address = inner === undefined ? undefined : parseAddress(inner);
		if (address !== undefined) sets.push(singleAddress(address));
	}
	return unionOf(sets);
}

/** The host's own addresses, which no stranger has. */
function ownAtom(server: Server, written: AddressSet): ComputedAtom {
	return {
		kind: "computed",
		name: "the client is at an address of this host",
		reads: ["client"],
		origin: { kind: "default", text: "the server's own addresses may relay (cf/README)" },
		hints: { addresses: [written] },
		evaluate: (context) =>
			isOwnName(server, `[${keyOfAddress(context.attempt.client, server)}]`, context.world.addresses) ? TRUE : FALSE,
		over(region) {
			const truth = overAddresses(written, region);
			return truth === AS_THEY_LIKE ? chosen(written, "the client's address") : truth;
		},
	};
}

type SenderSays = "relay" | "other" | "failing";

/** FEATURE(relay_local_from) and FEATURE(relay_mail_from): what the client writes as the sender lets it relay. */
function senderRules(server: Server): readonly PolicyRule[] {
	return [localFrom(server), mailFrom(server)].flatMap((check) =>
		check === undefined
			? []
			: [
					rule(saysAtom(check, "relay"), { kind: "accept" }, check.origin, check.name),
					rule(saysAtom(check, "failing"), { kind: "refuse", outcome: "defer" }, check.origin, check.name),
				],
	);
}

function localFrom(server: Server): Check<SenderSays> | undefined {
	if (!server.has("local-from")) return undefined;
	const names = [...server.class("w").words.keys()].filter((word) => !word.startsWith("["));
	return {
		name: "FEATURE(`relay_local_from'): the sender is one of the server's own",
		origin: server.originOf("local-from"),
		reads: ["sender"],
		hints: { senders: [...names.filter((name) => name.includes(".")), server.ownName].slice(0, 20) },
		ask(context): Answer<SenderSays> {
			const world = addressWorld(server, context);
			const sender = canonicalBare(context.attempt.from, world);
			if (sender.kind !== "address" || sender.domain === undefined) return { says: "other" };
			const local = isOwnName(server, sender.domain.join(""), context.world.addresses);
			const [open] = world.open;
			return !local && open !== undefined ? { says: "unknown", because: open } : { says: local ? "relay" : "other" };
		},
		over: (says) => (says === "failing" ? FALSE : AS_THEY_LIKE),
	};
}

function mailFrom(server: Server): Check<SenderSays> | undefined {
	const map = server.has("access") ? server.map("access") : undefined;
	if (!server.has("mail-from") || map === undefined) return undefined;
	const byDomain = server.has("mail-from-domain");
	const granted = [...(map.table?.entries ?? [])].flatMap(([folded, entry]) => {
		if (!folded.startsWith("from:") || meaningOf(entry.value) !== "relay") return [];
		const key = folded.slice("from:".length);
		return key.includes("@") || byDomain ? [key] : [];
	});
	const tagged = { tag: "From", exact: true } as const;
	return {
		name: "FEATURE(`relay_mail_from'): the access map lets the sender relay",
		origin: server.originOf("mail-from"),
		reads: ["sender"],
		hints: { senders: granted.slice(0, 200) },
		ask(context): Answer<SenderSays> {
			const world = addressWorld(server, context);
			const sender = canonicalBare(context.attempt.from, world);
			if (sender.kind !== "address" || sender.domain === undefined) return { says: "other" };
			const local = sender.local.join("");
			const domain = sender.domain.join("");
			const found = firstFound([
				() => lookupFull(map, local, domain, tagged),
				...(byDomain
					? [() => (server.has("hosts-only") ? firstOf(map, [`From:${domain}`]) : lookupDomain(server, map, domain, tagged))]
					: []),
			]);
			if (found.kind === "failing") return { says: "failing" };
			if (found.kind === "unknown") return { says: "unknown", because: found.because };
			return found.kind === "found" && meaningOf(found.value) === "relay"
				? { says: "relay", origin: found.origin }
				: { says: "other" };
		},
		over(says) {
			if (map.trouble?.kind === "unknown") return says === "relay" ? dependsOn(map.trouble.because) : FALSE;
			return says === "relay" && granted.length > 0 ? AS_THEY_LIKE : FALSE;
		},
	};
}

/** The client's name cannot be looked up for now, which refuses for now whoever may not relay by its address. */
function laterAtom(server: Server): ComputedAtom {
	return {
		kind: "computed",
		name: "the client's name cannot be looked up for now",
		reads: ["client-name", "dns"],
		origin: server.originOf("access"),
		evaluate(context) {
			const name = clientName(context);
			if (name.kind === "unknown") return dependsOn(name.because);
			return name.kind === "later" ? TRUE : FALSE;
		},
		over: () => FALSE,
	};
}

/** Confirmed names in class w, class R and the access map: the most specific entry decides. */
function trustedNames(server: Server): Match {
	const elements: MatchList["elements"][number][] = [];
	const add = (set: NameSet, from: Origin, result = TRUE) =>
		elements.push({ match: { kind: "name", fact: CLIENT_NAME, set, origin: from }, result, origin: from });
	const below = !server.has("hosts-only");
	if (server.has("entire-domain") && server.ownDomain !== undefined) {
		const own = server.ownDomain.toLowerCase();
		add(nameSet([own], [own]), server.originOf("entire-domain"));
	}
	for (const [word, { origin }] of server.class("w").words) if (!word.startsWith("[")) add(nameSet([word]), origin);
	add(nameSet([server.ownName.toLowerCase(), "localhost"]), {
		kind: "default",
		text: "the server's own name may relay (cf/README)",
	});
	for (const [word, { origin }] of server.class("R").words) {
		if (prefixSet(word.replace(/[.:]$/, "")) !== undefined) continue;
		const bare = word.replace(/^\./, "");
		add(nameSet(word === bare ? [word] : [], below ? [bare] : []), origin);
	}
	const map = server.has("access") ? server.map("access") : undefined;
	if (map !== undefined && map.trouble === undefined) {
		const { names } = clientEntries(map);
		const relayed = names.filter(({ value }) => value === "relay");
		// Without an entry that lets a name relay the others change nothing here.
		if (relayed.length > 0 && names.length <= MOST_ELEMENTS * 4)
			for (const one of names) {
				const bare = one.name.replace(/^\./, "");
				const dotted = server.has("lookup-dot-domain") && one.name !== bare;
				if (one.name !== bare && !dotted) continue;
				add(nameSet(dotted ? [] : [bare], below ? [bare] : []), placeOfEntry(one), one.value === "relay" ? TRUE : FALSE);
			}
		else if (relayed.length > 0)
			return {
				kind: "any",
				operands: [
					nameList(elements, server),
					manyNames(
						server,
						relayed.map(({ name }) => name),
					),
				],
			};
	}
	return nameList(elements, server);
}

function nameList(elements: MatchList["elements"], server: Server): MatchList {
	return { kind: "list", elements, otherwise: FALSE, origin: server.originOf("access"), name: "client names that may relay" };
}

/** Very many names: each attempt is looked up, and whether a stranger can have one is asked of all of them. */
function manyNames(server: Server, relayed: readonly string[]): ComputedAtom {
	const map = server.map("access");
	const origin = map?.origin ?? server.originOf("access");
	const look = (name: string) =>
		map === undefined ? undefined : lookupDomain(server, map, name, { tag: "Connect", exact: false });
	return {
		kind: "computed",
		name: "the access map lets the client's name relay",
		reads: ["client-name", "dns"],
		origin,
		hints: { names: relayed.filter((name) => !name.includes(".")).slice(0, 100) },
		evidence(context) {
			const name = clientName(context);
			const found = name.kind === "confirmed" ? look(name.name) : undefined;
			return found?.kind === "found" ? found.origin : undefined;
		},
		evaluate(context) {
			const name = clientName(context);
			if (name.kind === "unknown") return dependsOn(name.because);
			const found = name.kind === "confirmed" ? look(name.name) : undefined;
			return found?.kind === "found" && meaningOf(found.value) === "relay" ? TRUE : FALSE;
		},
		over(region) {
			let open: Dependency | undefined;
			for (const name of relayed) {
				const can = region.canHaveName(name, true);
				if (can === true) return chosen(relayed, "the client's confirmed name", origin);
				if (can === undefined)
					open ??= { kind: "limit", key: "public-suffix-list", text: `which names below ${name} can be registered` };
			}
			return open === undefined ? FALSE : dependsOn(open);
		},
	};
}
