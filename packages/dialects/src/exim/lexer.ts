import { createToken, type IToken, Lexer, type TokenType } from "chevrotain";

export const Space = createToken({ name: "Space", pattern: /[\t-\r ]+/ });

/** A line that is about other lines: conditionals and includes (specification, 6.3 and 6.10). */
export const DirectiveName = createToken({
	name: "DirectiveName",
	pattern: /\.(?:ifdef|ifndef|elifdef|elifndef|else|endif|include_if_exists|include)(?![A-Za-z_])/,
	push_mode: "rest",
});
/** What follows a directive's name. */
export const DirectiveText = createToken({ name: "DirectiveText", pattern: /\S(?:[\u0000-\uffff]*\S)?/, line_breaks: true });

export const Begin = createToken({ name: "Begin", pattern: /begin(?=[\t-\r ])/ });
export const Hide = createToken({ name: "Hide", pattern: /hide(?=[\t-\r ])/ });
export const SetWord = createToken({ name: "SetWord", pattern: /set(?=[\t-\r ])/ });
export const ListKind = createToken({
	name: "ListKind",
	pattern: /(?:domain|host|address|localpart)list(?:_cache)?(?=[\t-\r ])/,
});
export const Verb = createToken({
	name: "Verb",
	pattern: /(?:accept|defer|deny|discard|drop|require|warn)(?![A-Za-z0-9_])(?![\t-\r ]*[=:])/,
});
/** The name of a macro that the line defines. */
export const MacroName = createToken({ name: "MacroName", pattern: /[A-Z][A-Za-z0-9_]*(?=[\t-\r ]*=)/ });
export const Name = createToken({ name: "Name", pattern: /[A-Za-z0-9_]+/ });
export const Bang = createToken({ name: "Bang", pattern: "!" });
export const Colon = createToken({ name: "Colon", pattern: ":" });
export const DefineAgain = createToken({ name: "DefineAgain", pattern: "==", push_mode: "value" });
export const Equals = createToken({ name: "Equals", pattern: "=", push_mode: "value" });
/** A value: everything behind the equals sign. */
export const Value = createToken({ name: "Value", pattern: /\S(?:[\u0000-\uffff]*\S)?/, line_breaks: true });
/** What no statement holds. */
export const Other = createToken({ name: "Other", pattern: /[\u0000-\uffff]/, line_breaks: true });

/** A pattern of a rewriting or retry rule, quoted or not. */
export const QuotedField = createToken({ name: "QuotedField", pattern: /"(?:[^"\\]|\\[\u0000-\uffff])*"/, line_breaks: true });
export const Field = createToken({ name: "Field", pattern: /\S+/ });

const names = [Space, MacroName, Name, Bang, Colon, DefineAgain, Equals, Other];

/** The sections of a configuration and the lines that steer their reading. */
export const modes = {
	main: [Begin, Hide, ListKind, ...names],
	driver: [Begin, Hide, ...names],
	acl: [Begin, SetWord, Verb, ...names],
	rule: [Begin, Space, QuotedField, Field],
	directive: [DirectiveName],
	rest: [Space, DirectiveText],
	value: [Space, Value],
};

/** Every token of the file, for the parser. */
export const eximTokens: readonly TokenType[] = [...new Set(Object.values(modes).flat())];

/** Where a line may stand. */
export type LineMode = "main" | "driver" | "acl" | "rule" | "directive";

let lexer: Lexer | undefined;

/** Lexes a logical line by the section it stands in; a line that begins no directive gives no token in that mode. */
export function lexLine(text: string, mode: LineMode): IToken[] {
	lexer ??= new Lexer({ modes, defaultMode: "main" }, { positionTracking: "onlyOffset", skipValidations: true });
	return lexer.tokenize(text, mode).tokens;
}
