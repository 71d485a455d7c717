import type { Origin } from "@relaylint/core";
import { plainKeyEnd, plainValue, repeatedText, type ScanCounts, scanTable, type TableBytes } from "./byte-scan.ts";
import { diagnosticList } from "./diagnostics.ts";
import { formatIPv4, parseIPv4, parseIPv6, parseNetworkPattern } from "./network-pattern.ts";
import { createNetworkRules } from "./network-rules.ts";
import { type OddLine, openOddLine } from "./odd-line.ts";
import type { LookupResult, LookupTable } from "./table.ts";
import { parseTableRecord, type TableRecord, type Word } from "./table-ast.ts";
import type { TableName } from "./table-name.ts";

/** A cidr table with what tests ask of it. */
export interface CidrTable extends LookupTable {
	readonly counts: ScanCounts;
}

/** A rule that went through the grammar. */
interface OddRule {
	readonly value: string;
	/** A template placeholder or bytes that are no text: what the rule gives is not known, or is an error. */
	readonly open: boolean;
	readonly invalid: boolean;
	readonly origin: Origin;
}

/** How a cidr table is read. */
export interface CidrOptions {
	/** `smtputf8_enable`: a result that is no UTF-8 is an error. */
	readonly unicode: boolean;
	/** Sends every line to the grammar, to test that the byte scan says the same. */
	readonly grammarOnly?: boolean;
}

/** Reads a table of networks, cidr_table(5): the first rule that matches counts. */
export function cidrTable(name: TableName, table: TableBytes, options: CidrOptions): CidrTable {
	const { unicode } = options;
	const { bytes } = table;
	const list = diagnosticList();
	const rules = createNetworkRules();
	// A rule's mark is the offset of its line, or below zero the complement of its place here.
	const odd: OddRule[] = [];
	const opened: (() => Origin)[] = [];
	let templated = false;

	const template = (origin: () => Origin) => {
		templated = true;
		list.add("template-hole", "a template statement stands here, so the table's lines are not known", origin);
	};
	const addOdd = (line: OddLine, first: Word, value: Word, open: boolean): number => {
		const origin = line.originOf({ start: first.span.start, end: value.span.end });
		odd.push({ value: value.text, open, invalid: unicode && !line.validUtf8, origin });
		return ~(odd.length - 1);
	};
	const readRecord = (record: TableRecord, line: OddLine): void => {
		const whole = () => line.originOf({ start: 0, end: line.text.length });
		switch (record.kind) {
			case "network":
			case "if-network": {
				if (line.holes.some((hole) => hole.span.start < record.network.span.end)) {
					list.add("template-hole", "a template placeholder stands here", whole);
					rules.addRest(addOdd(line, record.network, record.network, true));
					if (record.kind === "if-network") {
						rules.open(undefined, false);
						opened.push(whole);
					}
					return;
				}
				const range = parseNetworkPattern(record.network.text);
				if ("kind" in range) {
					const place = () => line.originOf(record.network.span);
					list.add(range.kind, `${range.message}: Postfix skips the rule`, place, undefined, range.suggestion);
					return;
				}
				if (record.kind === "if-network") {
					rules.open(range, record.negated);
					opened.push(whole);
				} else if (record.value === undefined) {
					list.add("missing-value", "the network has no result: Postfix skips the rule", whole);
				} else {
					if (line.holes.length > 0) list.add("template-hole", "a template placeholder stands here", whole);
					rules.add(range, record.negated, addOdd(line, record.network, record.value, line.holes.length > 0));
				}
				return;
			}
			case "endif":
				if (record.extra !== undefined) {
					const { span } = record.extra;
					list.add("extra-text", "text after endif: Postfix skips the rule, so the block goes on", () => line.originOf(span));
				} else if (rules.close()) opened.pop();
				else list.add("endif-without-if", "endif without if: Postfix skips it", whole);
				return;
			default:
				list.add("bad-rule", `${record.kind === "malformed" ? record.reason : "no rule"}: Postfix skips the line`, whole);
		}
	};

	const counts = scanTable(table, {
		plain(start, keyEnd) {
			if (options.grammarOnly) return false;
			const range = plainNetwork(bytes, start, keyEnd);
			if (range === undefined) return false;
			if (range.first <= range.last) rules.add4(range.first, range.last, start);
			else {
				const suggestion = `${formatIPv4(range.last)}/${range.length}`;
				const text = `"${table.textOf(start, keyEnd)}" has host bits that are not zero; "${suggestion}" was meant: Postfix skips the rule`;
				list.add("host-bits", text, () => table.originOf(start, keyEnd), undefined, suggestion);
			}
			return true;
		},
		odd(start, end) {
			const line = openOddLine(table, start, end);
			if (line.statement) template(() => line.originOf({ start: 0, end: line.text.length }));
			else readRecord(parseTableRecord(line.text, "network"), line);
		},
		orphan(start, end) {
			const message = "a line that begins with white space continues nothing: Postfix ignores it";
			list.add("orphan-continuation", message, () => table.originOf(start, end));
		},
		templateComment: (start, end) => template(() => table.originOf(start, end)),
	});
	for (const origin of opened)
		list.add("if-without-endif", "if without endif: the block reaches to the end of the table", origin);

	const hole: LookupResult = { kind: "unknown", reason: `${name.text} (a template)`, what: "hole" };
	const textOfValue = repeatedText(table);
	const valueOfMark = (mark: number): string => {
		if (mark < 0) return odd[~mark]?.value ?? "";
		const value = plainValue(bytes, plainKeyEnd(bytes, mark));
		return textOfValue(value.start, value.end);
	};
	const originOfMark = (mark: number): Origin => {
		const rule = mark < 0 ? odd[~mark] : undefined;
		return rule?.origin ?? table.originOf(mark, plainValue(bytes, plainKeyEnd(bytes, mark)).end);
	};
	const resultOf = (mark: number | undefined): LookupResult => {
		if (mark === undefined) return { kind: "not-found" };
		const rule = mark < 0 ? odd[~mark] : undefined;
		if (rule?.open) return hole;
		if (rule?.invalid) return { kind: "error", reason: `${name.text}: a result that is no UTF-8` };
		return { kind: "found", value: valueOfMark(mark), origin: originOfMark(mark) };
	};
	const closed = (mark: number) => !templated && (mark >= 0 || !(odd[~mark]?.open || odd[~mark]?.invalid));
	return {
		name,
		kind: "cidr",
		keyStyle: "pattern",
		file: table.file,
		counts,
		diagnostics: list.diagnostics,
		entries: {
			kind: "networks",
			entryCount: rules.size(),
			complete: !templated && odd.every((rule) => !rule.open),
			forEachRange4: (visit) =>
				rules.forEach4((first, last, mark) => {
					if (closed(mark)) visit(first, last, valueOfMark(mark), () => originOfMark(mark));
				}),
			forEachRange6: (visit) =>
				rules.forEach6((first, last, mark) => {
					if (closed(mark)) visit(first, last, valueOfMark(mark), () => originOfMark(mark));
				}),
		},
		lookup(key) {
			if (templated) return hole;
			if (key.includes(":")) {
				const address = parseIPv6(key);
				return address === undefined ? { kind: "not-found" } : resultOf(rules.find6(address));
			}
			const address = parseIPv4(key);
			return address === undefined ? { kind: "not-found" } : resultOf(rules.find4(address));
		},
	};
}

