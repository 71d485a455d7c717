import type { Origin } from "@relaylint/core";
import type { TableBytes } from "./byte-scan.ts";
import { openOddLine } from "./odd-line.ts";
import { parseTableRecord } from "./table-ast.ts";

/** Entries that went through the grammar, kept as places in the file and read again when they are asked for. */
export interface OddEntries {
	/** Keeps an entry and gives its number, from 0. */
	add(start: number, end: number, key: Uint8Array): number;
	/** Forgets the entry added last. */
	dropLast(): void;
	/** The folded key. */
	keyOf(entry: number): Uint8Array;
	read(entry: number): OddEntry;
}

/** One entry that went through the grammar. */
export interface OddEntry {
	readonly value: string;
	/** The value holds a template placeholder, so it is not known. */
	readonly open: boolean;
	readonly origin: Origin;
}

/** An empty list for the entries of one file. */
export function createOddEntries(table: TableBytes): OddEntries {
	// For each entry where it starts and ends, and where its key ends in `keys`.
	let places = new Int32Array(3 * 16);
	let keys = new Uint8Array(256);
	let count = 0;
	const keyStart = (entry: number) => (entry === 0 ? 0 : (places[3 * entry - 1] as number));
	return {
		add(start, end, key) {
			const from = keyStart(count);
			if (3 * count + 3 > places.length) {
				const wider = new Int32Array(places.length * 2);
				wider.set(places);
				places = wider;
			}
			if (from + key.length > keys.length) {
				const wider = new Uint8Array((from + key.length) * 2);
				wider.set(keys);
				keys = wider;
			}
			keys.set(key, from);
			places.set([start, end, from + key.length], 3 * count);
			return count++;
		},
		dropLast() {
			count--;
		},
		keyOf: (entry) => keys.subarray(keyStart(entry), places[3 * entry + 2] as number),
		read(entry) {
			const line = openOddLine(table, places[3 * entry] as number, places[3 * entry + 1] as number);
			const record = parseTableRecord(line.text, "entry");
			if (record.kind !== "entry" || record.value === undefined) {
				return { value: "", open: true, origin: line.originOf({ start: 0, end: line.text.length }) };
			}
			const span = { start: record.key.span.start, end: record.value.span.end };
			return { value: record.value.text, open: line.holes.length > 0, origin: line.originOf(span) };
		},
	};
}
