import type { Span } from "@relaylint/core";

/** Deeper nesting than this is not parsed: Postfix itself gives up at 100 levels, and the recursion here stays bounded. */
export const MAX_DEPTH = 100;

/** The fields where braces are not balanced: a brace opens a level wherever it stands, as in mystrtokq(). */
export function splitFields(masked: string): { fields: Span[]; unclosed?: Span } {
	const fields: Span[] = [];
	let opened = 0;
	let level = 0;
	let start = -1;
	for (let at = 0; at <= masked.length; at++) {
		const unit = at === masked.length ? 32 : masked.charCodeAt(at);
		const ends = at === masked.length || (level === 0 && (unit === 32 || unit === 9 || unit === 10 || unit === 13));
		if (ends) {
			if (start !== -1) fields.push({ start, end: at });
			start = -1;
			continue;
		}
		if (start === -1) start = at;
		if (unit === 123 && level++ === 0) opened = at;
		else if (unit === 125 && level > 0) level--;
	}
	return level > 0 ? { fields, unclosed: { start: opened, end: opened + 1 } } : { fields };
}

/** Whether brackets of both kinds together are nested deeper than `MAX_DEPTH` somewhere. */
export function tooDeep(masked: string): boolean {
	if (masked.length <= MAX_DEPTH) return false;
	let braces = 0;
	let parentheses = 0;
	for (let at = 0; at < masked.length; at++) {
		const unit = masked.charCodeAt(at);
		if (unit === 123) braces++;
		else if (unit === 40) parentheses++;
		else if (unit === 125 && braces > 0) braces--;
		else if (unit === 41 && parentheses > 0) parentheses--;
		if (braces + parentheses > MAX_DEPTH) return true;
	}
	return false;
}

/** Whether a place is in no inner group: a fault there is met whenever the expansion is evaluated, one in a branch only if that is taken. */
export function isOutermost(expansion: string, at: number): boolean {
	let level = 0;
	for (let index = 2; index < at; index++) {
		if (expansion[index] === "{") level++;
		else if (expansion[index] === "}") level--;
	}
	return level === 0;
}

/** The top-level expansions and the texts between them, by mac_parse()'s own counting of one kind of bracket. */
export function topLevelSpans(masked: string): { span: Span; closed: boolean }[] {
	const found: { span: Span; closed: boolean }[] = [];
	let from = 0;
	const add = (start: number, end: number, closed: boolean) => {
		if (end > start) found.push({ span: { start, end }, closed });
	};
	for (let at = masked.indexOf("$"); at !== -1; at = masked.indexOf("$", at)) {
		const open = masked[at + 1];
		if (open !== "{" && open !== "(") {
			at += open === "$" ? 2 : 1;
			continue;
		}
		add(from, at, true);
		const close = open === "{" ? "}" : ")";
		let level = 1;
		let end = at + 2;
		for (; end < masked.length && level > 0; end++) {
			if (masked[end] === open) level++;
			else if (masked[end] === close) level--;
		}
		add(at, end, level === 0);
		from = end;
		at = end;
	}
	add(from, masked.length, true);
	return found;
}
