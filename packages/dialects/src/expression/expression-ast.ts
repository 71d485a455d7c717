import type { CharacterSet } from "./character-set.ts";
import { everything, foldCase, notNewline } from "./character-set.ts";

/** A half-open range of UTF-16 offsets in the source of the expression. */
export interface ExpressionSpan {
	readonly start: number;
	readonly end: number;
}

/**
 * What holds at a position without reading anything.
 *
 * `text-end-or-newline` is PCRE's plain `$`: the end, or before a newline that ends the text. `line-start` is after any newline (POSIX);
 * `line-start-inside` is the same but not at the very end (PCRE's `^` under `m`).
 */
export type AssertionKind =
	| "text-start"
	| "text-end"
	| "text-end-or-newline"
	| "line-start"
	| "line-start-inside"
	| "line-end"
	| "word-boundary"
	| "not-word-boundary"
	| "word-start"
	| "word-end";

/**
 * One node of an expression. Options are already applied: a class holds the bytes it reads, after case folding and negation; a literal says
 * whether case matters; a quantifier says its mode.
 */
export type ExpressionNode =
	| { readonly kind: "empty"; readonly span: ExpressionSpan }
	| { readonly kind: "literal"; readonly byte: number; readonly caseInsensitive: boolean; readonly span: ExpressionSpan }
	| { readonly kind: "class"; readonly set: CharacterSet; readonly span: ExpressionSpan }
	| { readonly kind: "any"; readonly newline: boolean; readonly span: ExpressionSpan }
	/** `\R`: CR LF as a whole, else one newline byte; never gives the LF back. */
	| { readonly kind: "newline-sequence"; readonly span: ExpressionSpan }
	| { readonly kind: "concatenation"; readonly items: readonly ExpressionNode[]; readonly span: ExpressionSpan }
	| { readonly kind: "alternation"; readonly branches: readonly ExpressionNode[]; readonly span: ExpressionSpan }
	| {
			readonly kind: "repeat";
			readonly body: ExpressionNode;
			readonly min: number;
			/** Undefined: without limit. */
			readonly max: number | undefined;
			readonly mode: "greedy" | "lazy" | "possessive";
			readonly span: ExpressionSpan;
	  }
	| {
			readonly kind: "group";
			/** Its number, from 1; undefined where it captures nothing. Branches of `(?|` share numbers. */
			readonly capture: number | undefined;
			readonly name: string | undefined;
			readonly atomic: boolean;
			readonly body: ExpressionNode;
			readonly span: ExpressionSpan;
	  }
	| { readonly kind: "assertion"; readonly assertion: AssertionKind; readonly span: ExpressionSpan }
	| {
			readonly kind: "look-around";
			readonly direction: "ahead" | "behind";
			readonly negative: boolean;
			readonly body: ExpressionNode;
			readonly span: ExpressionSpan;
	  }
	| { readonly kind: "back-reference"; readonly group: number | string; readonly span: ExpressionSpan };

/** What a parser answers: the tree, or why there is none and the UTF-16 offset where it stopped. */
export type ParsedExpression =
	| { readonly kind: "parsed"; readonly ast: ExpressionNode; readonly groups: number }
	| { readonly kind: "unsupported"; readonly reason: string; readonly offset: number }
	| { readonly kind: "invalid"; readonly reason: string; readonly offset: number };

/** The bytes that a node of exactly one byte reads; undefined for every other node. */
export function singleByteSet(node: ExpressionNode): CharacterSet | undefined {
	switch (node.kind) {
		case "literal": {
			const set: CharacterSet = [[node.byte, node.byte]];
			return node.caseInsensitive ? foldCase(set) : set;
		}
		case "class":
			return node.set;
		case "any":
			return node.newline ? everything : notNewline;
		default:
			return undefined;
	}
}

/** The nodes directly below `node`, in the order of the source. */
export function childrenOf(node: ExpressionNode): readonly ExpressionNode[] {
	switch (node.kind) {
		case "concatenation":
			return node.items;
		case "alternation":
			return node.branches;
		case "repeat":
		case "group":
		case "look-around":
			return [node.body];
		default:
			return [];
	}
}

/** True where the node may succeed without reading anything, whatever its assertions say. */
export function isNullable(node: ExpressionNode): boolean {
	switch (node.kind) {
		case "literal":
		case "class":
		case "any":
		case "newline-sequence":
			return false;
		case "concatenation":
			return node.items.every(isNullable);
		case "alternation":
			return node.branches.some(isNullable);
		case "repeat":
			return node.min === 0 || isNullable(node.body);
		case "group":
			return isNullable(node.body);
		default:
			return true;
	}
}

/** The number of bytes that the node reads, where that is one number: what a look-behind of PCRE2 before 10.43 needs in each nested part. */
export function fixedLength(node: ExpressionNode): number | undefined {
	switch (node.kind) {
		case "literal":
		case "class":
		case "any":
			return 1;
		case "newline-sequence":
		case "back-reference":
			return undefined;
		case "concatenation": {
			let sum = 0;
			for (const item of node.items) {
				const length = fixedLength(item);
				if (length === undefined) return undefined;
				sum += length;
			}
			return sum;
		}
		case "alternation": {
			const lengths = new Set(node.branches.map(fixedLength));
			return lengths.size === 1 ? [...lengths][0] : undefined;
		}
		case "repeat": {
			const length = fixedLength(node.body);
			return length === undefined || node.min !== node.max ? undefined : length * node.min;
		}
		case "group":
			return fixedLength(node.body);
		default:
			return 0;
	}
}
