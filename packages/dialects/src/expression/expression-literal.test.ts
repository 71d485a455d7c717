import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ExpressionOptions } from "./expression.ts";
import { compileExpression } from "./expression.ts";
import type { LiteralClaim } from "./expression-literal.ts";
import { isUnconditional, literalClaims } from "./expression-literal.ts";

function compiled(source: string, options: ExpressionOptions = {}) {
	const expression = compileExpression(source, "pcre", options);
	if (expression.kind !== "compiled") throw new Error(`${source}: ${expression.reason}`);
	return expression;
}

const claims = (source: string, options?: ExpressionOptions) =>
	literalClaims(compiled(source, options).ast)?.map(
		({ before, text, after, caseInsensitive }) => `${before} ${text} ${after}${caseInsensitive ? " i" : ""}`,
	);

describe("literal claims", () => {
	test("names, subtrees and addresses", () => {
		expect(claims("^(.*\\.)?example\\.com$")).toEqual(["nothing example.com nothing", "anything .example.com nothing"]);
		expect(claims("@example\\.com$", { caseInsensitive: true })).toEqual(["anything @example.com nothing i"]);
		expect(claims("^[^@]+@example\\.com$")).toEqual(["no-at @example.com nothing"]);
		expect(claims("^.+@(foo|bar)\\.org$")).toEqual(["something @foo.org nothing", "something @bar.org nothing"]);
		expect(claims("^[Ee]xample$")).toBeUndefined();
		expect(claims("^[Ee][Xx]$")).toEqual(["nothing ex nothing i"]);
		expect(claims("^mail[12]$")).toEqual(["nothing mail1 nothing", "nothing mail2 nothing"]);
	});

	test("what is not anchored is open there", () => {
		expect(claims("example\\.com")).toEqual(["anything example.com anything"]);
		expect(claims("^example\\.com")).toEqual(["nothing example.com anything"]);
		expect(claims(".example\\.com$")).toEqual(["something example.com nothing"]);
		expect(claims("b", { anchored: true })).toEqual(["nothing b anything"]);
	});

	test("says nothing where it cannot say all", () => {
		for (const source of ["example.com$", "^.example", "[^@]+@x$", "a.*b", "a+", "\\ba", "a(?!b)", "a$b", "^[a-z]+$"])
			expect(claims(source), source).toBeUndefined();
	});

	test("a claim holds exactly the texts that match", () => {
		const source = fc.array(
			fc.constantFrom("^", "$", ".*", ".+", ".", "[^@]+", "[^@]*", "a", "@", "(a|b)", "(a)?", "(.*@)?", "[ab]", "|", "(?i)"),
			{ maxLength: 6 },
		);
		const text = fc.string({ unit: fc.constantFrom("a", "b", "@", "A", "B"), maxLength: 6 });
		fc.assert(
			fc.property(source, text, (parts, key) => {
				const expression = compileExpression(parts.join(""), "pcre");
				if (expression.kind !== "compiled") return;
				const found = expression.match(key) !== null;
				const all = literalClaims(expression.ast);
				if (all !== undefined) expect(all.some((claim) => holds(claim, key))).toBe(found);
				const whole = isUnconditional(expression.ast);
				if (whole === "every" || (whole === "non-empty" && key !== "")) expect(found).toBe(true);
				if (whole === "non-empty" && key === "") expect(found).toBe(false);
			}),
			{ numRuns: 1500 },
		);
	});
});

test("what matches every text", () => {
	const all = (...sources: string[]) => sources.map((source) => isUnconditional(compiled(source).ast));
	expect(all("", "^", "$", ".*", "^.*$", "(.*)", "a*", "a|", "^(.*)$", "(?:)")).toEqual(Array(10).fill("every"));
	expect(all(".", ".+", "^.+$", "^.", "[^@]|@|.")).toEqual(Array(5).fill("non-empty"));
	expect(all("..", "^a", ".*@.*", "^.$", "^$", ".+|$^")).toEqual(Array(6).fill(undefined));
});

function holds(claim: LiteralClaim, key: string): boolean {
	const [text, literal] = claim.caseInsensitive ? [key.toLowerCase(), claim.text.toLowerCase()] : [key, claim.text];
	const fits = (side: LiteralClaim["before"], rest: string): boolean =>
		side === "anything" || (side === "nothing" ? rest === "" : side === "something" ? rest !== "" : /^[^@]+$/.test(rest));
	for (let at = text.indexOf(literal); at >= 0; at = text.indexOf(literal, at + 1)) {
		if (fits(claim.before, text.slice(0, at)) && fits(claim.after, text.slice(at + literal.length))) return true;
		if (at === text.length) return false;
	}
	return false;
}
