import type { Span } from "@relaylint/core";

/** What follows the colon of a table name. */
export type TableShape =
	/** A path, or whatever the table's type makes of its name. */
	| { readonly kind: "plain" }
	/** `proxy:type:name`: the same table, asked by the proxymap service. */
	| { readonly kind: "proxy"; readonly inner: TableName }
	/** `unionmap:{...}` and `pipemap:{...}`: the member tables in order. */
	| { readonly kind: "members"; readonly members: readonly TableName[] }
	/** `inline:{key = value, { key = text }, ...}`. */
	| { readonly kind: "pairs"; readonly pairs: readonly InlinePair[] }
	/** `static:word` and `static:{ text }`. */
	| { readonly kind: "value"; readonly value: string }
	/** `randmap:{value, ...}`. */
	| { readonly kind: "values"; readonly values: readonly string[] }
	/** `cidr:{{rule}, {rule}}`, and likewise `pcre:` and `regexp:`: the lines of the table. */
	| { readonly kind: "lines"; readonly lines: readonly InlineLine[] }
	/** Tables in tables deeper than is followed: what it answers nobody says. */
	| { readonly kind: "deep" }
	/** Not a name that Postfix takes; `fatal` where the daemon ends, else every lookup fails. */
	| { readonly kind: "bad"; readonly reason: string; readonly fatal: boolean };

/** One lookup table as a parameter names it, `type:name`; spans are offsets in the text that was parsed. */
export interface TableName {
	readonly text: string;
	readonly type: string;
	readonly name: string;
	readonly span: Span;
	readonly nameSpan: Span;
	readonly shape: TableShape;
}

/** One `key = value` of an inline table. */
export interface InlinePair {
	readonly key: string;
	readonly value: string;
	readonly span: Span;
}

/** One `{line}` of a table that is written inside its name. */
export interface InlineLine {
	readonly text: string;
	readonly span: Span;
}

/** How table names are read. */
export interface TableNameOptions {
	/** Where `text` starts in the text that spans count in; 0 by default. */
	readonly offset?: number;
	/** How many tables it stands in; 0 by default. */
	readonly depth?: number;
}

/** Tables in tables are followed so deep. */
export const DEEPEST_TABLE = 20;

const SEPARATORS = ", \t\r\n";
const SPACES = " \t\n\v\f\r";

/** Reads one table name, `type:name` (DATABASE_README); total. */
export function parseTableName(text: string, options: TableNameOptions = {}): TableName {
	const offset = options.offset ?? 0;
	const colon = text.indexOf(":");
	const span = { start: offset, end: offset + text.length };
	const type = colon === -1 ? "" : text.slice(0, colon);
	const name = colon === -1 ? text : text.slice(colon + 1);
	const nameSpan = { start: offset + text.length - name.length, end: span.end };
	return { text, type, name, span, nameSpan, shape: shapeOf(type, name, nameSpan.start, options.depth ?? 0) };
}

/** Splits a list of table names at commas and white space outside braces, and reads each. */
export function parseTableNames(text: string, options: TableNameOptions = {}): readonly TableName[] {
	const offset = options.offset ?? 0;
	return splitOutsideBraces(text).map((word) =>
		parseTableName(text.slice(word.start, word.end), { ...options, offset: offset + word.start }),
	);
}

function shapeOf(type: string, name: string, at: number, depth: number): TableShape {
	if (depth > DEEPEST_TABLE) return { kind: "deep" };
	if (type === "" || name === "") return bad('a table is named "type:name"', true);
	switch (type) {
		case "proxy":
			return { kind: "proxy", inner: parseTableName(name, { offset: at, depth: depth + 1 }) };
		case "static":
			return staticShape(name);
		case "inline":
			return inlineShape(name, at);
		case "unionmap":
		case "pipemap":
			return membersShape(type, name, at, depth);
		case "randmap": {
			const inside = insideBraces(name);
			if (inside === undefined) return bad("randmap needs {value, ...}");
			const values = splitOutsideBraces(inside).map((word) => inside.slice(word.start, word.end));
			return values.length === 0 ? bad("randmap needs {value, ...}") : { kind: "values", values };
		}
		case "cidr":
		case "pcre":
		case "regexp":
			return name.startsWith("{") ? linesShape(name, at) : { kind: "plain" };
		default:
			return { kind: "plain" };
	}
}

function bad(reason: string, fatal = false): TableShape {
	return { kind: "bad", reason, fatal };
}

function staticShape(name: string): TableShape {
	if (!name.startsWith("{")) return { kind: "value", value: name };
	const taken = takeBraces(name, 0);
	return taken.kind === "bad" ? taken : { kind: "value", value: trimSpaces(name.slice(taken.start, taken.end)).text };
}

