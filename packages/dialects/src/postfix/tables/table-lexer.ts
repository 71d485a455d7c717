import { type CustomPatternMatcherReturn, createToken, type IToken, Lexer } from "chevrotain";

/** How the lines of a table are written: `key value` (access(5), postmap(1)), aliases(5), cidr_table(5), regexp_table(5), pcre_table(5). */
export type TableGrammar = "entry" | "alias" | "network" | "regexp" | "pcre";

// White space is ASCII alone, as in Postfix; JavaScript's \s would take more.
const custom = { line_breaks: true } as const;

export const Blank = createToken({ name: "Blank", pattern: /[ \t\n\v\f\r]+/, line_breaks: true, group: Lexer.SKIPPED });
/** A key; quotes and backslashes protect white space, and stay part of it. */
export const Key = createToken({
	name: "Key",
	pattern: /(?:\\[\s\S]|\\$|"(?:\\[\s\S]|[^"\\])*"|[^"\\ \t\n\v\f\r])+(?![^ \t\n\v\f\r])/,
	...custom,
	push_mode: "rest",
});
/** A key whose quote does not end. */
export const UnbalancedKey = createToken({ name: "UnbalancedKey", pattern: /[\s\S]+/, ...custom });
/** The name of an alias: a quoted string, or words without special characters. */
export const QuotedName = createToken({ name: "QuotedName", pattern: /"(?:\\[\s\S]|[^"\\])*"(?=[ \t\n\v\f\r]*:)/, ...custom });
export const LocalName = createToken({
	name: "LocalName",
	pattern: /[^"\\()<>,;:@%[\] \t\n\v\f\r]+(?:[ \t]+[^"\\()<>,;:@%[\] \t\n\v\f\r]+)*(?=[ \t\n\v\f\r]*:)/,
	...custom,
});
export const Colon = createToken({ name: "Colon", pattern: ":", push_mode: "rest" });
/** An alias that has no plain name. */
export const OtherName = createToken({ name: "OtherName", pattern: /[\s\S]+/, ...custom });
export const If = createToken({ name: "If", pattern: /if(?![0-9A-Za-z])/i });
export const EndIf = createToken({ name: "EndIf", pattern: /endif(?![0-9A-Za-z])/i, push_mode: "rest" });
export const Not = createToken({ name: "Not", pattern: "!" });
export const Network = createToken({ name: "Network", pattern: /[^ \t\n\v\f\r]+/, push_mode: "rest" });
/** The network after `if`: all the text there is. */
export const Condition = createToken({ name: "Condition", pattern: /[^! \t\n\v\f\r][\s\S]*/, ...custom });
export const Unrecognised = createToken({ name: "Unrecognised", pattern: /[0-9A-Za-z][\s\S]*/, ...custom });
export const Delimited = createToken({ name: "Delimited", pattern: { exec: matchDelimited }, ...custom });
export const Unclosed = createToken({ name: "Unclosed", pattern: /[\s\S]+/, ...custom });
export const Flags = createToken({ name: "Flags", pattern: /[^! \t\n\v\f\r]+/ });
export const FlagsToBlank = createToken({ name: "FlagsToBlank", pattern: /[^ \t\n\v\f\r]+/ });
export const Rest = createToken({ name: "Rest", pattern: /[^ \t\n\v\f\r][\s\S]*/, ...custom });

// The same words in other modes: a token type has one mode to go to.
const IfNetwork = createToken({ name: "IfNetwork", pattern: If.PATTERN as RegExp, categories: [If], push_mode: "condition" });
const variants = new Map<string, ReturnType<typeof createToken>>();
function variant(base: ReturnType<typeof createToken>, mode: string) {
	const name = `${base.name}${mode}`;
	let type = variants.get(name);
	if (type === undefined) {
		const pattern = base.PATTERN as RegExp;
		type = createToken({ name, pattern, categories: [base], ...custom, push_mode: mode });
		variants.set(name, type);
	}
	return type;
}
const blankTo = (mode: string) =>
	createToken({ name: `BlankTo${mode}`, pattern: /[ \t\n\v\f\r]+/, line_breaks: true, group: Lexer.SKIPPED, push_mode: mode });

/** Each kind of table begins in the mode of its name; `rest` is what follows a key or a pattern. */
export const modes = {
	entry: [Blank, Key, UnbalancedKey],
	alias: [Blank, Colon, QuotedName, LocalName, OtherName],
	rest: [Blank, Rest],
	network: [Blank, IfNetwork, EndIf, variant(Not, "networkNot"), Network],
	networkNot: [Blank, Not, Network],
	condition: [Blank, Not, Condition],
	regexp: [
		Blank,
		variant(If, "regexpIf"),
		EndIf,
		Unrecognised,
		variant(Not, "regexpNot"),
		variant(Delimited, "regexpFlags"),
		Unclosed,
	],
	regexpNot: [Blank, Not, variant(Delimited, "regexpFlags"), Unclosed],
	regexpFlags: [blankTo("rest"), variant(Not, "regexpSecond"), Flags],
	regexpSecond: [Blank, Not, variant(Delimited, "flagsToNot"), Unclosed],
	regexpIf: [Blank, Not, variant(Delimited, "flagsToNot"), Unclosed],
	flagsToNot: [blankTo("rest"), variant(Flags, "rest"), Rest],
	pcre: [
		Blank,
		variant(If, "pcreNot"),
		EndIf,
		Unrecognised,
		variant(Not, "pcreNot"),
		variant(Delimited, "flagsToBlank"),
		Unclosed,
	],
	pcreNot: [Blank, Not, variant(Delimited, "flagsToBlank"), Unclosed],
	flagsToBlank: [blankTo("rest"), variant(FlagsToBlank, "rest")],
};

/** Every token type, for the parser. */
export const allTokens = [...new Set(Object.values(modes).flat())];

let lexer: Lexer | undefined;

/** The tokens of one logical line. Total: every text has tokens. */
export function lexTableLine(text: string, grammar: TableGrammar): IToken[] {
	lexer ??= new Lexer({ modes, defaultMode: "entry" }, { positionTracking: "onlyOffset", skipValidations: true });
	closesAtLastBackslash = grammar === "regexp";
	return lexer.tokenize(text, grammar).tokens;
}

let closesAtLastBackslash = false;

/** A pattern between two equal characters; a backslash protects the one after it. regexp_table takes a lone backslash at the very end for a delimiter. */
function matchDelimited(text: string, offset: number): CustomPatternMatcherReturn | null {
	const delimiter = text[offset];
	for (let at = offset + 1; at < text.length; at++) {
		const character = text[at];
		if (character === "\\") {
			if (at + 1 < text.length) at++;
			else if (closesAtLastBackslash) return [text.slice(offset, at + 1)];
		} else if (character === delimiter) return [text.slice(offset, at + 1)];
	}
	return null;
}
