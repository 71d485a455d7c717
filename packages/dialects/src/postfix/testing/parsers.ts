import { type Environment, sourceFromBytes } from "@relaylint/core";
import { compileExpression } from "../../expression/expression.ts";
import { headsOf, samplesOf, tailsOf } from "../../expression/language.ts";
import type { ParserTarget } from "../../testing/parser-target.ts";
import { misplacedIn } from "../../testing/spans.ts";
import { parseMainRecord, parseMasterRecord, parseValue } from "../ast.ts";
import { findHoles, maskHoles } from "../holes.ts";
import { lexRecord } from "../lexer.ts";
import { isPostfixSpace, type LogicalLine, splitLogicalLines } from "../lines.ts";
import { parseMainCf } from "../main-cf.ts";
import { parseMasterCf } from "../master.ts";
import { visibleText } from "../problems.ts";
import { parseTableRecord } from "../tables/table-ast.ts";
import { parseTableName } from "../tables/table-name.ts";
import { createTableStore } from "../tables/table-store.ts";
import { memoryReader } from "../tables/testing.ts";

const isConfiguration = (path: string) => /(?:^|\/)postfix\//.test(path) && !path.endsWith(".json");

/** Every text that Postfix's own files can hold. */
export const postfixParsers: readonly ParserTarget[] = [
	{
		name: "postfix main.cf",
		isSeed: (path) => isConfiguration(path) && path.endsWith("main.cf"),
		broken(bytes) {
			const file = sourceFromBytes("/main.cf", bytes);
			const main = parseMainCf(file);
			const places = main.assignments.map((one) => [one.nameOrigin, one.valueOrigin, one.origin]);
			return [
				...misplacedIn([main.problems, main.opaque, places, main.assignments.map((one) => one.condition)]),
				...unevenIn(file.text),
				...linesOf(file.text).flatMap((text) => [...tokensLost(text, "name"), ...valueGaps(text), ...recordsMisplaced(text)]),
			];
		},
	},
	{
		name: "postfix master.cf",
		isSeed: (path) => isConfiguration(path) && path.endsWith("master.cf"),
		broken(bytes) {
			const file = sourceFromBytes("/master.cf", bytes);
			const master = parseMasterCf(file);
			return [...misplacedIn(master), ...linesOf(file.text).flatMap((text) => tokensLost(text, "service"))];
		},
	},
	...(["hash", "texthash", "cidr", "regexp", "pcre", "aliases"] as const).map(
		(type): ParserTarget => ({
			name: `postfix ${type} table`,
			isSeed: (path) => isConfiguration(path) && !/(?:main|master)\.cf$/.test(path),
			broken: (bytes) => brokenTable(type, bytes),
		}),
	),
	{
		name: "postfix table names",
		isSeed: (path) => isConfiguration(path) && path.endsWith("main.cf"),
		broken(bytes) {
			const text = new TextDecoder().decode(bytes);
			return linesOf(text).flatMap((line) => {
				const { span } = parseTableName(line);
				return span.start < 0 || span.end > line.length ? [`the name of ${JSON.stringify(line)} is not inside it`] : [];
			});
		},
	},
	{
		name: "expressions",
		isSeed: (path) => /\.(?:pcre|regexp)$|pcre|regexp/.test(path),
		broken: brokenExpressions,
	},
];

const WORLD: Environment = { complete: true, unbuilt: [], users: ["alice"] };

function brokenTable(type: string, bytes: Uint8Array): readonly string[] {
	const name = type === "aliases" ? "hash:/t" : `${type}:/t`;
	const store = createTableStore(memoryReader({ "/t": bytes }), WORLD, {
		aliasDatabases: () => (type === "aliases" ? [name] : []),
	});
	const table = store.open(name);
	const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
	const keys = [...new Set(["", "a@example.com", "10.1.2.3", "2001:db8::1", ...text.slice(0, 2000).split(/\s+/).slice(0, 30)])];
	const answers = keys.map((key) => table.lookup(key));
	const { entries } = table;
	const rules =
		entries?.kind === "rules" ? entries.rules.map((rule) => [rule.origin, rule.conditions.map((one) => one.origin)]) : [];
	const grammar =
		type === "hash" || type === "texthash" ? "entry" : type === "aliases" ? "alias" : type === "cidr" ? "network" : type;
	return [
		...misplacedIn([table.diagnostics, answers, rules]),
		...linesOf(text).flatMap((line) => wordsMisplaced(line, grammar as "entry" | "alias" | "network" | "regexp" | "pcre")),
	];
}

