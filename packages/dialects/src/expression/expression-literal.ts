import { fromByteText } from "./byte-text.ts";
import type { CharacterSet } from "./character-set.ts";
import { includes, sizeOf, upperCase } from "./character-set.ts";
import type { ExpressionNode } from "./expression-ast.ts";
import { isNullable, singleByteSet } from "./expression-ast.ts";

/** What may stand beside the literal of a claim: nothing, any text, any text but the empty one, or one or more characters other than `@`. */
export type ClaimSide = "nothing" | "anything" | "something" | "no-at";

/** The texts made of what `before` says, then `text`, then what `after` says. */
export interface LiteralClaim {
	readonly before: ClaimSide;
	readonly text: string;
	readonly after: ClaimSide;
	/** Letters of ASCII match in either case; `text` has them in lower case. */
	readonly caseInsensitive: boolean;
}

/**
 * The claims that together are exactly the texts without a newline which the expression matches; undefined where a few claims cannot say it.
 *
 * `/^(.*\.)?example\.com$/` gives `example.com` and anything before `.example.com`; `/^.*$/` gives the empty literal after anything.
 */
export function literalClaims(ast: ExpressionNode): readonly LiteralClaim[] | undefined {
	const claims = wordsOf(ast)?.map(claimOf);
	return claims?.every((claim) => claim !== undefined) ? claims : undefined;
}

/**
 * `every` where the expression matches every text without a newline (`/^/`, `/^.*$/`), `non-empty` where every such text but the empty one (`/./`); undefined
 * where neither is so, or it is not plain to see.
 */
export function isUnconditional(ast: ExpressionNode): "every" | "non-empty" | undefined {
	if (matchesNothingAtStart(ast)) return "every";
	const wholes = branchesOf(ast)
		.map((branch) => literalClaims(branch))
		.flatMap((claims) => claims ?? [])
		.filter((claim) => claim.text === "" && claim.after === "nothing")
		.map((claim) => claim.before);
	if (wholes.includes("anything")) return "every";
	return wholes.includes("something") && !isNullable(ast) ? "non-empty" : undefined;
}

/** True where the expression has a way to match the empty text before the first character of any text. */
function matchesNothingAtStart(node: ExpressionNode): boolean {
	switch (node.kind) {
		case "empty":
			return true;
		case "assertion":
			return node.assertion === "text-start" || node.assertion === "line-start" || node.assertion === "line-start-inside";
		case "concatenation":
			return node.items.every(matchesNothingAtStart);
		case "alternation":
			return node.branches.some(matchesNothingAtStart);
		case "group":
			return !node.atomic && matchesNothingAtStart(node.body);
		case "repeat":
			return node.mode !== "possessive" && (node.min === 0 || matchesNothingAtStart(node.body));
		default:
			return false;
	}
}

function branchesOf(node: ExpressionNode): readonly ExpressionNode[] {
	if (node.kind === "alternation") return node.branches.flatMap(branchesOf);
	return node.kind === "group" && !node.atomic ? branchesOf(node.body) : [node];
}

/** One way through an expression: characters, runs of any of two sets of characters, and the two ends. */
type Element =
	| { readonly kind: "character"; readonly byte: number; readonly eitherCase: boolean }
	| { readonly kind: "run"; readonly noAt: boolean; readonly min: number; readonly max: number }
	| { readonly kind: "start" | "end" };
type Word = readonly Element[];

/** More ways than this, or longer ones, say nothing cheap. */
const maxWords = 64;
const maxWordLength = 512;

/** Every way through the expression, or undefined where they are too many or hold something that a {@link Word} cannot. */
function wordsOf(node: ExpressionNode): readonly Word[] | undefined {
	switch (node.kind) {
		case "empty":
			return [[]];
		case "literal":
		case "class":
		case "any": {
			const set = singleByteSet(node) ?? [];
			const noAt = runSet(set);
			if (noAt !== undefined) return [[{ kind: "run", noAt, min: 1, max: 1 }]];
			return sizeOf(set) > 8 ? undefined : charactersOf(set).map((character) => [character]);
		}
		case "concatenation":
			return node.items.map(wordsOf).reduce(product, [[]]);
		case "alternation": {
			const words = node.branches.map(wordsOf);
			return words.every((each) => each !== undefined) ? limited(words.flat()) : undefined;
		}
		case "group":
			return node.atomic ? undefined : wordsOf(node.body);
		case "repeat":
			return node.mode === "possessive" ? undefined : repeatedWords(node.body, node.min, node.max);
		case "assertion":
			switch (node.assertion) {
				case "text-start":
				case "line-start":
				case "line-start-inside":
					return [[{ kind: "start" }]];
				case "text-end":
				case "text-end-or-newline":
				case "line-end":
					return [[{ kind: "end" }]];
				default:
					return undefined;
			}
		default:
			return undefined;
	}
}

