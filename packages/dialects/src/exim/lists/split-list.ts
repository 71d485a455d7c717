import type { ValueText } from "../value.ts";
import { partOf } from "../value.ts";

/** An item of a list: its text after doubled separators became one, and its place in the list's text. */
export interface ListItem {
	readonly text: string;
	readonly start: number;
	readonly end: number;
}

/** Splits a list into its items (specification, 6.20 and 6.21). */
export function splitList(list: string, separator?: string): readonly ListItem[] {
	const items: ListItem[] = [];
	let at = skipBlanks(list, 0);
	let by = separator ?? ":";
	if (list[at] === "<" && separator === undefined && isPunctuation(list[at + 1] ?? "")) {
		by = list[at + 1] as string;
		at = skipBlanks(list, at + 2);
	}
	const single = by < " ";
	while (at < list.length) {
		const start = at;
		let text = "";
		while (at < list.length) {
			const character = list[at] as string;
			if (character === by) {
				at++;
				if (single || list[at] !== by) break;
			}
			text += character;
			at++;
		}
		const ended = list[at - 1] === by && at > start ? at - 1 : at;
		items.push({ text: text.trimEnd(), start, end: Math.max(start, start + list.slice(start, ended).trimEnd().length) });
		at = skipBlanks(list, at, single ? by : undefined);
	}
	return items;
}

/** The separator may be a newline, which is no white space between items then. */
function skipBlanks(list: string, from: number, separator?: string): number {
	let at = from;
	while (at < list.length && /\s/.test(list[at] as string) && list[at] !== separator) at++;
	return at;
}

function isPunctuation(character: string): boolean {
	return /^[!-/:-@[-`{-~\n]$/.test(character) || (character !== "" && character < " ");
}

/** The items of a list that is not expanded, each with its place. */
export function itemsOf(value: ValueText): readonly { readonly item: ListItem; readonly value: ValueText }[] {
	return splitList(value.text).map((item) => ({ item, value: partOf(value, item.start, item.end) }));
}
