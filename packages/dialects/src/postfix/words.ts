import type { Origin } from "@relaylint/core";
import { type ExpandedText, originOf, sliceExpanded, type UnknownPart, unknownText } from "./expand.ts";
import { nameValueSpans, trimmedSpan } from "./lines.ts";

/** A word of a list, with the place in the files it came from. */
export interface Word {
	readonly text: string;
	/** Offsets in the expanded text. */
	readonly start: number;
	readonly end: number;
	readonly origin: Origin;
	/** The parts that are not known; empty where the word is just what it says. A word that is one `HOLE` may stand for any number of words. */
	readonly unknown: readonly UnknownPart[];
	/** The word's own text with its origins, to be split further. */
	readonly value: ExpandedText;
}

/** How braces are read: `plain` they are characters like others; `braces` they keep what is inside together (mystrtokq(), access restriction lists). */
export type WordMode = "plain" | "braces";

/** Splits at white space and commas, as every Postfix list is split: postconf(5). An unclosed brace reaches to the end; total. */
export function splitWords(expanded: ExpandedText, mode: WordMode = "plain", commas = true): readonly Word[] {
	const known = split.get(expanded) ?? {};
	split.set(expanded, known);
	const way = commas ? mode : `${mode} without commas`;
	known[way] ??= wordsOf(expanded, mode, commas);
	return known[way];
}

/** The words of a value are asked for by many. */
const split = new WeakMap<ExpandedText, Record<string, readonly Word[]>>();

function wordsOf(expanded: ExpandedText, mode: WordMode, commas: boolean): readonly Word[] {
	const words: Word[] = [];
	const { text } = expanded;
	let level = 0;
	let start = -1;
	for (let at = 0; at <= text.length; at++) {
		if (words.length === MOST_WORDS) return [...words, theRest(expanded, at)];
		const unit = text.charCodeAt(at);
		const ends = at === text.length || (level === 0 && isListSeparator(unit, commas));
		if (ends) {
			if (start !== -1) words.push(wordAt(expanded, start, at));
			start = -1;
			continue;
		}
		if (start === -1) start = at;
		if (mode === "plain") continue;
		if (unit === 123) level++;
		else if (unit === 125 && level > 0) level--;
	}
	return words;
}

/** As many words of a list are looked at. */
const MOST_WORDS = 1_200_000;

/** What stands behind the words that are looked at, as one word of which nothing is known. */
function theRest(expanded: ExpandedText, start: number): Word {
	const origin = originOf(expanded, start, Math.min(start + 1, expanded.text.length));
	const value = unknownText(`what follows in a list of more than ${MOST_WORDS} words`, origin, "limit");
	return { text: value.text, start, end: expanded.text.length, origin, unknown: value.unknown, value };
}

/** A part of an expanded text as a word. */
export function wordAt(expanded: ExpandedText, start: number, end: number): Word {
	return new PartWord(expanded, start, end);
}

/** A word that stands in an expanded text; where it came from is worked out when it is asked for: a list may have a million of them. */
class PartWord implements Word {
	readonly text: string;
	readonly start: number;
	readonly end: number;
	readonly #expanded: ExpandedText;
	#origin: Origin | undefined;

	constructor(expanded: ExpandedText, start: number, end: number) {
		this.text = expanded.text.slice(start, end);
		this.start = start;
		this.end = end;
		this.#expanded = expanded;
	}

	get origin(): Origin {
		this.#origin ??= originOf(this.#expanded, this.start, this.end);
		return this.#origin;
	}

	get unknown(): readonly UnknownPart[] {
		return this.#expanded.unknown.length === 0 ? NONE : this.value.unknown;
	}

	get value(): ExpandedText {
		return sliceExpanded(this.#expanded, this.start, this.end);
	}
}

/** A word that is said to come from elsewhere. */
export function withOrigin(word: Word, origin: Origin): Word {
	const { text, start, end, unknown } = word;
	return {
		text,
		start,
		end,
		origin,
		unknown,
		get value() {
			return word.value;
		},
	};
}

const NONE: readonly UnknownPart[] = [];

/** One `{...}` taken apart: what is inside without the white space around it, or why Postfix refuses it (extpar()). */
export type BraceContent =
	| { readonly kind: "content"; readonly content: Word }
	| { readonly kind: "unbalanced"; readonly reason: string };

/** Takes the braces off a word that begins with one. */
export function insideBraces(word: Word): BraceContent {
	const { text } = word;
	let level = 0;
	let close = -1;
	for (let at = 0; at < text.length && close === -1; at++) {
		if (text[at] === "{") level++;
		else if (text[at] === "}" && --level === 0) close = at;
	}
	if (text[0] !== "{" || close === -1) return { kind: "unbalanced", reason: 'the "{" is not closed' };
	if (close !== text.length - 1) return { kind: "unbalanced", reason: 'text follows the "}"' };
	const { start, end } = trimmedSpan(text, 1, close);
	return { kind: "content", content: wordAt(word.value, start, end) };
}

/** A `name = value` as split_nameval() reads it; undefined where Postfix finds no name or no `=`. */
export function splitNameValue(word: Word): { readonly name: Word; readonly value: Word } | undefined {
	const spans = nameValueSpans(word.text);
	return (
		spans && {
			name: wordAt(word.value, spans.name.start, spans.name.end),
			value: wordAt(word.value, spans.value.start, spans.value.end),
		}
	);
}

/** CHARS_COMMA_SP: a vertical tab or a form feed is text here, unlike around a value. */
function isListSeparator(unit: number, commas: boolean): boolean {
	return unit === 32 || unit === 9 || unit === 10 || unit === 13 || (commas && unit === 44);
}
