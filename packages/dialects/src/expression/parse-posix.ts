import { complement, posixClasses, word } from "./character-set.ts";
import type { AssertionKind, ExpressionNode, ParsedExpression } from "./expression-ast.ts";
import type { ExpressionReader } from "./expression-reader.ts";
import {
	alternation,
	concatenation,
	expressionReader,
	invalid,
	maxDepth,
	parseWith,
	spanFrom,
	unsupported,
} from "./expression-reader.ts";
import { readPosixClass } from "./posix-class.ts";

/** The compile flags of `regcomp(3)`. */
export interface PosixOptions {
	/** REG_EXTENDED; without it the basic syntax. */
	readonly extended: boolean;
	/** REG_ICASE. */
	readonly caseInsensitive: boolean;
	/** REG_NEWLINE: `.` and negated lists leave the newline out, `^` and `$` also stand at lines. */
	readonly newline: boolean;
}

interface PosixState {
	readonly reader: ExpressionReader;
	readonly options: PosixOptions;
	depth: number;
	groups: number;
	/** Groups whose closing bracket is behind the cursor: the only ones that a back-reference may name. */
	readonly closed: Set<number>;
}

/** What the next characters are, in either syntax. */
type Token =
	| { readonly kind: "end" }
	| { readonly kind: "alternation" | "open" | "close" | "star" | "plus" | "question" | "interval"; readonly length: number }
	| { readonly kind: "other" };

const extendedTokens: ReadonlyMap<string, Exclude<Token["kind"], "end" | "other">> = new Map([
	["|", "alternation"],
	["(", "open"],
	[")", "close"],
	["*", "star"],
	["+", "plus"],
	["?", "question"],
	["{", "interval"],
]);

/** Reads an expression as glibc's regcomp does in the C locale, GNU operators included: `regex(7)`, and the GNU operators of `grep(1)`. */
export function parsePosix(source: string, options: PosixOptions): ParsedExpression {
	const reader = expressionReader(source);
	const state: PosixState = { reader, options, depth: 0, groups: 0, closed: new Set() };
	return parseWith(reader, () => ({ ast: readAlternation(state), groups: state.groups }));
}

function peek(state: PosixState): Token {
	const { bytes, position } = state.reader;
	const next = bytes[position];
	if (next === undefined) return { kind: "end" };
	if (state.options.extended) {
		const kind = extendedTokens.get(next);
		return kind === undefined ? { kind: "other" } : { kind, length: 1 };
	}
	if (next === "*") return { kind: "star", length: 1 };
	const kind = next === "\\" ? extendedTokens.get(bytes[position + 1] ?? "") : undefined;
	return kind === undefined || kind === "star" ? { kind: "other" } : { kind, length: 2 };
}

function readAlternation(state: PosixState): ExpressionNode {
	const { reader } = state;
	const start = reader.position;
	const branches: ExpressionNode[] = [];
	for (;;) {
		branches.push(readConcatenation(state));
		const token = peek(state);
		if (token.kind !== "alternation") return alternation(branches, spanFrom(reader, start));
		reader.position += token.length;
	}
}

function readConcatenation(state: PosixState): ExpressionNode {
	const { reader } = state;
	const start = reader.position;
	const items: ExpressionNode[] = [];
	for (;;) {
		const token = peek(state);
		if (token.kind === "end" || token.kind === "alternation" || (token.kind === "close" && state.depth > 0))
			return concatenation(items, spanFrom(reader, start));
		const itemStart = reader.position;
		let item = readItem(state, token, itemStart === start);
		// Nothing may repeat an assertion: what follows it starts anew.
		while (item.kind !== "assertion") {
			const count = readCount(state);
			if (count === undefined) break;
			item = { kind: "repeat", body: item, ...count, mode: "greedy", span: spanFrom(reader, itemStart) };
			const next = peek(state).kind;
			if (!state.options.extended && (next === "star" || next === "interval"))
				invalid("a repetition of a repetition", reader.position);
		}
		items.push(item);
	}
}

