/** What the operator characters are where no option says so (op.txt 5.1.1). */
export const DEFAULT_OPERATORS = ".:%@!^/[]+";

/** Characters that always stand alone. */
const DELIMITERS = "()<>,;\r\n";

/**
 * Splits an address into tokens as the rewriting rules see them: operators alone, quoted strings and runs of other characters whole, comments in
 * parentheses left out. Undefined where quotes, parentheses or angle brackets do not balance.
 */
export function tokenize(text: string, operators = DEFAULT_OPERATORS): readonly string[] | undefined {
	const tokens: string[] = [];
	let atom = "";
	let depth = 0;
	let angles = 0;
	const flush = () => {
		if (atom !== "") tokens.push(atom);
		atom = "";
	};
	for (let at = 0; at < text.length; at++) {
		const character = text[at] ?? "";
		if (character === "\\" && at + 1 < text.length) {
			const next = text[at + 1] ?? "";
			at += 1;
			if (depth === 0) atom += next === "!" ? next : `\\${next}`;
			continue;
		}
		if (depth > 0 || character === "(") {
			if (character === "(") {
				if (depth === 0) flush();
				depth += 1;
			} else if (character === ")") depth -= 1;
			continue;
		}
		if (character === '"') {
			flush();
			const end = closingQuote(text, at);
			if (end === -1) return undefined;
			tokens.push(text.slice(at, end + 1));
			at = end;
			continue;
		}
		if (/\s/.test(character)) {
			flush();
			continue;
		}
		if (DELIMITERS.includes(character) || operators.includes(character)) {
			if (character === ")") return undefined;
			if (character === "<") angles += 1;
			if (character === ">") angles -= 1;
			if (angles < 0) return undefined;
			flush();
			tokens.push(character);
			continue;
		}
		atom += character;
	}
	flush();
	return depth === 0 && angles === 0 ? tokens : undefined;
}

function closingQuote(text: string, open: number): number {
	for (let at = open + 1; at < text.length; at++) {
		if (text[at] === "\\") at += 1;
		else if (text[at] === '"') return at;
	}
	return -1;
}

/** What the `dequote` map makes of a token: its quotes off; undefined where it leaves it alone. */
export function dequoted(token: string): string | undefined {
	if (!token.includes('"') || /\s/.test(token)) return undefined;
	return token.replace(/\\(.)|"/g, (_all, escaped: string | undefined) => escaped ?? "");
}
