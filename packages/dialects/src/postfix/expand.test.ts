import { originText, sourceFromText } from "@relaylint/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseValue } from "./ast.ts";
import { compareOperands, compatibilityLevel } from "./comparison.ts";
import { type ExpandedText, expandValue, type NameLookup, originOf, sliceExpanded } from "./expand.ts";
import { HOLE } from "./holes.ts";
import { lastAssignments, parseMainCf } from "./main-cf.ts";

/** Expands one name of a main.cf, as `postconf -x` would: other names are looked up among its lines. */
function expand(text: string, name = "x"): ExpandedText {
	const assignments = lastAssignments(parseMainCf(sourceFromText("main.cf", text)));
	const lookup = (wanted: string): NameLookup => {
		const found = assignments.get(wanted);
		return found === undefined ? { kind: "undefined" } : { kind: "value", value: found.value };
	};
	const value = assignments.get(name)?.value;
	if (value === undefined) throw new Error(`no ${name}`);
	return expandValue(value, lookup);
}

describe("expandValue, postconf(5)", () => {
	it.each([
		["x = $a.$(a)${a}\na = b", "b.bb"],
		["x = $$a\na = b", "$a"],
		["x = ${a?yes}${a:no}\na = b", "yes"],
		["x = ${a?yes}${a:no}\na =", "no"],
		["x = ${a?yes}${a:no}", "no"],
		["x = ${a?{yes}:{no}}", "no"],
		["x = ${ a ?{yes} : {no} }\na = b", "yes"],
		["x = ${a?yes:no}\na = b", "yes:no"],
		["x = ${a?$b, ${b?{c}}}\na = b\nb = d", "d, c"],
		["x = ${{$a} == {b c}?{yes}:{no}}\na = b c", "yes"],
		["x = ${{$a} != {b}?{yes}}", "yes"],
		["x = ${{a} == {a}}${{a} == {b}}", "true"],
		["x = ${a}\na = $b\nb = $c\nc = d", "d"],
	])("%s", (text, expected) => {
		expect(expand(text).text).toBe(expected);
	});

	it("tests a value as written, before its own references", () => {
		// The daemon trusts every client with `mynetworks = ${a?0.0.0.0/0}` here.
		expect(expand("x = ${a?0.0.0.0/0}\na = $nothing").text).toBe("0.0.0.0/0");
	});

	it("puts nothing in place of an undefined name and says so", () => {
		const { text, undefinedNames, fatal } = expand("x = a $b c");
		expect(text).toBe("a  c");
		expect(undefinedNames.map(({ name, origin }) => [name, originText(origin)])).toEqual([["b", "$b"]]);
		expect(fatal).toBeUndefined();
	});

	it.each([
		["x = ${foo.bar}", "${foo.bar}"],
		["x = a$ b", "$"],
		["x = ${}", "${}"],
		["x = ${a", "${a"],
		["x = ${{a} ~ {b}?{c}}", "${{a} ~ {b}?{c}}"],
		["x = ${{a} <=level {3.6}?{c}}", "${{a} <=level {3.6}?{c}}"],
		["x = ${a?{b}c}\na = 1", "${a?{b}c}"],
	])("is fatal, as in the daemon: %s", (text, place) => {
		const { fatal } = expand(text);
		expect(fatal && originText(fatal.origin)).toBe(place);
	});

	it("is fatal where names refer to one another in a circle", () => {
		expect(expand("x = $a\na = $b\nb = $a").fatal?.reason).toContain("refers to itself");
	});

	it("calls the functions of 3.11, which leave plain names alone, and refuses them before", () => {
		expect(expand("x = .${domain_to_ascii{$d}}\nd = example.com").text).toBe(".example.com");
		expect(expand("x = ${domain_to_ascii{münchen.example}}").unknown).toHaveLength(1);
		expect(expand("x = ${no_such{a}}").fatal?.reason).toContain("no_such");
		const [assignment] = parseMainCf(sourceFromText("main.cf", "x = ${domain_to_ascii{a}}")).assignments;
		expect(assignment && expandValue(assignment.value, () => ({ kind: "undefined" }), false).fatal).toBeDefined();
	});

	it("does not see what is wrong in a branch that is not taken", () => {
		// The daemon starts with this relay_domains and accepts for victim.example.
		const { text, fatal } = expand("x = ${nope?${x.y}} victim.example ${nope?$(b}");
		expect(fatal).toBeUndefined();
		expect(text.replaceAll(HOLE, "").trim()).toBe("victim.example");
	});

	it("ends on values that double themselves", () => {
		const lines = Array.from({ length: 90 }, (_, index) => `a${index} = $a${index + 1} $a${index + 1}`);
		const { text, unknown } = expand(`x = $a0\n${lines.join("\n")}\na90 = word`);
		expect(text.length).toBeLessThan(5_000_000);
		expect(unknown.map((part) => part.reason)).toContain("an expansion that is too long to follow");
	});

	it("keeps a template hole as one unknown character with its name", () => {
		const { text, unknown } = expand("x = a {{ nets }} b");
		expect(text).toBe(`a ${HOLE} b`);
		expect(unknown).toMatchObject([{ start: 2, reason: 'the template hole "{{ nets }}"' }]);
	});

	it("never throws, and its pieces make up the text", () => {
		const part = fc.constantFrom(
			"$a",
			"$b",
			"${a?",
			"${b:",
			"}",
			"{",
			"$$",
			"word",
			" ",
			"$",
			"{{h}}",
			"${{$a} == {$b} ? {1} : {2}}",
		);
		const value = fc.array(part, { maxLength: 12 }).map((parts) => parts.join(""));
		fc.assert(
			fc.property(value, value, value, (x, a, b) => {
				const expanded = expand(`x = ${x}\na = ${a}\nb = ${b}`);
				let at = 0;
				for (const piece of expanded.pieces) {
					expect(piece.start).toBe(at);
					at = piece.end;
				}
				expect(at).toBe(expanded.text.length);
				for (const { start } of expanded.unknown) expect(expanded.text[start]).toBe(HOLE);
			}),
		);
	});
});

