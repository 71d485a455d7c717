import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseReplacement } from "./replacement.ts";
import { openText, said, shown, textInside } from "./testing.ts";

const ask = (type: "regexp" | "pcre", text: string, ...keys: string[]) =>
	keys.map((key) => shown(openText(type, text).lookup(key)));
const both = ["regexp", "pcre"] as const;

// The answers are those of `postmap -q`.
describe.each(both)("%s tables", (type) => {
	test("the first rule that matches counts; case is ignored unless the flag turns that over", () => {
		expect(ask(type, "/^a/ 1\n/A/i 2\n/b/ 3\n", "A", "xA", "xa", "xb")).toEqual(["1", "2", "<not-found>", "3"]);
		expect(openText(type, "/a/ 1\n").keyStyle).toBe("pattern");
	});

	test("any character delimits; a backslash protects it; an exclamation mark turns the pattern over", () => {
		expect(ask(type, "|a|  1\n!,b, 2\n/c\\/d/ 3\n", "a", "x")).toEqual(["1", "2"]);
		expect(ask(type, "/c\\/d/ 3\n!!/e/ 4\n", "c/d", "e", "x")).toEqual(["3", "4", "<not-found>"]);
	});

	test("results take groups, and two dollars for one", () => {
		expect(ask(type, "/^(.*)@(.*)$/ <$1> ${2}x $(2) $$1\n", "u@d")).toEqual(["<u> dx d $1"]);
		expect(ask(type, "/e(e)?/ <$1>\n", "e", "ee")).toEqual(["<>", "<e>"]);
		expect(ask(type, "/x/\n", "x")).toEqual([""]);
	});

	test("rules that Postfix skips are said, and skipped", () => {
		const table = openText(type, "/a(/ 1\n/b/ $1\n/c(.)/ $1a\n!/(d)/ $1\n/e/q 1\n/f\nfoo bar\nendif\n/g/ ${1\n/h/\n/./ last\n");
		expect(table.diagnostics.map(({ code }) => code)).toEqual([
			"bad-expression",
			"bad-substitution",
			"bad-substitution",
			"bad-substitution",
			"unknown-flag",
			"bad-rule",
			"bad-rule",
			"endif-without-if",
			"bad-substitution",
			"empty-result",
		]);
		expect(["a(", "b", "cx", "e", "f", "g"].map((key) => shown(table.lookup(key)))).toEqual(Array(6).fill("last"));
	});

	test("if and endif; a condition that is skipped makes its rules unconditional", () => {
		const text = "if /a/\nif !/b/\n/./ a without b\nendif\n/./ a and b\nendif\n/./ none\n";
		expect(ask(type, text, "a", "ab", "c")).toEqual(["a without b", "a and b", "none"]);
		expect(ask(type, "if /a(/\n/x/ 1\nendif\n", "x")).toEqual(["1"]);
	});

	test("an if without endif ends the lookup of a key that does not match", () => {
		const table = openText(type, "if /a/\n/b/ 1\n");
		expect([shown(table.lookup("ab")), shown(table.lookup("b"))]).toEqual(["1", "<not-found>"]);
		expect(said(table)).toEqual(["if-without-endif: if /a/"]);
	});

	test("an expression that is not understood leaves what follows open, not what stands before", () => {
		const text = "/^x/ first\n/(a)\\1/ back\n/./ last\n";
		expect(ask(type, text, "x", "b")).toEqual(["first", "<unknown expression>"]);
		expect(ask(type, "if /(a)\\1/\n/z/ 1\nendif\n/./ last\n", "b", "z")).toEqual(["last", "<unknown expression>"]);
	});

	test("template holes leave what follows open", () => {
		expect(ask(type, "/^x/ first\n/{{ a }}/ b\n/./ last\n", "x", "y")).toEqual(["first", "<unknown hole>"]);
		expect(ask(type, "/x/ {{ b }}\n/./ last\n", "x", "y")).toEqual(["<unknown hole>", "last"]);
	});

	test("a result that is cut inside a character is an error", () => {
		expect(ask(type, "/^(.)/ $1\n", "a", "é")).toEqual(["a", "<error>"]);
	});

	test("alias and the like take no text of the key", () => {
		const table = openText(type, "/(a)/ $1\n/a/ b\n", { substitution: false });
		expect(shown(table.lookup("a"))).toBe("b");
	});

	test("rules carry the conditions around them", () => {
		const { entries } = openText(type, "if !/a/\n/b/ 1\nendif\n/c/ $$\n");
		const rules = entries?.kind === "rules" ? entries.rules : [];
		expect(
			rules.map(({ conditions, value }) => [conditions.map(({ source, negated }) => `${negated ? "!" : ""}${source}`), value]),
		).toEqual([
			[["!a", "b"], "1"],
			[["c"], "$"],
		]);
	});

	test("any text has a table whose places lie in the file", () => {
		const piece = fc.constantFrom(
			"/",
			"!",
			"if ",
			"endif",
			"a",
			"(",
			")",
			"$1",
			"${",
			" ",
			"\n",
			"\n",
			"\\",
			"i",
			"x",
			"é",
			"{{x}}",
			"#",
			"\0",
		);
		fc.assert(
			fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
				const table = openText(type, pieces.join(""));
				for (const diagnostic of table.diagnostics) textInside(diagnostic.origin);
				const result = table.lookup("a");
				if (result.kind === "found") textInside(result.origin);
			}),
			{ numRuns: 300 },
		);
	});
});

test("regexp tables have a second, negated pattern; for pcre it is an unknown flag", () => {
	expect(ask("regexp", "/a/!/b/ 1\n", "a", "ab")).toEqual(["1", "<not-found>"]);
	expect(said(openText("pcre", "/a/!/b/ 1\n"))).toEqual(["unknown-flag: !/b/"]);
});

test("regexp takes the flags i, m and x, pcre more", () => {
	expect(ask("regexp", "/a{1}/x 1\n", "a", "a{1}")).toEqual(["<not-found>", "1"]);
	expect(ask("pcre", "/a b/x 1\n/b/A 2\n", "ab", "bx", "xb")).toEqual(["1", "2", "<not-found>"]);
	expect(said(openText("regexp", "/a/s 1\n"))).toEqual(["unknown-flag: s"]);
});

test("references", () => {
	expect(parseReplacement("a$$b")).toEqual({ kind: "parts", parts: [{ kind: "text", text: "a$b" }], largest: 0 });
	for (const text of ["$", "$x", "$0", "${1", "$1a", "${}", "${${1}}"])
		expect(parseReplacement(text), text).toMatchObject({ kind: "bad" });
});
