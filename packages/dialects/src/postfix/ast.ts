import type { Span } from "@relaylint/core";
import type { CstElement, CstNode, IToken } from "chevrotain";
import { errorMessage, errorSpan, tokenSpan } from "../chevrotain.ts";
import { isOutermost, MAX_DEPTH, splitFields, tooDeep, topLevelSpans } from "./brackets.ts";
import { findHoles, HOLE, maskHoles, type TemplateHole } from "./holes.ts";
import { lexRecord } from "./lexer.ts";
import { trimmedSpan } from "./lines.ts";
import { parseTokens } from "./parser.ts";
import type { ValueNode, ValueTree } from "./value-tree.ts";

export type { ValueNode, ValueTree };

/** A main.cf record taken apart; offsets are those of the record's text. */
export type MainRecord =
	| {
			readonly kind: "assignment";
			readonly name: string;
			readonly nameSpan: Span;
			readonly valueStart: number;
			readonly value: ValueTree;
			readonly holes: readonly TemplateHole[];
	  }
	| { readonly kind: "missing-name" | "missing-equals"; readonly span: Span; readonly holes: readonly TemplateHole[] };

/** A master.cf record's fields and arguments, without braces taken off; an unclosed brace reaches to the end. */
export interface MasterRecord {
	readonly fields: readonly Span[];
	readonly holes: readonly TemplateHole[];
	/** The brace that is not closed. */
	readonly unclosed?: Span;
}

/** Results by text; a record is parsed again only when its own text changes. Emptied when full. */
const valueCache = new Map<string, ValueTree>();
const mainCache = new Map<string, MainRecord>();
const masterCache = new Map<string, MasterRecord>();
const CACHE_SIZE = 20_000;

function cached<T>(cache: Map<string, T>, text: string, make: (text: string) => T): T {
	let value = cache.get(text);
	if (value === undefined) {
		value = make(text);
		if (cache.size >= CACHE_SIZE) cache.clear();
		cache.set(text, value);
	}
	return value;
}

/** Parses a value, as written after `=` or as a default's text stands; total. */
export function parseValue(text: string): ValueTree {
	return cached(valueCache, text, (value) => {
		const masked = maskHoles(value, findHoles(value));
		return { text: value, nodes: valueNodes(value, masked) };
	});
}

/** Parses one logical line of main.cf, by the rules of split_nameval: postconf(5), the main.cf file format; total. */
export function parseMainRecord(text: string): MainRecord {
	return cached(mainCache, text, (record) => {
		const holes = findHoles(record);
		const masked = maskHoles(record, holes);
		const tokens = lexRecord(masked, "name");
		const equals = tokens.findIndex((token) => token.tokenType.name === "Equals");
		const nameTokens = tokens
			.slice(0, equals === -1 ? tokens.length : equals)
			.filter((token) => token.tokenType.name !== "NameSpace");
		const [first] = nameTokens;
		const last = nameTokens.at(-1);
		if (first === undefined || last === undefined) return { kind: "missing-name", span: trimmedSpan(record, 0), holes };
		const nameSpan = { start: tokenSpan(first).start, end: tokenSpan(last).end };
		if (equals === -1 || /[\t-\r ]/.test(masked.slice(nameSpan.start, nameSpan.end)))
			return { kind: "missing-equals", span: trimmedSpan(record, 0), holes };
		const { start, end } = trimmedSpan(record, (tokens[equals]?.startOffset ?? 0) + 1);
		const valueText = record.slice(start, end);
		const parse = tooDeep(masked) ? undefined : parseTokens(tokens, "mainRecord");
		const tree = parse?.kind === "tree" ? child(parse.cst, "value") : undefined;
		const nodes =
			tree === undefined ? valueNodes(valueText, masked.slice(start, end)) : piecesOf(tree, "piece", valueText, -start);
		return {
			kind: "assignment",
			name: record.slice(nameSpan.start, nameSpan.end),
			nameSpan,
			valueStart: start,
			value: { text: valueText, nodes },
			holes,
		};
	});
}

