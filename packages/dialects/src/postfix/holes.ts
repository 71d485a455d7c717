import type { Span } from "@relaylint/core";

/** The character that stands for a template hole in a text that is lexed or expanded; Unicode reserves it for a program's own use. */
export const HOLE = "\uFDD0";

/** A place that a template engine fills before Postfix reads the file. */
export interface TemplateHole {
	readonly span: Span;
	/** `statement`: control flow (`{% if %}`, `<% end %>`); `value`: text is put in here. */
	readonly kind: "statement" | "value";
}

/** Signs without which a text can have no hole. */
const anySign = /\{[{%#A-Z]|<%|__[A-Z]|@[A-Z]|%[A-Z]|PH_[A-Z]/;
const named = {
	"{": /\{[A-Z][A-Z0-9_]+\}/y,
	_: /__[A-Z][A-Z0-9_]*?__/y,
	"@": /@[A-Z][A-Z0-9_]*@/y,
	"%": /%[A-Z][A-Z0-9_]+%/y,
	P: /PH_[A-Z][A-Z0-9_]*/y,
};

/** Tables written in main.cf itself begin with two braces (`inline:{{a = b}}`, cidr_table(5), pcre_table(5)); they are no Jinja. */
const inlineTable = /(?:inline|cidr|regexp|pcre):$/;

/**
 * The template holes of a text, in order: Jinja `{{ }}` and `{% %}`, ERB `<% %>`, `__NAME__`, `@NAME@`, `%NAME%`, `{NAME}`, `PH_NAME`. Inside `${...}`
 * braces are Postfix's own; `${NAME}` itself is left to the expansion, because it is a hole only where nobody defines the name.
 */
export function findHoles(text: string): readonly TemplateHole[] {
	if (!mayHaveHoles(text)) return [];
	const holes: TemplateHole[] = [];
	const closings = new Map<string, number>();
	const closing = (sign: string, from: number) => {
		let found = closings.get(sign) ?? 0;
		if (found === -1 || found >= from) return found;
		found = text.indexOf(sign, from);
		closings.set(sign, found);
		return found;
	};
	let level = 0;
	for (let at = 0; at < text.length; ) {
		const unit = text[at];
		const next = text[at + 1];
		if (unit === "$" && next === "{") {
			level++;
			at += 2;
			continue;
		}
		const end =
			unit === "{" || unit === "<" || unit === "_" || unit === "@" || unit === "%" || unit === "P"
				? holeEnd(text, at, level > 0, closing)
				: -1;
		if (end !== -1) {
			const statement =
				(unit === "{" && (next === "%" || next === "#")) || (unit === "<" && !/^-?=/.test(text.slice(at + 2, at + 4)));
			holes.push({ span: { start: at, end }, kind: statement ? "statement" : "value" });
			at = end;
			continue;
		}
		if (level > 0 && unit === "{") level++;
		else if (level > 0 && unit === "}") level--;
		at++;
	}
	return holes;
}

/** Whether a text has any sign of a template; a no is certain. */
export function mayHaveHoles(text: string): boolean {
	return anySign.test(text);
}

/** Where the hole that begins here ends, or -1 where none does. */
function holeEnd(text: string, at: number, insideExpansion: boolean, closing: (sign: string, from: number) => number): number {
	const unit = text[at];
	const next = text[at + 1];
	if ((unit === "{" || unit === "<") && next === "%") {
		const close = closing(unit === "{" ? "%}" : "%>", at + 2);
		return close === -1 ? text.length : close + 2;
	}
	if (unit === "<") return -1;
	if (unit === "P" && /\w/.test(text[at - 1] ?? "")) return -1;
	if (unit === "{") {
		const before = text[at - 1];
		if (insideExpansion || before === "{") return -1;
		if (next === "{" || next === "#") {
			if (before === ":" && inlineTable.test(text.slice(Math.max(0, at - 8), at))) return -1;
			const close = closing(next === "{" ? "}}" : "#}", at + 2);
			return close === -1 ? -1 : close + 2;
		}
		if (before === ":") return -1;
	}
	const pattern = named[unit as keyof typeof named];
	pattern.lastIndex = at;
	return pattern.test(text) ? pattern.lastIndex : -1;
}

/** The text with every hole's characters replaced by `HOLE`: lengths and offsets stay as they are. */
export function maskHoles(text: string, holes: readonly TemplateHole[]): string {
	let masked = "";
	let from = 0;
	for (const { span } of holes) {
		masked += text.slice(from, span.start) + HOLE.repeat(span.end - span.start);
		from = span.end;
	}
	return holes.length === 0 ? text : masked + text.slice(from);
}

/** Whether a statement opens a region that a later one closes, closes one, or stands alone (`else`, `set`, `include`). */
export function regionEffect(statement: string): "opens" | "closes" | "none" {
	if (/^<%[-+]?\s*\}\s*els/.test(statement)) return "none";
	if (/^(?:\{%|<%)[-+=]?\s*(?:end\w*\b|\})/.test(statement)) return "closes";
	if (/^(?:\{%|<%)[-+]?\s*(?:if|for|unless|case|while|until|macro|block|filter|raw|call|with)\b/.test(statement)) return "opens";
	return /(?:\bdo\s*(?:\|[^|]*\|)?|\{\s*(?:\|[^|]*\|)?)\s*-?%>$/.test(statement) ? "opens" : "none";
}

/** Whether a statement brings in text that cannot be seen: another file, or the output of code. */
export function bringsText(statement: string): boolean {
	return /^\{%[-+]?\s*(?:include|import|extends)\b/.test(statement);
}
