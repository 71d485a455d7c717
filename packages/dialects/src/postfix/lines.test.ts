import { sourceFromText } from "@relaylint/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fileSpan, nameValueSpans, originInLine, splitLogicalLines } from "./lines.ts";

const texts = (text: string) => splitLogicalLines(text).lines.map((line) => line.text);

describe("splitLogicalLines, postconf(5): the main.cf file format", () => {
	it("joins lines that begin with white space, with comments and blank lines between them", () => {
		expect(texts("a = b\n  c\n# comment\n\n   \n\td\ne = f")).toEqual(["a = b  c\td", "e = f"]);
	});

	it("takes a comment from an indented # as well", () => {
		const { lines, comments } = splitLogicalLines("a = b\n  # c\n  d\n");
		expect(lines.map((line) => line.text)).toEqual(["a = b  d"]);
		expect(comments).toEqual([{ start: 8, end: 11 }]);
	});

	it("keeps a # inside a line", () => {
		expect(texts("a = b # c\n")).toEqual(["a = b # c"]);
	});

	it("skips an indented first line with everything that continues it", () => {
		const { lines, orphans } = splitLogicalLines("# x\n  a = b\n  c\nd = e\n");
		expect(orphans.map((line) => line.text)).toEqual(["  a = b  c"]);
		expect(lines.map((line) => line.text)).toEqual(["d = e"]);
	});

	it("keeps carriage returns and NUL, and takes a lone carriage return for a blank line", () => {
		expect(texts("a = b\r\n\r\n c\r\n\0d\n")).toEqual(["a = b\r c\r", "\0d"]);
	});

	it("does not take a no-break space or a byte-order mark for white space", () => {
		expect(texts("a\n\u00a0b\n\ufeffc\n")).toEqual(["a", "\u00a0b", "\ufeffc"]);
	});

	it("gives every character of a logical line its place in the file", () => {
		fc.assert(
			fc.property(fc.array(fc.constantFrom("a", " ", "\n", "#", "=", "\r", "b c", "\n "), { maxLength: 60 }), (parts) => {
				const text = parts.join("");
				const { lines, orphans } = splitLogicalLines(text);
				for (const line of [...lines, ...orphans]) {
					for (let at = 0; at < line.text.length; at++) {
						const span = fileSpan(line, { start: at, end: at + 1 });
						expect(text.slice(span.start, span.end)).toBe(line.text[at]);
					}
					expect(fileSpan(line, { start: 0, end: line.text.length })).toEqual(line.span);
				}
			}),
		);
	});

	it("accounts for every visible character: it is in a line, in a comment or in an orphan", () => {
		fc.assert(
			fc.property(fc.string({ unit: fc.constantFrom("a", " ", "\n", "#", "\t"), maxLength: 60 }), (text) => {
				const { lines, orphans, comments } = splitLogicalLines(text);
				const kept =
					[...lines, ...orphans].map((line) => line.text).join("") +
					comments.map((span) => text.slice(span.start, span.end)).join("");
				const visible = (all: string) => [...all.replace(/\s/g, "")].sort().join("");
				expect(visible(kept)).toBe(visible(text));
			}),
		);
	});

	it("spans of words reach over a line break only where the word's text does", () => {
		const text = "a = b\n  c\n";
		const [line] = splitLogicalLines(text).lines;
		if (line === undefined) throw new Error("no line");
		const file = sourceFromText("main.cf", text);
		expect(originInLine(file, line, { start: 4, end: 5 }).span).toEqual({ start: 4, end: 5 });
		expect(originInLine(file, line, { start: 7, end: 8 }).span).toEqual({ start: 8, end: 9 });
		expect(originInLine(file, line, { start: 4, end: 8 }).span).toEqual({ start: 4, end: 9 });
	});
});

describe("nameValueSpans", () => {
	it("wants the equals sign after the name and trims the value", () => {
		const both = (text: string) => {
			const spans = nameValueSpans(text);
			return spans && [text.slice(spans.name.start, spans.name.end), text.slice(spans.value.start, spans.value.end)];
		};
		expect(both(" a = b c ")).toEqual(["a", "b c"]);
		expect(both("a==b")).toEqual(["a", "=b"]);
		expect(both("a b = c")).toBeUndefined();
		expect(both("= c")).toBeUndefined();
	});
});
