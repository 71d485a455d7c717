import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Span } from "@relaylint/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { colouredRuns, highlighters, type Run } from "../testing/textmate.ts";
import { parseMainRecord, parseMasterRecord, type ValueNode } from "./ast.ts";
import { fileSpan, type LogicalLine, splitLogicalLines } from "./lines.ts";

const LANGUAGES = ["postfix-main", "postfix-master", "postfix-table"] as const;
type Language = (typeof LANGUAGES)[number];

const all = await highlighters("postfix");

function runs(language: Language, text: string): readonly Run[] {
	const highlight = all.get(language);
	if (highlight === undefined) throw new Error(`no grammar ${language}`);
	return colouredRuns(highlight, text);
}

const fixtures = fileURLToPath(new URL("../../../../fixtures/postfix/", import.meta.url));
const files = readdirSync(fixtures, { recursive: true, withFileTypes: true })
	.filter((entry) => entry.isFile() && !entry.name.endsWith(".json"))
	.map((entry) => ({ name: entry.name, text: readFileSync(`${entry.parentPath}/${entry.name}`, "utf8") }));
const textsOf = (language: Language) =>
	files
		.filter(
			({ name }) =>
				language === (name === "main.cf" ? "postfix-main" : name === "master.cf" ? "postfix-master" : "postfix-table"),
		)
		.map(({ text }) => text);

describe("the colours and the parsers agree", () => {
	const ofColour = (language: Language, text: string, pattern: RegExp) =>
		runs(language, text).filter((run) => pattern.test(run.colour));

	it.each(LANGUAGES)("on every comment of the fixtures: %s", (language) => {
		expect(textsOf(language).length).toBeGreaterThan(10);
		for (const text of textsOf(language)) {
			const coloured = ofColour(language, text, /^comment/).map(({ start, end }) => ({ start, end }));
			expect(coloured).toEqual(splitLogicalLines(text).comments);
		}
	});

	it("on every name of main.cf, and every reference that is not in a broken expansion", () => {
		for (const text of textsOf("postfix-main")) {
			const names: string[] = [];
			const references: number[] = [];
			const broken: Span[] = [];
			for (const line of splitLogicalLines(text).lines) {
				const record = parseMainRecord(line.text);
				if (record.kind !== "assignment") continue;
				names.push(`${fileSpan(line, record.nameSpan).start} ${record.name}`);
				references.push(...referenceEnds(line, record.value.nodes, record.valueStart));
				for (const { kind, span } of record.value.nodes) {
					const { start, end } = { start: span.start + record.valueStart, end: span.end + record.valueStart };
					if (kind === "malformed") broken.push(fileSpan(line, { start, end }));
				}
			}
			expect(ofColour("postfix-main", text, /definition/).map((run) => `${run.start} ${run.text}`)).toEqual(names);
			const coloured = ofColour("postfix-main", text, /^variable|^support\.function/).map(({ end }) => end);
			expect(coloured.filter((end) => !broken.some((span) => span.start < end && end <= span.end))).toEqual(
				references.sort((a, b) => a - b),
			);
		}
	});

	it("on the first and the eighth field of every line of master.cf", () => {
		for (const text of textsOf("postfix-master")) {
			const expected = splitLogicalLines(text).lines.flatMap((line) => {
				const { fields } = parseMasterRecord(line.text);
				return [fields[0], fields[7]].flatMap((span) => (span === undefined ? [] : [fileSpan(line, span)]));
			});
			const coloured = ofColour("postfix-master", text, /^entity|^support/).map(({ start, end }) => ({ start, end }));
			expect(coloured).toEqual(expected);
		}
	});
});

/** Where the names of references end in the file, those of nested ones too. */
function referenceEnds(line: LogicalLine, nodes: readonly ValueNode[], base: number): number[] {
	return nodes.flatMap((node) => {
		if (node.kind === "text" || node.kind === "hole" || node.kind === "malformed") return [];
		const inner = [...(node.whenTrue ?? []), ...(node.whenFalse ?? [])];
		if (node.kind === "comparison") return referenceEnds(line, [...node.left, ...node.right, ...inner], base);
		const { start, end } = { start: node.nameSpan.start + base, end: node.nameSpan.end + base };
		const own = end > start ? [fileSpan(line, { start, end }).end] : [];
		return [...own, ...referenceEnds(line, node.kind === "call" ? [...node.argument, ...inner] : inner, base)];
	});
}

describe("no colour leaks out of a logical line", () => {
	const signs: Readonly<Record<Language, readonly string[]>> = {
		"postfix-main": [
			"\na = ${x?{",
			"\na = $((",
			"a",
			" = ",
			"=",
			"${",
			"$(",
			"{",
			"}",
			")",
			"?",
			":",
			"$",
			"!",
			"10.0.0.0/8",
			"hash:",
			"/",
			'"',
			"[",
			"::1",
		],
		"postfix-master": [
			"\nsmtp inet n - n - - smtpd -o { a = {",
			"smtp inet n - n - - smtpd",
			"-o",
			" a=",
			"{",
			"}",
			"${",
			"$(",
			"=",
			"-",
			"10025",
			'"',
			"/",
		],
		"postfix-table": [
			"\n/a",
			"\n!~",
			"/",
			"!",
			"if ",
			"endif",
			"\\",
			'"',
			"[",
			"(",
			"~",
			"10.0.0.0/8",
			"REJECT",
			"a:",
			"$1",
			"::1",
			"@",
			"550 ",
		],
	};
	const breaks = ["\n", "\n ", "\n\n", "\n#", "\n #", "\n #", " ", "\t", "\r\n", "\v"];

	/** The text cut where a logical line begins. */
	const chunks = (text: string): readonly string[] => {
		const { lines, orphans } = splitLogicalLines(text);
		const starts = [...lines, ...orphans].map(({ span }) => span.start).sort((a, b) => a - b);
		return [0, ...starts].map((start, index) => text.slice(start, starts[index] ?? text.length));
	};

	/** Each line coloured as it would be in a file of its own. */
	function proveIsolated(language: Language, text: string): void {
		let from = 0;
		const apart = chunks(text).flatMap((chunk) => {
			const own = runs(language, chunk).map((run) => ({ ...run, start: run.start + from, end: run.end + from }));
			from += chunk.length;
			return own;
		});
		expect(runs(language, text)).toEqual(apart);
	}

	it.each(LANGUAGES)("of the fixtures: %s", (language) => {
		for (const { text } of files) proveIsolated(language, text);
	});

	it.each(LANGUAGES)("of any text, and its comments are where the splitter finds them: %s", (language) => {
		const text = fc.array(fc.constantFrom(...signs[language], ...breaks), { maxLength: 40 }).map((parts) => parts.join(""));
		fc.assert(
			fc.property(text, (sample) => {
				proveIsolated(language, sample);
				const comments = runs(language, sample).filter((run) => run.colour.startsWith("comment"));
				expect(comments.map(({ start, end }) => ({ start, end }))).toEqual(splitLogicalLines(sample).comments);
			}),
			{ numRuns: 300 },
		);
	});
});
