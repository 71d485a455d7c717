/** The characters that stand alone as tokens; white space separates, a backslash escapes (RFC 822 section 3.3, with `|`, `%` and `!` added). */
const OPERATORS = '|%!()<>@,;:\\".[]';

/** A character that is a token by itself. */
export type Operator = "|" | "%" | "!" | ")" | "<" | ">" | "@" | "," | ";" | ":" | "." | "]";

/** `group` is the colon after a group's name. */
export type TokenKind = "atom" | "quoted" | "literal" | "comment" | "group" | Operator;

/** A lexical token of RFC 822. */
export interface Token {
	readonly kind: TokenKind;
	/** Of a quoted string or a literal the inside without escapes, of a comment the text as it stands, else the token itself. */
	readonly text: string;
	/** Whether it belongs to an address that was taken apart: between such tokens no space is written. */
	readonly owned: boolean;
}

/** Cuts a text into tokens. Total: an open quote, bracket or parenthesis ends with the text. */
export function scan(text: string): Token[] {
	const tokens: Token[] = [];
	let at = 0;
	while (at < text.length) {
		const character = text.charAt(at);
		if (isSpace(character)) {
			at++;
		} else if (character === "(") {
			const end = endOfComment(text, at + 1);
			tokens.push({ kind: "comment", text: text.slice(at, end), owned: false });
			at = end;
		} else if (character === "[" || character === '"') {
			const closing = character === "[" ? "]" : '"';
			const inside = collect(text, at + 1, (next) => next !== closing);
			tokens.push({ kind: character === "[" ? "literal" : "quoted", text: inside.text, owned: false });
			at = inside.end + 1;
		} else if (character !== "\\" && OPERATORS.includes(character)) {
			tokens.push({ kind: character as Operator, text: character, owned: false });
			at++;
		} else {
			const atom = collect(text, at, (next) => !isSpace(next) && !OPERATORS.includes(next));
			tokens.push({ kind: needsQuotes(atom.text) ? "quoted" : "atom", text: atom.text, owned: false });
			at = atom.end;
		}
	}
	return tokens;
}

/** Writes tokens without quotes, the form in which Postfix handles addresses ("internal"). */
export function toInternal(tokens: readonly Token[]): string {
	let text = "";
	for (let index = 0; index < tokens.length; index++) {
		const token = tokens[index] as Token;
		text += token.kind === "literal" ? `[${token.text}]` : token.text;
		if (isSpaceAfter(token, tokens[index + 1])) text += " ";
	}
	return text;
}

/** The position of the first token of a kind, from a position on; -1 where there is none. */
export function firstOf(tokens: readonly Token[], kind: TokenKind, from = 0): number {
	for (let index = from; index < tokens.length; index++) if (tokens[index]?.kind === kind) return index;
	return -1;
}

/** The position of the last token of a kind; -1 where there is none. */
export function lastOf(tokens: readonly Token[], kind: TokenKind): number {
	for (let index = tokens.length - 1; index >= 0; index--) if (tokens[index]?.kind === kind) return index;
	return -1;
}

/** The list with more tokens at its end, which take over whether its last one is owned; in an empty list they are owned. */
export function append(tokens: readonly Token[], more: readonly Token[]): Token[] {
	const owned = tokens.at(-1)?.owned ?? true;
	return [...tokens, ...more.map((token) => (token.owned === owned ? token : { ...token, owned }))];
}

/** As `append`, at the beginning of the list. */
export function prepend(tokens: readonly Token[], more: readonly Token[]): Token[] {
	const owned = tokens[0]?.owned ?? true;
	return [...more.map((token) => (token.owned === owned ? token : { ...token, owned })), ...tokens];
}

/** The token of an operator, as it is added to a list. */
export function operator(kind: Operator): Token {
	return { kind, text: kind, owned: false };
}

function isSpaceAfter(token: Token, next: Token | undefined): boolean {
	if (next === undefined || token.owned) return false;
	return token.kind === "," || token.kind === "group" || next.kind === "<" || (isWord(token) && isWord(next));
}

function isWord(token: Token): boolean {
	return token.kind === "atom" || token.kind === "quoted" || token.kind === "comment" || token.kind === "literal";
}

function isSpace(character: string): boolean {
	return character === " " || character === "\t" || character === "\r" || character === "\n";
}

/** A word with escapes taken out; a lone backslash at the end of the text is dropped. */
function collect(
	text: string,
	from: number,
	belongs: (character: string) => boolean,
): { readonly text: string; readonly end: number } {
	let collected = "";
	let at = from;
	while (at < text.length) {
		let character = text.charAt(at);
		if (character === "\\") {
			if (++at >= text.length) break;
			character = text.charAt(at);
		} else if (!belongs(character)) {
			break;
		}
		collected += isSpace(character) ? " " : character;
		at++;
	}
	return { text: collected, end: at };
}

function needsQuotes(word: string): boolean {
	for (let index = 0; index < word.length; index++) {
		const code = word.charCodeAt(index);
		if (code <= 32 || code === 127 || OPERATORS.includes(word.charAt(index))) return true;
	}
	return false;
}

function endOfComment(text: string, from: number): number {
	let depth = 1;
	let at = from;
	while (at < text.length) {
		const character = text.charAt(at++);
		if (character === "(") depth++;
		else if (character === ")" && --depth === 0) break;
		else if (character === "\\" && at < text.length) at++;
	}
	return at;
}
