import type { Origin, SourceFile } from "@relaylint/core";
import {
	HINT_SECOND_KEY,
	HINT_SLASH,
	hashBytes,
	plainKeyEnd,
	plainValue,
	type ScanCounts,
	scanTable,
	tableBytes,
} from "./byte-scan.ts";
import { foldKey } from "./case-fold.ts";
import { diagnosticList } from "./diagnostics.ts";
import { createKeyIndex } from "./key-index.ts";
import { openOddLine, type OddLine } from "./odd-line.ts";
import type { LookupResult, LookupTable, TableEntries } from "./table.ts";
import { parseTableRecord, type Word } from "./table-ast.ts";
import type { TableName } from "./table-name.ts";

/** An entry that went through the grammar. */
interface OddEntry {
	readonly key: string;
	readonly keyBytes: Uint8Array;
	readonly value: string;
	readonly line: OddLine;
	readonly keyWord: Word;
	readonly valueWord: Word;
	/** The value holds a template placeholder, so it is not known. */
	readonly open: boolean;
}

/** How the text was made into a table. */
export interface IndexedOptions {
	readonly unicode: boolean;
	/** `texthash:` takes no duplicates: the daemon cannot open such a table. */
	readonly duplicates: "first" | "refuse";
	/** Sends every line to the grammar, to test that the byte scan says the same. */
	readonly grammarOnly?: boolean;
}

/** An indexed table with what tests ask of it. */
export interface IndexedTable extends LookupTable {
	readonly counts: ScanCounts;
}

/** Reads a table of exact keys from its text as postmap(1) builds it: hash, btree, lmdb, cdb, dbm, sdbm, and texthash at run time. */
export function indexedTable(name: TableName, file: SourceFile, options: IndexedOptions): IndexedTable {
	const table = tableBytes(file);
	const { bytes } = table;
	const odd: OddEntry[] = [];
	const list = diagnosticList();
	let templated = false;
	let openKeys = false;
	let refused: string | undefined;
	// An entry is the offset of its line, or below zero the complement of its place in `odd`.
	const index = createKeyIndex({
		bytes,
		oddKey: (entry) => odd[~entry]?.keyBytes ?? new Uint8Array(),
	});
	const spanOfEntry = (entry: number): Origin => {
		if (entry >= 0) return table.originOf(entry, plainValue(bytes, plainKeyEnd(bytes, entry)).end);
		const found = odd[~entry] as OddEntry;
		return found.line.originOf({ start: found.keyWord.span.start, end: found.valueWord.span.end });
	};
	const duplicate = (key: string, origin: Origin, earlier: number) => {
		if (options.duplicates === "refuse") refused ??= `${name.text}: duplicate entry: "${key}"`;
		const first = spanOfEntry(earlier);
		list.add("duplicate-key", `the key "${key}" stands on an earlier line, which counts`, () => origin, first);
	};

	const counts = scanTable(table, {
		plain(start, keyEnd, end, hash, hints) {
			if (options.grammarOnly) return false;
			const earlier = index.add(start, hash, start, keyEnd);
			if (earlier !== undefined) {
				const key = table.textOf(start, keyEnd);
				duplicate(key.toLowerCase(), table.originOf(start, keyEnd), earlier);
			}
			if ((hints & HINT_SLASH) !== 0 && looksLikeNetwork(bytes, start, keyEnd)) {
				const key = table.textOf(start, keyEnd);
				list.add("network-as-key", networkAsKey(key), () => table.originOf(start, keyEnd));
			}
			if ((hints & HINT_SECOND_KEY) !== 0) {
				const value = plainValue(bytes, keyEnd);
				if (SECOND_KEY.test(table.textOf(value.start, value.end))) {
					list.add("several-keys", SEVERAL_KEYS, () => table.originOf(start, end));
				}
			}
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
			const { key: keyWord, value: valueWord } = record;
			const keyHole = line.holes.some((hole) => hole.span.start < keyWord.span.end);
			if (line.holes.length > 0) list.add("template-hole", "a template placeholder stands here", whole);
			if (keyHole) {
				openKeys = true;
				return;
			}
			if (keyWord.text.endsWith(":")) {
				list.add(
					"colon-after-key",
					`the key "${keyWord.text}" ends in a colon, which is part of it; is this an alias file?`,
					() => line.originOf(keyWord.span),
				);
			}
			if (NETWORK.test(keyWord.text)) list.add("network-as-key", networkAsKey(keyWord.text), () => line.originOf(keyWord.span));
			const key = foldKey(keyWord.text, options.unicode);
			const keyBytes = Buffer.from(key, "utf8");
			const entry = ~odd.length;
			odd.push({ key, keyBytes, value: valueWord.text, line, keyWord, valueWord, open: line.holes.length > 0 });
			const earlier = index.add(entry, hashBytes(keyBytes), -1, -1);
			if (earlier !== undefined) {
				odd.pop();
				duplicate(key, line.originOf(keyWord.span), earlier);
			}
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
	const readValue = (entry: number): string => {
		if (entry < 0) return odd[~entry]?.value ?? "";
		const value = plainValue(bytes, plainKeyEnd(bytes, entry));
		return table.textOf(value.start, value.end);
	};
	const entries: TableEntries = {
		kind: "keys",
		entryCount: index.size(),
		complete: !templated && !openKeys,
		forEachEntry(visit) {
			index.forEach((entry) => {
				const key = entry < 0 ? (odd[~entry]?.key ?? "") : table.textOf(entry, plainKeyEnd(bytes, entry)).toLowerCase();
				visit(key, readValue(entry), () => spanOfEntry(entry));
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
			const folded = Buffer.from(foldKey(key, options.unicode), "utf8");
			const entry = index.find(folded, hashBytes(folded));
			if (entry === undefined) return openKeys ? hole : { kind: "not-found" };
			if (entry < 0 && odd[~entry]?.open) return hole;
			return { kind: "found", value: readValue(entry), origin: spanOfEntry(entry) };
		},
	};
}

const NETWORK = /^[[]?(?:\d{1,3}(?:\.\d{1,3}){1,3}|[0-9a-f]*:[0-9a-f:.]*)\]?\/\d{1,3}$/i;
// The words of access(5) and of addresses that make no sense as the start of an action.
const SECOND_KEY = /^[^\s,]*[.@][^\s,]*\s+(?:OK|RELAY|REJECT|DUNNO|PERMIT|DISCARD)\b/i;
const SEVERAL_KEYS = "the value begins with what looks like one more key: a line holds one key";

function networkAsKey(key: string): string {
	return `"${key}" is a network in CIDR notation, which an indexed table does not know: it matches no address`;
}

function looksLikeNetwork(bytes: Uint8Array, start: number, end: number): boolean {
	const first = bytes[start] as number;
	const digit = first >= 48 && first <= 57;
	return (
		end - start <= 50 &&
		(digit || bytes.subarray(start, end).includes(58)) &&
		NETWORK.test(Buffer.from(bytes.subarray(start, end)).toString("latin1"))
	);
}
