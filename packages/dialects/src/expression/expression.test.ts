import fc from "fast-check";
import { RE2JS } from "re2js";
import { describe, expect, test } from "vitest";
import type { ExpressionFlavour, ExpressionOptions } from "./expression.ts";
import { compileExpression, maxSourceLength } from "./expression.ts";

const flavours: readonly ExpressionFlavour[] = ["pcre", "posix-extended", "posix-basic"];

function matchOf(
	source: string,
	text: string,
	flavour: ExpressionFlavour,
	options: ExpressionOptions = {},
): readonly (string | undefined)[] | null | string {
	const expression = compileExpression(source, flavour, options);
	return expression.kind === "compiled"
		? expression.match(text)
		: `${expression.kind} at ${expression.offset}: ${expression.reason}`;
}

describe("every flavour", () => {
	test("answers for any source and any text, and never throws", () => {
		const source = fc.oneof(
			fc.string({ unit: "binary" }),
			fc.string({ unit: fc.constantFrom(..."ab.*+?|(){}[]\\^$-:=!<>,1Qé\n #") }),
		);
		fc.assert(
			fc.property(source, fc.string({ unit: "binary" }), fc.constantFrom(...flavours), (pattern, text, flavour) => {
				for (const options of [{}, { caseInsensitive: true, multiline: true, extended: true, anchored: true, ungreedy: true }]) {
					const expression = compileExpression(pattern, flavour, options);
					if (expression.kind === "compiled")
						expect(expression.match(text)?.length ?? expression.groups + 1).toBe(expression.groups + 1);
					else {
						expect(expression.offset).toBeGreaterThanOrEqual(0);
						expect(expression.offset).toBeLessThanOrEqual(pattern.length);
					}
				}
			}),
			{ numRuns: 800 },
		);
	});

	test.each([
		["(a+)+$", "a", "b"],
		["(a|a)*b", "a", ""],
		["(a*)*b", "a", ""],
		["^(([a-z])+.)+[A-Z]([a-z])+$", "a", ""],
		["(x+x+)+y", "x", ""],
	])("%s on 50 KB ends", (source, unit, tail) => {
		const text = unit.repeat(50_000) + tail;
		const started = performance.now();
		expect(matchOf(source, text, "pcre")).toBeNull();
		expect(matchOf(source, text, "posix-extended")).toBeNull();
		expect(performance.now() - started).toBeLessThan(5000);
	});

	test("says why it does not take what is too large", () => {
		expect(matchOf("a".repeat(maxSourceLength + 1), "a", "pcre")).toMatch(/^unsupported at \d+: more than/);
		expect(matchOf("x(ab{1,900}){900}", "a", "pcre")).toMatch(/^unsupported at 1: repeat counts/);
		expect(matchOf("(".repeat(300) + ")".repeat(300), "", "posix-extended")).toMatch(/^unsupported at 250: groups nested/);
	});

	test("agrees with RE2 where the languages are one", () => {
		const leaf = fc.constantFrom("a", "b", "@", "\\.", ".", "[ab]", "[^a]", "[a-c@]");
		const { pattern } = fc.letrec<{ pattern: string }>((tie) => ({
			pattern: fc.oneof(
				{ maxDepth: 5, withCrossShrink: true },
				leaf,
				fc.tuple(tie("pattern"), tie("pattern")).map(([a, b]) => a + b),
				fc.tuple(tie("pattern"), tie("pattern")).map(([a, b]) => `(${a}|${b})`),
				fc.tuple(tie("pattern"), fc.constantFrom("*", "+", "?", "{2}", "{1,2}", "{0,2}")).map(([a, q]) => `(${a})${q}`),
				tie("pattern").map((a) => `^${a}`),
				tie("pattern").map((a) => `${a}$`),
			),
		}));
		const text = fc.string({ unit: fc.constantFrom("a", "b", "c", "@", "."), maxLength: 12 });
		fc.assert(
			fc.property(pattern, text, (source, key) => {
				const mine = compileExpression(source, "pcre", { dotAll: true });
				const theirs = RE2JS.compile(source, RE2JS.DOTALL).matcher(key);
				const found = theirs.find();
				if (mine.kind !== "compiled") return expect(mine).toBeUndefined();
				const match = mine.match(key);
				expect(match !== null).toBe(found);
				if (found && mine.exactGroups)
					expect(match).toEqual(Array.from({ length: mine.groups + 1 }, (_, group) => theirs.group(group) ?? undefined));
				const longest = compileExpression(source, "posix-extended");
				if (longest.kind !== "compiled") return;
				const leftmostLongest = RE2JS.compile(source, RE2JS.DOTALL | RE2JS.LONGEST_MATCH).matcher(key);
				expect(longest.match(key)?.[0]).toBe(leftmostLongest.find() ? (leftmostLongest.group() ?? undefined) : undefined);
			}),
			{ numRuns: 800 },
		);
	});
});

