import { type FileOrigin, inFile, type SourceFile, type Span } from "@relaylint/core";

/** A run of a logical line that stands in the file without a gap: `start` in the logical text, `at` in the file. */
interface Segment {
	readonly start: number;
	readonly at: number;
}

/** A physical line, or several that a backslash at the end joins: the text without backslashes and line ends. */
export interface LogicalLine {
	readonly text: string;
	readonly segments: readonly Segment[];
	/** From the first character to the end of the last physical line. */
	readonly span: Span;
	/** True where blanks stood around a joint: the manual does not say what becomes of them. */
	readonly blankJoint: boolean;
	/** The number of the first physical line, from 0. */
	readonly line: number;
}

/** Splits a text into logical lines: a backslash at the end of a line joins it with the next one; total. */
export function splitLines(text: string): readonly LogicalLine[] {
	const lines: LogicalLine[] = [];
	let at = 0;
	let number = 0;
	while (at < text.length) {
		const first = at;
		const firstNumber = number;
		let joined = "";
		let blankJoint = false;
		const segments: Segment[] = [];
		for (;;) {
			const feed = text.indexOf("\n", at);
			const next = feed === -1 ? text.length : feed + 1;
			let end = feed === -1 ? text.length : feed;
			if (end > at && text[end - 1] === "\r") end -= 1;
			let from = at;
			if (segments.length > 0) {
				// Blanks after a joint are left out: the manual's own sample breaks a pattern and indents what follows.
				while (from < end && isBlank(text.charCodeAt(from))) from += 1;
				blankJoint ||= from > at;
			}
			const goesOn = end > from && text[end - 1] === "\\" && text[at] !== "!";
			const to = goesOn ? end - 1 : end;
			segments.push({ start: joined.length, at: from });
			joined += text.slice(from, to);
			at = next;
			number += 1;
			if (goesOn && next < text.length) continue;
			lines.push({
				text: joined,
				segments,
				span: { start: first, end: Math.max(first, end) },
				blankJoint,
				line: firstNumber,
			});
			break;
		}
	}
	return lines;
}

function isBlank(unit: number): boolean {
	return unit === 32 || unit === 9;
}

/** The place in the file of a part of a logical line. */
export function originIn(file: SourceFile, line: LogicalLine, span: Span): FileOrigin {
	const start = offsetIn(line, span.start);
	const end = span.end <= span.start ? start : offsetIn(line, span.end - 1) + 1;
	return inFile(file, { start, end: Math.max(start, end) });
}

/** The offset in the file of an offset in the logical text. */
function offsetIn({ segments }: LogicalLine, offset: number): number {
	let found = segments[0] ?? { start: 0, at: 0 };
	for (const segment of segments) {
		if (segment.start > offset) break;
		found = segment;
	}
	return found.at + offset - found.start;
}
