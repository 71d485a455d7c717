/** Tokens of a workspace that are no text: `$#`, `$@`, `$:`, `$|` and, in rules alone, the rest. */
export type Special = "$#" | "$@" | "$:" | "$|" | "$>" | "$(" | "$)" | "$[" | "$]";

/** A token of a workspace: text, or a special one as its own two characters behind a mark that no text has. */
export type Token = string;

const MARK = "\u0001";

/** The workspace's token of a special symbol. */
export function special(symbol: Special): Token {
	return MARK + symbol;
}

/** Whether a token is special, or a given special one. */
export function isSpecial(token: Token | undefined, symbol?: Special): boolean {
	return token !== undefined && (symbol === undefined ? token.startsWith(MARK) : token === MARK + symbol);
}

/** Tokens as people write them, for messages and for comparison with `sendmail -bt`. */
export function writtenTokens(tokens: readonly Token[]): string {
	return tokens.map((token) => token.replace(MARK, "")).join(" ");
}

/** The text of tokens as a key or a class's word: put together without blanks. */
export function joined(tokens: readonly Token[]): string {
	return tokens.map((token) => token.replace(MARK, "")).join("");
}
