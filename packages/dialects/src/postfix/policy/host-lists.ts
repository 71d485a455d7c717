import {
	type Address,
	type AddressSet,
	ALL_ADDRESSES,
	addressesOf,
	containsAddress,
	dependsOn,
	FALSE,
	formatAddress,
	type Match,
	type MatchElement,
	nameSet,
	type Origin,
	parseAddress,
	parseAddressSet,
	parseNetwork,
	singleAddress,
	TRUE,
	unionOf,
	unionOfIntervals,
} from "@relaylint/core";
import type { ParentStyle } from "../address/settings.ts";
import type { LookupTable } from "../tables/table.ts";
import { addressesBegun, asHost, asStrangersHost, canHaveHostOf, keysTaken } from "./expression-keys.ts";
import { clientNames } from "./facts.ts";
import { tableHasHost } from "./host-list-evaluation.ts";
import { tableIdentity } from "./identity.ts";
import type { ListElement, PatternList } from "./match-list.ts";
import { addressesOfKey, canHaveHostKey, foundOver, viewOf } from "./over.ts";

/** The name fact under which a client's confirmed name is read; `unknown` where it has none. */
export const CLIENT_NAME = "client-name";

/** A list of client addresses and names (`mynetworks`, `smtpd_sasl_exceptions_networks`, ...) as a match; the first element decides. */
export function hostList(list: PatternList, style: ParentStyle): Match {
	return {
		kind: "list",
		name: list.name,
		elements:
			list.elements.length > MANY ? joinedElements(list, style) : list.elements.map((one) => elementOf(one, style, list.name)),
		otherwise: FALSE,
		origin: list.origin,
	};
}

/** Lists of more elements have neighbours that are addresses joined into sets: nobody reads who may relay by the line in them. */
const MANY = 400;

function elementOf(element: ListElement, style: ParentStyle, listName: string): MatchElement {
	return {
		match: elementMatch(element, style, listName),
		result: element.positive ? TRUE : FALSE,
		get origin() {
			return element.origin;
		},
	};
}

/** The elements with runs of addresses that say the same as one set each; which of a run took an address is looked for when it is asked. */
function joinedElements(list: PatternList, style: ParentStyle): readonly MatchElement[] {
	const found: MatchElement[] = [];
	const memberOf = (one: ListElement) => elementOf(one, style, list.name);
	let run: ListElement[] = [];
	let v4: number[] = [];
	let v6: bigint[] = [];
	const close = () => {
		const [first] = run;
		if (first !== undefined && run.length === 1) found.push(memberOf(first));
		else if (first !== undefined) found.push(runOf(run, { v4: unionOfIntervals(v4, 1), v6: unionOfIntervals(v6, 1n) }, memberOf));
		run = [];
		v4 = [];
		v6 = [];
	};
	for (const element of list.elements) {
		if (found.length === MOST_JOINED) {
			run = [];
			found.push(restOf(element, list.name));
			break;
		}
		const match = elementMatch(element, style, list.name);
		if (match.kind !== "address" || (run[0] !== undefined && run[0].positive !== element.positive)) close();
		if (match.kind !== "address") {
			found.push(memberOf(element));
			continue;
		}
		run.push(element);
		for (const bound of match.set.v4) v4.push(bound);
		for (const bound of match.set.v6) v6.push(bound);
	}
	close();
	return found;
}

/** Lists that change sides or name hosts more often are followed so far. */
const MOST_JOINED = 20_000;

function restOf({ origin }: ListElement, name: string): MatchElement {
	const text = `what ${name} says behind more than ${MOST_JOINED} changes between addresses and exclusions`;
	return {
		match: { kind: "unknown", because: { kind: "limit", key: `rest:${name}`, text, origin }, origin },
		result: TRUE,
		origin,
	};
}

function runOf(run: readonly ListElement[], set: AddressSet, memberOf: (element: ListElement) => MatchElement): MatchElement {
	const element = run[0] as ListElement;
	const result = element.positive ? TRUE : FALSE;
	const takers = new Map<bigint | number, ListElement | undefined>();
	const takerOf = (client: Address) => {
		if (!takers.has(client.value))
			takers.set(
				client.value,
				run.find((one) => takes(memberOf(one).match, client)),
			);
		return takers.get(client.value);
	};
	const match: Match = {
		kind: "address",
		fact: "client",
		set,
		origin: element.origin,
		evidence(client) {
			// Of the addresses of which attempts are made, no more than a few hundred, each is looked for once.
			const taker = takers.size > MOST_TAKERS ? element : takerOf(client);
			return taker && { origin: taker.origin, truth: result };
		},
	};
	return { match, result, origin: element.origin, members: (most) => (run.length > most ? undefined : run.map(memberOf)) };
}

const MOST_TAKERS = 100;

function takes(match: Match, client: Address): boolean {
	return match.kind === "address" && containsAddress(match.set, client);
}

