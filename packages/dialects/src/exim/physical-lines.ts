import type { SourceFile } from "@relaylint/core";

/** A part of a line with the place in a file from which it came. */
export interface Piece {
	/** Offsets in the line's text. */
	readonly start: number;
	readonly end: number;
	readonly file: SourceFile;
	/** Offsets in the file. */
	readonly from: number;
	readonly to: number;
	/** False where the text is a macro's: the place is that of the macro's name, and offsets inside do not correspond. */
	readonly exact: boolean;
}

/** A text that was put together from places in files. */
export interface PiecedText {
	readonly text: string;
	readonly pieces: readonly Piece[];
}

/** A part of a pieced text. */
export function sliceOf({ text, pieces }: PiecedText, start: number, end: number): PiecedText {
	const found: Piece[] = [];
	for (const piece of pieces) {
		if (piece.end <= start || piece.start >= end) continue;
		const from = Math.max(piece.start, start);
		const to = Math.min(piece.end, end);
		found.push({
			start: from - start,
			end: to - start,
			file: piece.file,
			from: piece.exact ? piece.from + (from - piece.start) : piece.from,
			to: piece.exact ? piece.from + (to - piece.start) : piece.to,
			exact: piece.exact,
		});
	}
	return { text: text.slice(start, end), pieces: found };
}

/** Two texts as one. */
export function joinedText(a: PiecedText, b: PiecedText): PiecedText {
	if (a.text === "") return b;
	const by = a.text.length;
	return {
		text: a.text + b.text,
		pieces: [...a.pieces, ...b.pieces.map((piece) => ({ ...piece, start: piece.start + by, end: piece.end + by }))],
	};
}

/** A name and what it stands for. */
export interface Macro {
	readonly name: string;
	readonly text: string;
	/** Where the replacement is written, where that is known. */
	readonly value?: PiecedText;
}

const MAYBE_MACRO = /[A-Z]|_[A-Z]/;

/**
 * Replaces macro names in a physical line, each macro in the order of its definition, the replacement scanned for later ones only
 * (specification, 6.5). `from` is where replacing starts: behind the name of a macro that the line defines.
 */
export function substituteMacros(
	line: PiecedText,
	from: number,
	macros: Iterable<Macro>,
): { readonly line: PiecedText; readonly used: readonly string[]; readonly cut?: true } {
	if (!MAYBE_MACRO.test(line.text.slice(from))) return { line, used: [] };
	let current = line;
	const used: string[] = [];
	for (const { name, text, value } of macros) {
		let at = current.text.indexOf(name, from);
		if (at === -1) continue;
		used.push(name);
		while (at !== -1) {
			if (current.text.length + text.length > MOST_CHARACTERS) return { line: current, used, cut: true };
			current = replaced(current, at, at + name.length, text, value);
			at = current.text.indexOf(name, at + text.length);
		}
	}
	return { line: current, used };
}

/** A line longer than this is not made longer; what it would hold is then not known. */
export const MOST_CHARACTERS = 60_000;

function replaced(line: PiecedText, start: number, end: number, text: string, value: PiecedText | undefined): PiecedText {
	const before = sliceOf(line, 0, start);
	const after = sliceOf(line, end, line.text.length);
	const name = sliceOf(line, start, end).pieces;
	const first = name[0];
	const last = name.at(-1);
	if (value !== undefined && value.text === text) return joinedText(joinedText(before, value), after);
	if (first === undefined || last === undefined) return line;
	const middle: PiecedText = {
		text,
		pieces: text === "" ? [] : [{ start: 0, end: text.length, file: first.file, from: first.from, to: last.to, exact: false }],
	};
	return joinedText(joinedText(before, middle), after);
}
