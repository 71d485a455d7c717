import { lineStartsOf, positionAt, type SourceFile, type Span } from "@relaylint/core";
import { columnsOf, printable } from "./printable.ts";
import type { Paint, Tone } from "./style.ts";

/** Of a span over many lines, as many are shown. */
const MOST_LINES = 4;

/** Of a long line, as many characters are shown, and as many of them before the span. */
const MOST_CHARACTERS = 72;
const CHARACTERS_BEFORE = 24;

/** The lines of a span with carets under it, each with its number: what a person looks at first. */
export function codeFrame(file: SourceFile, span: Span, tone: Tone, paint: Paint): readonly string[] {
	const start = positionAt(file, span.start);
	const end = positionAt(file, Math.max(span.start, span.end));
	const last = end.character === 0 && end.line > start.line ? end.line - 1 : end.line;
	const shown = Math.min(last, start.line + MOST_LINES - 1);
	const gutter = String(shown + 1).length;
	const empty = paint("faint", `${" ".repeat(gutter)} |`);
	const lines = [empty];
	for (let line = start.line; line <= shown; line++) {
		const text = lineText(file, line);
		const from = line === start.line ? start.character : text.length - text.trimStart().length;
		const to = line === end.line ? end.character : text.length;
		const cut = windowOf(text, from);
		lines.push(`${paint("faint", `${String(line + 1).padStart(gutter)} |`)} ${cut.text}`.trimEnd());
		const before = columnsOf(cut.text.slice(0, from - cut.start));
		const marked = cut.text.slice(from - cut.start, Math.max(from, to) - cut.start);
		const carets = Math.max(1, columnsOf(marked.trimEnd()));
		lines.push(`${empty} ${" ".repeat(before)}${paint(tone, "^".repeat(carets))}`);
	}
	if (shown < last) lines.push(`${empty} ${paint("faint", `... ${last - shown} more lines`)}`);
	return lines;
}

function lineText(file: SourceFile, line: number): string {
	const starts = lineStartsOf(file);
	return file.text.slice(starts[line] ?? file.text.length, starts[line + 1] ?? file.text.length).replace(/\r?\n$/, "");
}

/** The part of a line around an offset, made printable one for one; `start` is the offset of its first character. */
function windowOf(line: string, around: number): { text: string; start: number } {
	const start = line.length <= MOST_CHARACTERS || around < MOST_CHARACTERS - CHARACTERS_BEFORE ? 0 : around - CHARACTERS_BEFORE;
	return { text: printable(line.slice(start, start + MOST_CHARACTERS).replaceAll("\t", " ")), start };
}
