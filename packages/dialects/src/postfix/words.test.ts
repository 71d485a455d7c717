import { originText, sourceFromText } from "@relaylint/core";
import { describe, expect, it } from "vitest";
import { expandValue } from "./expand.ts";
import { parseMainCf } from "./main-cf.ts";
import { insideBraces, splitNameValue, splitWords, type WordMode } from "./words.ts";

function wordsOf(value: string, mode?: WordMode) {
	const [assignment] = parseMainCf(sourceFromText("main.cf", `x = ${value}`)).assignments;
	if (assignment === undefined) throw new Error("no assignment");
	return splitWords(
		expandValue(assignment.value, () => ({ kind: "undefined" })),
		mode,
	);
}

describe("splitWords", () => {
	it("splits at white space and commas, in any number", () => {
		expect(wordsOf("a, b,,c\t,d").map((word) => word.text)).toEqual(["a", "b", "c", "d"]);
	});

	it("keeps braces together only where they mean something", () => {
		expect(wordsOf("a { b, c } d{e f}g", "braces").map((word) => word.text)).toEqual(["a", "{ b, c }", "d{e f}g"]);
		expect(wordsOf("a { b }").map((word) => word.text)).toEqual(["a", "{", "b", "}"]);
		expect(wordsOf("a { b", "braces").map((word) => word.text)).toEqual(["a", "{ b"]);
	});

	it("keeps tables that are written in the list", () => {
		expect(wordsOf("inline:{{a = b}, {c = d e}} static:{x y}", "braces").map((word) => word.text)).toEqual([
			"inline:{{a = b}, {c = d e}}",
			"static:{x y}",
		]);
	});

	it("marks a word with a hole", () => {
		expect(wordsOf("a {{ b }}c").map((word) => word.unknown.length)).toEqual([0, 1]);
	});
});

describe("insideBraces and splitNameValue", () => {
	it("take a policy service with attributes apart, with the places of its parts", () => {
		const [group] = wordsOf("{ inet:host:10, timeout = 5 s }", "braces");
		const inside = group && insideBraces(group);
		expect(inside?.kind === "content" && inside.content.text).toBe("inet:host:10, timeout = 5 s");
		const [attribute] = wordsOf("{ timeout = 5 s }", "braces");
		const content = attribute && insideBraces(attribute);
		const pair = content?.kind === "content" ? splitNameValue(content.content) : undefined;
		expect(pair && [pair.name.text, pair.value.text, originText(pair.value.origin)]).toEqual(["timeout", "5 s", "5 s"]);
	});

	it("say why a brace does not fit", () => {
		expect(wordsOf("{ a }b { c", "braces").map((word) => insideBraces(word).kind)).toEqual(["unbalanced", "unbalanced"]);
	});
});
