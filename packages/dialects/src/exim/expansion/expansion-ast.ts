import type { Span } from "@relaylint/core";
import type { CstElement, CstNode } from "chevrotain";
import { errorMessage, errorSpan, tokenSpan } from "../../chevrotain.ts";
import { escaped } from "../value.ts";
import { lexExpansion } from "./expansion-lexer.ts";
import { parseExpansionTokens } from "./expansion-parser.ts";

/** A piece of a string that is expanded; spans are offsets of the string. */
export type Node =
	| { readonly kind: "text"; readonly text: string; readonly span: Span }
	| { readonly kind: "variable"; readonly name: string; readonly span: Span }
	| { readonly kind: "header"; readonly name: string; readonly span: Span }
	| { readonly kind: "operator"; readonly name: string; readonly body: readonly Node[]; readonly span: Span }
	| { readonly kind: "item"; readonly parts: readonly Part[]; readonly span: Span }
	/** A dollar sign that begins nothing: the expansion fails. */
	| { readonly kind: "bad"; readonly message: string; readonly span: Span };

/** What stands between the braces of an item or a condition. */
export type Part =
	| { readonly kind: "word"; readonly text: string; readonly span: Span }
	| { readonly kind: "argument"; readonly body: readonly Node[]; readonly span: Span }
	| {
			readonly kind: "junction";
			readonly name: "and" | "or";
			readonly conditions: readonly (readonly Part[])[];
			readonly span: Span;
	  }
	| { readonly kind: "arguments"; readonly name: string; readonly bodies: readonly (readonly Node[])[]; readonly span: Span }
	| { readonly kind: "condition"; readonly parts: readonly Part[]; readonly span: Span };

/** A string taken apart, or why its expansion fails. */
export type Expansion =
	| { readonly kind: "nodes"; readonly nodes: readonly Node[] }
	| { readonly kind: "error"; readonly message: string; readonly span: Span };

const cache = new Map<string, Expansion>();
const CACHE_SIZE = 20_000;

/** Takes a string apart that Exim expands; total. */
export function parseExpansion(source: string): Expansion {
	let expansion = cache.get(source);
	if (expansion === undefined) {
		expansion = read(source);
		if (cache.size >= CACHE_SIZE) cache.clear();
		cache.set(source, expansion);
	}
	return expansion;
}

/** Deeper nesting than this is not followed. */
const DEEPEST = 200;

function read(source: string): Expansion {
	if (!/[$\\]/.test(source))
		return {
			kind: "nodes",
			nodes: source === "" ? [] : [{ kind: "text", text: source, span: { start: 0, end: source.length } }],
		};
	let depth = 0;
	for (const character of source) {
		if (character === "{") depth++;
		else if (character === "}") depth = Math.max(0, depth - 1);
		if (depth > DEEPEST)
			return { kind: "error", message: "braces are nested too deeply", span: { start: 0, end: source.length } };
	}
	const parse = parseExpansionTokens(lexExpansion(source));
	if (parse.kind === "error")
		return { kind: "error", message: errorMessage(parse.error), span: errorSpan(parse.error, source.length) };
	return { kind: "nodes", nodes: nodesOf(parse.cst) };
}

/** The children of a node in the order of the source. */
function inOrder(node: CstNode): readonly CstElement[] {
	return Object.values(node.children)
		.flat()
		.sort((a, b) => startOf(a) - startOf(b));
}

function startOf(element: CstElement): number {
	if ("image" in element) return element.startOffset;
	let least = Number.POSITIVE_INFINITY;
	for (const children of Object.values(element.children)) {
		const [first] = children;
		if (first !== undefined) least = Math.min(least, startOf(first));
	}
	return least;
}

function spanOf(element: CstElement): Span {
	if ("image" in element) return tokenSpan(element);
	const children = inOrder(element);
	const [first] = children;
	const last = children.at(-1);
	if (first === undefined || last === undefined) return { start: 0, end: 0 };
	return { start: spanOf(first).start, end: spanOf(last).end };
}

