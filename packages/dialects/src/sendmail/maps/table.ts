import { type FileOrigin, inFile, type SourceFile } from "@relaylint/core";

/** One line of a table's text that `makemap` takes. */
export interface TableEntry {
	/** As written. */
	readonly key: string;
	readonly value: string;
	readonly file: SourceFile;
	readonly start: number;
	readonly keyEnd: number;
	readonly valueStart: number;
	readonly end: number;
}

/** A line that `makemap` refuses, and the reason; or one that says nothing because its key is there already. */
export interface OddLine {
	readonly kind: "leading-space" | "no-value" | "duplicate";
	readonly origin: FileOrigin;
	readonly key: string;
	/** The line that holds for a duplicate. */
	readonly first?: FileOrigin;
}

/** The text of a table as makemap(8) reads it into a hash or btree file. */
export interface TableText {
	readonly file: SourceFile;
	/** By folded key; the first of equal keys holds. */
	readonly entries: ReadonlyMap<string, TableEntry>;
	readonly odd: readonly OddLine[];
}

const MOST_ODD = 1000;

/** Reads a table as makemap(8) does: key, blanks, value up to the end of the line; `#` begins a comment at the start of a line alone. Total. */
export function readTable(file: SourceFile): TableText {
	const { text } = file;
	const entries = new Map<string, TableEntry>();
	const odd: OddLine[] = [];
	let start = 0;
	while (start < text.length) {
		const feed = text.indexOf("\n", start);
		const next = feed === -1 ? text.length : feed;
		const end = next > start && text.charCodeAt(next - 1) === 13 ? next - 1 : next;
		const first = text.charCodeAt(start);
		if (start < end && first !== 35) readLine(file, start, end, entries, odd);
		start = next + 1;
	}
	return { file, entries, odd };
}

function isBlank(code: number): boolean {
	return code === 32 || (code >= 9 && code <= 13);
}

function readLine(file: SourceFile, start: number, end: number, entries: Map<string, TableEntry>, odd: OddLine[]): void {
	const { text } = file;
	const note = (kind: OddLine["kind"], key: string, from: number, to: number, first?: TableEntry) => {
		if (odd.length < MOST_ODD)
			odd.push({
				kind,
				key,
				origin: inFile(file, { start: from, end: to }),
				...(first === undefined ? {} : { first: inFile(file, { start: first.start, end: first.keyEnd }) }),
			});
	};
	if (isBlank(text.charCodeAt(start))) {
		if (text.slice(start, end).trim() !== "") note("leading-space", "", start, end);
		return;
	}
	let keyEnd = start;
	while (keyEnd < end && !isBlank(text.charCodeAt(keyEnd))) keyEnd += 1;
	let valueStart = keyEnd;
	while (valueStart < end && isBlank(text.charCodeAt(valueStart))) valueStart += 1;
	const key = text.slice(start, keyEnd);
	if (valueStart === end) {
		note("no-value", key, start, keyEnd);
		return;
	}
	const folded = key.toLowerCase();
	const there = entries.get(folded);
	if (there !== undefined) {
		note("duplicate", key, start, keyEnd, there);
		return;
	}
	entries.set(folded, { key, value: text.slice(valueStart, end), file, start, keyEnd, valueStart, end });
}

/** The words of an entry: key and value. */
export function entryOrigin(entry: TableEntry): FileOrigin {
	const value = entry.value.replace(/\s+$/, "");
	return inFile(entry.file, { start: entry.start, end: entry.valueStart + value.length });
}