// pcre2pattern(3); every answer was given by PCRE2 10.42 itself.
describe("pcre", () => {
	const pcre = (source: string, text: string, options: ExpressionOptions = {}) => matchOf(source, text, "pcre", options);
	const all = (source: string, options: ExpressionOptions, ...texts: string[]) =>
		texts.map((text) => Array.isArray(pcre(source, text, options)));

	test("takes the first way in order, not the longest", () => {
		expect(pcre("(a|ab)(c|cd)?", "abcd")).toEqual(["a", "a", undefined]);
		expect(pcre("a+?(b*)", "aabb")).toEqual(["a", ""]);
		expect(pcre("(a)|(b)", "b")).toEqual(["b", undefined, "b"]);
	});

	test("options", () => {
		expect(all("^a.b$", {}, "a\nb", "axb", "axb\n", "axb\n\n", "AXB")).toEqual([false, true, true, false, false]);
		expect(all("^a.b$", { caseInsensitive: true, dotAll: true, dollarEndOnly: true }, "a\nb", "AxB", "axb\n")).toEqual([
			true,
			true,
			false,
		]);
		expect(all("^b$", { multiline: true }, "a\nb\nc", "ab")).toEqual([true, false]);
		expect(pcre("^$", "a\n", { multiline: true })).toBeNull();
		expect(pcre(" a + b # c", "aab", { extended: true })).toEqual(["aab"]);
		expect(pcre("a+ ?", "aaa", { extended: true })).toEqual(["a"]);
		expect(all("[ a]", { extended: true }, " ")).toEqual([true]);
		expect(all("b", { anchored: true }, "ab", "ba")).toEqual([false, true]);
		expect(all("a|b", { anchored: true }, "xb", "bx")).toEqual([false, true]);
		expect(pcre("a+", "aaa", { ungreedy: true })).toEqual(["a"]);
		expect(pcre("a+?", "aaa", { ungreedy: true })).toEqual(["aaa"]);
	});

	test("options inside end with their group and reach its later branches", () => {
		expect(all("(a(?i)b|c)d", {}, "aBd", "Cd", "CD")).toEqual([true, true, false]);
		expect(all("(?i-s:a.)b", {}, "Axb", "axB", "A\nb")).toEqual([true, false, false]);
		expect(all("(?-i)a", { caseInsensitive: true }, "a", "A")).toEqual([true, false]);
		expect(all("(?^)a", { caseInsensitive: true }, "a", "A")).toEqual([true, false]);
		expect(all("(?xx)^[a b]$", {}, "a", " ")).toEqual([true, false]);
		expect(pcre("(?n)(a)(?<x>b)", "ab")).toEqual(["ab", "b"]);
		expect(pcre("(?|(a)|(b))(c)", "bc")).toEqual(["bc", "b", "c"]);
	});

	test("text is read as bytes, and case is that of ASCII", () => {
		expect(all("^a.c$", {}, "aéc")).toEqual([false]);
		expect(pcre("^a(..)c$", "aéc")).toEqual(["aéc", "é"]);
		expect(pcre("(.)$", "é")).toEqual(["\ufffd", "\ufffd"]);
		expect(all("É", { caseInsensitive: true }, "É", "é")).toEqual([true, false]);
		expect(all("k", { caseInsensitive: true }, "K", "\u212a")).toEqual([true, false]);
	});

	test("escapes", () => {
		expect(pcre("^\\x41\\x{42}\\103\\o{104}\\cA\\e\\t\\Q.*\\E+\\.$", "ABCD\x01\x1b\t.**.")).not.toBeNull();
		expect(all("^\\18$", {}, "\x018")).toEqual([true]);
		expect(all("^\\h\\v\\R\\N\\C$", {}, "\t\v\r\nx\n")).toEqual([true]);
		expect(all("^[\\d\\-x\\]\\Q]^\\E\\b]+$", {}, "0-x]^\b")).toEqual([true]);
		expect(all("[[:<:]]b", {}, "a b", "ab")).toEqual([true, false]);
		expect(pcre("a\\Q\\E+", "aa")).toEqual(["aa"]);
		expect(pcre("\\i", "i")).toBe("invalid at 0: \\i has no meaning");
	});

	test("classes", () => {
		expect(all("^[]a]+$", {}, "]a")).toEqual([true]);
		expect(all("^[^]a]$", {}, "]", "b", "\n")).toEqual([false, true, true]);
		expect(all("^[a-z-9]$", {}, "-", "5", "q")).toEqual([true, false, true]);
		expect(all("^[[:^alpha:][:upper:]]$", {}, "a", "A", "1")).toEqual([false, true, true]);
		expect(all("^[[:lower:]]$", { caseInsensitive: true }, "A")).toEqual([true]);
		expect(all("^[^a]$", { caseInsensitive: true }, "A")).toEqual([false]);
		expect(all("^[_-z]$", { caseInsensitive: true }, "A", "`", "[")).toEqual([true, true, false]);
		for (const source of ["[a-\\d]", "[\\d-z]", "[[:alpha:]-z]", "[z-a]", "[:alpha:]", "[[.a.]]", "[[:foo:]]", "[]", "[\\R]"])
			expect(pcre(source, ""), source).toMatch(/^invalid/);
	});

	test("braces that are no quantifier are text", () => {
		expect(all("^a{,2}$", {}, "a{,2}", "aa")).toEqual([true, false]);
		expect(all("^a{,2}$", { release1043: true }, "a{,2}", "aa")).toEqual([false, true]);
		expect(all("^a{2$", {}, "a{2")).toEqual([true]);
		expect(pcre("a{65536}", "")).toMatch(/^invalid at 1/);
		expect(pcre("a{3,2}", "")).toMatch(/^invalid at 1/);
	});

	test.each([
		"^*",
		"\\b+",
		"a**",
		"a{2}{3}",
		"(*)",
		"|*",
		"(a",
		"a)",
		"\\",
		"(?z)",
		"(?<1a>b)",
		"(?<n>a)(?<n>b)",
		"\\8",
		"(a)\\2",
		"\\x{100}",
		"(?#",
	])("refuses %s as PCRE2 does", (source) => {
		expect(pcre(source, "")).toMatch(/^invalid/);
	});

	test.each([
		["(a)\\1", 3],
		["x(?P<n>a)(?P=n)", 9],
		["(?R)", 0],
		["(a)(?1)", 3],
		["(?(1)a|b)", 0],
		["a(?C1)b", 1],
		["é\\Kb", 1],
		["\\p{L}", 0],
		["(*UTF)a", 0],
		["(?<=a*)b", 0],
		["a++ab", 0],
		["(?>a|ab)c", 0],
		["\\R\\n", 0],
	])("says that %s is not modelled", (source, offset) => {
		expect(pcre(source, "aaab")).toMatch(new RegExp(`^unsupported at ${offset}: `));
	});

	test("what never gives back is taken where it would find nothing to give", () => {
		expect(pcre("^([^@]++)@", "a@b")).toEqual(["a@", "a"]);
		expect(pcre("^a++$", "aa")).toMatch(/^unsupported/); // a newline at the end could be given back to $ in general
		expect(pcre("x(?>a|ab)", "xab")).toEqual(["xa"]);
		expect(pcre("(?>ab)c", "abc")).toEqual(["abc"]);
		expect(pcre("(?:a++b)*c", "aabc")).toEqual(["aabc"]);
		expect(pcre("(?:a++b?)+c", "aac")).toMatch(/^unsupported/);
	});

	test("look-arounds anywhere", () => {
		expect(all("^(?!.*@example\\.com$).*$", {}, "x@example.com", "x@example.org")).toEqual([false, true]);
		expect(all("^[^@]+@(?!(example|test)\\.com$)", {}, "x@example.com", "x@test.com", "x@example.com.org")).toEqual([
			false,
			false,
			true,
		]);
		expect(all("(?<!\\.)example\\.com$", {}, "x.example.com", "myexample.com", "example.com")).toEqual([false, true, true]);
		expect(all("^(?=.*a)(?=.*b)(?!.*(?<!x)c)", {}, "ab", "a", "abc", "abxc")).toEqual([true, false, false, true]);
		expect(pcre("(?<=a|bc)d", "bcd")).toEqual(["d"]);
		expect(pcre("(?=a)*b", "b")).toEqual(["b"]);
	});

	test("says where groups may differ", () => {
		const exact = (source: string) => {
			const expression = compileExpression(source, "pcre");
			return expression.kind === "compiled" && expression.exactGroups;
		};
		expect(exact("^(.*)@(.*\\.)?example\\.com$")).toBe(true);
		expect(exact("(a*)+")).toBe(false); // PCRE2 says that the group is empty after "aa"
		expect(exact("(?=(a))a")).toBe(false);
	});
});

