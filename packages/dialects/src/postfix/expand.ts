import { byDefault, type FileOrigin, type Origin, originText, type SourceFile, type Span, spanAround } from "@relaylint/core";
import { compareOperands } from "./comparison.ts";
import { HOLE } from "./holes.ts";
import { type LogicalLine, originInLine } from "./lines.ts";
import type { CallNode, ComparisonNode, ReferenceNode, ValueNode, ValueTree } from "./value-tree.ts";

/** Where a value's text stands: in a logical line from `start` on, or in no file. */
export type ValueSource =
	| { readonly kind: "file"; readonly file: SourceFile; readonly line: LogicalLine; readonly start: number }
	| { readonly kind: "default"; readonly text: string };

/** A parsed value that knows where it stands. */
export interface SourcedValue {
	readonly tree: ValueTree;
	readonly source: ValueSource;
}

/** A run of expanded text from one place; `span` is in the source's value text. */
export interface Piece {
	readonly start: number;
	readonly end: number;
	readonly source: ValueSource;
	readonly span: Span;
	/** The reference through which the text came. */
	readonly via?: FileOrigin;
}

/**
 * A place whose text is not known; it holds one `HOLE` character, which may stand for any text, also for none or for several words.
 * The reason is a noun phrase that fits behind "depends on".
 */
export interface UnknownPart {
	readonly start: number;
	readonly reason: string;
	readonly origin: Origin;
	/** True where the text is there and is not followed so far. */
	readonly limit?: true;
}

/** Text after expansion that still knows where each of its characters came from. */
export interface ExpandedText {
	readonly text: string;
	/** In order and without gaps. */
	readonly pieces: readonly Piece[];
	/** Empty where the whole text is known. */
	readonly unknown: readonly UnknownPart[];
	/** Names that nobody defines; Postfix puts nothing in their place. */
	readonly undefinedNames: readonly { readonly name: string; readonly origin: Origin }[];
	/** Why every program that evaluates the value stops with a fatal error. */
	readonly fatal?: { readonly reason: string; readonly origin: Origin };
	/** The whole value. */
	readonly origin: Origin;
}

/** What a name stands for: a value still to be expanded, an expanded one, nothing, or something outside the files. */
export type NameLookup =
	| { readonly kind: "value"; readonly value: SourcedValue }
	| { readonly kind: "expanded"; readonly expanded: ExpandedText }
	| { readonly kind: "undefined" }
	| { readonly kind: "unknown"; readonly reason: string };

/** Postfix's own limit; every endless recursion ends at it, with a fatal error. */
const MAX_LEVEL = 100;
/** A value that doubles itself in each of 100 levels must not fill the memory. */
const MAX_LENGTH = 4_000_000;
const MAX_STEPS = 20_000;

interface Expansion {
	text: string;
	readonly pieces: Piece[];
	readonly unknown: UnknownPart[];
	readonly undefinedNames: { name: string; origin: Origin }[];
	readonly lookup: (name: string) => NameLookup;
	readonly functions: boolean;
	fatal: { reason: string; origin: Origin } | undefined;
	steps: number;
}

/** Expands a value as mac_expand() does with recursion, postconf(5); total, and it always ends. Without `functions` a call is fatal, as before 3.11. */
export function expandValue(value: SourcedValue, lookup: (name: string) => NameLookup, functions = true): ExpandedText {
	const state = startExpansion(lookup, functions);
	expandNodes(state, value.tree.nodes, value.source, undefined, 0);
	return finish(state, sourceOrigin(value.source, { start: 0, end: value.tree.text.length }));
}

/** Text from no file that needs no expansion. */
export function literalText(text: string, described: string, near?: FileOrigin): ExpandedText {
	const source: ValueSource = { kind: "default", text: described };
	const pieces =
		text === "" ? [] : [{ start: 0, end: text.length, source, span: { start: 0, end: text.length }, ...(near && { via: near }) }];
	return { text, pieces, unknown: [], undefinedNames: [], origin: byDefault(described, near) };
}

