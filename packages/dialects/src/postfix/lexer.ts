import { createToken, type ILexerConfig, type IToken, Lexer, type TokenType } from "chevrotain";
import { HOLE } from "./holes.ts";

/** White space around a parameter's name: isspace() of ASCII. */
export const NameSpace = createToken({ name: "NameSpace", pattern: /[\t-\r ]+/ });
/** White space in fields and expansions: CHARS_SPACE, without vertical tab and form feed. */
export const Space = createToken({ name: "Space", pattern: /[\t\n\r ]+/ });
/** A masked template hole. */
export const Hole = createToken({ name: "Hole", pattern: new RegExp(`${HOLE}+`) });

export const Name = createToken({ name: "Name", pattern: new RegExp(`[^\\t-\\r =${HOLE}]+`) });
export const Equals = createToken({ name: "Equals", pattern: "=", push_mode: "value" });

/** `$$`, which stands for one `$`. */
export const Escape = createToken({ name: "Escape", pattern: "$$" });
/** `$name`. */
export const PlainReference = createToken({ name: "PlainReference", pattern: /\$[A-Za-z0-9_]+/ });
export const OpenBraces = createToken({ name: "OpenBraces", pattern: "${", push_mode: "braces" });
export const OpenParentheses = createToken({ name: "OpenParentheses", pattern: "$(", push_mode: "parentheses" });
/** A `$` that begins nothing: Postfix refuses it as an empty name. */
export const Dollar = createToken({ name: "Dollar", pattern: "$" });
/** Text outside any expansion, where braces and white space mean nothing yet. */
export const ValueText = createToken({ name: "ValueText", pattern: new RegExp(`[^$${HOLE}]+`) });

export const Word = createToken({ name: "Word", pattern: /[A-Za-z0-9_]+/ });
export const Question = createToken({ name: "Question", pattern: "?" });
export const Colon = createToken({ name: "Colon", pattern: ":" });
export const Operator = createToken({ name: "Operator", pattern: /[<>!=+*/~&|%-]+/ });
export const LBrace = createToken({ name: "LBrace", pattern: "{", push_mode: "braces" });
export const RBrace = createToken({ name: "RBrace", pattern: "}", pop_mode: true });
export const LParen = createToken({ name: "LParen", pattern: "(", push_mode: "parentheses" });
export const RParen = createToken({ name: "RParen", pattern: ")", pop_mode: true });
/** Any other character of text inside an expansion. Spelled as a range: Chevrotain finds no first character for `[^]` or `[\s\S]` and would skip it. */
export const Other = createToken({ name: "Other", pattern: /[\u0000-\uffff]/ });

/** A part of a field of master.cf. */
export const FieldText = createToken({ name: "FieldText", pattern: new RegExp(`[^\\t\\n\\r {${HOLE}]+`) });
export const GroupOpen = createToken({ name: "GroupOpen", pattern: "{", push_mode: "group" });
export const GroupClose = createToken({ name: "GroupClose", pattern: "}", pop_mode: true });
export const GroupText = createToken({ name: "GroupText", pattern: new RegExp(`[^{}${HOLE}]+`) });

const references = [Escape, OpenBraces, OpenParentheses, PlainReference, Dollar];
const expansion = [Hole, Space, Word, ...references, Question, Colon, Operator, LBrace, RBrace];

/** The two record formats and what is inside their values: main.cf starts in `name`, master.cf in `service`. */
export const modes = {
	name: [Hole, NameSpace, Equals, Name],
	value: [Hole, ...references, ValueText],
	braces: [...expansion, Other],
	parentheses: [...expansion, LParen, RParen, Other],
	service: [Hole, Space, GroupOpen, FieldText],
	group: [Hole, GroupOpen, GroupClose, GroupText],
};

/** Every token of the two formats, for the parser. */
export const postfixTokens: readonly TokenType[] = [...new Set(Object.values(modes).flat())];

/** `safeMode` leaves out a table of first characters, which takes longer to make than the records of a configuration take to lex without it. */
const SHORT_RECORDS: ILexerConfig = { positionTracking: "onlyOffset", skipValidations: true, safeMode: true };

let lexer: Lexer | undefined;

/** Lexes a masked record from one of the modes on; total: each mode takes every character, so there are no lexical errors. */
export function lexRecord(masked: string, mode: "name" | "value" | "service"): IToken[] {
	lexer ??= new Lexer({ modes, defaultMode: "name" }, SHORT_RECORDS);
	return lexer.tokenize(masked, mode).tokens;
}
