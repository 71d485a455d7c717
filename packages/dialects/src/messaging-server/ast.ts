import type { Span } from "@relaylint/core";
import type { CstElement, CstNode, IToken } from "chevrotain";
import { tokenSpan } from "../chevrotain.ts";
import { lexRecord, type StartMode } from "./lexer.ts";
import { parseTokens } from "./parser.ts";

/** A token of a pattern, a template or a rewrite rule; a call holds its argument. Offsets are those of the record. */
export interface Piece {
	/** The token's name in the grammar, or the name of a call. */
	readonly kind: string;
	readonly text: string;
	readonly span: Span;
	readonly argument?: readonly Piece[];
}

/** An entry of a mapping table taken apart. */
export interface EntryRecord {
	readonly pattern: readonly Piece[];
	readonly patternSpan: Span;
	/** Absent where the line has one column. */
	readonly template?: readonly Piece[];
	readonly templateSpan?: Span;
	/** What stands behind the template column. */
	readonly rest?: Span;
	/** Set where the line does not fit the grammar: something is left open. */
	readonly broken?: Span;
}

/** A rewrite rule taken apart; without a template where the line has one word. */
export interface RewriteRecord {
	readonly pattern: string;
	readonly patternSpan: Span;
	readonly template?: readonly Piece[];
	readonly templateSpan?: Span;
	readonly broken?: Span;
}

/** A word of a channel block with its place. */
export interface WordPiece {
	readonly text: string;
	readonly span: Span;
}

/** `NAME=value`, `[SECTION]`, or what is neither. */
export type OptionRecord =
	| { readonly kind: "section"; readonly text: string; readonly span: Span }
	| {
			readonly kind: "option";
			readonly name: string;
			readonly nameSpan: Span;
			readonly value: string;
			readonly valueSpan: Span;
	  }
	| { readonly kind: "other" };

const PATTERN_TOKENS = new Set([
	"Quoted",
	"Glob",
	"Modifier",
	"Network",
	"IgnoredBits",
	"Network6",
	"Any",
	"One",
	"Stray",
	"Literal",
]);

/** Takes an indented line of a mapping table apart; total. */
export function parseEntry(text: string): EntryRecord {
	const { tokens } = lexRecord(text, "entry");
	const cst = parseTokens(tokens, "entry");
	if (cst === undefined) return brokenEntry(text, tokens);
	const pattern = piecesOf(childOf(cst, "pattern"), "patternPiece");
	const patternSpan = spanOf(pattern, lengthOf(tokens[0]));
	const template = childOf(cst, "template");
	if (template === undefined) return { pattern, patternSpan };
	const pieces = piecesOf(template, "templatePiece");
	const gap = (cst.children.Gap?.[0] as IToken | undefined) ?? tokens[0];
	const rest = template.children.Rest?.[0] as IToken | undefined;
	return {
		pattern,
		patternSpan,
		template: pieces,
		templateSpan: spanOf(pieces, gap === undefined ? text.length : tokenSpan(gap).end),
		...(rest === undefined ? {} : { rest: tokenSpan(rest) }),
	};
}

/** A line that the grammar does not take: its pattern is what stands before the gap. */
function brokenEntry(text: string, tokens: readonly IToken[]): EntryRecord {
	const pieces = tokens.filter((token) => PATTERN_TOKENS.has(token.tokenType.name));
	const gap = tokens.findIndex((token) => token.tokenType.name === "Gap");
	const before = tokens.slice(1, gap === -1 ? tokens.length : gap).filter((token) => pieces.includes(token));
	const pattern = before.map(pieceOf);
	const start = gap === -1 ? text.length : tokenSpan(tokens[gap] as IToken).end;
	return {
		pattern,
		patternSpan: spanOf(pattern, 0),
		...(gap === -1 ? {} : { template: [], templateSpan: { start, end: text.trimEnd().length } }),
		broken: { start, end: Math.max(start, text.trimEnd().length) },
	};
}

/** Takes a pattern by itself apart; undefined where it does not fit the grammar. */
export function parsePattern(text: string): readonly Piece[] | undefined {
	const cst = parsed(text, "pattern", "pattern");
	return cst === undefined ? undefined : piecesOf(cst, "patternPiece");
}