function inlineShape(name: string, at: number): TableShape {
	const inside = insideBraces(name);
	if (inside === undefined) return bad("inline needs {name=value...}");
	const pairs: InlinePair[] = [];
	for (const word of splitOutsideBraces(inside)) {
		let { start, end } = word;
		if (inside[start] === "{") {
			const taken = takeBraces(inside.slice(start, end), 0);
			if (taken.kind === "bad") return taken;
			end = start + taken.end;
			start = start + taken.start;
		}
		const pair = splitPair(inside.slice(start, end));
		if (typeof pair === "string") return bad(pair);
		pairs.push({ ...pair, span: { start: at + 1 + start, end: at + 1 + end } });
	}
	return pairs.length === 0 ? bad("empty inline table") : { kind: "pairs", pairs };
}

function membersShape(type: string, name: string, at: number, depth: number): TableShape {
	const inside = insideBraces(name);
	const members = inside === undefined ? [] : parseTableNames(inside, { offset: at + 1, depth: depth + 1 });
	if (members.length === 0) return bad(`${type} needs {type:name...}`);
	if (members.some((member) => !member.text.includes(":"))) return bad(`${type} needs {type:name...}`);
	return { kind: "members", members };
}

function linesShape(name: string, at: number): TableShape {
	const outer = takeBraces(name, 0);
	if (outer.kind === "bad") return outer;
	const inside = name.slice(outer.start, outer.end);
	const lines: InlineLine[] = [];
	for (const word of splitOutsideBraces(inside)) {
		const taken = takeBraces(inside.slice(word.start, word.end), 0);
		if (taken.kind === "bad") return taken;
		const trimmed = trimSpaces(inside.slice(word.start + taken.start, word.start + taken.end));
		const start = at + outer.start + word.start + taken.start + trimmed.start;
		lines.push({ text: trimmed.text, span: { start, end: start + trimmed.text.length } });
	}
	return { kind: "lines", lines };
}

/** The words of a list; braces protect the separators inside them, and need not balance. */
function splitOutsideBraces(text: string): readonly Span[] {
	const words: Span[] = [];
	let at = 0;
	for (;;) {
		while (at < text.length && SEPARATORS.includes(text.charAt(at))) at += 1;
		if (at >= text.length) return words;
		const start = at;
		let level = 0;
		while (at < text.length) {
			const character = text.charAt(at);
			if (character === "{") level += 1;
			else if (level > 0 && character === "}") level -= 1;
			else if (level === 0 && SEPARATORS.includes(character)) break;
			at += 1;
		}
		words.push({ start, end: at });
	}
}

/** The text between the braces that enclose all of `text`, if it is not empty. */
function insideBraces(text: string): string | undefined {
	return text.length > 2 && closingBrace(text) === text.length - 1 ? text.slice(1, -1) : undefined;
}

type Braces = { readonly kind: "braces"; readonly start: number; readonly end: number } | (TableShape & { readonly kind: "bad" });

function takeBraces(text: string, at: number): Braces {
	if (text.charAt(at) !== "{") return bad(`no "{" at the start of "${text}"`) as Braces;
	const close = closingBrace(text);
	if (close === -1) return bad(`missing "}" in "${text}"`) as Braces;
	if (close !== text.length - 1) return bad(`text after "}" in "${text}"`) as Braces;
	return { kind: "braces", start: at + 1, end: close };
}

function closingBrace(text: string): number {
	if (!text.startsWith("{")) return -1;
	let level = 0;
	for (let at = 0; at < text.length; at += 1) {
		const character = text.charAt(at);
		if (character === "{") level += 1;
		else if (character === "}") {
			level -= 1;
			if (level === 0) return at;
		}
	}
	return -1;
}

/** Splits `key = value`; the key may be quoted, and keeps its quotes. */
function splitPair(text: string): { readonly key: string; readonly value: string } | string {
	let at = 0;
	while (at < text.length && SPACES.includes(text.charAt(at))) at += 1;
	if (at >= text.length) return "no key found; expected key = value";
	const start = at;
	let quoted = false;
	for (; at < text.length; at += 1) {
		const character = text.charAt(at);
		if (character === "\\") {
			at += 1;
		} else if (character === '"') {
			quoted = !quoted;
		} else if (!quoted && (character === "=" || SPACES.includes(character))) {
			break;
		}
	}
	if (quoted) return 'unbalanced "';
	const end = Math.min(at, text.length);
	while (at < text.length && SPACES.includes(text.charAt(at))) at += 1;
	if (text.charAt(at) !== "=") return 'missing "=" after the key';
	return { key: text.slice(start, end), value: trimSpaces(text.slice(at + 1)).text };
}

function trimSpaces(text: string): { readonly text: string; readonly start: number } {
	let start = 0;
	let end = text.length;
	while (end > start && SPACES.includes(text.charAt(end - 1))) end -= 1;
	while (start < end && SPACES.includes(text.charAt(start))) start += 1;
	return { text: text.slice(start, end), start };
}
