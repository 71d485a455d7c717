import { sourceFromText } from "@relaylint/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { tableBytes } from "./byte-scan.ts";
import { cidrTable } from "./cidr-table.ts";
import { formatIPv4, formatIPv6, parseIPv4, parseNetworkPattern } from "./network-pattern.ts";
import { parseTableName } from "./table-name.ts";
import { openText, said, shown, textInside } from "./testing.ts";

const read = (text: string, grammarOnly = false) =>
	cidrTable(parseTableName("cidr:/t"), tableBytes(sourceFromText("/t", text)), { unicode: true, grammarOnly });
const ask = (text: string, ...keys: string[]) => keys.map((key) => shown(read(text).lookup(key)));

// The answers are those of `postmap -q`.
describe("cidr tables", () => {
	test("the first rule that matches counts", () => {
		expect(ask("10.1.0.0/16 a\n10.0.0.0/8 b\n0.0.0.0/0 c\n", "10.1.2.3", "10.2.2.3", "11.1.1.1", "::1")).toEqual([
			"a",
			"b",
			"c",
			"<not-found>",
		]);
		expect(ask("10.0.0.0/8 b\n10.1.0.0/16 a\n", "10.1.2.3")).toEqual(["b"]);
	});

	test("only addresses have answers, in any notation of IPv6", () => {
		const text = "2001:db8::/32 a\n::ffff:0:0/96 m\n0.0.0.0/0 b\n";
		expect(ask(text, "2001:DB8:0:0::1", "::ffff:1.2.3.4", "1.2.3", "01.2.3.4", "example.com", "")).toEqual([
			"a",
			"m",
			...Array(4).fill("<not-found>"),
		]);
		expect(read(text).keyStyle).toBe("pattern");
	});

	test("an exclamation mark takes every other address of the family", () => {
		expect(ask("!10.0.0.0/8 out\n0.0.0.0/0 in\n", "11.0.0.1", "10.0.0.1", "::1")).toEqual(["out", "in", "<not-found>"]);
		expect(ask("!!10.0.0.0/8 in\n", "10.0.0.1", "11.0.0.1")).toEqual(["in", "<not-found>"]);
	});

	test("if and endif, nested, negated, and for the other family", () => {
		const text = "if 10.0.0.0/8\nif !10.1.0.0/16\n0.0.0.0/0 a\n::/0 never\nendif\n0.0.0.0/0 b\nENDIF\n0.0.0.0/0 c\n::/0 d\n";
		expect(ask(text, "10.2.0.1", "10.1.0.1", "11.1.1.1", "::1")).toEqual(["a", "b", "c", "d"]);
	});

	test("an if without endif reaches to the end", () => {
		const table = read("if 10.0.0.0/8\n10.0.0.0/8 a\nif 10.1.0.0/16\nendif\n0.0.0.0/0 b\n");
		expect([shown(table.lookup("10.0.0.1")), shown(table.lookup("11.0.0.1"))]).toEqual(["a", "<not-found>"]);
		expect(said(table)).toEqual(["if-without-endif: if 10.0.0.0/8"]);
	});

	test("rules that Postfix skips are said, and skipped", () => {
		const table = read("192.168.1.1/24 a\n10.0.0.0/33 b\n10.0.0.0/8\nendif\nif\nif 10.0.0.0/8\nendif x\nendif\n10.0.0.0/8 c\n");
		expect(said(table)).toEqual([
			"host-bits: 192.168.1.1/24",
			"bad-network: 10.0.0.0/33",
			"missing-value: 10.0.0.0/8",
			"endif-without-if: endif",
			"bad-rule: if",
			"extra-text: x",
		]);
		expect(table.diagnostics[0]?.suggestion).toBe("192.168.1.0/24");
		expect(["192.168.1.1", "10.0.0.1"].map((key) => shown(table.lookup(key)))).toEqual(["<not-found>", "c"]);
	});

	test("template holes leave what follows open", () => {
		expect(ask("10.0.0.0/8 a\n{{ net }} b\n11.0.0.0/8 c\n", "10.1.1.1", "11.1.1.1")).toEqual(["a", "<unknown hole>"]);
		expect(ask("if {{ net }}\nendif\n11.0.0.0/8 c\n", "11.1.1.1")).toEqual(["<unknown hole>"]);
		expect(ask("11.0.0.0/8 {{ what }}\n", "11.1.1.1", "12.1.1.1")).toEqual(["<unknown hole>", "<not-found>"]);
	});

	test("plain lines never reach the grammar", () => {
		expect(read("10.0.0.0/8 a\n1.2.3.4\tb c\n192.168.1.1/24 x\n!1.2.3.4 x\n::1 x\n").counts).toEqual({ plain: 3, odd: 2 });
	});
});