function repeatedWords(body: ExpressionNode, min: number, max: number | undefined): readonly Word[] | undefined {
	const set = singleByteSet(body);
	const noAt = set && runSet(set);
	if (noAt !== undefined) return [[{ kind: "run", noAt, min, max: max ?? Number.POSITIVE_INFINITY }]];
	if (max === undefined || max > maxWords) return undefined;
	const once = wordsOf(body);
	const all: Word[] = [];
	let rounds: readonly Word[] | undefined = [[]];
	for (let count = 0; count <= max && rounds !== undefined; count++) {
		if (count >= min) all.push(...rounds);
		if (count < max) rounds = product(rounds, once);
	}
	return rounds && limited(all);
}

function product(left: readonly Word[] | undefined, right: readonly Word[] | undefined): readonly Word[] | undefined {
	if (left === undefined || right === undefined || left.length * right.length > maxWords) return undefined;
	return limited(left.flatMap((head) => right.map((tail) => [...head, ...tail])));
}

function limited(words: readonly Word[]): readonly Word[] | undefined {
	return words.length > maxWords || words.some((word) => word.length > maxWordLength) ? undefined : words;
}

const at = 0x40;
/** How many bytes there are, newline aside. */
const ANY_CHARACTER = 255;

/** True for every character but `@`, false for every character, newlines aside; undefined for any other set. */
function runSet(set: CharacterSet): boolean | undefined {
	const size = sizeOf(set) - (includes(set, 0x0a) ? 1 : 0);
	if (size === ANY_CHARACTER) return false;
	return size === ANY_CHARACTER - 1 && !includes(set, at) ? true : undefined;
}

function charactersOf(set: CharacterSet): readonly Element[] {
	const characters: Element[] = [];
	for (const [first, last] of set)
		for (let byte = first; byte <= last; byte++) {
			const upper = upperCase(byte);
			const paired = upper >= 0x41 && upper <= 0x5a && includes(set, upper) && includes(set, upper + 0x20);
			if (!paired || byte !== upper) characters.push({ kind: "character", byte, eitherCase: paired });
		}
	return characters;
}

function claimOf(word: Word): LiteralClaim | undefined {
	const anchored = withoutEnds(word);
	if (anchored === undefined) return undefined;
	const first = anchored.findIndex((element) => element.kind === "character");
	const last = anchored.findLastIndex((element) => element.kind === "character");
	if (first < 0) {
		const before = sideOf(anchored);
		return before && { before, text: "", after: "nothing", caseInsensitive: false };
	}
	const before = sideOf(anchored.slice(0, first));
	const after = sideOf(anchored.slice(last + 1));
	if (before === undefined || after === undefined) return undefined;
	let bytes = "";
	const cases = new Set<boolean>();
	for (const element of anchored.slice(first, last + 1)) {
		if (element.kind !== "character") return undefined;
		const upper = upperCase(element.byte);
		if (upper >= 0x41 && upper <= 0x5a) cases.add(element.eitherCase);
		bytes += String.fromCharCode(element.byte);
	}
	return cases.size > 1 ? undefined : { before, text: fromByteText(bytes), after, caseInsensitive: cases.has(true) };
}

const open: Element = { kind: "run", noAt: false, min: 0, max: Number.POSITIVE_INFINITY };

/** The word between the ends of the text: an end that the word does not name is open. Undefined where an end stands inside. */
function withoutEnds(word: Word): Word | undefined {
	const start = word.findLastIndex((element) => element.kind === "start");
	const end = word.findIndex((element) => element.kind === "end");
	const isBlank = (element: Element): boolean =>
		element.kind === "start" || element.kind === "end" || (element.kind === "run" && element.min === 0);
	if (!word.slice(0, Math.max(start, 0)).every(isBlank) || (end >= 0 && !word.slice(end).every(isBlank))) return undefined;
	if (start >= 0 && end >= 0 && end < start) return undefined;
	const inner = word.slice(start + 1, end < 0 ? undefined : end);
	return [...(start < 0 ? [open] : []), ...inner, ...(end < 0 ? [open] : [])];
}

/** What a sequence of runs amounts to: a run of anything takes in its neighbours that may be empty. */
function sideOf(word: Word): ClaimSide | undefined {
	const all = word.flatMap((element) => (element.kind === "run" && element.max > 0 ? [element] : []));
	const isOpen = all.some((run) => !run.noAt && run.max === Number.POSITIVE_INFINITY);
	const runs = isOpen ? all.filter((run) => run.min > 0) : all;
	const min = runs.reduce((sum, run) => sum + run.min, 0);
	const max = runs.reduce((sum, run) => sum + run.max, isOpen ? Number.POSITIVE_INFINITY : 0);
	if (max === 0) return "nothing";
	if (max !== Number.POSITIVE_INFINITY || min > 1) return undefined;
	if (isOpen && runs.every((run) => !run.noAt)) return min === 0 ? "anything" : "something";
	return !isOpen && min === 1 && runs.every((run) => run.noAt) ? "no-at" : undefined;
}
