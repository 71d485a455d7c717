import { describe, expect, it } from "vitest";
import { type Grammar, type Production, printEbnf } from "./ebnf.ts";

const literal = { name: "Comma", PATTERN: "," };
const word = { name: "Word", PATTERN: /[^\u00a0\n,]+/i, PUSH_MODE: "next" };
const close = { name: "Close", PATTERN: '"', POP_MODE: true };
const blank = { name: "Blank", PATTERN: / +/, GROUP: "skipped" };
const otherBlank = { name: "BlankToNext", PATTERN: / +/, GROUP: "skipped", PUSH_MODE: "next" };
const again = { name: "WordAgain", PATTERN: /[^\u00a0\n,]+/i, CATEGORIES: [word] };
const custom = { name: "Custom", PATTERN: { exec: () => null } };

const t = (name: string): Production => ({ type: "Terminal", name });
const n = (name: string): Production => ({ type: "NonTerminal", name });
const of = (type: string, ...definition: Production[]): Production => ({ type, definition });
const alternatives = (...all: Production[][]): Production => of("Alternation", ...all.map((one) => of("Alternative", ...one)));
const rule = (name: string, ...definition: Production[]): Production => ({ type: "Rule", name, definition });

function grammar(...productions: Production[]): Grammar {
	return {
		title: "T",
		entries: [{ rule: "start", modes: ["first", "next"], reads: "all" }],
		productions,
		modes: { first: [blank, literal, word], next: [otherBlank, close, again, custom] },
		functions: { Custom: "something else" },
	};
}

function rulesOf(...productions: Production[]): string {
	const printed = printEbnf("c", [grammar(...productions)]);
	return printed.slice(printed.indexOf("start ::="), printed.indexOf("\n\nBlank ::="));
}

describe("printEbnf", () => {
	it("writes what is optional, repeated and chosen", () => {
		expect(
			rulesOf(rule("start", of("Option", t("Word")), of("Repetition", n("a")), of("RepetitionMandatory", t("Comma"), n("a")))),
		).toBe('start ::= Word? a* ("," a)+');
		expect(rulesOf(rule("start", alternatives([t("Word"), n("a")], [n("b")])))).toBe("start ::= Word a | b");
		expect(rulesOf(rule("start", n("a"), alternatives([t("Word")], [n("b")])))).toBe("start ::= a (Word | b)");
		expect(rulesOf(rule("start", of("Option", alternatives([n("a")], [n("b")]))))).toBe("start ::= (a | b)?");
		expect(rulesOf(rule("start", of("Repetition", of("Option", n("a")))))).toBe("start ::= (a?)*");
		expect(rulesOf(rule("start"))).toBe("start ::= /* nothing */");
	});

	it("spells out separators", () => {
		const list = (type: string) => rule("start", { type, separator: t("Comma"), definition: [n("a")] });
		expect(rulesOf(list("RepetitionMandatoryWithSeparator"))).toBe('start ::= a ("," a)*');
		expect(rulesOf(list("RepetitionWithSeparator"))).toBe('start ::= (a ("," a)*)?');
	});

	it("breaks a long choice, an alternative a line", () => {
		const long = ["one", "two", "three"].map((name) => [n(name.repeat(12))]);
		expect(rulesOf(rule("start", alternatives(...long)))).toBe(
			`start ::= ${"one".repeat(12)}\n        | ${"two".repeat(12)}\n        | ${"three".repeat(12)}`,
		);
	});

	it("shows patterns and modes, one name for what is one to the grammar", () => {
		const printed = printEbnf("c", [grammar(rule("start", t("Word")))]);
		expect(printed.slice(printed.indexOf("Blank ::="))).toBe(`Blank ::= / +/
Word ::= /[^\\u00a0\\n,]+/i
Custom ::= /* something else */

/*
  first: (Blank), ",", Word > next
  next: (Blank) > next, '"' <, Word, Custom
*/
`);
		expect(printed.startsWith("/* c */\n\n/*\n  T\n\n  start, from mode first or next: all\n*/\n\nstart ::= Word\n")).toBe(true);
	});

	it("shows every character, so that nothing invisible is in the file", () => {
		const hole = "\ufdd0";
		const seen = {
			...grammar(rule("start")),
			modes: {
				first: [
					{ name: "A", PATTERN: `${hole}\t` },
					{ name: "B", PATTERN: new RegExp(hole) },
				],
			},
		};
		expect(printEbnf("c", [seen])).toMatch(/B ::= \/\\uFDD0\/\n\n\/\* first: "\\uFDD0\\u0009", B \*\//);
	});

	it("refuses what it has no notation for, rather than leave it out", () => {
		expect(() => rulesOf(rule("start", of("Lookahead")))).toThrow("no notation for Lookahead");
		const silent = { ...grammar(rule("start")), functions: {} };
		expect(() => printEbnf("c", [silent])).toThrow("nothing says what Custom is");
	});
});
