import type { Span } from "@relaylint/core";

/** A part of a value; every span is in offsets of the value's own text. */
export type ValueNode = TextNode | ReferenceNode | ComparisonNode | CallNode | HoleNode | MalformedNode;

/** Literal text; `text` is what Postfix makes of it, so `$$` is one `$`. */
export interface TextNode {
	readonly kind: "text";
	readonly span: Span;
	readonly text: string;
}

/** `$name`, `${name}`, `$(name)`; with `whenSet` and `whenEmpty` the conditional forms `${name?text}`, `${name:text}`, `${name?{a}:{b}}`. */
export interface ReferenceNode {
	readonly kind: "reference";
	readonly span: Span;
	readonly name: string;
	readonly nameSpan: Span;
	readonly whenTrue?: readonly ValueNode[];
	readonly whenFalse?: readonly ValueNode[];
}

/** `${{left} operator {right}?{...}:{...}}`; without branches it stands for `true` or nothing. */
export interface ComparisonNode {
	readonly kind: "comparison";
	readonly span: Span;
	readonly left: readonly ValueNode[];
	/** As written, with its suffix: `==`, `<=level`. */
	readonly operator: string;
	readonly right: readonly ValueNode[];
	readonly whenTrue?: readonly ValueNode[];
	readonly whenFalse?: readonly ValueNode[];
}

/** `${function{argument}}`, since 3.11. */
export interface CallNode {
	readonly kind: "call";
	readonly span: Span;
	readonly name: string;
	readonly nameSpan: Span;
	readonly argument: readonly ValueNode[];
	readonly whenTrue?: readonly ValueNode[];
	readonly whenFalse?: readonly ValueNode[];
}

/** A template hole. */
export interface HoleNode {
	readonly kind: "hole";
	readonly span: Span;
}

/** An expansion that does not parse; `fatal` where Postfix is sure to refuse it whenever it is evaluated, else its effect is not known. */
export interface MalformedNode {
	readonly kind: "malformed";
	readonly span: Span;
	readonly reason: string;
	readonly fatal: boolean;
}

/** A value's text, as Postfix joins it, with its parts in order. */
export interface ValueTree {
	readonly text: string;
	readonly nodes: readonly ValueNode[];
}
