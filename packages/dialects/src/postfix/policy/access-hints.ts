import { type Address, formatAddress, type AddressSet, type Hints, type Origin, unionOf } from "@relaylint/core";
import type { LookupTable } from "../tables/table.ts";
import { addressesBegun, asAddress, asHelo, asHost, asStrangersHost, keysTaken } from "./expression-keys.ts";
import { addressesFound, pushRange } from "./over.ts";

/** A table that is asked, and which fact its keys are about. */
interface AskedTable {
	readonly table: LookupTable;
	readonly about: "client" | "helo" | "sender" | "recipient" | "other";
}

/** The most keys of one table that the search for a witness tries. */
const MOST_HINTS = 40;

/** No address or name that a client may say is longer (RFC 5321, section 4.5.3.1). */
const LONGEST_KEY = 1000;

/** Of the addresses with one result in an indexed table so many are looked at for witnesses. */
const MOST_NETWORKS = 5000;

/** Keys that may let something through, and the networks that the table tells apart. */
export function hintsOf(check: AskedTable): Hints {
	const keys: string[] = [];
	const networks = new Map<string, AddressSet[]>();
	let refusals = 0;
	const tells = new Map<string, "refuses" | "passes" | "other">();
	visit(check.table, (keyOf, value) => {
		let kind = tells.get(value);
		if (kind === undefined) {
			// A number alone permits, whatever it is.
			kind = /^(?!\d+$)(REJECT|DEFER|4\d\d|5\d\d)\b/i.test(value) ? "refuses" : /^DUNNO\b/i.test(value) ? "passes" : "other";
			if (tells.size < MOST_HINTS) tells.set(value, kind);
		}
		if (keys.length >= MOST_HINTS && check.about !== "client") return false;
		if (kind === "refuses") {
			refusals++;
			if (check.about !== "client" || refusals > MOST_NETWORKS) return true;
		}
		// Refusals part the addresses too, all in one way.
		const result = kind === "refuses" ? "REJECT" : value;
		const of = networks.get(result);
		if (keys.length >= MOST_HINTS && of !== undefined && of.length >= MOST_NETWORKS) return true;
		const key = keyOf();
		const addresses = check.about === "client" ? addressesFound(key) : undefined;
		if (addresses !== undefined) {
			if (of === undefined) networks.set(result, [addresses]);
			else if (of.length < MOST_NETWORKS) of.push(addresses);
		} else if (key !== "" && key.length <= LONGEST_KEY && keys.length < MOST_HINTS && kind === "other") keys.push(key);
		return true;
	});
	const dress = { client: asHost, helo: asHelo, sender: asAddress, recipient: asAddress, other: () => [] }[check.about];
	const mayPermit = (result: string) => !/^(REJECT|DEFER|4\d\d|5\d\d|DUNNO)\b/i.test(result);
	keys.push(...keysTaken(check.table, dress, mayPermit, [{ result: "OK" }]));
	if (check.about === "helo" || check.about === "sender") keys.push(...addressesTaken(check.table, mayPermit));
	const ranges = check.about === "client" ? [...networkRanges(check.table), ...addressesBegun(check.table)] : [];
	const addresses = [...[...networks.values()].map(unionOf), ...ranges];
	return {
		...(addresses.length === 0 ? {} : { addresses }),
		...(check.about === "client" ? { names: keys, clients: keysTaken(check.table, asStrangersHost, mayPermit) } : {}),
		...(check.about === "helo" ? { helo: keys } : {}),
		...(check.about === "sender" ? { senders: keys } : {}),
		...(check.about === "recipient" ? { recipients: keys } : {}),
	};
}

/** An address for each result of a table of networks that may permit something. */
function addressesTaken(table: LookupTable, mayPermit: (result: string) => boolean): readonly string[] {
	const { entries } = table;
	if (entries?.kind === "members") return entries.members.flatMap((member) => addressesTaken(member, mayPermit));
	if (entries?.kind !== "networks") return [];
	const taken = new Map<string, Address>();
	const offer = (value: string, address: Address) => {
		if (taken.size < MOST_HINTS && !taken.has(value) && mayPermit(value)) taken.set(value, address);
	};
	entries.forEachRange4((first, _last, value) => offer(value, { family: 4, value: first }));
	entries.forEachRange6((first, _last, value) => offer(value, { family: 6, value: first }));
	return [...taken.values()].map(formatAddress);
}

/** The ranges of a table of networks, one set for each value. */
function networkRanges(table: LookupTable): readonly AddressSet[] {
	const { entries } = table;
	if (entries?.kind !== "networks") return [];
	const v4 = new Map<string, number[]>();
	const v6 = new Map<string, bigint[]>();
	entries.forEachRange4((first, last, value) => {
		const ranges = v4.get(value) ?? [];
		pushRange(ranges, first, last);
		v4.set(value, ranges);
	});
	entries.forEachRange6((first, last, value) => {
		const ranges = v6.get(value) ?? [];
		pushRange(ranges, first, last);
		v6.set(value, ranges);
	});
	const values = [...new Set([...v4.keys(), ...v6.keys()])].slice(0, 64);
	return values.map((value) =>
		unionOf([
			{ v4: v4.get(value) ?? [], v6: v6.get(value) ?? [] },
			{ v4: [], v6: [] },
		]),
	);
}

const noKey = () => "";

/** Visits the entries of a table and of its members, until the visitor has enough. */
function visit(table: LookupTable, visitor: (key: () => string, value: string, origin: () => Origin) => boolean): void {
	const { entries } = table;
	if (entries === undefined) return;
	switch (entries.kind) {
		case "keys": {
			entries.forEachEntry(visitor);
			return;
		}
		case "networks": {
			entries.forEachRange4((_first, _last, value, origin) => void visitor(noKey, value, origin));
			return;
		}
		case "rules":
			for (const one of entries.rules) if (one.value !== undefined) visitor(noKey, one.value, () => one.origin);
			return;
		case "any":
			visitor(noKey, entries.value, () => entries.origin);
			return;
		case "choice":
			return;
		case "members":
			for (const member of entries.members) visit(member, visitor);
	}
}