/** Takes a rewrite rule apart; total. */
export function parseRewriteRule(text: string): RewriteRecord {
	const { tokens } = lexRecord(text, "rewriteRule");
	const cst = parseTokens(tokens, "rewriteRule");
	const [word] = tokens;
	const patternSpan = word === undefined ? { start: 0, end: 0 } : tokenSpan(word);
	const pattern = word?.tokenType.name === "Word" ? word.image : "";
	if (cst === undefined) return { pattern, patternSpan, broken: { start: patternSpan.end, end: text.length } };
	if (tokens.length < 2) return { pattern, patternSpan };
	const template = piecesOf(cst, "rewritePiece");
	return { pattern, patternSpan, template, templateSpan: spanOf(template, patternSpan.end) };
}

/** The words of a line. */
export function parseWords(text: string): readonly WordPiece[] {
	const cst = parsed(text, "words", "words");
	return ((cst?.children.Word ?? []) as IToken[]).map((token) => ({ text: token.image, span: tokenSpan(token) }));
}

/** Takes a line of dispatcher.cnf or of a listing apart; total. */
export function parseOption(text: string): OptionRecord {
	const children = parsed(text, "option", "optionLine")?.children;
	const section = children?.Section?.[0] as IToken | undefined;
	if (section !== undefined) return { kind: "section", text: section.image.slice(1, -1), span: tokenSpan(section) };
	const name = children?.OptionName?.[0] as IToken | undefined;
	if (name === undefined) return { kind: "other" };
	const value = children?.OptionValue?.[0] as IToken | undefined;
	const written = value?.image ?? "";
	const lead = written.length - written.trimStart().length;
	const start = value === undefined ? text.length : value.startOffset + lead;
	const trimmed = written.trim();
	return {
		kind: "option",
		name: name.image,
		nameSpan: tokenSpan(name),
		value: trimmed,
		valueSpan: { start, end: start + trimmed.length },
	};
}

function parsed(text: string, mode: StartMode, rule: Parameters<typeof parseTokens>[1]): CstNode | undefined {
	const { tokens, complete } = lexRecord(text, mode);
	return complete ? parseTokens(tokens, rule) : undefined;
}

function childOf(node: CstNode, name: string): CstNode | undefined {
	return node.children[name]?.[0] as CstNode | undefined;
}

/** The pieces below a node: each piece is one token or one call. */
function piecesOf(node: CstNode | undefined, name: string): readonly Piece[] {
	return ((node?.children[name] ?? []) as CstNode[]).flatMap((piece) => {
		const [element] = inOrder(piece);
		if (element === undefined) return [];
		return [isNode(element) ? callOf(element) : pieceOf(element)];
	});
}

function callOf(node: CstNode): Piece {
	const tokens = inOrder(node).filter((element): element is IToken => !isNode(element));
	const [open] = tokens;
	const close = tokens.at(-1);
	const span = {
		start: open === undefined ? 0 : tokenSpan(open).start,
		end: close === undefined ? 0 : tokenSpan(close).end,
	};
	return { kind: node.name, text: open?.image ?? "", span, argument: tokens.slice(1, -1).map(pieceOf) };
}

function pieceOf(token: IToken): Piece {
	return { kind: token.tokenType.name, text: token.image, span: tokenSpan(token) };
}

function isNode(element: CstElement): element is CstNode {
	return "children" in element;
}

function inOrder(node: CstNode): readonly CstElement[] {
	const all = Object.values(node.children).flatMap((elements) => elements ?? []);
	return all.length < 2 ? all : all.sort((a, b) => startOf(a) - startOf(b));
}

function startOf(element: CstElement): number {
	if (!isNode(element)) return element.startOffset;
	return Math.min(...Object.values(element.children).flatMap((elements) => (elements ?? []).map(startOf)));
}

function spanOf(pieces: readonly Piece[], otherwise: number): Span {
	const [first] = pieces;
	const last = pieces.at(-1);
	if (first === undefined || last === undefined) return { start: otherwise, end: otherwise };
	return { start: first.span.start, end: last.span.end };
}

function lengthOf(token: IToken | undefined): number {
	return token === undefined ? 0 : tokenSpan(token).end;
}
