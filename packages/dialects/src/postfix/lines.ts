import { type FileOrigin, inFile, type SourceFile, type Span } from "@relaylint/core";

/** A run of a logical line that stands in the file without a gap: `start` in the logical text, `at` in the file. */
export interface Segment {
	readonly start: number;
	readonly at: number;
}

/**
 * One logical line as postconf(5), access(5) and master(5) join it: the text of a line and of the lines after it that begin with white
 * space, without the line feeds, comments and blank lines between them. Carriage returns and everything else stay, as in Postfix.
 */
export interface LogicalLine {
	readonly text: string;
	/** At least one, in order. */
	readonly segments: readonly Segment[];
	/** From the first character to the end of the last line that belongs to it, in the file. */
	readonly span: Span;
}

/** A whole file as logical lines. */
export interface LogicalLines {
	readonly lines: readonly LogicalLine[];
	/** Text that begins with white space with no line before it to continue: Postfix warns and skips it. At most one. */
	readonly orphans: readonly LogicalLine[];
	/** Comment lines from their `#` to the end of the line, in order, also those inside a logical line. */
	readonly comments: readonly Span[];
}

const HASH = 35;

/** Whether a UTF-16 unit is white space to Postfix: ASCII alone, so a no-break space is text. */
export function isPostfixSpace(unit: number): boolean {
	return unit === 32 || (unit >= 9 && unit <= 13);
}

/** The part of a text without the white space around it. */
export function trimmedSpan(text: string, from = 0, to = text.length): Span {
	let start = from;
	let end = to;
	while (start < end && isPostfixSpace(text.charCodeAt(start))) start++;
	while (end > start && isPostfixSpace(text.charCodeAt(end - 1))) end--;
	return { start, end };
}

/** The two sides of `name = value` by the rules of split_nameval(); undefined where there is no name, or no `=` right after it. */
export function nameValueSpans(text: string): { readonly name: Span; readonly value: Span } | undefined {
	const found = /^[\t-\r ]*([^\t-\r =]+)[\t-\r ]*=/d.exec(text);
	const name = found?.indices?.[1];
	if (found === null || name === undefined) return undefined;
	return { name: { start: name[0], end: name[1] }, value: trimmedSpan(text, found[0].length) };
}

/** Splits a text into logical lines by the rules that main.cf, master.cf and every text table share; total. */
export function splitLogicalLines(text: string): LogicalLines {
	const lines: LogicalLine[] = [];
	const orphans: LogicalLine[] = [];
	const comments: Span[] = [];
	let joined = "";
	let segments: Segment[] = [];
	let start = 0;
	let end = 0;
	const flush = () => {
		if (segments.length === 0) return;
		const line = { text: joined, segments, span: { start, end } };
		(isPostfixSpace(joined.charCodeAt(0)) ? orphans : lines).push(line);
		segments = [];
	};
	for (let at = 0; at < text.length; ) {
		const feed = text.indexOf("\n", at);
		const stop = feed === -1 ? text.length : feed;
		let first = at;
		while (first < stop && isPostfixSpace(text.charCodeAt(first))) first++;
		if (first < stop) {
			if (text.charCodeAt(first) === HASH) comments.push({ start: first, end: stop });
			else if (first > at && segments.length > 0) {
				segments.push({ start: joined.length, at });
				joined += text.slice(at, stop);
				end = stop;
			} else {
				flush();
				joined = text.slice(at, stop);
				segments.push({ start: 0, at });
				start = at;
				end = stop;
			}
		}
		at = stop + 1;
	}
	flush();
	return { lines, orphans, comments };
}

/** The offset in the file of an offset in a logical line; the end of a text before a line break stays before the break. */
export function fileOffset(line: LogicalLine, offset: number): number {
	return locate(line, offset, false);
}

/** The span in the file of a span of a logical line; it reaches over line breaks and comments where the line does. */
export function fileSpan(line: LogicalLine, span: Span): Span {
	if (span.end <= span.start) {
		const at = locate(line, span.start, false);
		return { start: at, end: at };
	}
	const start = locate(line, span.start, true);
	const end = locate(line, span.end, false);
	if (end >= start) return { start, end };
	// The parts stand in another order in the file than in the line: what begins the span is shown, as far as it goes there.
	const next = line.segments.find((segment) => segment.start > span.start)?.start ?? line.text.length;
	return { start, end: start + Math.max(0, Math.min(next, span.end) - span.start) };
}

/** The origin of a part of a logical line. */
export function originInLine(file: SourceFile, line: LogicalLine, span: Span): FileOrigin {
	return inFile(file, fileSpan(line, span));
}

/** At a line break an offset is both an end and a start; `begins` chooses the start of the next segment. */
function locate(line: LogicalLine, offset: number, begins: boolean): number {
	let low = 0;
	let high = line.segments.length - 1;
	while (low < high) {
		const middle = (low + high + 1) >> 1;
		const start = line.segments[middle]?.start ?? 0;
		if (begins ? start <= offset : start < offset) low = middle;
		else high = middle - 1;
	}
	const segment = line.segments[low];
	return segment === undefined ? 0 : segment.at + (offset - segment.start);
}
