import type { AssertionKind, ExpressionNode, ParsedExpression } from "./expression-ast.ts";
import { fixedLength } from "./expression-ast.ts";
import type { ExpressionReader } from "./expression-reader.ts";
import {
	alternation,
	concatenation,
	expressionReader,
	invalid,
	maxDepth,
	parseWith,
	spanFrom,
	take,
	takePattern,
	unsupported,
} from "./expression-reader.ts";
import { readPcreClass } from "./pcre-class.ts";
import { readEscape } from "./pcre-escape.ts";

/** The compile options of `pcre2api(3)` that configuration files can set, and one release switch. */
export interface PcreOptions {
	readonly caseInsensitive?: boolean;
	readonly multiline?: boolean;
	readonly dotAll?: boolean;
	readonly extended?: boolean;
	readonly dollarEndOnly?: boolean;
	readonly ungreedy?: boolean;
	/** PCRE2 10.43 and newer: `{,n}` is a quantifier, and blanks may stand inside the braces. Before that both are literal text. */
	readonly release1043?: boolean;
}

interface Flags {
	readonly i: boolean;
	readonly m: boolean;
	readonly s: boolean;
	readonly n: boolean;
	readonly x: boolean;
	readonly xx: boolean;
	readonly U: boolean;
	readonly J: boolean;
}

interface PcreState {
	readonly reader: ExpressionReader;
	readonly options: PcreOptions;
	flags: Flags;
	/** The byte position up to which the text is literal, from \Q. */
	quoteEnd: number;
	depth: number;
	groups: number;
	readonly names: Map<string, number>;
	readonly references: { readonly group: number | string; readonly position: number }[];
}

/** Reads an expression as PCRE2 10.42 does without its Unicode mode: `pcre2pattern(3)`. */
export function parsePcre(source: string, options: PcreOptions): ParsedExpression {
	const reader = expressionReader(source);
	const state: PcreState = {
		reader,
		options,
		flags: {
			i: options.caseInsensitive ?? false,
			m: options.multiline ?? false,
			s: options.dotAll ?? false,
			n: false,
			x: options.extended ?? false,
			xx: false,
			U: options.ungreedy ?? false,
			J: false,
		},
		quoteEnd: -1,
		depth: 0,
		groups: 0,
		names: new Map(),
		references: [],
	};
	return parseWith(reader, () => {
		const ast = readAlternation(state, false);
		if (reader.position < reader.bytes.length) invalid("a ) without its (", reader.position);
		for (const { group, position } of state.references) {
			const known = typeof group === "number" ? group >= 1 && group <= state.groups : state.names.has(group);
			if (!known) invalid("a reference to a group that does not exist", position);
		}
		return { ast, groups: state.groups };
	});
}

/** Reads up to the end or a `)`. With `reset`, each branch numbers its groups from the same start: `(?|`. */
function readAlternation(state: PcreState, reset: boolean): ExpressionNode {
	const { reader } = state;
	const start = reader.position;
	const first = state.groups;
	let most = first;
	const branches: ExpressionNode[] = [];
	do {
		if (reset) state.groups = first;
		branches.push(readConcatenation(state));
		most = Math.max(most, state.groups);
	} while (take(reader, "|"));
	state.groups = most;
	return alternation(branches, spanFrom(reader, start));
}

function readConcatenation(state: PcreState): ExpressionNode {
	const { reader } = state;
	const start = reader.position;
	const items: ExpressionNode[] = [];
	for (;;) {
		skipIgnored(state);
		const next = reader.bytes[reader.position];
		if (next === undefined || (!isQuoted(state) && (next === "|" || next === ")")))
			return concatenation(items, spanFrom(reader, start));
		const itemStart = reader.position;
		if (!isQuoted(state) && readQuantifier(state) !== undefined) invalid("a quantifier without anything to repeat", itemStart);
		const item = readItem(state);
		if (item === undefined) continue;
		skipIgnored(state);
		const quantifier = isQuoted(state) || item.kind === "assertion" ? undefined : readQuantifier(state);
		items.push(
			quantifier === undefined ? item : { kind: "repeat", body: item, ...quantifier, span: spanFrom(reader, itemStart) },
		);
	}
}

function isQuoted(state: PcreState): boolean {
	return state.reader.position < state.quoteEnd;
}

