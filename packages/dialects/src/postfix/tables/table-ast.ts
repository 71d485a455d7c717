import type { Span } from "@relaylint/core";
import type { CstElement, CstNode, IToken } from "chevrotain";
import { tokenSpan } from "../../chevrotain.ts";
import type { TableGrammar } from "./table-lexer.ts";
import { parseTableLine } from "./table-parser.ts";

/** A word of a line with its span in the line. */
export interface Word {
	readonly text: string;
	readonly span: Span;
}

/** A pattern between delimiters with its flags, regexp_table(5), pcre_table(5). */
export interface PatternNode {
	readonly negated: boolean;
	/** The text between the delimiters. */
	readonly source: Word;
	readonly flags: Word | undefined;
}

/** One logical line of a table; spans are in offsets of the line's own text. */
export type TableRecord =
	| { readonly kind: "entry"; readonly key: Word; readonly value: Word | undefined }
	/** An alias; `name` is undefined where the part before the colon is no plain name, and then all is in `rest`. */
	| { readonly kind: "alias"; readonly name: Word | undefined; readonly rest: Word | undefined }
	| { readonly kind: "unbalanced"; readonly span: Span }
	| { readonly kind: "network"; readonly negated: boolean; readonly network: Word; readonly value: Word | undefined }
	| { readonly kind: "if-network"; readonly negated: boolean; readonly network: Word }
	| {
			readonly kind: "rule";
			readonly pattern: PatternNode;
			readonly second: PatternNode | undefined;
			readonly value: Word | undefined;
	  }
	| { readonly kind: "if-pattern"; readonly pattern: PatternNode; readonly extra: Word | undefined }
	| { readonly kind: "endif"; readonly extra: Word | undefined }
	| { readonly kind: "malformed"; readonly reason: string; readonly span: Span };

/** Reads one logical line; total. A NUL ends the line, as it ends a string of C. */
export function parseTableRecord(line: string, grammar: TableGrammar): TableRecord {
	const nul = line.indexOf("\0");
	const cut = nul === -1 ? line : line.slice(0, nul);
	const text = grammar === "entry" ? cut : trimEnd(cut);
	const whole = { start: 0, end: text.length };
	if (text === "") return { kind: "malformed", reason: "empty line", span: whole };
	const node = parseTableLine(text, grammar);
	if (node === undefined) return { kind: "malformed", reason: "unrecognised line", span: whole };
	if (grammar === "entry") return entryRecord(node, whole);
	if (grammar === "alias") return aliasRecord(node);
	return grammar === "network" ? networkRecord(node, whole) : expressionRecord(node, whole);
}

function entryRecord(node: CstNode, whole: Span): TableRecord {
	const key = word(node, "Key");
	if (key === undefined) return { kind: "unbalanced", span: whole };
	return { kind: "entry", key, value: trimmedWord(node, "Rest") };
}

function aliasRecord(node: CstNode): TableRecord {
	const other = trimmedWord(node, "OtherName");
	if (other !== undefined) return { kind: "alias", name: undefined, rest: other };
	const quoted = word(node, "QuotedName");
	const name = quoted === undefined ? word(node, "LocalName") : { ...quoted, text: unquote(quoted.text) };
	return { kind: "alias", name, rest: trimmedWord(node, "Rest") };
}

function unquote(text: string): string {
	return text.slice(1, -1).replace(/\\([\s\S])/g, "$1");
}

function networkRecord(node: CstNode, whole: Span): TableRecord {
	const negated = tokens(node, "Not").length % 2 === 1;
	if (has(node, "EndIf")) return { kind: "endif", extra: trimmedWord(node, "Rest") };
	const isIf = has(node, "If");
	const network = isIf ? trimmedWord(node, "Condition") : word(node, "Network");
	if (network === undefined) return { kind: "malformed", reason: "no address pattern", span: whole };
	return isIf
		? { kind: "if-network", negated, network }
		: { kind: "network", negated, network, value: trimmedWord(node, "Rest") };
}

function expressionRecord(node: CstNode, whole: Span): TableRecord {
	if (has(node, "EndIf")) return { kind: "endif", extra: trimmedWord(node, "Rest") };
	if (has(node, "Unrecognised")) return { kind: "malformed", reason: "unrecognised request", span: whole };
	const [first, second] = nodes(node, "pattern").map((child, index) => patternNode(child, index === 1, whole));
	if (first === undefined) return { kind: "malformed", reason: "no regexp", span: whole };
	if ("kind" in first) return first;
	if (has(node, "If")) return { kind: "if-pattern", pattern: first, extra: trimmedWord(node, "Rest") };
	if (second !== undefined && "kind" in second) return second;
	return { kind: "rule", pattern: first, second, value: trimmedWord(node, "Rest") };
}

/** `inverted`: the pattern stands behind an exclamation mark that separates it from the first one. */
function patternNode(
	node: CstNode,
	inverted: boolean,
	whole: Span,
): PatternNode | (TableRecord & { readonly kind: "malformed" }) {
	const negated = (tokens(node, "Not").length % 2 === 1) !== inverted;
	const delimited = word(node, "Delimited");
	if (delimited === undefined) {
		const reason = has(node, "Unclosed") ? "no closing regexp delimiter" : "no regexp";
		return { kind: "malformed", reason, span: whole };
	}
	const source = {
		text: delimited.text.slice(1, -1),
		span: { start: delimited.span.start + 1, end: delimited.span.end - 1 },
	};
	return { negated, source, flags: word(node, "Flags") ?? word(node, "FlagsToBlank") };
}

function elements(node: CstNode, name: string): readonly CstElement[] {
	return node.children[name] ?? [];
}

function tokens(node: CstNode, name: string): readonly IToken[] {
	return elements(node, name) as readonly IToken[];
}

function nodes(node: CstNode, name: string): readonly CstNode[] {
	return elements(node, name) as readonly CstNode[];
}

function has(node: CstNode, name: string): boolean {
	return elements(node, name).length > 0;
}

function word(node: CstNode, name: string): Word | undefined {
	const [token] = tokens(node, name);
	return token === undefined ? undefined : { text: token.image, span: tokenSpan(token) };
}

function trimmedWord(node: CstNode, name: string): Word | undefined {
	const found = word(node, name);
	if (found === undefined) return undefined;
	const text = trimEnd(found.text);
	return { text, span: { start: found.span.start, end: found.span.start + text.length } };
}

function trimEnd(text: string): string {
	return text.replace(/[ \t\n\v\f\r]+$/, "");
}
