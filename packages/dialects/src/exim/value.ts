import type { FileOrigin } from "@relaylint/core";
import { originOf } from "./logical-lines.ts";
import { type PiecedText, sliceOf } from "./physical-lines.ts";

/** A value as Exim keeps it: quotes taken off and their escapes read, every part with its place. */
export interface ValueText extends PiecedText {
	/** The place of the whole value as written; where it is empty, the place where it would stand. */
	readonly origin: FileOrigin;
	/** True where it was written in double quotes. */
	readonly quoted: boolean;
}

/** A part of a value as a value of its own. */
export function partOf(value: ValueText, start: number, end: number): ValueText {
	const part = sliceOf(value, start, end);
	return { ...part, origin: part.pieces.length === 0 ? value.origin : originOf(value, start, end), quoted: value.quoted };
}

/** The value that stands at a part of a line, as it is. */
export function plainValue(line: PiecedText, start: number, end: number): ValueText {
	return { ...sliceOf(line, start, end), origin: originOf(line, start, end), quoted: false };
}

/** The value of an option: in double quotes it has escapes (specification, 6.17). */
export function optionValue(line: PiecedText, start: number, end: number): ValueText {
	const plain = plainValue(line, start, end);
	if (!plain.text.startsWith('"')) return plain;
	let text = "";
	const pieces: PiecedText["pieces"][number][] = [];
	let run = 1;
	let at = 1;
	const keep = (to: number) => {
		if (to <= run) return;
		const part = sliceOf(plain, run, to);
		for (const piece of part.pieces) pieces.push({ ...piece, start: piece.start + text.length, end: piece.end + text.length });
		text += part.text;
	};
	while (at < plain.text.length && plain.text[at] !== '"') {
		if (plain.text[at] !== "\\") {
			at++;
			continue;
		}
		keep(at);
		const { character, length } = escaped(plain.text.slice(at + 1));
		const [source] = sliceOf(plain, at, at + 1 + length).pieces;
		if (source !== undefined && character !== "")
			pieces.push({ ...source, start: text.length, end: text.length + character.length, exact: false });
		text += character;
		at += 1 + length;
		run = at;
	}
	keep(at);
	return { text, pieces, origin: plain.origin, quoted: true };
}

const PLAIN_ESCAPES: Readonly<Record<string, string>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v" };

/** What a backslash with the text behind it stands for. */
export function escaped(after: string): { readonly character: string; readonly length: number } {
	const octal = /^[0-7]{1,3}/.exec(after)?.[0];
	if (octal !== undefined) return { character: String.fromCharCode(Number.parseInt(octal, 8) & 255), length: octal.length };
	const hex = /^x[0-9a-fA-F]{0,2}/.exec(after)?.[0];
	if (hex !== undefined && hex.length > 1)
		return { character: String.fromCharCode(Number.parseInt(hex.slice(1), 16)), length: hex.length };
	const [first = ""] = after;
	return { character: PLAIN_ESCAPES[first] ?? first, length: first.length };
}
