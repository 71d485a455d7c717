import { sourceFromText } from "@relaylint/core";
import { describe, expect, it } from "vitest";
import { codeFrame } from "./frame.ts";
import { columnsOf, printable } from "./printable.ts";
import { paint, wantsColours } from "./style.ts";

function frame(text: string, marked: string): readonly string[] {
	const start = text.indexOf(marked);
	return codeFrame(sourceFromText("main.cf", text), { start, end: start + marked.length }, "error", paint(false));
}

describe("a code frame", () => {
	it("marks the words", () => {
		expect(frame("a = b\nmynetworks = 0.0.0.0/0\n", "0.0.0.0/0")).toEqual([
			"  |",
			"2 | mynetworks = 0.0.0.0/0",
			"  |              ^^^^^^^^^",
		]);
	});

	it("puts one caret where there are no words", () => {
		expect(frame("", "")).toEqual(["  |", "1 |", "  | ^"]);
		expect(codeFrame(sourceFromText("x", "ab\n"), { start: 3, end: 3 }, "info", paint(false))).toEqual(["  |", "2 |", "  | ^"]);
	});

	it("keeps carets under the words after tabs, wide and combining characters", () => {
		expect(frame("a\tb = word", "word")).toEqual(["  |", "1 | a b = word", "  |       ^^^^"]);
		expect(frame("名 = word", "word")).toEqual(["  |", "1 | 名 = word", "  |      ^^^^"]);
		expect(frame("e\u0301 = word", "word")).toEqual(["  |", "1 | e\u0301 = word", "  |     ^^^^"]);
	});

	it("marks every line of a span, up to a few", () => {
		expect(frame("x = a,\n  b,\n  c\ny = 1\n", "a,\n  b,\n  c")).toEqual([
			"  |",
			"1 | x = a,",
			"  |     ^^",
			"2 |   b,",
			"  |   ^^",
			"3 |   c",
			"  |   ^",
		]);
		expect(frame("a\nb\nc\nd\ne\nf\n", "a\nb\nc\nd\ne\nf").at(-1)).toBe("  | ... 2 more lines");
		expect(frame("x = a\ny = b\n", "a\n")).toEqual(["  |", "1 | x = a", "  |     ^"]);
	});

	it("shows a piece of a very long line", () => {
		const lines = frame(`${"x".repeat(100_000)}word${"y".repeat(100_000)}`, "word");
		expect(lines[1]).toMatch(/^1 \| x{24}wordy+$/);
		expect(lines[1]?.length).toBeLessThanOrEqual(80);
		expect(lines[2]).toBe(`  | ${" ".repeat(24)}^^^^`);
	});

	it("lets nothing of a file act on the terminal", () => {
		const lines = frame("x = \u001b[31mred\u202e\u0000 word\r\n", "word");
		expect(lines[1]).toBe("1 | x = \u241b[31mred\ufffd\u2400 word");
		expect(lines[2]?.indexOf("^")).toBe(lines[1]?.indexOf("word"));
	});
});

describe("text for a terminal", () => {
	it("shows what would not be seen, one for one", () => {
		const text = "a\nb\u007f\u0085\u200b\ufeff";
		expect(printable(text)).toBe("a\u240ab\u2421\ufffd\ufffd\ufffd");
		expect(printable(text)).toHaveLength(text.length);
	});

	it("counts columns", () => {
		expect([columnsOf("abc"), columnsOf("日本"), columnsOf("e\u0301"), columnsOf("📬")]).toEqual([3, 4, 1, 2]);
	});
});

describe("colours", () => {
	it("obey NO_COLOR and FORCE_COLOR, then the terminal", () => {
		const on = () => true;
		const off = () => false;
		expect(wantsColours({}, on)).toBe(true);
		expect(wantsColours({}, off)).toBe(false);
		expect(wantsColours({ NO_COLOR: "1" }, on)).toBe(false);
		expect(wantsColours({ NO_COLOR: "" }, on)).toBe(true);
		expect(wantsColours({ FORCE_COLOR: "1" }, off)).toBe(true);
		expect(wantsColours({ FORCE_COLOR: "0" }, on)).toBe(false);
		expect(wantsColours({ TERM: "dumb" }, on)).toBe(false);
		expect(wantsColours({ NO_COLOR: "1", FORCE_COLOR: "1" }, on)).toBe(false);
	});
});