function elementMatch(element: ListElement, style: ParentStyle, listName: string): Match {
	const { pattern, origin } = element;
	switch (pattern.kind) {
		case "literal":
			return literalMatch(pattern.text, style, origin, listName);
		case "failing":
			return { kind: "error", reason: `${listName}: ${pattern.reason}`, origin };
		case "open":
			return { kind: "unknown", because: pattern.because, origin };
		case "table":
			return {
				kind: "computed",
				name: `${listName}: ${pattern.table.name.text}`,
				reads: ["client", "client-name"],
				origin,
				content: () => tableIdentity(pattern.table),
				identity: () => `${style}\n${tableIdentity(pattern.table)}`,
				evaluate(context) {
					const names = clientNames(context);
					if (names.kind === "unknown") return dependsOn(names.because);
					return tableHasHost(pattern.table, style, names.name.toLowerCase(), context.attempt.client.toLowerCase());
				},
				over(region) {
					const keys = viewOf(pattern.table, {
						addresses: region.addresses,
						alwaysAddress: true,
						text: (key) => canHaveHostKey(region, key, style),
						rule: (one) => canHaveHostOf(region, one),
					});
					return foundOver(keys, this, `a key of ${listName}: ${pattern.table.name.text}`, origin);
				},
				get hints() {
					return {
						addresses: networksOf(pattern.table),
						names: keysTaken(pattern.table, asHost, () => true),
						clients: keysTaken(pattern.table, asStrangersHost, () => true),
					};
				},
			};
	}
}

const NETWORK_CHARACTERS = /^[0-9a-f.:[\]/]*$/;

/** A literal element: the client's name, its address, a network, or a network that cannot be read and fails for clients of its family. */
function literalMatch(text: string, style: ParentStyle, origin: Origin, listName: string): Match {
	const bare = /^\[(.*)\](\/\d+)?$/.exec(text);
	const address = parseAddress(bare === null ? text : `${bare[1]}`);
	const unbracketed = bare === null ? text : `${bare[1]}${bare[2] ?? ""}`;
	if (address !== undefined && !unbracketed.includes("/")) {
		if (bare !== null || address.family === 6 || formatAddress(address) === text) {
			return { kind: "address", fact: "client", set: singleAddress(address), origin };
		}
	}
	const network = parseNetwork(unbracketed);
	const isNetworkLike = /[:/]/.test(text) && NETWORK_CHARACTERS.test(text);
	if (network !== undefined && isNetworkLike) {
		const set = addressesOf(network.address, network.prefix);
		if (!network.hostBits) return { kind: "address", fact: "client", set, origin };
		return failingFor(network.address.family, `${listName}: "${text}" has bits set behind its prefix`, origin);
	}
	if (isNetworkLike && /\//.test(text)) {
		return failingFor(text.includes(":") ? 6 : 4, `${listName}: "${text}" is no network`, origin);
	}
	if (isNetworkLike && text.includes(":")) return failingFor(6, `${listName}: "${text}" is no address`, origin);
	const set =
		style === "parent" ? nameSet([text], [text]) : text.startsWith(".") ? nameSet([text], [text.slice(1)]) : nameSet([text]);
	return { kind: "name", fact: CLIENT_NAME, set, origin };
}

/** An element that fails every client of one address family. */
function failingFor(family: 4 | 6, reason: string, origin: Origin): Match {
	const everybody = addressesOf(family === 4 ? { family: 4, value: 0 } : { family: 6, value: 0n }, 0);
	return {
		kind: "all",
		operands: [
			{ kind: "address", fact: "client", set: everybody, origin },
			{ kind: "error", reason, origin },
		],
	};
}

/** The addresses that a table of networks or of addresses decides about. */
export function networksOf(table: LookupTable): readonly AddressSet[] {
	const { entries } = table;
	if (entries === undefined) return [];
	if (entries.kind === "networks") {
		const v4: number[] = [];
		const v6: bigint[] = [];
		entries.forEachRange4((first, last) => v4.push(first, last));
		entries.forEachRange6((first, last) => v6.push(first, last));
		return [{ v4: joined(v4), v6 }];
	}
	if (entries.kind === "rules") return addressesBegun(table);
	if (entries.kind === "keys") {
		const sets: AddressSet[] = [];
		entries.forEachEntry((keyOf) => {
			const key = keyOf();
			const set = addressesOfKey(key);
			if (set !== undefined && parseAddress(key) !== undefined) sets.push(set);
			return true;
		});
		return sets.length === 0 ? [] : [unionOf(sets)];
	}
	return [];
}

/** Ranges that touch become one. */
function joined(ranges: readonly number[]): readonly number[] {
	const found: number[] = [];
	for (let i = 0; i < ranges.length; i += 2) {
		const start = ranges[i] as number;
		const end = ranges[i + 1] as number;
		const last = found.at(-1);
		if (last !== undefined && last + 1 === start) found[found.length - 1] = end;
		else found.push(start, end);
	}
	return found;
}

/** The addresses that the positive elements of a list name, each by its own. */
export function addressSetsOf(list: PatternList): readonly AddressSet[] {
	return list.elements.flatMap(({ pattern, positive }) => {
		if (!positive) return [];
		if (pattern.kind === "table") return pattern.table.entries?.kind === "any" ? [ALL_ADDRESSES] : networksOf(pattern.table);
		if (pattern.kind !== "literal") return [];
		const set = parseAddressSet(pattern.text.replace(/^\[(.*)\]/, "$1"));
		return set === undefined ? [] : [set];
	});
}
