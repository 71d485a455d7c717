/** A token of a pattern as the manual lists them, with the text by which it is written. */
export type SlowToken =
	| { readonly kind: "character"; readonly text: string }
	| {
			readonly kind: "wild";
			readonly many: boolean;
			readonly lazy: boolean;
			readonly saved: boolean;
			readonly takes: (one: string) => boolean;
			readonly written: string;
	  }
	| { readonly kind: "back"; readonly index: number };

/** How a pattern of tokens is written. */
export function written(tokens: readonly SlowToken[]): string {
	return tokens
		.map((token) => {
			if (token.kind === "back") return `$${token.index}*`;
			if (token.kind === "wild") return token.written;
			return /[$*% \t]/.test(token.text) ? `$${token.text}` : token.text;
		})
		.join("");
}

/** Matches by trying everything, one character at a time: the saved texts, or undefined. */
export function slowMatch(
	tokens: readonly SlowToken[],
	text: string,
	saves: readonly string[] = [],
): readonly string[] | undefined {
	const [token, ...rest] = tokens;
	if (token === undefined) return text === "" ? saves : undefined;
	if (token.kind === "character") {
		if (text === "" || text.charAt(0).toLowerCase() !== token.text.toLowerCase()) return undefined;
		return slowMatch(rest, text.slice(1), saves);
	}
	if (token.kind === "back") {
		const wanted = saves[token.index] ?? "";
		if (text.slice(0, wanted.length).toLowerCase() !== wanted.toLowerCase()) return undefined;
		return slowMatch(rest, text.slice(wanted.length), saves);
	}
	const lengths = token.many ? [...Array(text.length + 1).keys()] : [1];
	for (const length of token.lazy ? lengths : lengths.reverse()) {
		const taken = text.slice(0, length);
		if (taken.length !== length || ![...taken].every(token.takes)) continue;
		const found = slowMatch(rest, text.slice(length), token.saved ? [...saves, taken] : saves);
		if (found !== undefined) return found;
	}
	return undefined;
}