describe("originOf", () => {
	const words = (text: string, name?: string) => {
		const expanded = expand(text, name);
		return [...expanded.text.matchAll(/\S+/g)].map(({ index, 0: word }) => {
			const origin = originOf(expanded, index, index + word.length);
			return [word, originText(origin), origin.kind === "file" && origin.via ? originText(origin.via) : ""];
		});
	};

	it("is the word where it is written, with the reference through which it came", () => {
		expect(words("x = a $mua\nmua = b\n  c")).toEqual([
			["a", "a", ""],
			["b", "b", "$mua"],
			["c", "c", "$mua"],
		]);
	});

	it("is the word with its reference where text of several places meets", () => {
		expect(words("x = localhost.$d $e\nd = example.com\ne = mail.$d")).toEqual([
			["localhost.example.com", "localhost.$d", ""],
			["mail.example.com", "mail.$d", "$e"],
		]);
	});

	it("stays true in a slice", () => {
		const expanded = expand("x = a $b\nb = cc dd");
		const slice = sliceExpanded(expanded, 5, 7);
		expect(slice.text).toBe("dd");
		expect(originText(originOf(slice, 0, 2))).toBe("dd");
		expect(originText(slice.origin)).toBe("dd");
	});
});

describe("compareOperands", () => {
	it("compares digits as numbers, releases with the suffix level, all else as text", () => {
		// Asked of the daemon: relay_domains = ${{3.10} > {3.9}?...} stays empty, the two others do not.
		expect(compareOperands("3.10", ">", "3.9")).toBe(false);
		expect(compareOperands("3.10", ">=level", "3.9")).toBe(true);
		expect(compareOperands("10", ">", "9")).toBe(true);
		expect(compareOperands("", "==", "")).toBe(true);
	});

	it("says what is wrong with an operator or a level", () => {
		expect(compareOperands("a", "~", "b")).toContain("operator");
		expect(compareOperands("abc", "<level", "1")).toContain("abc");
	});
});

describe("compatibilityLevel", () => {
	it("orders levels by number, part by part", () => {
		const level = (text: string) => compatibilityLevel(text) ?? Number.NaN;
		expect(level("0")).toBeLessThan(level("1"));
		expect(level("3.6")).toBeLessThan(level("3.10"));
		expect(level("3.6")).toBe(level("3.6.0"));
		expect(compatibilityLevel("abc")).toBeUndefined();
		expect(compatibilityLevel("3.6x")).toBeUndefined();
		expect(compatibilityLevel("")).toBeUndefined();
	});
});

describe("parseValue", () => {
	it("gives the same tree object for the same text", () => {
		expect(parseValue("$a b")).toBe(parseValue("$a b"));
	});
});