/**
 * The network of a plain line by its bytes: a dotted quad without leading zeros, with or without a length; undefined for all else.
 * Where host bits are set `first` is above `last`, which is then the network's own first address.
 */
export function plainNetwork(
	bytes: Uint8Array,
	start: number,
	end: number,
): { readonly first: number; readonly last: number; readonly length: number } | undefined {
	let at = start;
	let address = 0;
	for (let part = 0; part < 4; part++) {
		if (part > 0 && (bytes[at++] as number) !== 46) return undefined;
		const from = at;
		let value = 0;
		for (; at < end; at++) {
			const digit = (bytes[at] as number) - 48;
			if (digit < 0 || digit > 9) break;
			value = value * 10 + digit;
		}
		const digits = at - from;
		if (digits === 0 || digits > 3 || value > 255 || (digits > 1 && bytes[from] === 48)) return undefined;
		address = address * 256 + value;
	}
	if (at === end) return { first: address, last: address, length: 32 };
	if (bytes[at++] !== 47 || at === end || end - at > 2) return undefined;
	let length = 0;
	for (; at < end; at++) {
		const digit = (bytes[at] as number) - 48;
		if (digit < 0 || digit > 9) return undefined;
		length = length * 10 + digit;
	}
	if (length > 32) return undefined;
	const size = 2 ** (32 - length);
	const first = address - (address % size);
	return first === address ? { first, last: first + size - 1, length } : { first: address, last: first, length };
}
