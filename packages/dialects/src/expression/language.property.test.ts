import { propertyRuns, seed } from "@relaylint/core/testing/property-runs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { complement, disjoint, everything, foldCase, includes, sizeOf, union } from "./character-set.ts";
import { compileExpression, type ExpressionFlavour } from "./expression.ts";
import { anyDigit, headsOf, samplesOf, type Tail, tailsOf } from "./language.ts";

const flavours: readonly ExpressionFlavour[] = ["pcre", "posix-extended", "posix-basic"];

/** Expressions as tables hold them: words, classes, repeats and anchors in any order. */
const { expression } = fc.letrec<{ expression: string }>((tie) => ({
	expression: fc.oneof(
		{ maxDepth: 4, withCrossShrink: true },
		fc.constantFrom(
			"a",
			"b",
			"ab",
			"\\.",
			"@",
			".",
			"1",
			"[0-9]",
			"[ab]",
			"[^a]",
			"[[:digit:]]",
			"\\d",
			"A",
			"^",
			"$",
			"\\A",
			"\\z",
			"\\b",
			"",
		),
		fc.tuple(tie("expression"), tie("expression")).map(([a, b]) => a + b),
		fc.tuple(tie("expression"), tie("expression")).map(([a, b]) => `(${a}|${b})`),
		fc
			.tuple(tie("expression"), fc.constantFrom("*", "+", "?", "{2}", "{1,2}", "{0,2}", "*?", "++"))
			.map(([a, by]) => `(${a})${by}`),
		fc.tuple(fc.constantFrom("(?=", "(?!", "(?<=", "(?i:", "(?>"), tie("expression")).map(([open, a]) => `${open}${a})`),
		tie("expression").map((a) => `^${a}$`),
	),
}));
const text = fc.string({ unit: fc.constantFrom("a", "b", "A", "B", "@", ".", "1", "7"), maxLength: 8 });

function ends(one: Tail, of: string): boolean {
	const digits = (at: number) => of.charCodeAt(at) >= 0x30 && of.charCodeAt(at) <= 0x39;
	const from = of.length - one.text.length;
	if (from < 0 || (one.whole && from > 0)) return false;
	return [...one.text].every((unit, at) => (unit === anyDigit ? digits(from + at) : of[from + at] === unit));
}

function begins(one: Tail, of: string): boolean {
	return ends({ ...one, text: [...one.text].reverse().join("") }, [...of].reverse().join(""));
}

describe(`the words of an expression (seed ${seed})`, () => {
	it("every matched text ends in one of its tails and begins with one of its heads", () => {
		fc.assert(
			fc.property(
				expression,
				fc.constantFrom(...flavours),
				fc.boolean(),
				fc.array(text, { minLength: 1, maxLength: 12 }),
				(source, flavour, caseInsensitive, texts) => {
					const compiled = compileExpression(source, flavour, { caseInsensitive });
					if (compiled.kind !== "compiled") return;
					const [tails, heads] = [tailsOf(compiled.ast), headsOf(compiled.ast)];
					const samples = samplesOf(compiled.ast).map((one) => one.text);
					for (const key of [...texts, ...samples]) {
						if (key.includes("\n") || compiled.match(key) === null) continue;
						const folded = key.toLowerCase();
						if (tails !== undefined)
							expect(
								tails.filter((one) => ends(one, folded)),
								`${source} on ${key}`,
							).not.toEqual([]);
						if (heads !== undefined)
							expect(
								heads.filter((one) => begins(one, folded)),
								`${source} on ${key}`,
							).not.toEqual([]);
					}
				},
			),
			propertyRuns(1500, 200_000),
		);
	});

	it("samples match where nothing but text, classes, groups and repeats is in an expression", () => {
		const { plain } = fc.letrec<{ plain: string }>((tie) => ({
			plain: fc.oneof(
				{ maxDepth: 4, withCrossShrink: true },
				fc.constantFrom("a", "b@", "[ab]", "[0-9]", ".", "\\."),
				fc.tuple(tie("plain"), tie("plain")).map(([a, b]) => a + b),
				fc.tuple(tie("plain"), tie("plain")).map(([a, b]) => `(${a}|${b})`),
				fc.tuple(tie("plain"), fc.constantFrom("*", "+", "?", "{2}")).map(([a, by]) => `(${a})${by}`),
			),
		}));
		fc.assert(
			fc.property(plain, (source) => {
				const compiled = compileExpression(`^(${source})$`, "pcre");
				if (compiled.kind !== "compiled") throw new Error(source);
				const samples = samplesOf(compiled.ast);
				expect(samples).not.toEqual([]);
				for (const sample of samples) expect(compiled.match(sample.text), `${source} on ${sample.text}`).not.toBeNull();
			}),
			propertyRuns(300, 20_000),
		);
	});

	it("sets of characters are an algebra", () => {
		const set = fc
			.array(fc.tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 0, max: 60 })), { maxLength: 6 })
			.map((ranges) => union(...ranges.map(([first, more]) => [[first, Math.min(255, first + more)] as const])));
		fc.assert(
			fc.property(set, set, fc.integer({ min: 0, max: 255 }), (a, b, byte) => {
				expect(includes(union(a, b), byte)).toBe(includes(a, byte) || includes(b, byte));
				expect(includes(complement(a), byte)).toBe(!includes(a, byte));
				expect(complement(complement(a))).toEqual(a);
				expect(union(a, complement(a))).toEqual(everything);
				expect(sizeOf(a) + sizeOf(complement(a))).toBe(256);
				expect(disjoint(a, b)).toBe(sizeOf(union(a, b)) === sizeOf(a) + sizeOf(b));
				const letter = /[a-z]/i.test(String.fromCharCode(byte));
				expect(includes(foldCase(a), byte)).toBe(includes(a, byte) || (letter && includes(a, byte ^ 0x20)));
			}),
			propertyRuns(500, 20_000),
		);
	});
});
