import type { CharacterSet } from "./character-set.ts";
import type { AssertionKind, ExpressionNode } from "./expression-ast.ts";
import { childrenOf } from "./expression-ast.ts";

/** Stands for any one decimal digit in a {@link Tail}. */
export const anyDigit = "\u0001";

/** How every text that an expression matches ends (or begins): with this text in lower case; `whole` where it is this text and nothing more. */
export interface Tail {
	readonly text: string;
	readonly whole: boolean;
}

interface Ending {
	readonly text: string;
	/** `loose`: the end is not anchored; `open`: more may come before; `cut`: what comes before is not followed; `whole`: nothing comes before. */
	readonly state: "loose" | "open" | "cut" | "whole";
}

/** More ways to end than this are not told apart. */
const mostTails = 64;

/**
 * The ways in which a text without a newline can end that an expression matches, or undefined where it can end in any way. Sound: every matched
 * text ends in one of them; not every text that ends so is matched.
 */
export function tailsOf(ast: ExpressionNode): readonly Tail[] | undefined {
	const partials = before(ast, [{ text: "", state: "loose" }]);
	if (partials === undefined || partials.some((one) => one.state === "loose" || one.text === "")) return undefined;
	return partials.map(({ text, state }) => ({ text: text.toLowerCase(), whole: state === "whole" }));
}

/** The ways in which a text can begin that an expression matches, or undefined where it can begin in any way; sound as {@link tailsOf} is. */
export function headsOf(ast: ExpressionNode): readonly Tail[] | undefined {
	return tailsOf(mirrored(ast))?.map(({ text, whole }) => ({ text: [...text].reverse().join(""), whole }));
}

const mirroredAssertions: Readonly<Partial<Record<AssertionKind, AssertionKind>>> = {
	"text-start": "text-end",
	"line-start": "text-end",
	"line-start-inside": "text-end",
	"text-end": "text-start",
	"text-end-or-newline": "text-start",
	"line-end": "text-start",
};

function mirrored(node: ExpressionNode): ExpressionNode {
	switch (node.kind) {
		case "concatenation":
			return { ...node, items: node.items.map(mirrored).reverse() };
		case "alternation":
			return { ...node, branches: node.branches.map(mirrored) };
		case "repeat":
		case "group":
			return { ...node, body: mirrored(node.body) };
		case "assertion":
			return { ...node, assertion: mirroredAssertions[node.assertion] ?? node.assertion };
		default:
			return node;
	}
}

/** The ways to end after what stands before them is read too, from the right; undefined where there are too many. */
function before(node: ExpressionNode, after: readonly Ending[]): readonly Ending[] | undefined {
	if (after.length > mostTails) return undefined;
	switch (node.kind) {
		case "empty":
		case "look-around":
			return after;
		case "literal":
			return prepend(after, [node.byte]);
		case "class":
			return prepend(after, onlyDigits(node.set) ? [anyDigit.charCodeAt(0)] : bytesOf(node.set, 4));
		case "any":
		case "newline-sequence":
		case "back-reference":
			return prepend(after, undefined);
		case "group":
			return before(node.body, after);
		case "alternation":
			return joined(node.branches.map((branch) => before(branch, after)));
		case "concatenation": {
			let partials: readonly Ending[] | undefined = after;
			for (let at = node.items.length - 1; at >= 0 && partials !== undefined; at--) {
				partials = before(node.items[at] as ExpressionNode, partials);
			}
			return partials;
		}
		case "repeat": {
			const once = node.min === 1 && node.max === 1;
			if (once) return before(node.body, after);
			if (node.min === 0 && node.max === 1) return joined([after, before(node.body, after)]);
			const several = before(node.body, after)?.map(
				(one): Ending => (one.state === "open" ? { text: one.text, state: "cut" } : one),
			);
			return node.min === 0 ? joined([after, several]) : several;
		}
		case "assertion":
			return after.flatMap((one): Ending[] => {
				if (node.assertion === "text-start" || node.assertion === "line-start" || node.assertion === "line-start-inside") {
					return one.state === "open" ? [{ text: one.text, state: "whole" }] : [one];
				}
				if (node.assertion === "text-end" || node.assertion === "text-end-or-newline" || node.assertion === "line-end") {
					return one.state === "loose" && one.text === "" ? [{ text: "", state: "open" }] : [one];
				}
				return [one];
			});
	}
}