/** Splits one logical line of master.cf into its fields and arguments: master(5); total. */
export function parseMasterRecord(text: string): MasterRecord {
	return cached(masterCache, text, (record) => {
		const holes = findHoles(record);
		const masked = maskHoles(record, holes);
		const parse = tooDeep(masked) ? undefined : parseTokens(lexRecord(masked, "service"), "masterRecord");
		if (parse?.kind === "tree") return { fields: nodesOf(parse.cst, "field").map(nodeSpan), holes };
		return { ...splitFields(masked), holes };
	});
}

/** Parses a value as a whole, or where that fails piece by piece, so that one bad expansion does not hide the others. */
function valueNodes(text: string, masked: string): ValueNode[] {
	if (!tooDeep(masked)) {
		const parse = parseTokens(lexRecord(masked, "value"), "value");
		if (parse.kind === "tree") return piecesOf(parse.cst, "piece", text, 0);
	}
	return topLevelSpans(masked).flatMap(({ span, closed }): ValueNode[] => {
		const piece = masked.slice(span.start, span.end);
		if (!closed) return [{ kind: "malformed", span, reason: "the expansion is not closed", fatal: true }];
		if (piece.startsWith("$") && tooDeep(piece))
			return [{ kind: "malformed", span, reason: `nested deeper than ${MAX_DEPTH} levels`, fatal: false }];
		const parse = parseTokens(lexRecord(piece, "value"), "value");
		if (parse.kind === "tree") return piecesOf(parse.cst, "piece", text, span.start);
		const at = errorSpan(parse.error, piece.length);
		const plain = piece.startsWith("${") && !piece.includes("$(") && !piece.includes(HOLE);
		return [{ kind: "malformed", span, reason: errorMessage(parse.error), fatal: plain && isOutermost(piece, at.start) }];
	});
}

/**
 * Turns pieces of a tree into nodes, joining neighbouring text; `base` is where the parsed text begins in `text`, and negative where more was
 * parsed than `text`: white space before and after it is left out.
 */
function piecesOf(parent: CstNode, rule: string, text: string, base: number): ValueNode[] {
	const nodes: ValueNode[] = [];
	for (const piece of nodesOf(parent, rule)) addPiece(nodes, piece, text, base);
	return nodes;
}

function addText(nodes: ValueNode[], span: Span, text: string): void {
	const last = nodes.at(-1);
	const plain = text.length === span.end - span.start;
	if (plain && last?.kind === "text" && last.span.end === span.start && last.text.length === last.span.end - last.span.start) {
		nodes[nodes.length - 1] = { kind: "text", span: { start: last.span.start, end: span.end }, text: last.text + text };
	} else nodes.push({ kind: "text", span, text });
}

function addPiece(nodes: ValueNode[], piece: CstNode, text: string, base: number): void {
	for (const element of inOrder(piece)) {
		if ("children" in element) {
			if (element.name === "expansion") nodes.push(expansionNode(element, text, base));
			else addPiece(nodes, element, text, base);
		} else addToken(nodes, element, text, base);
	}
}

function addToken(nodes: ValueNode[], token: IToken, text: string, base: number): void {
	const local = tokenSpan(token);
	const span = { start: Math.max(0, local.start + base), end: Math.min(text.length, local.end + base) };
	if (span.start >= span.end) return;
	switch (token.tokenType.name) {
		case "Escape":
			nodes.push({ kind: "text", span, text: "$" });
			break;
		case "Hole":
			nodes.push({ kind: "hole", span });
			break;
		case "Dollar":
			nodes.push({ kind: "malformed", span, reason: 'no name follows "$"', fatal: true });
			break;
		case "PlainReference":
			nodes.push({ kind: "reference", span, name: token.image.slice(1), nameSpan: { start: span.start + 1, end: span.end } });
			break;
		default:
			addText(nodes, span, text.slice(span.start, span.end));
	}
}

