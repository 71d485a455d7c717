import { createToken, type IToken, Lexer, type TokenType } from "chevrotain";

// Specification, chapter 11.

/** Text between `\N` and `\N`, which is not expanded. */
export const Protected = createToken({
	name: "Protected",
	pattern: /\\N[\u0000-\uffff]*?(?:\\N|(?![\u0000-\uffff]))/,
	line_breaks: true,
});
/** A backslash with what it protects or makes. */
export const Escape = createToken({
	name: "Escape",
	pattern: /\\(?:[0-7]{1,3}|x[0-9a-fA-F]{1,2}|[\u0000-\uffff])?/,
	line_breaks: true,
});
/** `${name:`, an operator or a header, up to the closing brace. */
export const OperatorOpen = createToken({ name: "OperatorOpen", pattern: /\$\{[a-zA-Z0-9_-]+:/, push_mode: "text" });
/** `${`, an item or a variable. */
export const ItemOpen = createToken({ name: "ItemOpen", pattern: "${", push_mode: "item" });
/** `$h_name:` and its like: a header, whose name may hold any character but a colon. */
export const Header = createToken({ name: "Header", pattern: /\$(?:r|b|l)?h(?:eader)?_[^\s:{}]+:?/ });
/** `$name` or `$1`. */
export const Variable = createToken({ name: "Variable", pattern: /\$(?:[a-zA-Z][a-zA-Z0-9_]*|\d+)/ });
/** A dollar sign that begins nothing. */
export const Dollar = createToken({ name: "Dollar", pattern: "$" });
export const Close = createToken({ name: "Close", pattern: "}", pop_mode: true });
export const Text = createToken({ name: "Text", pattern: /[^$\\}]+/, line_breaks: true });

/** Text outside any braces, where a closing one is text. */
export const TopText = createToken({ name: "TopText", pattern: /[^$\\]+/, line_breaks: true });

export const Blank = createToken({ name: "Blank", pattern: /[\t-\r ]+/, line_breaks: true });
/** `and {` and `or {`: the braces hold conditions in braces. */
export const Junction = createToken({
	name: "Junction",
	pattern: /(?:and|or)[\t-\r ]*\{/,
	push_mode: "conditions",
	line_breaks: true,
});
/** `saslauthd {{` and `acl {{`: the braces hold arguments in braces. */
export const Arguments = createToken({
	name: "Arguments",
	pattern: /(?:saslauthd|acl)[\t-\r ]*\{(?=[\t-\r ]*\{)/,
	push_mode: "arguments",
	line_breaks: true,
});
export const Name = createToken({ name: "Name", pattern: /[a-zA-Z0-9_]+/ });
export const Bang = createToken({ name: "Bang", pattern: "!" });
export const Comparison = createToken({ name: "Comparison", pattern: /[<>]=?|==?/ });
export const Open = createToken({ name: "Open", pattern: "{", push_mode: "text" });
/** `def:name` inside a condition. */
export const Defined = createToken({ name: "Defined", pattern: /def:[a-zA-Z0-9_]+(?:[^\s{}:]*:)?/ });
export const Other = createToken({ name: "Other", pattern: /[\u0000-\uffff]/, line_breaks: true });

const OF_CONDITIONS = /^(?:for(?:any|all)(?:_jsons?)?|filter)$/;

/** The brace behind the list of `forany`, `forall` and `filter`, which opens a condition. */
function opensCondition(source: string, at: number, before: readonly IToken[]): RegExpExecArray | null {
	return opensAfter(source, at, before, OF_CONDITIONS);
}

/** A brace behind a first argument of a condition of these names. */
function opensAfter(source: string, at: number, before: readonly IToken[], names: RegExp): RegExpExecArray | null {
	if (source[at] !== "{") return null;
	let index = before.length - 1;
	while (before[index]?.tokenType === Blank) index--;
	if (before[index]?.tokenType !== Close) return null;
	let depth = 0;
	for (; index >= 0; index--) {
		const token = before[index] as IToken;
		if (token.tokenType === Close) depth++;
		else if (token.tokenType.PUSH_MODE !== undefined) depth--;
		if (depth === 0) break;
	}
	if (before[index]?.tokenType !== Open) return null;
	index--;
	while (before[index]?.tokenType === Blank) index--;
	return names.test(before[index]?.image ?? "") ? /^\{/.exec(source.slice(at, at + 1)) : null;
}

const OF_LISTS = /^match_(?:address|domain|ip|local_part)$/;

/** The brace behind the first argument of `match_domain` and its like: the list in it is not expanded, and ends at the first closing brace (11.8). */
function opensList(source: string, at: number, before: readonly IToken[]): RegExpExecArray | null {
	return opensAfter(source, at, before, OF_LISTS);
}

/** A brace that opens a condition. */
export const ConditionOpen = createToken({
	name: "ConditionOpen",
	pattern: opensCondition,
	start_chars_hint: ["{"],
	push_mode: "item",
	line_breaks: false,
});
/** A brace that opens a list which is not expanded. */
export const ListOpen = createToken({
	name: "ListOpen",
	pattern: opensList,
	start_chars_hint: ["{"],
	push_mode: "list",
	line_breaks: false,
});
/** Text of such a list. */
export const ListText = createToken({ name: "ListText", pattern: /[^\\}]+/, line_breaks: true });
/** A brace between those of `and` and `or`, which opens a condition. */
export const InnerOpen = createToken({ name: "InnerOpen", pattern: "{", push_mode: "item" });

const text = [Protected, Escape, OperatorOpen, ItemOpen, Header, Variable, Dollar];

/** `text`: a string up to its closing brace; `top`: a whole string, in which a closing brace is text; `item`: inside `${`; `list`: one that is not expanded. */
export const expansionModes = {
	top: [...text, TopText],
	text: [...text, Close, Text],
	item: [Blank, Junction, Arguments, Defined, Name, Bang, Comparison, ConditionOpen, ListOpen, Open, Close, Other],
	list: [Protected, Escape, Close, ListText],
	conditions: [Blank, InnerOpen, Close, Other],
	arguments: [Blank, Open, Close, Other],
};

/** Every token of an expansion, for the parser. */
export const expansionTokens: readonly TokenType[] = [...new Set(Object.values(expansionModes).flat())];

let lexer: Lexer | undefined;

/** Lexes a string that Exim expands. */
export function lexExpansion(source: string): IToken[] {
	lexer ??= new Lexer({ modes: expansionModes, defaultMode: "top" }, { positionTracking: "onlyOffset", skipValidations: true });
	return lexer.tokenize(source).tokens;
}
