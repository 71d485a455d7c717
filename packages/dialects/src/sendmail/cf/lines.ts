import { type FileOrigin, inFile, type SourceFile } from "@relaylint/core";
import type { Piece } from "../m4/text.ts";

/** One logical line of a sendmail.cf: a line and those after it that begin with a blank. */
export interface CfLine {
	/** The text, comments taken off, continuation lines joined by their line feeds. */
	readonly text: string;
	readonly origin: FileOrigin;
	/** The words of a part of the text, by its offsets. */
	at(start: number, end: number): FileOrigin;
}

/** The logical lines of a file: op.txt 5, "A line beginning with white space is a continuation". */
export function fileLines(file: SourceFile): readonly CfLine[] {
	return readCfLines([{ text: file.text, origin: inFile(file, { start: 0, end: file.text.length }), verbatim: true }]);
}

interface Physical {
	text: string;
	/** For each part of the text, where it came from. */
	readonly parts: { readonly from: number; readonly piece: Piece; readonly offset: number }[];
}

/** The logical lines of texts that stand one behind the other. */
export function readCfLines(pieces: readonly Piece[]): readonly CfLine[] {
	const physical = physicalLines(pieces);
	const logical: Physical[] = [];
	for (const line of physical) {
		const last = logical.at(-1);
		if (/^[ \t]/.test(line.text) && last !== undefined) {
			const shift = last.text.length + 1;
			last.text += `\n${line.text}`;
			for (const part of line.parts) last.parts.push({ ...part, from: part.from + shift });
		} else logical.push(line);
	}
	return logical.flatMap((line) => {
		// A line that is only a comment is one before anything is joined to it.
		if (line.text.startsWith("#relaylint:")) return [lineOf(line, line.text)];
		const text = withoutComment(line.text);
		return text.trim() === "" ? [] : [lineOf(line, text)];
	});
}

function physicalLines(pieces: readonly Piece[]): readonly Physical[] {
	const lines: Physical[] = [];
	let current: Physical = { text: "", parts: [] };
	for (const piece of pieces) {
		let offset = 0;
		for (;;) {
			const end = piece.text.indexOf("\n", offset);
			const words = piece.text.slice(offset, end === -1 ? undefined : end);
			if (words !== "" || current.parts.length === 0) current.parts.push({ from: current.text.length, piece, offset });
			current.text += words;
			if (end === -1) break;
			lines.push(current);
			current = { text: "", parts: [] };
			offset = end + 1;
		}
	}
	lines.push(current);
	return lines;
}

/** A `#` that is neither `$#` nor escaped begins a comment, up to the end of its physical line. */
export function withoutComment(text: string): string {
	if (!text.includes("#")) return text;
	let out = "";
	for (let at = 0; at < text.length; at++) {
		const character = text[at] ?? "";
		if (character === "\\" && text[at + 1] === "#") {
			out += "#";
			at += 1;
		} else if (character === "#" && text[at - 1] !== "$") {
			const end = text.indexOf("\n", at);
			out = out.replace(/[ \t]+$/, "");
			if (end === -1) return out;
			at = end - 1;
		} else out += character;
	}
	return out;
}

function lineOf(line: Physical, text: string): CfLine {
	const at = (start: number, end: number): FileOrigin => {
		const part = line.parts.findLast(({ from }) => from <= start) ?? line.parts[0];
		if (part === undefined) throw new Error("a line has a part");
		const { origin, verbatim } = part.piece;
		if (!verbatim) return origin;
		const from = origin.span.start + part.offset + (start - part.from);
		return inFile(origin.file, { start: from, end: Math.min(origin.span.end, from + Math.max(0, end - start)) });
	};
	const whole = at(0, text.length);
	return { text, origin: whole, at };
}