/** A text of which nothing is known. */
export function unknownText(reason: string, origin: Origin, kind: "outside" | "limit" = "outside"): ExpandedText {
	const source: ValueSource = { kind: "default", text: reason };
	const pieces = [{ start: 0, end: 1, source, span: { start: 0, end: 0 } }];
	return {
		text: HOLE,
		pieces,
		unknown: [{ start: 0, reason, origin, ...(kind === "limit" && { limit: true }) }],
		undefinedNames: [],
		origin,
	};
}

/** The origin of a part of a value's text. */
export function sourceOrigin(source: ValueSource, span: Span, via?: FileOrigin): Origin {
	if (source.kind === "default") return byDefault(source.text, via);
	const origin = originInLine(source.file, source.line, { start: source.start + span.start, end: source.start + span.end });
	return via === undefined ? origin : { ...origin, via };
}

/** Where the characters from `start` to `end` came from; characters from several places have the smallest place that holds them all. */
export function originOf(expanded: ExpandedText, start: number, end: number): Origin {
	const pieces = piecesIn(expanded.pieces, start, end);
	const [only] = pieces;
	if (only !== undefined && pieces.length === 1 && only.via === undefined)
		return sourceOrigin(only.source, partOfPiece(only, Math.max(only.start, start), Math.min(only.end, end)));
	const chains = pieces.map((piece) => originChain(piece, start, end));
	const [first] = chains;
	if (first === undefined) return expanded.origin;
	let depth = 0;
	while (chains.every((chain) => chain.length > depth + 1 && chain[depth] === first[depth])) depth++;
	const heads = chains.map((chain) => chain[depth]).filter((origin) => origin !== undefined);
	const [head] = heads;
	if (head === undefined) return expanded.origin;
	if (heads.length === 1) return chains.length === 1 ? (first.at(-1) ?? head) : head;
	if (head.kind === "default") return head;
	let span = head.span;
	for (const other of heads) {
		if (other.kind === "default") return other.near === undefined ? { ...other, near: head } : other;
		if (other.file !== head.file) return head;
		span = spanAround(span, other.span);
	}
	return { ...head, span };
}

/** A part of an expanded text as a text of its own. */
export function sliceExpanded(expanded: ExpandedText, start: number, end: number): ExpandedText {
	const pieces = piecesIn(expanded.pieces, start, end).map((piece): Piece => {
		const from = Math.max(piece.start, start);
		const to = Math.min(piece.end, end);
		return { ...piece, start: from - start, end: to - start, span: partOfPiece(piece, from, to) };
	});
	const unknown = expanded.unknown.filter((part) => part.start >= start && part.start < end);
	return {
		text: expanded.text.slice(start, end),
		pieces,
		unknown: unknown.map((part) => ({ ...part, start: part.start - start })),
		undefinedNames: [],
		origin: originOf(expanded, start, end),
	};
}

function startExpansion(lookup: (name: string) => NameLookup, functions: boolean): Expansion {
	return { functions, text: "", pieces: [], unknown: [], undefinedNames: [], lookup, fatal: undefined, steps: 0 };
}

function finish(state: Expansion, origin: Origin): ExpandedText {
	const { text, pieces, unknown, undefinedNames, fatal } = state;
	return { text, pieces, unknown, undefinedNames, ...(fatal && { fatal }), origin };
}

