import { type AddressSet, formatAddress, parseAddress, parseAddressSet, unionOf } from "./address-set.ts";

/** A range that takes more networks than this is written by its ends. */
const MOST_NETWORKS_PER_RANGE = 6;

/** The networks and ranges of a set as people write them: `10.0.0.0/8`, `192.0.2.1`, `10.0.0.1-10.0.0.9`; IPv4 first, in rising order. */
export function networkTexts(set: AddressSet): readonly string[] {
	const texts: string[] = [];
	for (let i = 0; i < set.v4.length; i += 2) {
		const [first = 0, last = 0] = set.v4.slice(i, i + 2);
		texts.push(...rangeTexts(BigInt(first), BigInt(last), 32, (value) => formatAddress({ family: 4, value: Number(value) })));
	}
	for (let i = 0; i < set.v6.length; i += 2) {
		const [first = 0n, last = 0n] = set.v6.slice(i, i + 2);
		texts.push(...rangeTexts(first, last, 128, (value) => formatAddress({ family: 6, value })));
	}
	return texts;
}

function rangeTexts(first: bigint, last: bigint, bits: number, text: (value: bigint) => string): readonly string[] {
	const found: string[] = [];
	for (let start = first; start <= last; ) {
		let free = 0;
		while (free < bits && (start & ((1n << BigInt(free + 1)) - 1n)) === 0n && start + (1n << BigInt(free + 1)) - 1n <= last)
			free++;
		if (found.length === MOST_NETWORKS_PER_RANGE) return [`${text(first)}-${text(last)}`];
		found.push(free === 0 ? text(start) : `${text(start)}/${bits - free}`);
		start += 1n << BigInt(free);
	}
	return found;
}

/** Reads what {@link networkTexts} writes; undefined where one of the texts is none of it. */
export function readNetworkTexts(texts: readonly string[]): AddressSet | undefined {
	const sets: AddressSet[] = [{ v4: [], v6: [] }];
	for (const text of texts) {
		const [from = "", to] = text.split("-");
		const first = parseAddress(from);
		const last = parseAddress(to ?? from);
		const set = to === undefined ? parseAddressSet(text) : undefined;
		if (set !== undefined) sets.push(set);
		else if (first?.family === 4 && last?.family === 4 && first.value <= last.value)
			sets.push({ v4: [first.value, last.value], v6: [] });
		else if (first?.family === 6 && last?.family === 6 && first.value <= last.value)
			sets.push({ v4: [], v6: [first.value, last.value] });
		else return undefined;
	}
	return unionOf([...sets, { v4: [], v6: [] }]);
}
