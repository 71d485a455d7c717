import { type FileOrigin, inFile, originText, type SourceFile } from "@relaylint/core";
import type { PostfixModel } from "../../model.ts";
import { parseNetworkPattern } from "../../tables/network-pattern.ts";
import { createNetworkRules } from "../../tables/network-rules.ts";
import type { ExpressionRule, LookupTable } from "../../tables/table.ts";
import { isExplained } from "../hazards.ts";
import { askedTables, resultKind } from "../table-results.ts";
import { MATCHES_ALL } from "./always-decides.ts";
import type { Shadow } from "./shadow.ts";

/** A table with more rules than this is not looked through. */
const MOST_RULES = 50_000;

/** Lines of ordered tables that the restriction lists ask, and that earlier lines hide (cidr_table(5), pcre_table(5)). */
export function hiddenLines(model: PostfixModel): readonly Shadow[] {
	const found: Shadow[] = [];
	const tables = new Set(askedTables(model).map(({ table }) => table));
	for (const table of tables) {
		const { entries, file } = table;
		const count = entries?.kind === "networks" ? entries.entryCount : entries?.kind === "rules" ? entries.rules.length : 0;
		if (file === undefined || count > MOST_RULES) continue;
		if (table.kind === "cidr" && entries?.kind === "networks" && entries.complete) found.push(...hiddenNetworks(table, file));
		if (entries?.kind === "rules" && entries.complete) found.push(...hiddenExpressions(table, entries.rules));
	}
	return found.filter(({ origin }) => !isExplained(model, origin));
}

interface Line {
	readonly pattern: string;
	readonly value: string;
	readonly origin: FileOrigin;
}

/** Each rule of a table of networks whose addresses all have an earlier owner. */
function hiddenNetworks(table: LookupTable, file: SourceFile): readonly Shadow[] {
	const lines = networkLines(file);
	if (lines === undefined) return [];
	const rules = createNetworkRules();
	const firsts: (readonly [4, number] | readonly [6, bigint] | undefined)[] = [];
	for (const [mark, { pattern }] of lines.entries()) {
		const negated = pattern.startsWith("!");
		const range = parseNetworkPattern(pattern.replace(/^!\s*/, ""));
		if ("kind" in range) continue;
		rules.add(range, negated, mark);
		if (!negated) firsts[mark] = range.family === 4 ? [4, range.first] : [6, range.first];
	}
	const living = new Set<number>();
	rules.forEach4((_first, _last, mark) => living.add(mark));
	rules.forEach6((_first, _last, mark) => living.add(mark));
	return lines.flatMap((line, mark): readonly Shadow[] => {
		const first = firsts[mark];
		if (first === undefined || living.has(mark)) return [];
		const owner = first[0] === 4 ? rules.find4(first[1]) : rules.find6(first[1]);
		const by = owner === undefined ? undefined : lines[owner];
		return by === undefined ? [] : [shadowOf(table, line, by)];
	});
}

/** The rules of a table, one a line; undefined where blocks or continued lines make it more than that. */
function networkLines(file: SourceFile): readonly Line[] | undefined {
	const lines: Line[] = [];
	let start = 0;
	for (const text of file.text.split("\n")) {
		const match = /^(!?\s*[0-9a-f][0-9a-f.:/]*)\s+(\S.*?)\s*$/i.exec(text);
		if (/^(?:if|endif)\b/i.test(text) || (/^\s+\S/.test(text) && !/^\s+#/.test(text))) return undefined;
		if (match !== null) {
			const [, pattern = "", value = ""] = match;
			lines.push({ pattern, value, origin: inFile(file, { start, end: start + text.trimEnd().length }) });
		}
		start += text.length + 1;
	}
	return lines;
}

/** Rules of expressions behind one that matches everything, or behind the same expression. */
function hiddenExpressions(table: LookupTable, rules: readonly ExpressionRule[]): readonly Shadow[] {
	const found: Shadow[] = [];
	const known = new Map<string, Line>();
	for (const [at, rule] of rules.entries()) {
		const line = lineOf(rule);
		if (line === undefined) continue;
		const around = rule.conditions.slice(0, -1).map(({ source, negated }) => `${negated ? "!" : ""}${source}`);
		const key = JSON.stringify([...around, line.pattern]);
		const same = known.get(key);
		if (same !== undefined) found.push(shadowOf(table, line, same));
		else known.set(key, line);
		const [only] = rule.conditions;
		if (rule.conditions.length > 1 || only === undefined || only.negated || !MATCHES_ALL.has(only.source)) continue;
		const rest = rules.slice(at + 1).flatMap((one) => lineOf(one) ?? []);
		const hidden = rest.find((one) => differs(one.value, line.value)) ?? rest[0];
		if (hidden !== undefined) found.push(shadowOf(table, hidden, line));
		break;
	}
	return found;
}

function lineOf({ template, origin }: ExpressionRule): Line | undefined {
	if (origin.kind !== "file") return undefined;
	const text = originText(origin);
	const at = text.lastIndexOf(template);
	return at === -1 ? undefined : { pattern: text.slice(0, at).trim(), value: template, origin };
}

function shadowOf(table: LookupTable, line: Line, by: Line): Shadow {
	const opposite = differs(line.value, by.value);
	const first = `"${shorter(by.pattern)} ${shorter(by.value)}"`;
	return {
		origin: line.origin,
		severity: opposite ? "warning" : "info",
		message: `${first} stands before "${shorter(line.pattern)}" in ${table.name.text} and matches all that it would match. ${opposite ? `"${shorter(line.value)}" is never the answer` : "The line changes nothing"}. ${opposite ? "Put the narrower line first." : "Remove it."}`,
		cause: by.origin,
		fixes: [],
	};
}

function shorter(text: string): string {
	return text.length > 40 ? `${text.slice(0, 37)}...` : text;
}

/** Whether two results do not lead to the same. */
function differs(a: string, b: string): boolean {
	const [one, other] = [resultKind(a), resultKind(b)];
	return one === other
		? one === "list" && a.trim().toLowerCase() !== b.trim().toLowerCase()
		: accepting(one) !== accepting(other);
}

function accepting(kind: ReturnType<typeof resultKind>): string {
	return kind === "digits" || kind === "nothing" ? "ok" : kind;
}
