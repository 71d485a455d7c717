import { byteOffsets, toByteText } from "./byte-text.ts";
import type { ExpressionNode, ExpressionSpan, ParsedExpression } from "./expression-ast.ts";

/** A cursor over the bytes of an expression's source; the parsers move `position` and nothing else. */
export interface ExpressionReader {
	readonly bytes: string;
	position: number;
	/** The UTF-16 offset of a byte position. */
	readonly offsetAt: (position: number) => number;
}

/** Groups may nest this deep in PCRE2 (`pcre2api(3)`, parens nest limit); deeper ones are not taken in any flavour. */
export const maxDepth = 250;

/** A cursor at the start of `source`. */
export function expressionReader(source: string): ExpressionReader {
	const offsets = byteOffsets(source);
	return { bytes: toByteText(source), position: 0, offsetAt: (position) => offsets?.[position] ?? position };
}

/** The span from the byte position `start` to the cursor. */
export function spanFrom(reader: ExpressionReader, start: number): ExpressionSpan {
	return { start: reader.offsetAt(start), end: reader.offsetAt(reader.position) };
}

/** Moves past `text` and answers true where it is next. */
export function take(reader: ExpressionReader, text: string): boolean {
	if (!reader.bytes.startsWith(text, reader.position)) return false;
	reader.position += text.length;
	return true;
}

/** Moves past what the sticky `pattern` finds at the cursor, and answers its match. */
export function takePattern(reader: ExpressionReader, pattern: RegExp): RegExpExecArray | null {
	pattern.lastIndex = reader.position;
	const match = pattern.exec(reader.bytes);
	if (match !== null) reader.position += match[0].length;
	return match;
}

interface ParsingStop {
	readonly stop: "invalid" | "unsupported";
	readonly reason: string;
	readonly position: number;
}

/** Ends the parse: the library refuses such an expression. Never leaves {@link parseWith}. */
export function invalid(reason: string, position: number): never {
	throw Object.assign(new Error(reason), { stop: "invalid", reason, position } satisfies ParsingStop);
}

/** Ends the parse: the library takes such an expression, but its meaning is not modelled here. Never leaves {@link parseWith}. */
export function unsupported(reason: string, position: number): never {
	throw Object.assign(new Error(reason), { stop: "unsupported", reason, position } satisfies ParsingStop);
}

/** Runs a parser; a stop inside it becomes its answer. */
export function parseWith(
	reader: ExpressionReader,
	parse: () => { readonly ast: ExpressionNode; readonly groups: number },
): ParsedExpression {
	try {
		return { kind: "parsed", ...parse() };
	} catch (error) {
		if (!(error instanceof Error) || !("stop" in error)) throw error;
		const { stop, reason, position } = error as Error & ParsingStop;
		return { kind: stop, reason, offset: reader.offsetAt(position) };
	}
}

/** One node for a sequence: itself where it is one, `empty` where it is none. */
export function concatenation(items: readonly ExpressionNode[], span: ExpressionSpan): ExpressionNode {
	const [only] = items;
	if (only === undefined) return { kind: "empty", span };
	return items.length === 1 ? only : { kind: "concatenation", items, span };
}

/** One node for the branches of an alternation: itself where it is one. */
export function alternation(branches: readonly ExpressionNode[], span: ExpressionSpan): ExpressionNode {
	const [only] = branches;
	return only !== undefined && branches.length === 1 ? only : { kind: "alternation", branches, span };
}
