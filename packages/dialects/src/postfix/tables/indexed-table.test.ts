import { sourceFromBytes } from "@relaylint/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { indexedTable } from "./indexed-table.ts";
import { parseTableName } from "./table-name.ts";
import { openText, said, shown, textInside } from "./testing.ts";

const name = parseTableName("hash:/t");
const read = (text: string | Uint8Array, grammarOnly = false) =>
	indexedTable(name, sourceFromBytes("/t", Buffer.from(text)), { unicode: true, duplicates: "first", grammarOnly });

// The answers are postmap's, from `postmap hash:t` with `postmap -s` and `postmap -q`.
describe("indexed tables", () => {
	test("keys fold to lower case, values keep their inner blanks, lines continue", () => {
		const table = read('Foo bar baz  \n"a b" c\n foo\n\n# x\nb\\ c d\r\nÉ 1\nstraße y\n');
		const keys = ["FOO", '"a b"', "b\\ c", "é", "STRASSE", "a", "bar"];
		expect(keys.map((key) => shown(table.lookup(key)))).toEqual([
			"bar baz",
			"c foo",
			"d",
			"1",
			"y",
			"<not-found>",
			"<not-found>",
		]);
		expect(table.diagnostics).toEqual([]);
	});

	test("what Postfix skips or warns about is said", () => {
		const table = read(' orphan\nk\nA 1\na 2\n"x y\nfoo: x\n10.0.0.0/8 OK\nx y.com OK\nz "q\n');
		expect(said(table)).toEqual([
			"orphan-continuation:  orphan",
			"missing-value: k",
			"duplicate-key: a",
			'unbalanced-quote: "x y',
			"colon-after-key: foo:",
			"network-as-key: 10.0.0.0/8",
			"several-keys: x y.com OK",
		]);
		expect(table.diagnostics[2]?.related?.span).toEqual({ start: 10, end: 13 });
		expect(["a", "foo:", "10.0.0.0/8", "10.0.0.1", "z"].map((key) => shown(table.lookup(key)))).toEqual([
			"1",
			"x",
			"OK",
			"<not-found>",
			'"q',
		]);
	});

	test.each([
		["192.0.2.7 192.0.2.8 OK", true],
		["192.0.2.7 OK 192.0.2.8 OK", true],
		["a.example REJECT b.example REJECT c.example OK", true],
		["a.example DUNNO user@b.example RELAY", true],
		["a.example OK", false],
		["a.example REJECT see www.example.com", false],
		["a.example REJECT www.example.com refuses", false],
		["a.example 550 www.example.com ok", false],
		["a.example OK b", false],
	])("%s holds more than one key: %s", (line, more) => {
		expect(read(`${line}\n`).diagnostics.map(({ code }) => code)).toEqual(more ? ["several-keys"] : []);
	});

	test("a line that is no UTF-8 is skipped, and later places stay right", () => {
		const table = read(
			Buffer.concat([Buffer.from("é 1\n"), Buffer.from([0xff, 0x20, 0x41, 10]), Buffer.from("# ü€😀\nb two\n")]),
		);
		expect(table.diagnostics.map(({ code }) => code)).toEqual(["invalid-utf8"]);
		const result = table.lookup("b");
		expect(result.kind === "found" && textInside(result.origin)).toBe("b two");
		expect(shown(table.lookup("É"))).toBe("1");
	});

	test("templates leave answers open", () => {
		expect(shown(read("{{ domain }} OK\na OK\n").lookup("b"))).toBe("<unknown hole>");
		expect(shown(read("{{ domain }} OK\na OK\n").lookup("a"))).toBe("OK");
		expect(shown(read("a {{ action }}\n").lookup("a"))).toBe("<unknown hole>");
		expect(shown(read("{% if x %}\na OK\n{% endif %}\n").lookup("a"))).toBe("<unknown hole>");
		expect(shown(read("# {% if x %}\na OK\n").lookup("a"))).toBe("<unknown hole>");
		expect(shown(read("# {{ ansible_managed }}\na OK\n").lookup("b"))).toBe("<not-found>");
	});

	test("entries are listed in the order of the file, duplicates left out", () => {
		const { entries } = openText("hash", 'B 1\na 2\nb 3\n"c d" 4\n');
		const seen: string[] = [];
		if (entries?.kind === "keys")
			entries.forEachEntry((key, value, origin) => seen.push(`${key()}=${value} ${textInside(origin())}`) > 0);
		expect(seen).toEqual(["b=1 B 1", "a=2 a 2", '"c d"=4 "c d" 4']);
	});

	test("plain lines never reach the grammar, odd ones do", () => {
		const lines = Array.from({ length: 1000 }, (_, at) => `host${at}.example.com\tREJECT no relay\n`);
		expect(read(lines.join("")).counts).toEqual({ plain: 1000, odd: 0 });
		expect(read(`${lines.join("")}"q" OK\nk\né x\na b\n c\n`).counts).toEqual({ plain: 1000, odd: 4 });
	});
});

const piece = fc.constantFrom(
	"a",
	"B",
	"1.2.3.4",
	"@",
	"X",
	"__",
	"/",
	"#",
	'"',
	"\\",
	"{",
	"%",
	"é",
	"ß",
	":",
	" ",
	"\t",
	"\n",
	"\n",
	"\r\n",
	"\v",
	"\0",
	"OK",
);
const tableText = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(""));

describe("the byte scan says what the grammar says", () => {
	test("on random lines", () => {
		fc.assert(
			fc.property(tableText, (text) => {
				const [fast, slow] = [read(text), read(text, true)];
				expect(fast.diagnostics).toEqual(slow.diagnostics);
				expect(listed(fast)).toEqual(listed(slow));
				for (const key of text.split(/[ \t\r\n\v]+/)) {
					expect(fast.lookup(key)).toEqual(slow.lookup(key));
				}
			}),
			{ numRuns: 500 },
		);
	});

	test("any bytes have a table whose places lie in the file", () => {
		const bytes = fc.array(fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constantFrom(10, 32, 35, 97)), { maxLength: 80 });
		fc.assert(
			fc.property(bytes, (codes) => {
				const table = read(Uint8Array.from(codes));
				for (const diagnostic of table.diagnostics) textInside(diagnostic.origin);
				listed(table);
				table.lookup("a");
			}),
			{ numRuns: 500 },
		);
	});
});

function listed({ entries }: ReturnType<typeof read>): readonly string[] {
	const seen: string[] = [];
	if (entries?.kind === "keys")
		entries.forEachEntry((key, value, origin) => seen.push(`${key()}=${value} ${textInside(origin())}`) > 0);
	return seen;
}