function nodesOf(text: CstNode): readonly Node[] {
	return inOrder(text).flatMap((element): readonly Node[] => {
		if ("image" in element) return [{ kind: "text", text: element.image, span: tokenSpan(element) }];
		return pieceOf(element);
	});
}

function pieceOf(piece: CstNode): readonly Node[] {
	const [element] = inOrder(piece);
	return element === undefined ? [] : elementOf(element);
}

function elementOf(element: CstElement): readonly Node[] {
	const span = spanOf(element);
	if (!("image" in element)) {
		if (element.name === "operator") {
			const name = imageIn(element, "OperatorOpen").slice(2, -1);
			const body = nodesOf(element.children.text?.[0] as CstNode);
			if (HEADER.test(name)) return [{ kind: "header", name, span }];
			return [{ kind: "operator", name, body, span }];
		}
		return [itemOf(partsOf(element.children.parts?.[0] as CstNode | undefined), span)];
	}
	switch (element.tokenType.name) {
		case "Protected":
			return [{ kind: "text", text: element.image.replace(/^\\N/, "").replace(/\\N$/, ""), span }];
		case "Escape":
			return [{ kind: "text", text: escaped(element.image.slice(1)).character, span }];
		case "ListText":
			return [{ kind: "text", text: element.image, span }];
		case "Header":
			return [{ kind: "header", name: element.image.slice(1), span }];
		case "Variable":
			return [{ kind: "variable", name: element.image.slice(1), span }];
		default:
			return [{ kind: "bad", message: "$ not followed by a letter, a digit or {", span }];
	}
}

function imageIn(node: CstNode, name: string): string {
	const token = node.children[name]?.[0];
	return token !== undefined && "image" in token ? token.image : "";
}

const HEADER = /^(?:r|b|l)?h(?:eader)?_/;

/** `${name}` is a variable. */
function itemOf(parts: readonly Part[], span: Span): Node {
	const [only] = parts;
	if (parts.length === 1 && only?.kind === "word" && /^[A-Za-z0-9_]+$/.test(only.text))
		return { kind: "variable", name: only.text, span };
	return { kind: "item", parts, span };
}

/** Words that touch are one, but for what stands for itself. */
function partsOf(node: CstNode | undefined): readonly Part[] {
	if (node === undefined) return [];
	const parts: Part[] = [];
	let touching = false;
	for (const element of inOrder(node)) {
		if ("image" in element) {
			const name = element.tokenType.name;
			const span = tokenSpan(element);
			const last = parts.at(-1);
			if (name === "Blank") touching = false;
			else if (touching && last?.kind === "word" && (name === "Name" || name === "Other" || name === "Comparison")) {
				parts[parts.length - 1] = {
					kind: "word",
					text: last.text + element.image,
					span: { start: last.span.start, end: span.end },
				};
			} else {
				parts.push({ kind: "word", text: element.image, span });
				touching = name === "Name" || name === "Other";
			}
			continue;
		}
		touching = false;
		parts.push(partOf(element));
	}
	return parts;
}

function partOf(element: CstNode): Part {
	const span = spanOf(element);
	const nodes = (name: string): readonly CstNode[] =>
		(element.children[name] ?? []).filter((child): child is CstNode => "children" in child);
	switch (element.name) {
		case "junction": {
			const name = imageIn(element, "Junction").startsWith("and") ? "and" : "or";
			const conditions = nodes("innerCondition").map((inner) => partsOf(inner.children.parts?.[0] as CstNode | undefined));
			return { kind: "junction", name, conditions, span };
		}
		case "argumentList": {
			const name = imageIn(element, "Arguments").replace(/[\s{]+$/, "");
			return {
				kind: "arguments",
				name,
				bodies: nodes("argument").map((inner) => nodesOf(inner.children.text?.[0] as CstNode)),
				span,
			};
		}
		case "listCondition":
			return { kind: "condition", parts: partsOf(element.children.parts?.[0] as CstNode | undefined), span };
		case "plainList":
			return { kind: "argument", body: inOrder(element).slice(1, -1).flatMap(elementOf), span };
		default:
			return { kind: "argument", body: nodesOf(element.children.text?.[0] as CstNode), span };
	}
}