/** Reads one item without its repetition. What would repeat nothing is refused, or literal in the basic syntax. */
function readItem(state: PosixState, token: Token, atStart: boolean): ExpressionNode {
	const { reader, options } = state;
	const start = reader.position;
	switch (token.kind) {
		case "open":
			reader.position += token.length;
			return readGroup(state, start);
		case "close":
			if (!options.extended) return invalid("a \\) without its \\(", start);
			return readLiteral(state);
		case "star":
		case "plus":
		case "question":
		case "interval":
			if (options.extended || token.kind === "interval") return invalid("a repetition without anything to repeat", start);
			reader.position += token.length - 1;
			return readLiteral(state);
		default:
			break;
	}
	const assertion = (kind: AssertionKind): ExpressionNode => {
		reader.position++;
		return { kind: "assertion", assertion: kind, span: spanFrom(reader, start) };
	};
	switch (reader.bytes[start]) {
		case "[": {
			const set = readPosixClass(reader, options);
			return { kind: "class", set, span: spanFrom(reader, start) };
		}
		case ".":
			reader.position++;
			return { kind: "any", newline: !options.newline, span: spanFrom(reader, start) };
		case "^":
			return options.extended || atStart ? assertion(options.newline ? "line-start" : "text-start") : readLiteral(state);
		case "$":
			return options.extended || dollarEndsBranch(state)
				? assertion(options.newline ? "line-end" : "text-end")
				: readLiteral(state);
		case "\\":
			return readEscape(state);
		default:
			return readLiteral(state);
	}
}

/** In the basic syntax `$` is an anchor at the end, before `\)` and before `\|`. */
function dollarEndsBranch(state: PosixState): boolean {
	const rest = state.reader.bytes.slice(state.reader.position + 1, state.reader.position + 3);
	return rest === "" || rest === "\\)" || rest === "\\|";
}

function readLiteral(state: PosixState): ExpressionNode {
	const { reader } = state;
	const start = reader.position++;
	return {
		kind: "literal",
		byte: reader.bytes.charCodeAt(start),
		caseInsensitive: state.options.caseInsensitive,
		span: spanFrom(reader, start),
	};
}

const escapedAssertions: ReadonlyMap<string, AssertionKind> = new Map([
	["<", "word-start"],
	[">", "word-end"],
	["b", "word-boundary"],
	["B", "not-word-boundary"],
	["`", "text-start"],
	["'", "text-end"],
]);

const space = posixClasses.get("space") ?? [];
const escapedClasses = new Map([
	["w", word],
	["W", complement(word)],
	["s", space],
	["S", complement(space)],
]);

function readEscape(state: PosixState): ExpressionNode {
	const { reader } = state;
	const start = reader.position;
	const letter = reader.bytes[start + 1];
	if (letter === undefined) return invalid("a backslash at the end", start);
	reader.position += 2;
	const assertion = escapedAssertions.get(letter);
	if (assertion !== undefined) return { kind: "assertion", assertion, span: spanFrom(reader, start) };
	const set = escapedClasses.get(letter);
	if (set !== undefined) return { kind: "class", set, span: spanFrom(reader, start) };
	if (letter >= "1" && letter <= "9") {
		if (!state.closed.has(Number(letter))) invalid("a reference to a group that is not complete", start);
		return { kind: "back-reference", group: Number(letter), span: spanFrom(reader, start) };
	}
	reader.position--;
	const literal = readLiteral(state);
	return { ...literal, span: spanFrom(reader, start) };
}

function readGroup(state: PosixState, start: number): ExpressionNode {
	const { reader } = state;
	if (state.depth === maxDepth) unsupported(`groups nested more than ${maxDepth} deep`, start);
	const capture = ++state.groups;
	state.depth++;
	const body = readAlternation(state);
	state.depth--;
	const token = peek(state);
	if (token.kind !== "close") return invalid("a ( without its )", start);
	reader.position += token.length;
	state.closed.add(capture);
	return { kind: "group", capture, name: undefined, atomic: false, body, span: spanFrom(reader, start) };
}

const repetitionMax = 0x7fff;

/** Reads `*`, `+`, `?` or an interval: `regex(7)`, with glibc's `{,n}` for `{0,n}`. */
function readCount(state: PosixState): { readonly min: number; readonly max: number | undefined } | undefined {
	const { reader } = state;
	const start = reader.position;
	const token = peek(state);
	switch (token.kind) {
		case "star":
		case "plus":
		case "question":
			reader.position += token.length;
			return { min: token.kind === "plus" ? 1 : 0, max: token.kind === "question" ? 1 : undefined };
		case "interval": {
			reader.position += token.length;
			const pattern = state.options.extended ? /(\d*)(?:(,)(\d*))?\}/y : /(\d*)(?:(,)(\d*))?\\\}/y;
			pattern.lastIndex = reader.position;
			const match = pattern.exec(reader.bytes);
			const [whole, least = "", comma, most = ""] = match ?? [""];
			if (least === "" && comma === undefined) return invalid("an interval that is none of {n}, {n,}, {,m} and {n,m}", start);
			reader.position += whole.length;
			const min = Number(least);
			const max = comma === undefined ? min : most === "" ? undefined : Number(most);
			if (max !== undefined && max < min) invalid("an interval whose most is below its least", start);
			if ((max ?? min) > repetitionMax) invalid(`a repeat count above ${repetitionMax}`, start);
			return { min, max };
		}
		default:
			return undefined;
	}
}
