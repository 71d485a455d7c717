import { type Position, positionAt, type SourceFile, type Span } from "@relaylint/core";

/** A place as most report formats count it: lines and columns from 1, the end column being that of the first character after. */
export interface Region {
	readonly startLine: number;
	readonly startColumn: number;
	readonly endLine: number;
	readonly endColumn: number;
}

/** A span as lines and columns, in UTF-16 units. */
export function regionOf(file: SourceFile, span: Span): Region {
	return between(positionAt(file, span.start), positionAt(file, span.end));
}

/** A span as lines and columns, in bytes of UTF-8. */
export function byteRegionOf(file: SourceFile, span: Span): Region {
	return between(inBytes(file, span.start), inBytes(file, span.end));
}

function between(start: Position, end: Position): Region {
	return {
		startLine: start.line + 1,
		startColumn: start.character + 1,
		endLine: end.line + 1,
		endColumn: end.character + 1,
	};
}

function inBytes(file: SourceFile, offset: number): Position {
	const { line, character } = positionAt(file, offset);
	const before = file.text.slice(offset - character, offset);
	return { line, character: new TextEncoder().encode(before).length };
}
