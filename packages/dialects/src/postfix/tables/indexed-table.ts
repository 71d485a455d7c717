import type { Origin, SourceFile } from "@relaylint/core";
import {
	decodeBytes,
	distinctTexts,
	encodeText,
	HINT_SECOND_KEY,
	HINT_SLASH,
	hashBytes,
	plainKeyEnd,
	plainValue,
	repeatedText,
	type ScanCounts,
	scanTable,
	tableBytes,
} from "./byte-scan.ts";
import { foldKey } from "./case-fold.ts";
import { diagnosticList } from "./diagnostics.ts";
import { createKeyIndex } from "./key-index.ts";
import { createOddEntries } from "./odd-entries.ts";
import { openOddLine } from "./odd-line.ts";
import type { LookupResult, LookupTable, TableEntries } from "./table.ts";
import { parseTableRecord } from "./table-ast.ts";
import type { TableName } from "./table-name.ts";

/** How the text was made into a table. */
export interface IndexedOptions {
	readonly unicode: boolean;
	/** `texthash:` takes no duplicates: the daemon cannot open such a table. */
	readonly duplicates: "first" | "refuse";
	/** Sends every line to the grammar, to test that the byte scan says the same. */
	readonly grammarOnly?: boolean;
	/** True where neither the keys nor what is looked up are folded. */
	readonly keepsCase?: boolean;
}

/** An indexed table with what tests ask of it. */
export interface IndexedTable extends LookupTable {
	readonly counts: ScanCounts;
}

/** Reads a table of exact keys from its text as postmap(1) builds it: hash, btree, lmdb, cdb, dbm, sdbm, and texthash at run time. */
export function indexedTable(name: TableName, file: SourceFile, options: IndexedOptions): IndexedTable {
	const table = tableBytes(file);
	const { bytes } = table;
	const odd = createOddEntries(table);
	const list = diagnosticList();
	const values = distinctTexts(table, MOST_DISTINCT);
	// What is not found under its folded key: few tables have any.
	const capitals = new Map<string, number>();
	let templated = false;
	let openKeys = false;
	let openValues = false;
	let refused: string | undefined;
	// An entry is the offset of its line, or below zero the complement of its number in `odd`.
	const index = createKeyIndex({ bytes, oddKey: (entry) => odd.keyOf(~entry) });
	const spanOfEntry = (entry: number): Origin =>
		entry < 0 ? odd.read(~entry).origin : table.originOf(entry, plainValue(bytes, plainKeyEnd(bytes, entry)).end);
	const duplicate = (key: string, origin: Origin, earlier: number) => {
		if (options.duplicates === "refuse") refused ??= `${name.text}: duplicate entry: "${key}"`;
		const first = spanOfEntry(earlier);
		list.add("duplicate-key", `the key "${key}" stands on an earlier line, which counts`, () => origin, first);
	};

	const counts = scanTable(table, {
		plain(start, keyEnd, valueStart, valueEnd, hash, hints) {
			if (options.grammarOnly) return false;
			if (options.keepsCase && hasCapital(bytes, start, keyEnd)) {
				capitals.set(table.textOf(start, keyEnd), start);
				return true;
			}
			const earlier = index.add(start, hash, start, keyEnd);
			if (earlier !== undefined) {
				const key = table.textOf(start, keyEnd);
				duplicate(key.toLowerCase(), table.originOf(start, keyEnd), earlier);
			}
			if ((hints & HINT_SLASH) !== 0 && !list.full && looksLikeNetwork(bytes, start, keyEnd)) {
				const key = table.textOf(start, keyEnd);
				list.add("network-as-key", networkAsKey(key), () => table.originOf(start, keyEnd));
			}
			if ((hints & HINT_SECOND_KEY) !== 0 && !list.full && SECOND_KEY.test(table.textOf(valueStart, valueEnd)))
				list.add("several-keys", SEVERAL_KEYS, () => table.originOf(start, valueEnd));
			values.note(valueStart, valueEnd);
			return true;
		},
		odd(start, end) {
			const line = openOddLine(table, start, end);
			const whole = () => line.originOf({ start: 0, end: line.text.length });
			if (line.statement) {
				templated = true;
				list.add("template-hole", "a template statement stands here, so the table's lines are not known", whole);
				return;
			}
			if (!line.validUtf8 && options.unicode) {
				list.add("invalid-utf8", "the line is no valid UTF-8: Postfix ignores it", whole);
				return;
			}
			const record = parseTableRecord(line.text, "entry");
			if (record.kind === "unbalanced") {
				list.add("unbalanced-quote", `a double quote has no partner: Postfix ignores the line`, whole);
				return;
			}
			if (record.kind !== "entry" || record.value === undefined) {
				if (line.holes.length > 0) openKeys = true;
				list.add("missing-value", "the key has no value: Postfix ignores the line", whole);
				return;
			}
			const { key: keyWord } = record;
			const keyHole = line.holes.some((hole) => hole.span.start < keyWord.span.end);
			if (line.holes.length > 0) list.add("template-hole", "a template placeholder stands here", whole);
			if (keyHole) {
				openKeys = true;
				return;
			}
			openValues ||= line.holes.length > 0;
			if (keyWord.text.endsWith(":")) {
				list.add(
					"colon-after-key",
					`the key "${keyWord.text}" ends in a colon, which is part of it; is this an alias file?`,
					() => line.originOf(keyWord.span),
				);
			}
			if (NETWORK.test(keyWord.text)) list.add("network-as-key", networkAsKey(keyWord.text), () => line.originOf(keyWord.span));
			const key = foldKey(keyWord.text, options.unicode);
			if (options.keepsCase && key !== keyWord.text) {
				capitals.set(keyWord.text, ~odd.add(start, end, encodeText(keyWord.text)));
				return;
			}
			const keyBytes = encodeText(key);
			const entry = ~odd.add(start, end, keyBytes);
			const earlier = index.add(entry, hashBytes(keyBytes), -1, -1);
			if (earlier !== undefined) {
				odd.dropLast();
				duplicate(key, line.originOf(keyWord.span), earlier);
			} else values.noteText(odd.read(~entry).value);
		},
		orphan(start, end) {
			list.add("orphan-continuation", "a line that begins with white space continues nothing: Postfix ignores it", () =>
				table.originOf(start, end),
			);
		},
		templateComment(start, end) {
			templated = true;
			list.add("template-hole", "a template statement stands here, so the table's lines are not known", () =>
				table.originOf(start, end),
			);
		},
	});

	const hole: LookupResult = { kind: "unknown", reason: `${name.text} (a template)`, what: "hole" };
	const failure = refused === undefined ? undefined : ({ kind: "error", reason: refused } as const);
	const plainText = (entry: number): string => {
		const value = plainValue(bytes, plainKeyEnd(bytes, entry));
		return table.textOf(value.start, value.end);
	};
	const entries: TableEntries = {
		kind: "keys",
		entryCount: index.size(),
		mostValues: values.count(),
		complete: !templated && !openKeys && !openValues,
		forEachEntry(visit) {
			if (templated) return;
			const textOfValue = repeatedText(table);
			index.every((entry) => {
				if (entry >= 0) {
					const keyEnd = plainKeyEnd(bytes, entry);
					const value = plainValue(bytes, keyEnd);
					return visit(
						() => table.textOf(entry, keyEnd).toLowerCase(),
						textOfValue(value.start, value.end),
						() => spanOfEntry(entry),
					);
				}
				const read = odd.read(~entry);
				return (
					read.open ||
					visit(
						() => decodeBytes(odd.keyOf(~entry)),
						read.value,
						() => read.origin,
					)
				);
			});
		},
	};
	return {
		name,
		kind: failure === undefined ? "indexed" : "unavailable",
		keyStyle: failure === undefined ? "fixed" : "pattern",
		file,
		counts,
		diagnostics: list.diagnostics,
		...(failure === undefined ? { entries } : { failure }),
		lookup(key) {
			if (failure !== undefined) return failure;
			if (templated) return hole;
			const text = foldKey(key, options.unicode);
			const folded = encodeText(text);
			const entry = options.keepsCase && text !== key ? capitals.get(key) : index.find(folded, hashBytes(folded));
			if (entry === undefined) return openKeys ? hole : { kind: "not-found" };
			if (entry >= 0) return { kind: "found", value: plainText(entry), origin: spanOfEntry(entry) };
			const { value, origin, open } = odd.read(~entry);
			return open ? hole : { kind: "found", value, origin };
		},
	};
}

