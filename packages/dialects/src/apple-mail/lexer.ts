import { createToken, type IToken, Lexer, type TokenType } from "chevrotain";

/** White space means nothing outside quotes: nidump(8). */
export const Space = createToken({ name: "Space", pattern: /[\t-\r ]+/, group: Lexer.SKIPPED });
/** No part of a dump: a line that somebody added, or the command and its prompt above the output. */
export const Comment = createToken({
	name: "Comment",
	pattern: /#[^\n]*|\/\/[^\n]*|\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\//,
	group: "comments",
});

export const LBrace = createToken({ name: "LBrace", pattern: "{" });
export const RBrace = createToken({ name: "RBrace", pattern: "}" });
export const LParen = createToken({ name: "LParen", pattern: "(" });
export const RParen = createToken({ name: "RParen", pattern: ")" });
export const Equals = createToken({ name: "Equals", pattern: "=" });
export const Comma = createToken({ name: "Comma", pattern: "," });
export const Semicolon = createToken({ name: "Semicolon", pattern: ";" });
/** Text in double quotes; a backslash protects what follows it. One that is not closed reaches to the end. */
export const Quoted = createToken({ name: "Quoted", pattern: /"(?:[^"\\]|\\[\u0000-\uffff])*\\?"?/ });
export const Bare = createToken({ name: "Bare", pattern: /[^\t-\r {}()=,;"#]+/ });

/** A property's name in the output of `niutil -read`, up to its colon. */
export const Key = createToken({ name: "Key", pattern: /[^\t-\r :#"]+/ });
export const Colon = createToken({ name: "Colon", pattern: ":", push_mode: "words" });
/** A word of a command, or of a property's values. */
export const Word = createToken({ name: "Word", pattern: /[^\t-\r "'#]+/ });
export const Apostrophes = createToken({ name: "Apostrophes", pattern: /'[^']*'?/ });
export const WordQuoted = createToken({ name: "WordQuoted", pattern: /"(?:[^"\\]|\\[\u0000-\uffff])*\\?"?/ });
export const LineComment = createToken({ name: "LineComment", pattern: /#[^\n]*/, group: "comments" });

/** The path of a setting of `serveradmin settings`: segments between colons, which may hold blanks. */
export const Path = createToken({ name: "Path", pattern: /[^\t-\r =#"][^=]*/ });
export const Assign = createToken({ name: "Assign", pattern: "=", push_mode: "setting" });
/** A value in quotes reaches to the last quote of its line. */
export const Text = createToken({ name: "Text", pattern: /"[^\n]*"|"[^\n]*/ });
export const Plain = createToken({ name: "Plain", pattern: /[^\t-\r "][^\n]*/ });

/** A property list; a line of `niutil -read`; the words of a command; a line of `serveradmin settings`. */
export const modes = {
	dump: [Space, Comment, LBrace, RBrace, LParen, RParen, Equals, Comma, Semicolon, Quoted, Bare],
	property: [Space, LineComment, Colon, Key, WordQuoted],
	words: [Space, LineComment, WordQuoted, Apostrophes, Word],
	path: [Space, LineComment, Assign, Path, Text],
	setting: [Space, Text, Plain],
};

/** Every token, for the parser. */
export const appleTokens: readonly TokenType[] = [...new Set(Object.values(modes).flat())];

let lexer: Lexer | undefined;

/** Lexes from one of the modes on; total: each mode takes every character. */
export function lexFrom(text: string, mode: "dump" | "property" | "words" | "path"): IToken[] {
	lexer ??= new Lexer({ modes, defaultMode: "dump" }, { positionTracking: "onlyOffset", skipValidations: true });
	return lexer.tokenize(text, mode).tokens;
}
