import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { automatonOf, stepText } from "./automaton.ts";
import { fold } from "./pattern.ts";
import { firstMatch } from "./table.ts";
import { type SlowToken, slowMatch, written } from "./testing/slow-matcher.ts";
import { tablesOf } from "./testing/tables.ts";

const GLOBS: Readonly<Record<string, (one: string) => boolean>> = {
	"": () => true,
	A: (one) => /[a-z]/i.test(one),
	B: (one) => /[01]/.test(one),
	D: (one) => /\d/.test(one),
	H: (one) => /[\da-f]/i.test(one),
	O: (one) => /[0-7]/.test(one),
	S: (one) => /[\w$]/.test(one),
	T: (one) => /[\t\v ]/.test(one),
	"[a.|]": (one) => /[a.|]/i.test(one),
	"[0-5x]": (one) => /[0-5x]/i.test(one),
};

const character = fc.constantFrom(..."abA1.|@!$*% _-").map((text): SlowToken => ({ kind: "character", text }));
const wild = fc
	.record({ glob: fc.constantFrom(...Object.keys(GLOBS)), many: fc.boolean(), lazy: fc.boolean(), saved: fc.boolean() })
	.map(({ glob, many, lazy, saved }): SlowToken => {
		const modifiers = `${lazy ? "_" : ""}${saved ? "" : "@"}`;
		const dollar = glob === "" && modifiers === "" ? "" : "$";
		return {
			kind: "wild",
			many,
			lazy,
			saved,
			takes: GLOBS[glob] ?? (() => false),
			written: `${dollar}${modifiers}${glob}${many ? "*" : "%"}`,
		};
	});
const pattern = fc.array(fc.oneof({ weight: 3, arbitrary: character }, { weight: 2, arbitrary: wild }), {
	minLength: 1,
	maxLength: 7,
});
const withBackMatch = pattern.chain((tokens) => {
	const saved = tokens.filter((token) => token.kind === "wild" && token.saved).length;
	if (saved === 0) return fc.constant(tokens);
	return fc.nat(saved - 1).map((index): SlowToken[] => [...tokens, { kind: "back", index }]);
});
const input = fc.string({ unit: fc.constantFrom(..."abB1.|@!$*% _-"), maxLength: 8 });

/** A table of patterns with nothing in the templates. */
function tableOf(patterns: readonly (readonly SlowToken[])[]) {
	const lines = patterns.map((tokens) => `  ${written(tokens)} x`);
	const [table] = tablesOf(`T\n\n${lines.join("\n")}\n`).tables;
	if (table === undefined || table.entries.length !== patterns.length) throw new Error("the table was not read as written");
	return table;
}

describe("the engine", () => {
	it("finds the entry that a matcher by brute force finds, with the same saved texts", () => {
		fc.assert(
			fc.property(fc.array(fc.oneof(pattern, withBackMatch), { minLength: 1, maxLength: 5 }), input, (patterns, text) => {
				const found = firstMatch(tableOf(patterns), text);
				const expected = patterns.map((tokens) => slowMatch(tokens, text));
				const at = expected.findIndex((saves) => saves !== undefined);
				if (at === -1) expect(found).toBeUndefined();
				else {
					expect(found).toMatchObject({ kind: "match", entry: { index: at } });
					expect(found?.kind === "match" ? found.saved.map(([start, end]) => text.slice(start, end)) : []).toEqual(expected[at]);
				}
			}),
			{ numRuns: 3000 },
		);
	});

	it("finds in a large table, by its index, what it finds without one", () => {
		fc.assert(
			fc.property(
				fc.array(pattern, { minLength: 30, maxLength: 60 }),
				fc.array(input, { minLength: 5, maxLength: 5 }),
				(patterns, texts) => {
					const table = tableOf(patterns);
					for (const text of texts) {
						const at = patterns.findIndex((tokens) => slowMatch(tokens, text) !== undefined);
						expect(firstMatch(table, text)?.entry.index ?? -1).toBe(at);
					}
				},
			),
			{ numRuns: 100 },
		);
	});

	it("says of a text what the automaton of the pattern says", () => {
		fc.assert(
			fc.property(pattern, input, (tokens, text) => {
				const entry = tableOf([tokens]).entries[0];
				if (entry === undefined) throw new Error("no entry");
				const automaton = automatonOf(entry.pattern);
				const accepts = automaton.accepts(stepText(automaton, automaton.start, fold(text)));
				expect(automaton.exact).toBe(true);
				expect(accepts).toBe(slowMatch(tokens, text) !== undefined);
			}),
			{ numRuns: 2000 },
		);
	});

	it("takes addresses by bits that count and by bits that do not", () => {
		const numbers = fc.tuple(...Array.from({ length: 4 }, () => fc.nat(255)));
		fc.assert(
			fc.property(numbers, numbers, fc.nat(32), fc.boolean(), (network, client, bits, ignored) => {
				const value = (octets: readonly number[]) => octets.reduce((sum, octet) => sum * 256n + BigInt(octet), 0n);
				const low = BigInt(ignored ? bits : 32 - bits);
				const expected = value(network) >> low === value(client) >> low;
				const text = `${ignored ? "$<" : "$("}${network.join(".")}/${bits}${ignored ? ">" : ")"}`;
				const [table] = tablesOf(`T\n\n  ${text} $Y\n`).tables;
				const entry = table?.entries[0];
				if (table === undefined || entry === undefined) throw new Error("no entry");
				expect(firstMatch(table, client.join(".")) !== undefined).toBe(expected);
				const automaton = automatonOf(entry.pattern);
				expect(automaton.accepts(stepText(automaton, automaton.start, client.join(".")))).toBe(expected);
			}),
			{ numRuns: 500 },
		);
	});

	it("is at least twenty times faster than brute force on ten thousand entries", () => {
		const tokensOf = (text: string): SlowToken[] =>
			[...text].map(
				(one): SlowToken =>
					one === "*"
						? { kind: "wild", many: true, lazy: false, saved: true, takes: () => true, written: "*" }
						: { kind: "character", text: one },
			);
		const patterns = Array.from({ length: 10_000 }, (_, at) =>
			tokensOf(
				at % 3 === 0
					? `tcp_local|*|tcp_local|*@d${at}.example`
					: at % 3 === 1
						? `tcp_${at}|*|tcp_local|*`
						: `host${at}.*.example`,
			),
		);
		const table = tableOf(patterns);
		const inputs = Array.from({ length: 10_000 }, (_, at) => `tcp_local|someone@sender.example|tcp_local|v@d${at * 2}.example`);
		firstMatch(table, inputs[0] ?? "");
		const started = performance.now();
		const found = inputs.map((text) => firstMatch(table, text)?.entry.index ?? -1);
		const fast = performance.now() - started;
		const sample = inputs.filter((_, at) => at % 3000 === 3);
		const slowStarted = performance.now();
		const slow = sample.map((text) => patterns.findIndex((tokens) => slowMatch(tokens, text) !== undefined));
		const slowTime = (performance.now() - slowStarted) * (inputs.length / sample.length);
		expect(sample.map((text) => found[inputs.indexOf(text)])).toEqual(slow);
		expect(slowTime / fast).toBeGreaterThan(20);
	});
});
