/** One text with the path under which it was read; offsets everywhere are UTF-16 units of `text`. */
export interface SourceFile {
	/** The path as the file system that read it knows it. */
	readonly path: string;
	/** Size in bytes as stored. */
	readonly size: number;
	/** The stored bytes; absent for a text that exists in memory alone (an unsaved editor buffer, standard input). */
	readonly bytes?: Uint8Array;
	/** The decoded text, made on first use: a large table that is read by its bytes never pays for it. */
	readonly text: string;
	/** True where the bytes are no UTF-8: each stray byte stands as U+FFFD in `text`. */
	readonly invalidUtf8: boolean;
}

/** Line and character, both from 0, characters in UTF-16 units, as in the Language Server Protocol. */
export interface Position {
	readonly line: number;
	readonly character: number;
}

/** A source file made of a text. */
export function sourceFromText(path: string, text: string): SourceFile {
	return { path, text, size: text.length, invalidUtf8: false };
}

/** A source file made of bytes, decoded only when its text is asked for. */
export function sourceFromBytes(path: string, bytes: Uint8Array): SourceFile {
	let decoded: { text: string; invalid: boolean } | undefined;
	const decode = () => {
		decoded ??= decodeUtf8(bytes);
		return decoded;
	};
	return {
		path,
		size: bytes.length,
		bytes,
		get text() {
			return decode().text;
		},
		get invalidUtf8() {
			return decode().invalid;
		},
	};
}

/** The byte-order mark is kept: an MTA reads it as part of the first word, so the analysis must see it too. */
function decodeUtf8(bytes: Uint8Array): { text: string; invalid: boolean } {
	try {
		return { text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes), invalid: false };
	} catch {
		return { text: new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes), invalid: true };
	}
}

const lineStarts = new WeakMap<SourceFile, readonly number[]>();

/** The offsets at which the lines of a file start; a line ends after each line feed. */
export function lineStartsOf(file: SourceFile): readonly number[] {
	let starts = lineStarts.get(file);
	if (starts === undefined) {
		const found = [0];
		for (let at = file.text.indexOf("\n"); at !== -1; at = file.text.indexOf("\n", at + 1)) found.push(at + 1);
		starts = found;
		lineStarts.set(file, starts);
	}
	return starts;
}

/** The line and character of an offset; an offset past the end is the end. */
export function positionAt(file: SourceFile, offset: number): Position {
	const starts = lineStartsOf(file);
	let low = 0;
	let high = starts.length - 1;
	while (low < high) {
		const middle = (low + high + 1) >> 1;
		if ((starts[middle] ?? 0) <= offset) low = middle;
		else high = middle - 1;
	}
	return { line: low, character: Math.max(0, Math.min(offset, file.text.length) - (starts[low] ?? 0)) };
}

/** The offset of a line and character, clipped to the line and the text. */
export function offsetAt(file: SourceFile, position: Position): number {
	const starts = lineStartsOf(file);
	if (position.line < 0) return 0;
	const start = starts[position.line];
	if (start === undefined) return file.text.length;
	const next = starts[position.line + 1] ?? file.text.length + 1;
	return Math.min(start + Math.max(0, position.character), next - 1);
}
