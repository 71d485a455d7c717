import type { Span } from "@relaylint/core";

/**
 * Places that a template engine fills: `<% ... %>` of ERB, `{% ... %}` and `{{ name }}` of Jinja and its like. Expansions of Exim's own have
 * doubled braces as well (`${if and{{eq{a}{b}}...`), but no plain words between two pairs of them.
 */
const PLACE = /<%(?!%)[^\n]*|\{%[-+ ][^\n]*|\{\{[-~#&>^/ ]*[\w.$@][^{}\n]*\}\}(?!\})/;

/** Whether a text holds places that a template engine fills, so that it is not what Exim reads. */
export function isTemplate(text: string): boolean {
	return PLACE.test(text);
}

/** The first of those places; empty at the start where there is none. */
export function placeToFill(text: string): Span {
	const found = PLACE.exec(text);
	return found === null ? { start: 0, end: 0 } : { start: found.index, end: found.index + found[0].length };
}
