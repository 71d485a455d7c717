import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseMainRecord, parseMasterRecord, parseValue } from "./ast.ts";
import { findHoles, maskHoles } from "./holes.ts";
import { lexRecord } from "./lexer.ts";
import { parsedRecords } from "./parser.ts";
import type { ValueNode } from "./value-tree.ts";

/** Pieces of the notation, so that random texts meet its rules often. */
const signs = fc.constantFrom(
	"$",
	"$$",
	"${",
	"$(",
	"{",
	"}",
	"(",
	")",
	"?",
	":",
	"==",
	"<",
	"<=level",
	"=",
	" ",
	"\t",
	"a",
	"name",
	"_",
	"9",
	",",
	"é",
	"\0",
	"\r",
	"{{",
	"}}",
	"{%",
	"%}",
	"<%",
	"%>",
	"@X@",
	"__X__",
);
const notation = fc.array(signs, { maxLength: 40 }).map((parts) => parts.join(""));
const anyText = fc.oneof(notation, fc.string({ unit: "binary", maxLength: 60 }));

describe("the grammar", () => {
	it("sees every record", () => {
		const before = parsedRecords();
		parseMainRecord("a_name_no_other_test_uses = x");
		parseMasterRecord("a_service_no_other_test_uses unix - - - - - pipe");
		expect(parsedRecords()).toBe(before + 2);
	});
});

describe("lexRecord", () => {
	it("loses no character in any mode", () => {
		fc.assert(
			fc.property(anyText, fc.constantFrom("name", "value", "service"), (text, mode) => {
				const masked = maskHoles(text, findHoles(text));
				const tokens = lexRecord(masked, mode as "name" | "value" | "service");
				expect(tokens.map((token) => token.image).join("")).toBe(masked);
			}),
		);
	});
});

describe("parseValue", () => {
	it("never throws, and its parts lie in the text in order", () => {
		fc.assert(
			fc.property(anyText, (text) => {
				const inside = (nodes: readonly ValueNode[], from: number, to: number): void => {
					let last = from;
					for (const node of nodes) {
						expect(node.span.start).toBeGreaterThanOrEqual(last);
						expect(node.span.end).toBeLessThanOrEqual(to);
						last = node.span.end;
						if (node.kind === "text" || node.kind === "hole" || node.kind === "malformed") continue;
						inside(node.whenTrue ?? [], node.span.start, node.span.end);
						inside(node.whenFalse ?? [], node.span.start, node.span.end);
					}
				};
				inside(parseValue(text).nodes, 0, text.length);
			}),
		);
	});

	it("covers the text from end to end", () => {
		fc.assert(
			fc.property(anyText, (text) => {
				let at = 0;
				for (const { span } of parseValue(text).nodes) {
					expect(span.start).toBe(at);
					at = span.end;
				}
				expect(at).toBe(text.length);
			}),
		);
	});

	it("reads the forms of postconf(5)", () => {
		const kinds = (text: string) =>
			parseValue(text).nodes.map((node) => (node.kind === "reference" ? `$${node.name}` : node.kind));
		expect(kinds("$a.$(b)${c}d")).toEqual(["$a", "text", "$b", "$c", "text"]);
		expect(kinds("${ a ?x}${b:y}${c?{x}:{y}}")).toEqual(["$a", "$b", "$c"]);
		expect(kinds("${{$a} <=level {3.6} ? {x} : {y}}")).toEqual(["comparison"]);
	});

	it("takes $$ for a dollar sign and nothing after it for a name", () => {
		expect(parseValue("$$a").nodes).toEqual([
			{ kind: "text", span: { start: 0, end: 2 }, text: "$" },
			{ kind: "text", span: { start: 2, end: 3 }, text: "a" },
		]);
	});

	it("keeps white space in a branch, outside braces too", () => {
		const [reference] = parseValue("${a? x }").nodes;
		expect(reference).toMatchObject({ kind: "reference", whenTrue: [{ kind: "text", text: " x " }] });
	});

	it("keeps one bad expansion apart from its neighbours", () => {
		expect(parseValue("$a ${b.c} ${d").nodes.map((node) => node.kind)).toEqual([
			"reference",
			"text",
			"malformed",
			"text",
			"malformed",
		]);
	});

	it("survives nesting of any depth", () => {
		for (const text of [
			"{".repeat(100_000),
			"${a?".repeat(100_000),
			`${"${a?{".repeat(50_000)}${"}}".repeat(50_000)}`,
			"$(".repeat(100_000),
		]) {
			expect(parseValue(text).text).toBe(text);
		}
	});
});

describe("parseMainRecord", () => {
	it("trims the value and keeps the name", () => {
		expect(parseMainRecord("name\t =  a b \r")).toMatchObject({
			kind: "assignment",
			name: "name",
			valueStart: 9,
			value: { text: "a b" },
		});
		expect(parseMainRecord("name=")).toMatchObject({ kind: "assignment", name: "name", value: { text: "", nodes: [] } });
	});

	it("wants a name and an equals sign right after it", () => {
		expect(parseMainRecord("= x").kind).toBe("missing-name");
		expect(parseMainRecord("a b = x").kind).toBe("missing-equals");
		expect(parseMainRecord("a").kind).toBe("missing-equals");
	});

	it("never throws", () => {
		fc.assert(fc.property(anyText, (text) => void parseMainRecord(text)));
	});
});

describe("parseMasterRecord", () => {
	const fields = (text: string) => parseMasterRecord(text).fields.map((span) => text.slice(span.start, span.end));

	it("keeps what is in braces together", () => {
		expect(fields("a inet n - - - - smtpd -o { b = c d } e={f g}h")).toEqual([
			"a",
			"inet",
			"n",
			"-",
			"-",
			"-",
			"-",
			"smtpd",
			"-o",
			"{ b = c d }",
			"e={f g}h",
		]);
	});

	it("lets an unclosed brace reach to the end", () => {
		const text = "a inet { b c";
		expect(fields(text)).toEqual(["a", "inet", "{ b c"]);
		expect(parseMasterRecord(text).unclosed).toEqual({ start: 7, end: 8 });
	});

	it("agrees with a plain count of braces", () => {
		fc.assert(
			fc.property(notation, (text) => {
				const masked = maskHoles(text, findHoles(text));
				const expected: string[] = [];
				let level = 0;
				let word = "";
				for (const sign of masked) {
					if (level === 0 && /[ \t\n\r]/.test(sign)) {
						if (word !== "") expected.push(word);
						word = "";
						continue;
					}
					if (sign === "{") level++;
					if (sign === "}" && level > 0) level--;
					word += sign;
				}
				if (word !== "") expected.push(word);
				expect(parseMasterRecord(text).fields.map((span) => masked.slice(span.start, span.end))).toEqual(expected);
			}),
		);
	});
});
