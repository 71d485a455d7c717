import { lineStartsOf, offsetAt, positionAt, type SourceFile, type Span } from "@relaylint/core";
import type { Position, Range } from "vscode-languageserver";

/** In what the characters of a position are counted; agreed on at the start. */
export type PositionEncoding = "utf-8" | "utf-16" | "utf-32";

/** Turns offsets into positions and back, in the encoding that was agreed on. */
export interface Positions {
	readonly encoding: PositionEncoding;
	position(file: SourceFile, offset: number): Position;
	range(file: SourceFile, span: Span): Range;
	offset(file: SourceFile, position: Position): number;
	span(file: SourceFile, range: Range): Span;
}

/** Positions in one encoding. */
export function positionsIn(encoding: PositionEncoding): Positions {
	const position = (file: SourceFile, offset: number): Position => {
		const place = positionAt(file, offset);
		if (encoding === "utf-16") return place;
		const start = offset - place.character;
		return { line: place.line, character: unitsIn(file.text.slice(start, start + place.character), encoding) };
	};
	const offset = (file: SourceFile, place: Position): number => {
		if (encoding === "utf-16") return offsetAt(file, place);
		const starts = lineStartsOf(file);
		const start = starts[place.line];
		if (start === undefined) return place.line < 0 ? 0 : file.text.length;
		const line = file.text.slice(start, starts[place.line + 1] ?? file.text.length);
		return offsetAt(file, { line: place.line, character: utf16Of(line, place.character, encoding) });
	};
	return {
		encoding,
		position,
		range: (file, span) => ({ start: position(file, span.start), end: position(file, span.end) }),
		offset,
		span: (file, range) => ({ start: offset(file, range.start), end: offset(file, range.end) }),
	};
}

/** How many units of an encoding a text takes. */
export function unitsIn(text: string, encoding: PositionEncoding): number {
	if (encoding === "utf-16") return text.length;
	let units = 0;
	for (const character of text) units += encoding === "utf-32" ? 1 : bytesOf(character);
	return units;
}

/** The UTF-16 offset in a line of so many units of another encoding; a place inside a character is its start. */
export function utf16Of(line: string, units: number, encoding: PositionEncoding): number {
	if (encoding === "utf-16") return units;
	let at = 0;
	let left = units;
	for (const character of line) {
		left -= encoding === "utf-32" ? 1 : bytesOf(character);
		if (left < 0) break;
		at += character.length;
		if (left === 0) break;
	}
	return at;
}

function bytesOf(character: string): number {
	const point = character.codePointAt(0) ?? 0;
	return point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
}
