/** A part of a result: text, or the number of a group. */
export type ReplacementPart =
	| { readonly kind: "text"; readonly text: string }
	| { readonly kind: "group"; readonly number: number };

/** The result of a rule with its references, or why Postfix skips the rule. */
export type Replacement =
	| { readonly kind: "parts"; readonly parts: readonly ReplacementPart[]; readonly largest: number }
	| { readonly kind: "bad"; readonly reason: string };

/** Reads `$1`, `${1}`, `$(1)` and `$$` in a result, pcre_table(5), regexp_table(5). */
export function parseReplacement(text: string): Replacement {
	const parts: ReplacementPart[] = [];
	let literal = "";
	let largest = 0;
	for (let at = 0; at < text.length; ) {
		const dollar = text.indexOf("$", at);
		if (dollar === -1) {
			literal += text.slice(at);
			break;
		}
		literal += text.slice(at, dollar);
		if (text[dollar + 1] === "$") {
			literal += "$";
			at = dollar + 2;
			continue;
		}
		const name = referenceName(text, dollar + 1);
		if (typeof name === "string") return { kind: "bad", reason: name };
		if (name.text === "") return { kind: "bad", reason: `an empty reference in "${text}"` };
		if (!/^[0-9]+$/.test(name.text)) return { kind: "bad", reason: `"$${name.text}" is no number` };
		const number = Number(name.text);
		if (number < 1) return { kind: "bad", reason: `"$${name.text}" is out of range` };
		if (literal !== "") parts.push({ kind: "text", text: literal });
		literal = "";
		parts.push({ kind: "group", number });
		largest = Math.max(largest, number);
		at = name.end;
	}
	if (literal !== "") parts.push({ kind: "text", text: literal });
	return { kind: "parts", parts, largest };
}

/** The result for the groups of a match; a group that took no part is empty. */
export function fillReplacement(parts: readonly ReplacementPart[], groups: readonly (string | undefined)[]): string {
	return parts.map((part) => (part.kind === "text" ? part.text : (groups[part.number] ?? ""))).join("");
}

function referenceName(text: string, start: number): { readonly text: string; readonly end: number } | string {
	const open = text.charAt(start);
	if (open !== "{" && open !== "(") {
		const name = /^[0-9A-Za-z_]*/.exec(text.slice(start))?.[0] ?? "";
		return { text: name, end: start + name.length };
	}
	const close = open === "{" ? "}" : ")";
	let level = 1;
	for (let at = start + 1; at < text.length; at++) {
		const character = text.charAt(at);
		if (character === open) level++;
		else if (character === close) {
			level--;
			if (level === 0) return { text: text.slice(start + 1, at), end: at + 1 };
		}
	}
	return `a truncated reference in "${text}"`;
}