// regex(7) and the GNU operators; every answer was given by the regcomp of glibc 2.36.
describe("posix", () => {
	const extended = (source: string, text: string, options: ExpressionOptions = {}) =>
		matchOf(source, text, "posix-extended", options);
	const basic = (source: string, text: string, options: ExpressionOptions = {}) => matchOf(source, text, "posix-basic", options);

	test("takes the longest of the leftmost, and within it the first way", () => {
		expect(extended("(a|ab)(c|cd)?", "abcd")).toEqual(["abcd", "ab", "cd"]);
		expect(extended("(a?(ab)?)(b?)", "ab")).toEqual(["ab", "a", undefined, "b"]);
		expect(extended("(|a)b", "ab")).toEqual(["ab", "a"]);
		expect(extended("(.s*){0,2}", "xx")).toEqual(["xx", "x"]);
		expect(extended("^(.*)@(.*)$", "a@b@c")).toEqual(["a@b@c", "a@b", "c"]);
	});

	test("what is text and what repeats in the extended syntax", () => {
		expect(extended("a{,2}b", "aab")).toEqual(["aab"]);
		expect(extended("^a{,}$", "aaa")).toEqual(["aaa"]);
		expect(extended("a+?", "aa")).toEqual(["aa"]);
		expect(extended("a||b", "c")).toEqual([""]);
		expect(extended("()a)", "a)")).toEqual(["a)", ""]);
		expect(extended("\\d\\.\\@}", "d.@}")).toEqual(["d.@}"]);
		expect(extended("a^b|a$b", "a^b")).toBeNull();
		expect(extended("a$", "a\n")).toBeNull();
		for (const source of [
			"*a",
			"^*a",
			"(*a)",
			"a|*b",
			"{",
			"a{}",
			"a{x",
			"a{1",
			"a{2,1}",
			"a{32768}",
			"(a",
			"a\\",
			"\\1(a)",
			"(a)\\2",
			"\\b*",
		])
			expect(extended(source, ""), source).toMatch(/^invalid/);
	});

	test("what is text and what repeats in the basic syntax", () => {
		expect(basic("*a", "*a")).toEqual(["*a"]);
		expect(basic("\\(*a\\)", "*a")).toEqual(["*a", "*a"]);
		expect(basic("^*a", "*a")).toEqual(["*a"]);
		expect(basic("\\+a\\+", "+aa")).toEqual(["+aa"]);
		expect(basic("a\\|^b", "b")).toEqual(["b"]);
		expect(basic("(a)+?{|}", "(a)+?{|}")).toEqual(["(a)+?{|}"]);
		expect(basic("a^b$c", "a^b$c")).toEqual(["a^b$c"]);
		expect(basic("a$*", "a$$")).toEqual(["a$$"]);
		expect(basic("\\(^a$\\)", "a")).toEqual(["a", "a"]);
		expect(basic("a\\{,2\\}\\}", "aa}")).toEqual(["aa}"]);
		for (const source of ["a**", "a\\{2\\}*", "\\{a", "a\\)", "\\(a", "a\\{1"])
			expect(basic(source, ""), source).toMatch(/^invalid/);
	});

	test("bracket expressions", () => {
		expect(extended("^[]\\a-]+$", "\\]a-")).not.toBeNull();
		expect(extended("^[a\\-z]$", "p")).not.toBeNull(); // a range from backslash to z
		expect(extended("^[a\\-z]$", "-")).toBeNull();
		expect(extended("^[\\]]$", "\\]")).not.toBeNull(); // a list of a backslash, then a bracket
		expect(extended("^[[.-.][=a=][:digit:]]+$", "-a1")).not.toBeNull();
		for (const source of [
			"[a-c-e]",
			"[z-a]",
			"[[:alpha:]-z]",
			"[a-[:alpha:]]",
			"[[=a=]-c]",
			"[[:foo:]]",
			"[[.hyphen.]]",
			"[a",
			"[[:alpha]",
		])
			expect(extended(source, ""), source).toMatch(/^invalid/);
	});

	test("without case, ranges are those of upper case", () => {
		const options = { caseInsensitive: true };
		expect(["9", "a", "b", "B"].map((text) => extended("[5-a]", text, options) !== null)).toEqual([true, true, false, false]);
		expect(extended("[_-z]", "b", options)).toMatch(/^invalid/);
		expect(extended("[W-c]", "x", options)).toMatch(/^invalid/);
		expect(extended("[[:upper:]]", "a", options)).toEqual(["a"]);
		expect(extended("[^B]", "b", options)).toBeNull();
	});

	test("GNU operators", () => {
		expect(extended("\\<b\\>", "a b c")).toEqual(["b"]);
		expect(extended("\\bb", "ab")).toBeNull();
		expect(extended("\\B", "")).toEqual([""]);
		expect(extended("^\\w\\W\\s\\S$", "a  b")).toEqual(["a  b"]);
		expect(extended("\\`a\\'", "a")).toEqual(["a"]);
	});

	test("lines", () => {
		const options = { multiline: true };
		expect(extended("^b$", "a\nb\nc", options)).toEqual(["b"]);
		expect(extended("^$", "a\n", options)).toEqual([""]);
		expect(extended("a.b|a[^x]b", "a\nb", options)).toBeNull();
		expect(extended("a\\Wb", "a\nb", options)).toEqual(["a\nb"]);
		expect(extended("\\`b", "a\nb", options)).toBeNull();
		expect(extended("a.b", "a\nb")).toEqual(["a\nb"]);
	});

	test("says what it does not model", () => {
		expect(extended("(a)\\1", "aa")).toBe("unsupported at 3: a back-reference");
		expect(extended("(^.)+", "ab")).toMatch(/^unsupported at 1: an assertion inside a repetition/);
		expect(extended("(^|\\.)b", "a.b")).toEqual([".b", "."]);
	});
});