const network = fc.oneof(
	fc.tuple(fc.nat(7), fc.constantFrom(0, 1, 2, 3, 4, 8, 31, 32)).map(([top, length]) => {
		const size = 2 ** (32 - length);
		const address = top * 2 ** 29;
		return `${formatIPv4(address - (address % size))}/${length}`;
	}),
	fc.constantFrom("::/0", "2000::/3", "2000::1", "f000::/4"),
);
const rule = fc.oneof(
	{
		weight: 6,
		arbitrary: fc.tuple(fc.constantFrom("", "", "", "!"), network).map(([not, net]) => ({ kind: "rule", not, net }) as const),
	},
	{ weight: 2, arbitrary: fc.tuple(fc.constantFrom("", "!"), network).map(([not, net]) => ({ kind: "if", not, net }) as const) },
	{ weight: 2, arbitrary: fc.constant({ kind: "endif" } as const) },
);
type Rule = { readonly kind: "rule" | "if"; readonly not: string; readonly net: string } | { readonly kind: "endif" };

/** What the table's rules say of an address, by walking them one by one. */
function walk(rules: readonly Rule[], family: 4 | 6, address: number | bigint): string {
	const holds = (one: Exclude<Rule, { readonly kind: "endif" }>) => {
		const range = parseNetworkPattern(one.net);
		if ("kind" in range || range.family !== family) return false;
		return (address >= range.first && address <= range.last) === (one.not === "");
	};
	const ends = new Map<number, number>();
	const open: number[] = [];
	for (const [at, one] of rules.entries()) {
		if (one.kind === "if") open.push(at);
		if (one.kind !== "endif") continue;
		const start = open.pop();
		if (start !== undefined) ends.set(start, at);
	}
	for (let at = 0; at < rules.length; at++) {
		const one = rules[at] as Rule;
		if (one.kind === "rule" && holds(one)) return `v${at}`;
		if (one.kind === "if" && !holds(one)) {
			const end = ends.get(at);
			if (end === undefined) return "<not-found>";
			at = end;
		}
	}
	return "<not-found>";
}

test("ranges and lookups say what the rules say one by one, and the byte scan what the grammar says", () => {
	fc.assert(
		fc.property(fc.array(rule, { maxLength: 12 }), fc.array(fc.nat(15), { maxLength: 6 }), (rules, tops) => {
			const text = rules
				.map((one, at) =>
					one.kind === "endif" ? "endif\n" : one.kind === "if" ? `if ${one.not}${one.net}\n` : `${one.not}${one.net} v${at}\n`,
				)
				.join("");
			const [table, slow] = [read(text), read(text, true)];
			expect(table.diagnostics).toEqual(slow.diagnostics);
			const ranges: { first: number | bigint; last: number | bigint; value: string }[] = [];
			const take = (first: number | bigint, last: number | bigint, value: string) => ranges.push({ first, last, value });
			const { entries } = table;
			if (entries?.kind === "networks") {
				entries.forEachRange4(take);
				entries.forEachRange6(take);
			}
			const narrow = tops.flatMap((top) => [top * 2 ** 28, top * 2 ** 28 + 1, top * 2 ** 28 + 2 ** 28 - 1]);
			const wide = tops.flatMap((top) => [BigInt(top) << 124n, (BigInt(top) << 124n) + 1n]);
			for (const address of [...narrow, ...wide]) {
				const family = typeof address === "number" ? 4 : 6;
				const expected = walk(rules, family, address);
				const key = typeof address === "number" ? formatIPv4(address) : formatIPv6(address);
				expect(shown(table.lookup(key)), `${key} in\n${text}`).toBe(expected);
				expect(slow.lookup(key)).toEqual(table.lookup(key));
				const found = ranges.find(({ first, last }) => typeof first === typeof address && address >= first && address <= last);
				expect(found?.value ?? "<not-found>").toBe(expected);
			}
		}),
		{ numRuns: 400 },
	);
});

test("a large shuffled table is cut as a sorted one", () => {
	const lines = Array.from(
		{ length: 3000 },
		(_, at) => `${formatIPv4(0x0a000000 + ((at * 1009) % 3000) * 16)}/28 v${(at * 1009) % 3000}\n`,
	);
	const table = read(`${lines.join("")}10.0.0.0/8 rest\n`);
	for (let at = 0; at < 3000; at += 37) expect(shown(table.lookup(formatIPv4(0x0a000000 + at * 16 + 3)))).toBe(`v${at}`);
	expect(shown(table.lookup("10.200.0.1"))).toBe("rest");
});

test("any bytes have a table whose places lie in the file", () => {
	const bytes = fc.array(fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constantFrom(...Buffer.from("\n 1./:![if")).map(Number)), {
		maxLength: 60,
	});
	fc.assert(
		fc.property(bytes, (codes) => {
			const table = openText("cidr", Uint8Array.from(codes));
			for (const diagnostic of table.diagnostics) textInside(diagnostic.origin);
			const result = table.lookup(formatIPv4(parseIPv4("1.1.1.1") ?? 0));
			if (result.kind === "found") textInside(result.origin);
		}),
		{ numRuns: 400 },
	);
});
