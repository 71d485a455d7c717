import { originText, sourceFromBytes, sourceFromText } from "@relaylint/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findHoles } from "./holes.ts";
import { lastAssignments, parseMainCf } from "./main-cf.ts";

const parse = (text: string) => parseMainCf(sourceFromText("main.cf", text));
const codes = (text: string) => parse(text).problems.map((problem) => [problem.code, problem.effect]);
const holes = (text: string) => findHoles(text).map(({ span }) => text.slice(span.start, span.end));

describe("parseMainCf", () => {
	it("lets the last assignment of a name win", () => {
		expect(lastAssignments(parse("a = 1\na = 2\n")).get("a")?.value.tree.text).toBe("2");
	});

	it("knows where name, value and record stand", () => {
		const [assignment] = parse("# c\nmynetworks = 10.0.0.0/8,\n  192.0.2.0/24\n").assignments;
		expect(assignment && originText(assignment.nameOrigin)).toBe("mynetworks");
		expect(assignment && originText(assignment.valueOrigin)).toBe("10.0.0.0/8,\n  192.0.2.0/24");
		expect(assignment?.value.tree.text).toBe("10.0.0.0/8,  192.0.2.0/24");
	});

	it("reports what stops every program: the daemon does not start", () => {
		expect(codes("foo bar\n")).toEqual([["missing-equals", "fatal"]]);
		expect(codes("= bar\n")).toEqual([["missing-name", "fatal"]]);
		expect(codes("\0foo\n")).toEqual([
			["nul-byte", "misread"],
			["missing-name", "fatal"],
		]);
	});

	it("reports what means something else than it seems to", () => {
		expect(codes("  relay_domains = x\n")).toEqual([["indented-first-line", "misread"]]);
		expect(codes("\ufeffa = b\n")).toEqual([["byte-order-mark", "misread"]]);
		expect(codes("a = b\u00a0c\n")).toEqual([["no-break-space", "misread"]]);
		expect(codes("a = b\0c\n")).toEqual([["nul-byte", "misread"]]);
		expect(codes("a = ${b.c}\n")).toEqual([["bad-reference", "fatal-when-used"]]);
		const bytes = sourceFromBytes("main.cf", Uint8Array.of(0x61, 0x3d, 0xe9, 0x0a));
		expect(parseMainCf(bytes).problems.map((problem) => problem.code)).toEqual(["invalid-utf8"]);
	});

	it("ends a line at its NUL, as the daemon does", () => {
		expect(parse("a = b\0c\n  d\n").assignments[0]?.value.tree.text).toBe("b");
	});

	it("reads carriage returns at the ends of lines as white space", () => {
		const [first, second] = parse("a = b,\r\n  c\r\nd = e\r\n").assignments;
		expect(first?.value.tree.text).toBe("b,\r  c");
		expect(second?.value.tree.text).toBe("e");
	});

	it("never throws and keeps every origin in the text", () => {
		const part = fc.constantFrom(
			"a",
			"=",
			" ",
			"\n",
			"\n  ",
			"#",
			"${",
			"}",
			"{",
			"$",
			"{{",
			"}}",
			"{%",
			"%}",
			"<% if x %>",
			"<% end %>",
			"\0",
			"\u00a0",
		);
		fc.assert(
			fc.property(fc.array(part, { maxLength: 40 }), (parts) => {
				const text = parts.join("");
				const main = parse(text);
				const origins = [
					...main.problems.map((problem) => problem.origin),
					...main.assignments.flatMap((all) => [all.nameOrigin, all.valueOrigin, all.origin]),
				];
				for (const { span } of origins) {
					expect(span.start).toBeGreaterThanOrEqual(0);
					expect(span.end).toBeGreaterThanOrEqual(span.start);
					expect(span.end).toBeLessThanOrEqual(text.length);
				}
			}),
		);
	});
});

describe("templates", () => {
	it("finds the holes of the usual engines", () => {
		expect(holes("{{ a }} {% if b %} <%= c %> __D__ @E@ %FF% {GG}")).toEqual([
			"{{ a }}",
			"{% if b %}",
			"<%= c %>",
			"__D__",
			"@E@",
			"%FF%",
			"{GG}",
		]);
	});

	it("leaves Postfix's own braces alone", () => {
		for (const text of [
			"inline:{{a = b}, {c = d}}",
			"regexp:{{/x/ REJECT}}",
			"static:{OK}",
			"${a?{YES}:{NO}}",
			"${{$a} == {B}?{C}}",
			"${NAME}",
			"{ inet:h:1, a=b }",
		]) {
			expect(holes(text)).toEqual([]);
		}
	});

	it("makes an assignment between if and end conditional, and no other", () => {
		const main = parse("a = 1\n{% if x %}\nb = 2\n{% endif %}\nc = 3\n");
		expect(main.assignments.map(({ name, condition }) => [name, condition && originText(condition)])).toEqual([
			["a", undefined],
			["b", "{% if x %}"],
			["c", undefined],
		]);
		expect(main.problems).toEqual([]);
	});

	it("follows ERB blocks", () => {
		const main = parse("<% if a -%>\nx = <%= b %>\n<% end -%>\n<% c.each do |d| -%>\ny = 1\n<% end %>\nz = 1\n");
		expect(main.assignments.map(({ name, condition }) => [name, condition !== undefined])).toEqual([
			["x", true],
			["y", true],
			["z", false],
		]);
	});

	it("makes a value uncertain that goes on after a statement", () => {
		const [assignment] = parse("a =\n  one,\n{% if x %}\n  two,\n{% endif %}\n  three\n").assignments;
		expect(assignment?.value.tree.nodes.some((node) => node.kind === "hole")).toBe(true);
		expect(assignment?.condition).toBeDefined();
	});

	it("takes a line that is one hole, and a name that is one, for any assignment", () => {
		expect(parse("a = 1\n{{ extra }}\n").opaque.map(({ after }) => after)).toEqual([1]);
		expect(parse("{{ key }} = {{ value }}\n").opaque).toHaveLength(1);
		expect(parse("{% include 'x' %}\n").opaque).toHaveLength(1);
		expect(parse("{% set x = 1 %}\n").opaque).toHaveLength(0);
	});
});
