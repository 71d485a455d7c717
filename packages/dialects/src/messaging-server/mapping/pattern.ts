import { type AddressSet, addressesOf, containsAddress, parseAddress } from "@relaylint/core";
import type { Piece } from "../ast.ts";

/** Characters as inclusive ranges of folded UTF-16 units; undefined stands for every character. */
export type Ranges = readonly (readonly [number, number])[];

/** One part of a pattern in matching order. */
export type Element =
	/** Text, folded. */
	| { readonly kind: "text"; readonly text: string }
	/** `*`, `%` or a set of characters with either. `saved`: it has a number. */
	| { readonly kind: "wild"; readonly many: boolean; readonly set?: Ranges; readonly lazy: boolean; readonly saved: boolean }
	/** The text that the wildcard of this number matched. */
	| { readonly kind: "back"; readonly index: number }
	/** An address of a set, written out. */
	| { readonly kind: "address"; readonly family: 4 | 6; readonly set: AddressSet }
	/** What the manual gives no meaning: whether it matches is not known. */
	| { readonly kind: "unclear"; readonly text: string };

/** A pattern made ready for matching. */
export interface Pattern {
	readonly elements: readonly Element[];
	/** Wildcards that have a number. */
	readonly savedCount: number;
	readonly unclear: boolean;
	readonly hasBackMatch: boolean;
}

const DIGITS: Ranges = [[48, 57]];
const LETTERS: Ranges = [[97, 122]];

/** Administration Guide, mapping file patterns: the globs, folded. */
const GLOBS: Readonly<Record<string, Ranges>> = {
	a: LETTERS,
	b: [[48, 49]],
	d: DIGITS,
	h: [...DIGITS, [97, 102]],
	x: [...DIGITS, [97, 102]],
	o: [[48, 55]],
	s: [[36, 36], ...DIGITS, [95, 95], ...LETTERS],
	t: [
		[9, 9],
		[11, 11],
		[32, 32],
	],
};

