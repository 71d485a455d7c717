import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseTableName, parseTableNames, type TableName } from "./table-name.ts";

const reason = (name: TableName) => (name.shape.kind === "bad" ? name.shape.reason : undefined);

describe("table names", () => {
	test("type and name are split at the first colon", () => {
		expect(parseTableName("hash:/etc/postfix/access", { offset: 10 })).toEqual({
			text: "hash:/etc/postfix/access",
			type: "hash",
			name: "/etc/postfix/access",
			span: { start: 10, end: 34 },
			nameSpan: { start: 15, end: 34 },
			shape: { kind: "plain" },
		});
	});

	test("the daemon refuses a name without a type", () => {
		expect(parseTableName("/etc/aliases").shape).toMatchObject({ kind: "bad", fatal: true });
		expect(parseTableName("hash:").shape).toMatchObject({ kind: "bad", fatal: true });
	});

	test("proxy holds another name", () => {
		const name = parseTableName("proxy:proxy:unix:passwd.byname");
		expect(name.shape).toMatchObject({
			kind: "proxy",
			inner: { type: "proxy", shape: { kind: "proxy", inner: { type: "unix", nameSpan: { start: 17 } } } },
		});
	});

	test("static takes a word or braces", () => {
		expect(parseTableName("static:OK yes").shape).toEqual({ kind: "value", value: "OK yes" });
		expect(parseTableName("static:{ a b }").shape).toEqual({ kind: "value", value: "a b" });
		expect(reason(parseTableName("static:{a"))).toContain("missing");
		expect(reason(parseTableName("static:{a}b"))).toContain("after");
	});

	test("inline takes pairs, in braces where they hold white space", () => {
		const text = 'inline:{a=1, {b = two words}, {"c d"=3}}';
		const { shape } = parseTableName(text);
		const pairs = shape.kind === "pairs" ? shape.pairs : [];
		expect(pairs.map(({ key, value, span }) => [key, value, text.slice(span.start, span.end)])).toEqual([
			["a", "1", "a=1"],
			["b", "two words", "b = two words"],
			['"c d"', "3", '"c d"=3'],
		]);
		expect(reason(parseTableName("inline:{a}"))).toContain('missing "="');
		expect(reason(parseTableName("inline:{ }"))).toContain("empty");
		expect(reason(parseTableName("inline:{}"))).toContain("needs");
		expect(reason(parseTableName('inline:{"x y"=1}'))).toContain("unbalanced");
	});

	test("unionmap and pipemap take names", () => {
		const { shape } = parseTableName("unionmap:{static:a, pipemap:{hash:/x, inline:{a=b}}}");
		expect(shape).toMatchObject({
			kind: "members",
			members: [{ type: "static" }, { type: "pipemap", shape: { kind: "members" } }],
		});
		expect(reason(parseTableName("unionmap:{nocolon}"))).toContain("type:name");
		expect(reason(parseTableName("pipemap:static:a"))).toContain("type:name");
	});

	test("cidr, pcre and regexp take their lines in the name", () => {
		const text = "cidr:{{10.0.0.0/8 OK}, { !::1 no }}";
		const { shape } = parseTableName(text, { offset: 3 });
		const lines = shape.kind === "lines" ? shape.lines : [];
		expect(lines.map((line) => line.text)).toEqual(["10.0.0.0/8 OK", "!::1 no"]);
		expect(lines.map(({ span }) => text.slice(span.start - 3, span.end - 3))).toEqual(["10.0.0.0/8 OK", "!::1 no"]);
		expect(reason(parseTableName("cidr:{10.0.0.0/8 OK}"))).toContain('no "{"');
	});

	test("a list is split at commas and white space outside braces", () => {
		const text = "hash:/a, inline:{a=b, c=d}\tcidr:/c,";
		expect(parseTableNames(text).map(({ span }) => text.slice(span.start, span.end))).toEqual([
			"hash:/a",
			"inline:{a=b, c=d}",
			"cidr:/c",
		]);
	});

	test("any text has a name whose spans lie inside it", () => {
		const piece = fc.constantFrom(
			"proxy:",
			"inline:",
			"unionmap:",
			"static:",
			"cidr:",
			"{",
			"}",
			"=",
			",",
			" ",
			'"',
			"\\",
			"a",
			"é",
		);
		fc.assert(
			fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
				const text = pieces.join("");
				const check = (name: TableName): void => {
					expect(text.slice(name.span.start, name.span.end)).toBe(name.text);
					expect(text.slice(name.nameSpan.start, name.nameSpan.end)).toBe(name.name);
					if (name.shape.kind === "proxy") check(name.shape.inner);
					if (name.shape.kind === "members") name.shape.members.forEach(check);
				};
				check(parseTableName(text));
			}),
		);
	});
});