/** Skips \Q and \E themselves, comments, and what `x` ignores. */
function skipIgnored(state: PcreState): void {
	const { reader } = state;
	while (!isQuoted(state)) {
		const start = reader.position;
		if (take(reader, "\\E")) continue;
		if (take(reader, "\\Q")) {
			const end = reader.bytes.indexOf("\\E", reader.position);
			state.quoteEnd = end < 0 ? reader.bytes.length : end;
		} else if (take(reader, "(?#")) {
			const end = reader.bytes.indexOf(")", reader.position);
			if (end < 0) invalid("a comment without its )", start);
			reader.position = end + 1;
		} else if (!(state.flags.x && takePattern(reader, /[\t-\r ]+|#[^\n]*\n?/y) !== null)) return;
	}
}

type Quantifier = Pick<ExpressionNode & { kind: "repeat" }, "min" | "max" | "mode">;

/** Reads a quantifier with its suffix: `pcre2pattern(3)`, "Repetition". Braces that are none are left for literals. */
function readQuantifier(state: PcreState): Quantifier | undefined {
	const { reader } = state;
	const start = reader.position;
	let min = 0;
	let max: number | undefined;
	if (take(reader, "*")) min = 0;
	else if (take(reader, "+")) min = 1;
	else if (take(reader, "?")) max = 1;
	else {
		const match = takePattern(
			reader,
			state.options.release1043 ? /\{[ \t]*(?=,?[ \t]*\d)(\d*)[ \t]*(?:(,)[ \t]*(\d*)[ \t]*)?\}/y : /\{(\d+)(?:(,)(\d*))?\}/y,
		);
		if (match === null) return undefined;
		min = Number(match[1]);
		max = match[2] === undefined ? min : match[3] === "" ? undefined : Number(match[3]);
		if (min > 0xffff || (max ?? 0) > 0xffff) invalid("a repeat count above 65535", start);
		if (max !== undefined && max < min) invalid("a repeat whose most is below its least", start);
	}
	skipIgnored(state);
	const { U } = state.flags;
	if (isQuoted(state)) return { min, max, mode: U ? "lazy" : "greedy" };
	if (take(reader, "+")) return { min, max, mode: "possessive" };
	return { min, max, mode: take(reader, "?") === U ? "greedy" : "lazy" };
}

/** Reads one item without its quantifier; undefined for an option setting, which is none. */
function readItem(state: PcreState): ExpressionNode | undefined {
	const { reader, flags } = state;
	const start = reader.position;
	const assertion = (kind: AssertionKind): ExpressionNode => ({
		kind: "assertion",
		assertion: kind,
		span: spanFrom(reader, start),
	});
	if (isQuoted(state)) return readLiteral(state);
	switch (reader.bytes[start]) {
		case "(":
			return readGroup(state);
		case "[": {
			if (take(reader, "[[:<:]]")) return assertion("word-start");
			if (take(reader, "[[:>:]]")) return assertion("word-end");
			const set = readPcreClass(reader, { caseInsensitive: flags.i, ignoreBlanks: flags.xx });
			return { kind: "class", set, span: spanFrom(reader, start) };
		}
		case "\\": {
			const node = readEscape(reader, flags.i, state.groups);
			if (node.kind === "back-reference") state.references.push({ group: node.group, position: start });
			return node;
		}
		case "^":
			reader.position++;
			return assertion(flags.m ? "line-start-inside" : "text-start");
		case "$":
			reader.position++;
			return assertion(flags.m ? "line-end" : state.options.dollarEndOnly ? "text-end" : "text-end-or-newline");
		case ".":
			reader.position++;
			return { kind: "any", newline: flags.s, span: spanFrom(reader, start) };
		default:
			return readLiteral(state);
	}
}

function readLiteral(state: PcreState): ExpressionNode {
	const { reader } = state;
	const start = reader.position++;
	return { kind: "literal", byte: reader.bytes.charCodeAt(start), caseInsensitive: state.flags.i, span: spanFrom(reader, start) };
}

const refusedGroups: readonly (readonly [RegExp, string])[] = [
	[/\(\*[A-Za-z:]/y, "a verb or an assertion by name, (*...)"],
	[/\(\?<?\*/y, "a non-atomic look-around"],
	[/\(\?(?:R|[+-]?\d|&|P>)/y, "recursion"],
	[/\(\?\(/y, "a conditional group"],
	[/\(\?C/y, "a callout"],
];

/** Reads what starts with a round bracket: `pcre2pattern(3)`, "Groups", "Assertions". */
function readGroup(state: PcreState): ExpressionNode | undefined {
	const { reader } = state;
	const start = reader.position;
	for (const [pattern, construct] of refusedGroups) if (takePattern(reader, pattern) !== null) unsupported(construct, start);
	reader.position++;
	const group = (capture: number | undefined, name: string | undefined, atomic: boolean, reset = false): ExpressionNode => {
		const body = readBody(state, start, reset);
		return { kind: "group", capture, name, atomic, body, span: spanFrom(reader, start) };
	};
	if (!take(reader, "?")) return group(state.flags.n ? undefined : ++state.groups, undefined, false);
	if (take(reader, ":")) return group(undefined, undefined, false);
	if (take(reader, "|")) return group(undefined, undefined, false, true);
	if (take(reader, ">")) return group(undefined, undefined, true);
	const look = takePattern(reader, /<?[=!]/y)?.[0];
	if (look !== undefined) return readLookAround(state, look, start);
	const reference = takePattern(reader, /P=(\w+)\)/y)?.[1];
	if (reference !== undefined) {
		state.references.push({ group: reference, position: start });
		return { kind: "back-reference", group: reference, span: spanFrom(reader, start) };
	}
	if (/[<'P]/.test(reader.bytes[reader.position] ?? "")) {
		const name = readName(state, start);
		return group(++state.groups, name, false);
	}
	return readOptions(state, start);
}

function readName(state: PcreState, start: number): string {
	const match = takePattern(state.reader, /P?<([A-Za-z_]\w{0,31})>|'([A-Za-z_]\w{0,31})'/y);
	const name = match?.[1] ?? match?.[2];
	if (name === undefined) return invalid("a group whose name is wrong", start);
	const number = state.groups + 1;
	const known = state.names.get(name);
	if (known !== undefined && known !== number && !state.flags.J) return invalid("two groups with one name", start);
	if (known === undefined && [...state.names.values()].includes(number)) return invalid("two names for one group", start);
	state.names.set(name, number);
	return name;
}

function readLookAround(state: PcreState, mark: string, start: number): ExpressionNode {
	const direction = mark.startsWith("<") ? "behind" : "ahead";
	const body = readBody(state, start, false);
	// Each branch may have its own length; inside a branch there is one. Newer releases take more.
	const branches = body.kind === "alternation" ? body.branches : [body];
	if (direction === "behind" && branches.some((branch) => fixedLength(branch) === undefined))
		unsupported("a look-behind without a fixed length, which PCRE2 before 10.43 refuses", start);
	return { kind: "look-around", direction, negative: mark.endsWith("!"), body, span: spanFrom(state.reader, start) };
}

/** Reads `(?imnsxJU-...)` and `(?...:`: `pcre2pattern(3)`, "Internal option setting". */
function readOptions(state: PcreState, start: number): ExpressionNode | undefined {
	const { reader } = state;
	const match = takePattern(reader, /(\^?)([imnsxJU]*)(-?)([imnsxJU]*)([:)])/y);
	if (match === null) {
		if (/[ar]/.test(reader.bytes[reader.position] ?? "")) return unsupported("an option of PCRE2 10.43", start);
		return invalid("an unknown character after (?", start);
	}
	const [, caret = "", on = "", minus = "", off = "", end] = match;
	if (caret !== "" && minus !== "") return invalid("(?^ with a hyphen", start);
	const outer = state.flags;
	const base: Flags = caret === "" ? outer : { ...outer, i: false, m: false, n: false, s: false, x: false, xx: false };
	const value = (flag: "i" | "m" | "n" | "s" | "x" | "J" | "U"): boolean =>
		off.includes(flag) ? false : on.includes(flag) || base[flag];
	const flags: Flags = {
		i: value("i"),
		m: value("m"),
		n: value("n"),
		s: value("s"),
		x: value("x"),
		xx: off.includes("x") ? false : on.includes("x") ? on.includes("xx") : base.xx,
		J: value("J"),
		U: value("U"),
	};
	state.flags = flags;
	if (end === ")") return undefined;
	const body = readBody(state, start, false, outer);
	return { kind: "group", capture: undefined, name: undefined, atomic: false, body, span: spanFrom(reader, start) };
}

/** Reads the inside of a group and its `)`; options set inside end there. */
function readBody(state: PcreState, start: number, reset: boolean, outer: Flags = state.flags): ExpressionNode {
	if (++state.depth > maxDepth) unsupported(`groups nested more than ${maxDepth} deep`, start);
	const body = readAlternation(state, reset);
	if (!take(state.reader, ")")) invalid("a ( without its )", start);
	state.depth--;
	state.flags = outer;
	return body;
}