function brokenExpressions(bytes: Uint8Array): readonly string[] {
	const [source = "", ...rest] = new TextDecoder().decode(bytes).split("\n");
	const wrong: string[] = [];
	for (const flavour of ["pcre", "posix-extended", "posix-basic"] as const) {
		for (const options of [{}, { caseInsensitive: true, multiline: true, extended: true }]) {
			const expression = compileExpression(source, flavour, options);
			if (expression.kind !== "compiled") {
				if (!(expression.offset >= 0 && expression.offset <= source.length))
					wrong.push(`offset ${expression.offset} of ${source.length}`);
				continue;
			}
			for (const text of ["", "someone@example.com", ...rest.slice(0, 5)]) {
				const match = expression.match(text);
				if (match !== null && match.length !== expression.groups + 1)
					wrong.push(`${match.length} groups, not ${expression.groups + 1}`);
			}
			tailsOf(expression.ast);
			headsOf(expression.ast);
			samplesOf(expression.ast);
		}
	}
	return wrong;
}

function linesOf(text: string): readonly string[] {
	return splitLogicalLines(text)
		.lines.map(visibleText)
		.filter((line) => line !== "");
}

/** Every character but white space and what follows a line's NUL stands in one logical line, in one orphan or in one comment, and nowhere else. */
function unevenIn(text: string): readonly string[] {
	const { lines, orphans, comments } = splitLogicalLines(text);
	const times = new Uint8Array(text.length);
	const count = (start: number, end: number) => {
		for (let at = start; at < end; at++) times[at] = (times[at] ?? 0) + 1;
	};
	for (const { start, end } of comments) count(start, end);
	for (const line of [...lines, ...orphans]) {
		line.segments.forEach((segment, index) => {
			count(segment.at, segment.at + (line.segments[index + 1]?.start ?? line.text.length) - segment.start);
		});
		if (rebuilt(line, text) !== line.text) return [`a logical line is not what stands in the file at ${line.span.start}`];
	}
	for (let at = 0; at < text.length; at++) {
		const wanted = isPostfixSpace(text.charCodeAt(at)) ? (times[at] ?? 0) <= 1 : times[at] === 1;
		if (!wanted) return [`the character at ${at} stands in ${times[at]} records`];
	}
	return [];
}

function rebuilt(line: LogicalLine, text: string): string {
	return line.segments
		.map(({ start, at }, index) => text.slice(at, at + (line.segments[index + 1]?.start ?? line.text.length) - start))
		.join("");
}

function tokensLost(text: string, mode: "name" | "service"): readonly string[] {
	const masked = maskHoles(text, findHoles(text));
	const joined = lexRecord(masked, mode)
		.map((token) => token.image)
		.join("");
	return joined === masked ? [] : [`tokens do not rebuild ${JSON.stringify(text.slice(0, 200))}`];
}

function valueGaps(text: string): readonly string[] {
	let at = 0;
	for (const { span } of parseValue(text).nodes) {
		if (span.start !== at || span.end < at) return [`a gap at ${at} of the value ${JSON.stringify(text.slice(0, 200))}`];
		at = span.end;
	}
	return at === text.length ? [] : [`the value ${JSON.stringify(text.slice(0, 200))} ends at ${at}`];
}

function recordsMisplaced(text: string): readonly string[] {
	const main = parseMainRecord(text);
	const spans = [...(main.kind === "assignment" ? [main.nameSpan] : [main.span]), ...parseMasterRecord(text).fields];
	return spans.every(({ start, end }) => start >= 0 && end >= start && end <= text.length)
		? []
		: [`a record's span is not inside ${JSON.stringify(text.slice(0, 200))}`];
}

function wordsMisplaced(line: string, grammar: Parameters<typeof parseTableRecord>[1]): readonly string[] {
	return Object.values(parseTableRecord(line, grammar)).flatMap((word: unknown): readonly string[] => {
		if (word === null || typeof word !== "object" || !("text" in word) || !("span" in word)) return [];
		const { text, span } = word as { text: string; span: { start: number; end: number } };
		const inside = span.start >= 0 && span.end >= span.start && span.end <= line.length;
		return inside && (grammar === "alias" || line.slice(span.start, span.end) === text)
			? []
			: [`${JSON.stringify(text)} is not at its span`];
	});
}