function expandNodes(
	state: Expansion,
	nodes: readonly ValueNode[],
	source: ValueSource,
	via: FileOrigin | undefined,
	level: number,
): void {
	for (const node of nodes) {
		if (state.fatal !== undefined) return;
		if (++state.steps > MAX_STEPS || state.text.length > MAX_LENGTH) {
			if (!state.text.endsWith(HOLE))
				append(state, HOLE, source, node.span, via, "an expansion that is too long to follow", true);
			return;
		}
		switch (node.kind) {
			case "text":
				append(state, node.text, source, node.span, via);
				break;
			case "hole":
				append(state, HOLE, source, node.span, via, holeReason(source, node.span));
				break;
			case "malformed":
				if (node.fatal) state.fatal = { reason: node.reason, origin: sourceOrigin(source, node.span, via) };
				else append(state, HOLE, source, node.span, via, `a reference that does not parse (${node.reason})`);
				break;
			case "reference":
				expandReference(state, node, source, via, level);
				break;
			case "call":
				expandCall(state, node, source, via, level);
				break;
			case "comparison":
				expandComparison(state, node, source, via, level);
		}
	}
}

function holeReason(source: ValueSource, span: Span): string {
	const origin = sourceOrigin(source, span);
	const text = originText(origin);
	return text === "" ? "a template statement" : `the template hole "${text}"`;
}

function append(
	state: Expansion,
	text: string,
	source: ValueSource,
	span: Span,
	via: FileOrigin | undefined,
	unknown?: string,
	limit = false,
): void {
	if (text === "") return;
	const start = state.text.length;
	if (unknown !== undefined) {
		const origin = sourceOrigin(source, span, via);
		state.unknown.push({ start, reason: unknown, origin, ...(limit && { limit: true }) });
	}
	state.text += text;
	state.pieces.push({ start, end: start + text.length, source, span, ...(via && { via }) });
}

function expandReference(
	state: Expansion,
	node: ReferenceNode,
	source: ValueSource,
	via: FileOrigin | undefined,
	level: number,
): void {
	const here = sourceOrigin(source, node.span, via);
	if (level > MAX_LEVEL) {
		state.fatal = {
			reason: `"${node.name}" refers to itself, or more than ${MAX_LEVEL} names refer to one another`,
			origin: here,
		};
		return;
	}
	const found = state.lookup(node.name);
	if (node.whenTrue !== undefined || node.whenFalse !== undefined) {
		const set = isSet(found);
		if (set === undefined) {
			append(state, HOLE, source, node.span, via, unknownReason(found));
			return;
		}
		// Only a name that the file spells out counts as undefined: a test of it is meant to ask.
		expandNodes(state, (set ? node.whenTrue : node.whenFalse) ?? [], source, via, level + 1);
		return;
	}
	const inner = here.kind === "file" ? here : via;
	switch (found.kind) {
		case "value":
			expandNodes(state, found.value.tree.nodes, found.value.source, inner, level + 1);
			break;
		case "expanded":
			appendExpanded(state, found.expanded, inner);
			break;
		case "undefined":
			state.undefinedNames.push({ name: node.name, origin: here });
			break;
		case "unknown":
			append(state, HOLE, source, node.span, via, found.reason);
	}
}

function appendExpanded(state: Expansion, expanded: ExpandedText, via: FileOrigin | undefined): void {
	const base = state.text.length;
	state.text += expanded.text;
	state.fatal ??= expanded.fatal;
	for (const piece of expanded.pieces)
		state.pieces.push({
			...piece,
			start: piece.start + base,
			end: piece.end + base,
			...((piece.via ?? via) && { via: piece.via ?? via }),
		} as Piece);
	for (const part of expanded.unknown) state.unknown.push({ ...part, start: part.start + base });
	state.undefinedNames.push(...expanded.undefinedNames);
}

/** A test looks at the value as written: `x = $y` counts as set although `$y` is empty. */
function isSet(found: NameLookup): boolean | undefined {
	if (found.kind === "value") return found.value.tree.text !== "";
	if (found.kind === "expanded") return found.expanded.text === "" ? false : found.expanded.text === HOLE ? undefined : true;
	return found.kind === "undefined" ? false : undefined;
}

