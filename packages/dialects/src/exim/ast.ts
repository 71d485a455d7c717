import type { Span } from "@relaylint/core";
import type { CstElement, CstNode, IToken } from "chevrotain";
import { errorMessage, errorSpan, tokenSpan } from "../chevrotain.ts";
import { type LineMode, lexLine } from "./lexer.ts";
import { type LineParse, parseLine } from "./parser.ts";

/** A name with its place in the line. */
export interface Word {
	readonly text: string;
	readonly span: Span;
}

/** One line of a configuration taken apart; offsets are those of the logical line. */
export type Statement =
	| { readonly kind: "section"; readonly name: Word }
	| { readonly kind: "macro"; readonly name: Word; readonly again: boolean; readonly value: Span }
	| { readonly kind: "list"; readonly list: ListKind; readonly cached: boolean; readonly name: Word; readonly value: Span }
	| { readonly kind: "option"; readonly name: Word; readonly value?: Span }
	| { readonly kind: "name"; readonly name: Word }
	| {
			readonly kind: "condition";
			readonly verb?: Word;
			readonly negated: boolean;
			readonly name?: Word;
			/** The variable of `set`. */
			readonly variable?: Word;
			readonly value?: Span;
	  }
	| { readonly kind: "rule"; readonly fields: readonly Span[] }
	| { readonly kind: "error"; readonly span: Span; readonly message: string };

/** The four kinds of named list. */
export type ListKind = "domain" | "host" | "address" | "localpart";

/** A conditional or an include. */
export interface Directive {
	readonly name: "ifdef" | "ifndef" | "elifdef" | "elifndef" | "else" | "endif" | "include" | "include_if_exists";
	readonly text: string;
}

/** Statements by their text; a line is parsed again only when its own text changes. Emptied when full. */
const cache = new Map<string, Statement>();
const CACHE_SIZE = 20_000;

/** Takes a line apart; total. */
export function parseStatement(text: string, mode: Exclude<LineMode, "directive">): Statement {
	const key = `${mode}\n${text}`;
	let statement = cache.get(key);
	if (statement === undefined) {
		statement = statementOf(parseLine(lexLine(text, mode), RULES[mode]), text);
		if (cache.size >= CACHE_SIZE) cache.clear();
		cache.set(key, statement);
	}
	return statement;
}

const RULES = { main: "mainLine", driver: "driverLine", acl: "aclLine", rule: "ruleLine" } as const;

/** The directive that a line is; undefined where it is none. */
export function directiveOf(text: string): Directive | undefined {
	const tokens = lexLine(text, "directive");
	if (tokens.length === 0) return undefined;
	const parse = parseLine(tokens, "directive");
	if (parse.kind === "error") return undefined;
	const name = tokenIn(parse.cst, "DirectiveName")?.image.slice(1) as Directive["name"];
	const rest = tokenIn(parse.cst, "DirectiveText")?.image ?? "";
	// An include without white space behind its name is none.
	if (name.startsWith("include") && rest === "") return undefined;
	return { name, text: rest };
}

function statementOf(parse: LineParse, text: string): Statement {
	if (parse.kind === "error")
		return { kind: "error", span: errorSpan(parse.error, text.length), message: errorMessage(parse.error) };
	const { cst } = parse;
	const section = nodeIn(cst, "section") ?? nodeIn(cst, "ruleSection");
	if (section !== undefined) {
		const name = tokenIn(section, "Name") ?? tokenIn(section, "Field");
		if (name !== undefined) return { kind: "section", name: wordOf(name) };
	}
	const macro = nodeIn(cst, "macro");
	if (macro !== undefined)
		return {
			kind: "macro",
			name: wordOf(tokenIn(macro, "MacroName") as IToken),
			again: tokenIn(macro, "DefineAgain") !== undefined,
			value: valueSpan(macro, text),
		};
	const list = nodeIn(cst, "namedList");
	if (list !== undefined) {
		const kind = (tokenIn(list, "ListKind") as IToken).image;
		return {
			kind: "list",
			list: kind.replace(/list.*/, "") as ListKind,
			cached: kind.endsWith("_cache"),
			name: wordOf((tokenIn(list, "Name") ?? tokenIn(list, "MacroName")) as IToken),
			value: valueSpan(list, text),
		};
	}
	const condition = nodeIn(cst, "condition");
	const verb = tokenIn(cst, "Verb");
	if (condition !== undefined || verb !== undefined) return conditionOf(condition, verb, text);
	const option = nodeIn(cst, "setting") ?? nodeIn(cst, "optionOrName");
	if (option !== undefined) return optionOf(option, text);
	return { kind: "rule", fields: fieldsOf(cst) };
}

function optionOf(option: CstNode, text: string): Statement {
	const name = wordOf(tokenIn(option, "Name") as IToken);
	if (tokenIn(option, "Colon") !== undefined) return { kind: "name", name };
	return tokenIn(option, "Equals") === undefined
		? { kind: "option", name }
		: { kind: "option", name, value: valueSpan(option, text) };
}

function conditionOf(condition: CstNode | undefined, verb: IToken | undefined, text: string): Statement {
	const first = verb === undefined ? {} : { verb: wordOf(verb) };
	if (condition === undefined) return { kind: "condition", ...first, negated: false };
	const negated = tokenIn(condition, "Bang") !== undefined;
	const set = tokenIn(condition, "SetWord");
	const inner = nodeIn(condition, "optionOrName");
	if (set !== undefined)
		return {
			kind: "condition",
			...first,
			negated,
			name: wordOf(set),
			variable: wordOf(tokenIn(condition, "variable") as IToken),
			value: valueSpan(condition, text),
		};
	const option = optionOf(inner as CstNode, text);
	if (option.kind === "name")
		return verb === undefined && !negated
			? option
			: { kind: "error", span: option.name.span, message: `"${option.name.text}:" is not expected here` };
	if (option.kind !== "option") return option;
	return {
		kind: "condition",
		...first,
		negated,
		name: option.name,
		...(option.value === undefined ? {} : { value: option.value }),
	};
}

/** Fields that touch are one, as in `"quoted"text`. */
function fieldsOf(cst: CstNode): readonly Span[] {
	const tokens = [...tokensIn(cst, "QuotedField"), ...tokensIn(cst, "Field")].map(tokenSpan);
	return tokens.sort((a, b) => a.start - b.start);
}

function valueSpan(node: CstNode, text: string): Span {
	const value = nodeIn(node, "value");
	const token = value === undefined ? undefined : tokenIn(value, "Value");
	return token === undefined ? { start: text.length, end: text.length } : tokenSpan(token);
}

function wordOf(token: IToken): Word {
	return { text: token.image, span: tokenSpan(token) };
}

function nodeIn(node: CstNode, name: string): CstNode | undefined {
	const found: CstElement | undefined = node.children[name]?.[0];
	return found !== undefined && "children" in found ? found : undefined;
}

function tokensIn(node: CstNode, name: string): readonly IToken[] {
	return (node.children[name] ?? []).filter((element): element is IToken => "image" in element);
}

function tokenIn(node: CstNode, name: string): IToken | undefined {
	return tokensIn(node, name)[0];
}