/** More different values than this are not counted. */
const MOST_DISTINCT = 64;

const NETWORK = /^[[]?(?:\d{1,3}(?:\.\d{1,3}){1,3}|[0-9a-f]*:[0-9a-f:.]*)\]?\/\d{1,3}$/i;
// Words of addresses that make no sense as the start of an action, or behind one, with an action of access(5) behind them.
const SECOND_KEY =
	/^(?:(?:OK|RELAY|DUNNO|PERMIT|REJECT)\s+(?=\S+\s+(?:OK|RELAY|DUNNO|PERMIT|REJECT)(?:\s|$)))?[^\s,]*[.@][^\s,]*\s+(?:OK|RELAY|REJECT|DUNNO|PERMIT|DISCARD)\b/i;
const SEVERAL_KEYS = "the value holds what looks like one more key: a line holds one key";

function networkAsKey(key: string): string {
	return `"${key}" is a network in CIDR notation, which an indexed table does not know: it matches no address`;
}

function hasCapital(bytes: Uint8Array, start: number, end: number): boolean {
	for (let at = start; at < end; at++) if ((bytes[at] as number) >= 65 && (bytes[at] as number) <= 90) return true;
	return false;
}

function looksLikeNetwork(bytes: Uint8Array, start: number, end: number): boolean {
	const first = bytes[start] as number;
	const digit = first >= 48 && first <= 57;
	return (
		end - start <= 50 &&
		(digit || bytes.subarray(start, end).includes(58)) &&
		NETWORK.test(decodeBytes(bytes.subarray(start, end)))
	);
}