function unknownReason(found: NameLookup): string {
	if (found.kind === "unknown") return found.reason;
	return (found.kind === "expanded" ? found.expanded.unknown[0]?.reason : undefined) ?? "a value that is not known";
}

/** Expands an operand on its own; what it finds wrong is wrong with the whole. */
function expandOperand(
	state: Expansion,
	nodes: readonly ValueNode[],
	source: ValueSource,
	via: FileOrigin | undefined,
	level: number,
): Expansion {
	const inner = { ...startExpansion(state.lookup, state.functions), steps: state.steps };
	expandNodes(inner, nodes, source, via, level + 1);
	state.steps = inner.steps;
	state.fatal ??= inner.fatal;
	state.undefinedNames.push(...inner.undefinedNames);
	return inner;
}

/** The functions of 3.11 change nothing in plain ASCII names; what they make of others is left open. */
function expandCall(state: Expansion, node: CallNode, source: ValueSource, via: FileOrigin | undefined, level: number): void {
	if (!state.functions || !["domain_to_ascii", "domain_to_utf8"].includes(node.name)) {
		state.fatal = { reason: `"${node.name}" is no function`, origin: sourceOrigin(source, node.span, via) };
		return;
	}
	const argument = expandOperand(state, node.argument, source, via, level);
	if (state.fatal !== undefined) return;
	const plain = /^[\0-\x7f]*$/.test(argument.text) && !/xn--/i.test(argument.text);
	if (!plain || argument.unknown.length > 0 || node.whenTrue !== undefined || node.whenFalse !== undefined) {
		append(state, HOLE, source, node.span, via, argument.unknown[0]?.reason ?? `the result of ${node.name}`);
		return;
	}
	append(state, argument.text, source, node.span, via);
}

function expandComparison(
	state: Expansion,
	node: ComparisonNode,
	source: ValueSource,
	via: FileOrigin | undefined,
	level: number,
): void {
	const side = (nodes: readonly ValueNode[]) => expandOperand(state, nodes, source, via, level);
	const left = side(node.left);
	const right = side(node.right);
	if (state.fatal !== undefined) return;
	const [unknown] = [...left.unknown, ...right.unknown];
	if (unknown !== undefined) {
		append(state, HOLE, source, node.span, via, unknown.reason);
		return;
	}
	const result = compareOperands(left.text, node.operator, right.text);
	if (typeof result === "string") {
		state.fatal = { reason: result, origin: sourceOrigin(source, node.span, via) };
		return;
	}
	if (node.whenTrue === undefined && node.whenFalse === undefined) {
		if (result) append(state, "true", source, node.span, via);
		return;
	}
	expandNodes(state, (result ? node.whenTrue : node.whenFalse) ?? [], source, via, level + 1);
}

function piecesIn(pieces: readonly Piece[], start: number, end: number): Piece[] {
	let low = 0;
	let high = pieces.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((pieces[middle]?.end ?? 0) <= start) low = middle + 1;
		else high = middle;
	}
	const found: Piece[] = [];
	for (let index = low; index < pieces.length; index++) {
		const piece = pieces[index];
		if (piece === undefined || piece.start >= end) break;
		found.push(piece);
	}
	return found;
}

/** The part of a piece's source that gave the characters; text that is not copied one to one belongs to its whole source. */
function partOfPiece(piece: Piece, from: number, to: number): Span {
	if (piece.span.end - piece.span.start !== piece.end - piece.start) return piece.span;
	return { start: piece.span.start + (from - piece.start), end: piece.span.start + (to - piece.start) };
}

/** From the outermost reference down to the words themselves. */
function originChain(piece: Piece, start: number, end: number): Origin[] {
	const chain: Origin[] = [];
	for (let via = piece.via; via !== undefined; via = via.via) chain.unshift(via);
	chain.push(sourceOrigin(piece.source, partOfPiece(piece, Math.max(piece.start, start), Math.min(piece.end, end)), piece.via));
	return chain;
}
