import {
	type AddressSet,
	type Context,
	chosen,
	containsAddress,
	type Dependency,
	dependsOn,
	FALSE,
	type Match,
	type MatchList,
	type Origin,
	parseAddress,
	parseAddressSet,
	TRUE,
	truthOf,
	unionOf,
} from "@relaylint/core";
import { looseNetwork } from "../loose-network.ts";
import type { NetInfoValue } from "./ast.ts";
import type { Attribute } from "./netinfo.ts";

/** What an entry of the list is. `range`: addresses in a notation that Apple's documents do not show. */
export type Entry =
	| { readonly kind: "address" | "network" | "everything" | "range"; readonly addresses: AddressSet; readonly hostBits: boolean }
	| { readonly kind: "name"; readonly name: string }
	| { readonly kind: "malformed" };

/** Reads an entry: an address, a network, a host name or a domain. */
export function readEntry(text: string): Entry {
	const found = looseNetwork(text);
	if (found !== undefined) {
		const { notation, addresses } = found;
		const kind = notation === "address" || notation === "network" || notation === "everything" ? notation : "range";
		return { kind, addresses, hostBits: found.hostBits === true };
	}
	const name = text
		.toLowerCase()
		.replace(/^(?:\*?\.)/, "")
		.replace(/\.$/, "");
	const isName = /^(?=.*[a-z])[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*$/.test(name);
	return isName ? { kind: "name", name } : { kind: "malformed" };
}

/** The clients of `open_relay_addr_list`; the server drops entries that it cannot read or resolve, so that there are never more. */
export function listedClients(list: Attribute, ownToo: boolean): MatchList {
	const elements = (list.values ?? []).flatMap((value) => elementOf(value));
	if (list.values === undefined && !list.open) elements.push(ownAddress(list.origin, ownToo));
	if (list.open) {
		const because: Dependency = {
			kind: "outside",
			key: "netinfo:list",
			text: "what else open_relay_addr_list holds, which is not shown here",
			origin: list.origin,
		};
		elements.push({ match: { kind: "unknown", because, origin: list.origin }, result: TRUE, origin: list.origin });
	}
	return { kind: "list", elements, otherwise: FALSE, origin: list.origin, name: "open_relay_addr_list" };
}

type Element = MatchList["elements"][number];

function elementOf({ text, origin }: NetInfoValue): Element[] {
	const entry = readEntry(text);
	if (entry.kind === "malformed") return [];
	if (entry.kind === "name") return [{ match: namedClients(entry.name, origin), result: TRUE, origin }];
	const zone: Match = { kind: "address", fact: "client", set: entry.addresses, origin };
	if (entry.kind !== "range") return [{ match: zone, result: TRUE, origin }];
	const because: Dependency = {
		kind: "limit",
		key: `reading:range:${text}`,
		text: `whether the server knows the notation "${text}", which Apple's documents do not show`,
		origin,
	};
	return [{ match: { kind: "all", operands: [zone, { kind: "unknown", because, origin }] }, result: TRUE, origin }];
}

/** The server's own address, which it writes where the list is absent; from 10.2.4 on the loopback address with it. */
function ownAddress(origin: Origin, loopback: boolean): Element {
	const own = parseAddressSet("127.0.0.1");
	const match: Match = {
		kind: "computed",
		name: "the client is the server itself",
		reads: ["client"],
		origin,
		evaluate({ client, world }) {
			if (client === undefined) return FALSE;
			if (loopback && own !== undefined && containsAddress(own, client)) return TRUE;
			const sets = world.mainAddresses.flatMap((address) => parseAddressSet(address) ?? []);
			return truthOf(containsAddress(unionOf(sets), client));
		},
		// No stranger has the server's own address.
		over: () => FALSE,
	};
	return { match, result: TRUE, origin };
}

/**
 * A host or the hosts of a domain, by the DNS: a client whose address the name has is in. A client that only says so by the name its address
 * points to is in where the server believes that unchecked, which no document tells.
 */
function namedClients(name: string, origin: Origin): Match {
	const unchecked: Dependency = {
		kind: "limit",
		key: `reading:name:${name}`,
		text: `whether the server checks that a client which calls itself "${name}", or a name below it, is one`,
		origin,
	};
	const thing = {};
	return {
		kind: "computed",
		name: `the client is ${name}`,
		reads: ["client", "client-name", "dns"],
		origin,
		hints: { names: [name] },
		evaluate(context) {
			if (hasAddress(name, context)) return TRUE;
			const { attempt } = context;
			const said = attempt.name?.toLowerCase().replace(/\.$/, "");
			if (said === undefined || (said !== name && !said.endsWith(`.${name}`))) return FALSE;
			// A domain of two labels is one; whether a longer name is a host or a domain is not said.
			const member = said === name || name.split(".").length <= 2;
			return !attempt.forged && member ? TRUE : dependsOn(unchecked);
		},
		over(region) {
			return region.canHaveName(name, true) === true ? chosen(thing, `a name below ${name}`, origin) : dependsOn(unchecked);
		},
	};
}

function hasAddress(name: string, { world, client }: Context): boolean {
	if (client === undefined) return false;
	const answer = world.dns(name, client.family === 4 ? "A" : "AAAA");
	if (answer.kind !== "records") return false;
	return answer.records.some((record) => {
		const address = parseAddress(record);
		return address?.family === client.family && address.value === client.value;
	});
}