function expansionNode(expansion: CstNode, text: string, base: number): ValueNode {
	const local = nodeSpan(expansion);
	const span = { start: local.start + base, end: local.end + base };
	const body = child(expansion, "expansionBody");
	if (body === undefined) return { kind: "malformed", span, reason: "nothing is inside the braces", fatal: true };
	const whenTrue = child(body, "whenTrue");
	const whenFalse = child(body, "whenFalse");
	const branches = {
		...(whenTrue === undefined ? {} : { whenTrue: branchNodes(whenTrue, text, base) }),
		...(whenFalse === undefined ? {} : { whenFalse: branchNodes(whenFalse, text, base) }),
	};
	const comparison = child(body, "comparison");
	if (comparison !== undefined) {
		const side = (name: string) => {
			const group = child(comparison, name);
			return group === undefined ? [] : piecesOf(group, "textPiece", text, base);
		};
		const operator = `${token(comparison, "Operator")?.image ?? ""}${token(comparison, "Word")?.image ?? ""}`;
		return { kind: "comparison", span, left: side("left"), operator, right: side("right"), ...branches };
	}
	const word = token(body, "Word");
	if (word === undefined && span.end - span.start === 3)
		return { kind: "malformed", span, reason: 'no name follows "$"', fatal: true };
	const name = word === undefined ? { start: span.start + 2, end: span.start + 2 } : tokenSpan(word);
	const nameSpan = word === undefined ? name : { start: name.start + base, end: name.end + base };
	const argument = child(body, "argument");
	if (argument === undefined) return { kind: "reference", span, name: word?.image ?? "", nameSpan, ...branches };
	return {
		kind: "call",
		span,
		name: word?.image ?? "",
		nameSpan,
		argument: piecesOf(argument, "textPiece", text, base),
		...branches,
	};
}

/** A branch in braces is what stands between them; a loose one keeps its leading white space. */
function branchNodes(branch: CstNode, text: string, base: number): ValueNode[] {
	const group = child(branch, "group");
	if (group !== undefined) return piecesOf(group, "textPiece", text, base);
	const nodes: ValueNode[] = [];
	addPiece(nodes, branch, text, base);
	return nodes;
}

/** The children of a node in the order of the text: Chevrotain keeps them by name. Most nodes here have one child. */
function inOrder(node: CstNode): readonly CstElement[] {
	let all: CstElement[] | undefined;
	let sorted = true;
	for (const name in node.children) {
		const elements = node.children[name];
		if (elements === undefined || elements.length === 0) continue;
		if (all === undefined) all = elements;
		else {
			all = [...all, ...elements];
			sorted = false;
		}
	}
	if (all === undefined || sorted) return all ?? [];
	return all.sort((a, b) => startOf(a) - startOf(b));
}

function startOf(element: CstElement): number {
	return "children" in element ? nodeSpan(element).start : element.startOffset;
}

/** The span of all tokens below a node; an empty node, which only an empty branch can be, is at the end of everything. */
function nodeSpan(node: CstNode): Span {
	let start = Number.POSITIVE_INFINITY;
	let end = -1;
	for (const name in node.children) {
		for (const element of node.children[name] ?? []) {
			const span = "children" in element ? nodeSpan(element) : tokenSpan(element);
			if (span.start < start) start = span.start;
			if (span.end > end) end = span.end;
		}
	}
	return { start, end };
}

function nodesOf(node: CstNode, name: string): readonly CstNode[] {
	const elements = node.children[name] ?? [];
	return elements.length > 0 && "children" in (elements[0] as CstElement) ? (elements as CstNode[]) : [];
}

function child(node: CstNode, name: string): CstNode | undefined {
	return nodesOf(node, name)[0];
}

function token(node: CstNode, name: string): IToken | undefined {
	return (node.children[name] ?? []).find((element): element is IToken => !("children" in element));
}
