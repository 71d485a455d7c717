/** A half-open range of UTF-16 offsets in one text: `start` is inside, `end` is not. */
export interface Span {
	readonly start: number;
	readonly end: number;
}

/** The span from the start of `first` to the end of `last`. */
export function spanAround(first: Span, last: Span): Span {
	return { start: Math.min(first.start, last.start), end: Math.max(first.end, last.end) };
}

/** Moves a span by `by` offsets: from a record's own text to the file that holds the record. */
export function shiftSpan(span: Span, by: number): Span {
	return { start: span.start + by, end: span.end + by };
}