/** Folds ASCII letters: matching is case-blind, and what that means for others no manual says. */
export function fold(text: string): string {
	return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** Makes a pattern of its pieces. Total. */
export function compilePattern(pieces: readonly Piece[]): Pattern {
	const elements: Element[] = [];
	let savedCount = 0;
	let lazy = false;
	let saved = true;
	const addText = (text: string) => {
		const last = elements.at(-1);
		if (last?.kind === "text") elements[elements.length - 1] = { kind: "text", text: last.text + fold(text) };
		else elements.push({ kind: "text", text: fold(text) });
	};
	const addWild = (many: boolean, set?: Ranges) => {
		elements.push({ kind: "wild", many, lazy, saved, ...(set === undefined ? {} : { set }) });
		if (saved) savedCount += 1;
		lazy = false;
		saved = true;
	};
	const modify = (modifiers: string) => {
		if (modifiers.includes("_")) lazy = true;
		if (modifiers.includes("@")) saved = false;
		if (modifiers.includes("^")) saved = true;
	};
	for (const { kind, text } of pieces) {
		switch (kind) {
			case "Literal":
				addText(text);
				break;
			case "Quoted":
				addText(text.slice(1));
				break;
			case "Any":
				addWild(true);
				break;
			case "One":
				addWild(false);
				break;
			case "Modifier":
				modify(text.slice(1));
				break;
			case "Glob":
				addGlob(text);
				break;
			case "Network":
			case "IgnoredBits":
			case "Network6": {
				const set = networkOf(kind, text);
				if (set === undefined) elements.push({ kind: "unclear", text });
				else elements.push({ kind: "address", family: kind === "Network6" ? 6 : 4, set });
				break;
			}
			default:
				elements.push({ kind: "unclear", text });
		}
	}

	function addGlob(text: string): void {
		const found = /^\$([_@^]*)(.*)([*%])$/s.exec(text);
		if (found === null) {
			elements.push({ kind: "unclear", text });
			return;
		}
		const [, modifiers = "", body = "", end = ""] = found;
		modify(modifiers);
		if (/^\d$/.test(body)) {
			if (end === "*" && Number(body) < savedCount) elements.push({ kind: "back", index: Number(body) });
			else elements.push({ kind: "unclear", text });
			return;
		}
		const set = body.startsWith("[") ? bracketSet(body.slice(1, -1)) : GLOBS[body.toLowerCase()];
		addWild(end === "*", set);
	}

	return {
		elements,
		savedCount,
		unclear: elements.some((element) => element.kind === "unclear"),
		hasBackMatch: elements.some((element) => element.kind === "back"),
	};
}

/** `[a-z0]` without its brackets, folded; a backslash protects what follows it. */
function bracketSet(body: string): Ranges {
	const units: { readonly unit: number; readonly range: boolean }[] = [];
	for (let at = 0; at < body.length; at++) {
		let quoted = body[at] === "\\";
		if (quoted || (body[at] === "$" && (body[at + 1] === " " || body[at + 1] === "\t"))) {
			quoted = true;
			at += 1;
		}
		if (at < body.length) units.push({ unit: body.charCodeAt(at), range: !quoted && body[at] === "-" });
	}
	const ranges: [number, number][] = [];
	for (let at = 0; at < units.length; at++) {
		const first = units[at]?.unit ?? 0;
		const last = units[at + 2]?.unit;
		if (units[at + 1]?.range === true && last !== undefined) {
			ranges.push([first, last]);
			at += 2;
		} else ranges.push([first, first]);
	}
	return ranges.flatMap(([first, last]) => foldedRange(first, last));
}

/** A range with its capital letters folded. */
function foldedRange(first: number, last: number): Ranges {
	const low = Math.max(first, 65);
	const high = Math.min(last, 90);
	const all: (readonly [number, number])[] = first <= last ? [[first, last]] : [];
	if (low <= high) all.push([low + 32, high + 32]);
	return all;
}

/** The addresses of `$(a.b.c.d/n)`, `$<a.b.c.d/n>` and `${ipv6/n}`; host bits count for nothing. */
export function networkOf(kind: string, text: string): AddressSet | undefined {
	const found = /^\$[(<{]([0-9a-fA-F.:]+)(?:\/(\d{1,3}))?[)>}]$/.exec(text);
	const address = parseAddress(found?.[1] ?? "");
	const family = kind === "Network6" ? 6 : 4;
	if (found === null || address === undefined || address.family !== family) return undefined;
	const width = family === 4 ? 32 : 128;
	const bits = found[2] === undefined ? undefined : Number(found[2]);
	if (bits !== undefined && bits > width) return undefined;
	if (kind === "IgnoredBits") return addressesOf(address, width - (bits ?? 0));
	return addressesOf(address, bits ?? width);
}

/** Whether a folded unit is in a set. */
export function inRanges(set: Ranges, unit: number): boolean {
	return set.some(([first, last]) => unit >= first && unit <= last);
}

/** The places where an address that starts at `at` may end, the farthest first. */
export function addressEnds(element: Extract<Element, { kind: "address" }>, text: string, at: number): readonly number[] {
	const ends: number[] = [];
	const longest = /^[0-9a-f.:]+/.exec(text.slice(at, at + 45))?.[0].length ?? 0;
	for (let length = longest; length >= 2; length--) {
		const address = parseAddress(text.slice(at, at + length));
		if (address?.family === element.family && containsAddress(element.set, address)) ends.push(at + length);
	}
	return ends;
}

/** Matching gives up after this many steps: only a back match can need so many. */
const MOST_STEPS = 200_000;

/**
 * Matches a whole text, already folded: the texts of the numbered wildcards as offsets, `false`, or undefined where the pattern has a
 * part without a meaning, or where matching would take too long. A `*` takes as much as it can, one after `$_` as little.
 */
export function matchPattern(pattern: Pattern, folded: string): readonly (readonly [number, number])[] | false | undefined {
	const { elements } = pattern;
	const saves: (readonly [number, number])[] = [];
	const failed = pattern.hasBackMatch ? undefined : new Set<number>();
	let steps = 0;
	let unclear = false;
	const from = (at: number, pos: number, saved: number): boolean => {
		if (++steps > MOST_STEPS) {
			unclear = true;
			return false;
		}
		const element = elements[at];
		if (element === undefined) return pos === folded.length;
		const key = at * (folded.length + 1) + pos;
		if (failed?.has(key) === true) return false;
		if (step(element, at, pos, saved)) return true;
		failed?.add(key);
		return false;
	};
	const step = (element: Element, at: number, pos: number, saved: number): boolean => {
		switch (element.kind) {
			case "text":
				return folded.startsWith(element.text, pos) && from(at + 1, pos + element.text.length, saved);
			case "back": {
				const [start = 0, end = 0] = saves[element.index] ?? [];
				return folded.startsWith(folded.slice(start, end), pos) && from(at + 1, pos + end - start, saved);
			}
			case "address":
				return addressEnds(element, folded, pos).some((end) => from(at + 1, end, saved));
			case "unclear":
				unclear = true;
				return false;
			case "wild":
				return wild(element, at, pos, saved);
		}
	};
	const wild = (element: Extract<Element, { kind: "wild" }>, at: number, pos: number, saved: number): boolean => {
		const { set, many, lazy } = element;
		const most = many ? folded.length : Math.min(folded.length, pos + 1);
		let end = pos;
		while (end < most && (set === undefined || inRanges(set, folded.charCodeAt(end)))) end++;
		const least = many ? pos : pos + 1;
		if (end < least) return false;
		const next = element.saved ? saved + 1 : saved;
		for (let tried = 0; tried <= end - least; tried++) {
			const stop = lazy ? least + tried : end - tried;
			if (element.saved) saves[saved] = [pos, stop];
			if (from(at + 1, stop, next)) return true;
			if (unclear && steps > MOST_STEPS) return false;
		}
		return false;
	};
	if (from(0, 0, 0)) return saves.slice(0, pattern.savedCount);
	return unclear ? undefined : false;
}
