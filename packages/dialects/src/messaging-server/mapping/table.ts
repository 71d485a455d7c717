import type { FileOrigin } from "@relaylint/core";
import type { EntryRecord } from "../ast.ts";
import type { Question } from "./explore.ts";
import { fold, matchPattern, type Pattern } from "./pattern.ts";
import type { TemplatePart } from "./template.ts";

/** One entry of a mapping table. */
export interface Entry {
	/** Its place in the table, from 0. */
	readonly index: number;
	readonly pattern: Pattern;
	readonly template: readonly TemplatePart[];
	readonly origin: FileOrigin;
	readonly patternOrigin: FileOrigin;
	/** The template, or the place where it would stand. */
	readonly templateOrigin: FileOrigin;
	readonly record: EntryRecord;
	/** Offsets of the record's text in the file. */
	readonly originOf: (span: { readonly start: number; readonly end: number }) => FileOrigin;
	/** What the manual leaves open about whether the entry is in the table. */
	readonly question?: Question;
}

/** A mapping table: the entries in file order. */
export interface Table {
	readonly name: string;
	readonly nameOrigin: FileOrigin;
	readonly entries: readonly Entry[];
	/** True where the line of the name holds more than the name: an entry that starts in the first column looks so. */
	readonly overfull: boolean;
}

/** What an entry's pattern made of a text. */
export type EntryMatch =
	| { readonly kind: "match"; readonly entry: Entry; readonly saved: readonly (readonly [number, number])[] }
	/** Whether it matches is not known. */
	| { readonly kind: "unclear"; readonly entry: Entry };

interface Index {
	readonly prefixes: ReadonlyMap<number, ReadonlyMap<string, readonly number[]>>;
	readonly suffixes: ReadonlyMap<number, ReadonlyMap<string, readonly number[]>>;
	/** By the size of the network, then by its first address. */
	readonly networks: ReadonlyMap<number, ReadonlyMap<number, readonly number[]>>;
	/** Entries that any text may match. */
	readonly others: readonly number[];
}

const indexes = new WeakMap<Table, Index>();

/** Below this many entries an index is slower than to look at each. */
const LEAST_INDEXED = 24;
const LONGEST_ANCHOR = 64;

/** The first entry from `from` on that matches a text, or of which it is not known. */
export function firstMatch(table: Table, text: string, from = 0): EntryMatch | undefined {
	const folded = fold(text);
	if (table.entries.length < LEAST_INDEXED) {
		for (let at = from; at < table.entries.length; at++) {
			const found = matchEntry(table.entries[at], folded);
			if (found !== undefined) return found;
		}
		return undefined;
	}
	for (const at of candidates(indexOf(table), folded, from)) {
		const found = matchEntry(table.entries[at], folded);
		if (found !== undefined) return found;
	}
	return undefined;
}

function matchEntry(entry: Entry | undefined, folded: string): EntryMatch | undefined {
	if (entry === undefined) return undefined;
	const inner = innerLiteral(entry.pattern);
	if (inner !== "" && !folded.includes(inner)) return undefined;
	const saved = matchPattern(entry.pattern, folded);
	if (saved === false) return undefined;
	return saved === undefined ? { kind: "unclear", entry } : { kind: "match", entry, saved };
}

const inners = new WeakMap<Pattern, string>();

/** The longest text of a pattern, which every text that matches holds; empty where the pattern is short or unclear. */
function innerLiteral(pattern: Pattern): string {
	let longest = inners.get(pattern);
	if (longest === undefined) {
		longest = "";
		if (!pattern.unclear && pattern.elements.length > 3) {
			for (const element of pattern.elements)
				if (element.kind === "text" && element.text.length > longest.length) longest = element.text;
		}
		inners.set(pattern, longest);
	}
	return longest;
}

function indexOf(table: Table): Index {
	let index = indexes.get(table);
	if (index === undefined) {
		index = makeIndex(table);
		indexes.set(table, index);
	}
	return index;
}

function makeIndex({ entries }: Table): Index {
	const prefixes = new Map<number, Map<string, number[]>>();
	const suffixes = new Map<number, Map<string, number[]>>();
	const networks = new Map<number, Map<number, number[]>>();
	const others: number[] = [];
	for (const { index, pattern } of entries) {
		const first = pattern.elements[0];
		const last = pattern.elements.at(-1);
		const prefix = first?.kind === "text" ? first.text.slice(0, LONGEST_ANCHOR) : "";
		const suffix = last?.kind === "text" ? last.text.slice(-LONGEST_ANCHOR) : "";
		if (pattern.unclear) others.push(index);
		else if (first?.kind === "address" && first.family === 4 && pattern.elements.length === 1) {
			const [start = 0, end = 0] = first.set.v4;
			put(networks, end - start + 1, start, index);
		} else if (prefix !== "" && prefix.length >= suffix.length) put(prefixes, prefix.length, prefix, index);
		else if (suffix !== "") put(suffixes, suffix.length, suffix, index);
		else others.push(index);
	}
	return { prefixes, suffixes, networks, others };
}

function put<K>(maps: Map<number, Map<K, number[]>>, size: number, key: K, index: number): void {
	const map = maps.get(size) ?? new Map<K, number[]>();
	maps.set(size, map);
	const list = map.get(key);
	if (list === undefined) map.set(key, [index]);
	else list.push(index);
}

/** The numbers of the entries that may match, rising. */
function candidates({ prefixes, suffixes, networks, others }: Index, folded: string, from: number): readonly number[] {
	const lists: (readonly number[])[] = [];
	if (others.length > 0) lists.push(others);
	for (const [length, map] of prefixes) {
		const found = map.get(folded.slice(0, length));
		if (found !== undefined) lists.push(found);
	}
	for (const [length, map] of suffixes) {
		const found = length <= folded.length ? map.get(folded.slice(-length)) : undefined;
		if (found !== undefined) lists.push(found);
	}
	if (networks.size > 0) {
		const quad = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(folded);
		if (quad !== null) {
			const value = ((Number(quad[1]) * 256 + Number(quad[2])) * 256 + Number(quad[3])) * 256 + Number(quad[4]);
			for (const [size, map] of networks) {
				const found = map.get(value - (value % size));
				if (found !== undefined) lists.push(found);
			}
		}
	}
	const [only] = lists;
	const all = lists.length === 1 && only !== undefined ? only : lists.flat().sort((a, b) => a - b);
	return from === 0 ? all : all.filter((at) => at >= from);
}
