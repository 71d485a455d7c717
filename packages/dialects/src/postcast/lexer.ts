import { createToken, type IToken, Lexer, type TokenType } from "chevrotain";

export const Space = createToken({ name: "Space", pattern: /[\t-\r ]+/ });
/** A comment takes the rest of its line; behind a value it begins with `;` alone. */
export const Comment = createToken({ name: "Comment", pattern: /;[^\n]*/ });
export const LineComment = createToken({ name: "LineComment", pattern: /[;#][^\n]*/ });

export const OpenBracket = createToken({ name: "OpenBracket", pattern: "[", push_mode: "section" });
export const CloseBracket = createToken({ name: "CloseBracket", pattern: "]", pop_mode: true });
export const SectionName = createToken({ name: "SectionName", pattern: /[^\]]+/ });

/** A setting's name as the screen has it, with the blanks in it. */
export const Label = createToken({ name: "Label", pattern: /[^\t-\r =[;#][^=]*/ });
export const Equals = createToken({ name: "Equals", pattern: "=", push_mode: "values" });

export const Comma = createToken({ name: "Comma", pattern: "," });
export const Quoted = createToken({ name: "Quoted", pattern: /"[^"]*"?/ });
export const Value = createToken({ name: "Value", pattern: /[^\t-\r ,;"][^\t-\r ,"]*/ });

/** A line by its first character, what is in a section's brackets, and what follows `=` or stands in the lines after it. */
export const modes = {
	line: [Space, LineComment, OpenBracket, Equals, Label],
	section: [CloseBracket, SectionName],
	values: [Space, Comment, Comma, Quoted, Value],
};

/** Every token, for the parser. */
export const postcastTokens: readonly TokenType[] = [...new Set(Object.values(modes).flat())];

let lexer: Lexer | undefined;

/** Lexes one line; total: each mode takes every character. */
export function lexLine(line: string, mode: "line" | "values"): IToken[] {
	lexer ??= new Lexer({ modes, defaultMode: "line" }, { positionTracking: "onlyOffset", skipValidations: true });
	return lexer.tokenize(line, mode).tokens;
}