function joined(lists: readonly (readonly Ending[] | undefined)[]): readonly Ending[] | undefined {
	const all: Ending[] = [];
	for (const list of lists) {
		if (list === undefined) return undefined;
		all.push(...list);
	}
	const unique = new Map(all.map((one) => [`${one.state} ${one.text}`, one]));
	return unique.size > mostTails ? undefined : [...unique.values()];
}

/** Puts one of these bytes, or any byte, in front. */
function prepend(after: readonly Ending[], bytes: readonly number[] | undefined): readonly Ending[] | undefined {
	const found = after.flatMap((one): Ending[] => {
		if (one.state === "cut" || one.state === "whole") return [one];
		// A marker that no text holds: an end anchored behind what was read is none.
		if (one.state === "loose") return [{ text: "\u0000", state: "loose" }];
		if (bytes === undefined) return [{ text: one.text, state: "cut" }];
		return bytes.map((byte) => ({ text: String.fromCharCode(byte) + one.text, state: "open" as const }));
	});
	return found.length > mostTails ? undefined : found;
}

function onlyDigits(set: CharacterSet): boolean {
	return (
		set.length > 0 && set.every(([first, last]) => first >= 0x30 && last <= 0x39) && set.some(([first, last]) => last > first)
	);
}

/** The bytes of a small set, letters folded; undefined where it has more than `most`. */
function bytesOf(set: CharacterSet, most: number): readonly number[] | undefined {
	const bytes = new Set<number>();
	for (const [first, last] of set) {
		if (last - first > most) return undefined;
		for (let byte = first; byte <= last; byte++) bytes.add(byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte);
	}
	return bytes.size > most ? undefined : [...bytes];
}

/** A text that the core of an expression reads, without what may stand around it. */
export interface Sample {
	readonly text: string;
	/** False where anything may stand before, or after. */
	readonly anchoredStart: boolean;
	readonly anchoredEnd: boolean;
}

/** More samples of one expression than this are not made. */
const mostSamples = 24;

/**
 * Plain texts that an expression may match, a few for each of its branches; groups in `fixed` read the text given there. A sample is a guess to
 * be checked by matching it: look-arounds and back-references are not looked at.
 */
export function samplesOf(ast: ExpressionNode, fixed: ReadonlyMap<number, string> = new Map()): readonly Sample[] {
	const anchoredStart = hasAssertion(ast, ["text-start", "line-start", "line-start-inside"]);
	const anchoredEnd = hasAssertion(ast, ["text-end", "text-end-or-newline", "line-end"]);
	return texts(ast, fixed).map((text) => ({ text, anchoredStart, anchoredEnd }));
}

function hasAssertion(node: ExpressionNode, kinds: readonly string[]): boolean {
	if (node.kind === "assertion") return kinds.includes(node.assertion);
	return node.kind !== "look-around" && childrenOf(node).some((child) => hasAssertion(child, kinds));
}

function texts(node: ExpressionNode, fixed: ReadonlyMap<number, string>): readonly string[] {
	switch (node.kind) {
		case "empty":
		case "assertion":
		case "look-around":
		case "back-reference":
			return [""];
		case "literal":
			return [String.fromCharCode(node.byte)];
		case "class":
			return [plainByte(node.set)];
		case "any":
			return ["a"];
		case "newline-sequence":
			return ["\n"];
		case "group":
			return node.capture !== undefined && fixed.has(node.capture)
				? [fixed.get(node.capture) as string]
				: texts(node.body, fixed);
		case "alternation":
			return node.branches.flatMap((branch) => texts(branch, fixed)).slice(0, mostSamples);
		case "repeat": {
			const body = texts(node.body, fixed);
			if (node.min === 0) return ["", ...body].slice(0, mostSamples);
			return body.map((text) => text.repeat(Math.min(node.min, 64)));
		}
		case "concatenation": {
			let found: readonly string[] = [""];
			for (const item of node.items) {
				const next = texts(item, fixed);
				found = found.flatMap((text) => next.map((one) => text + one)).slice(0, mostSamples);
			}
			return found;
		}
	}
}

/** A letter of a set where it has one, then a digit, then whatever comes first. */
function plainByte(set: CharacterSet): string {
	for (const [low, high] of [
		[0x61, 0x7a],
		[0x30, 0x39],
		[0x41, 0x5a],
		[0x21, 0x7e],
	] as const) {
		for (const [first, last] of set) {
			const byte = Math.max(first, low);
			if (byte <= Math.min(last, high)) return String.fromCharCode(byte);
		}
	}
	return String.fromCharCode(set[0]?.[0] ?? 0x61);
}
