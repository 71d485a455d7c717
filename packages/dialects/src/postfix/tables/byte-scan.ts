import { inFile, type Origin, type SourceFile, type Span } from "@relaylint/core";

/** What a scan meets, in file order; offsets are bytes. A line is plain where its bytes alone say what it means; all else is for the grammar. */
export interface ScanVisitor {
	/**
	 * A line of a key, blanks and a value in printable ASCII. `hash` is {@link hashBytes} of the key in lower case; `hints` are bits of
	 * {@link HINT_SLASH} and {@link HINT_SECOND_KEY}; the value stands from `valueStart` to `valueEnd`. Returns false to have it as an odd
	 * line after all.
	 */
	plain(start: number, keyEnd: number, valueStart: number, valueEnd: number, hash: number, hints: number): boolean;
	/** Any other logical line, with the lines that continue it. */
	odd(start: number, end: number): void;
	/** Lines that begin with white space and have no line to continue. */
	orphan(start: number, end: number): void;
	/** A comment that holds a template statement. */
	templateComment(start: number, end: number): void;
}

/** The key holds a slash. */
export const HINT_SLASH = 1;
/** The value has several words, and one of the first two holds a dot or an at sign. */
export const HINT_SECOND_KEY = 2;

/** How many logical lines went which way. */
export interface ScanCounts {
	readonly plain: number;
	readonly odd: number;
}

/** A table file by its bytes, with the offsets of its text. */
export interface TableBytes {
	readonly file: SourceFile;
	readonly bytes: Uint8Array;
	/** The text of a range of bytes. */
	textOf(start: number, end: number): string;
	/** The offset in `file.text` of a byte offset that is at a character's start; known only for what a scan has passed. */
	textOffset(byte: number): number;
	/** The place of a range of bytes. */
	originOf(start: number, end: number): Origin;
	/** The place of a span of the file's text. */
	originOfSpan(span: Span): Origin;
	/** Notes a line that holds bytes outside ASCII. */
	noteWideLine(start: number, end: number): void;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** The UTF-8 bytes of a text. */
export function encodeText(text: string): Uint8Array {
	return encoder.encode(text);
}

/** The text of UTF-8 bytes; each stray byte reads as U+FFFD. */
export function decodeBytes(bytes: Uint8Array): string {
	return decoder.decode(bytes);
}

/** The different texts that ranges of bytes hold, in the order in which they were noted. */
export interface DistinctTexts {
	note(start: number, end: number): void;
	noteText(text: string): void;
	/** How many there are; undefined past `most`. */
	count(): number | undefined;
}

/** Counts different texts; one like the text before costs no more than to look at its bytes. */
export function distinctTexts({ bytes, textOf }: TableBytes, most: number): DistinctTexts {
	const texts = new Set<string>();
	let lastStart = 0;
	let lastEnd = 0;
	return {
		note(start, end) {
			if (texts.size > most) return;
			if (end - start === lastEnd - lastStart && equalBytes(bytes, start, lastStart, end - start)) return;
			lastStart = start;
			lastEnd = end;
			texts.add(textOf(start, end));
		},
		noteText: (text) => void texts.add(text),
		count: () => (texts.size > most ? undefined : texts.size),
	};
}

/** Reads ranges of bytes as text, and a range like the one before as the same text: most entries of a large table have one value. */
export function repeatedText({ bytes, textOf }: TableBytes): (start: number, end: number) => string {
	let known = { start: 0, end: 0, text: "" };
	return (start, end) => {
		if (end - start !== known.end - known.start || !equalBytes(bytes, start, known.start, end - start))
			known = { start, end, text: textOf(start, end) };
		return known.text;
	};
}

function equalBytes(bytes: Uint8Array, one: number, other: number, length: number): boolean {
	for (let i = 0; i < length; i++) if (bytes[one + i] !== bytes[other + i]) return false;
	return true;
}

/** Opens a file for scanning: by its stored bytes, or by the bytes of its text where it has none. `originOfSpan` places a text that stands inside another. */
export function tableBytes(file: SourceFile, originOfSpan: (span: Span) => Origin = (span) => inFile(file, span)): TableBytes {
	const bytes = file.bytes ?? encodeText(file.text);
	const wideStarts: number[] = [];
	// The bytes by which the text is shorter than the file, counted before each wide line and behind the last.
	const shortfalls: number[] = [0];
	const textOf = (start: number, end: number) => decodeBytes(bytes.subarray(start, end));
	const table: TableBytes = {
		file,
		bytes,
		textOf,
		originOfSpan,
		originOf: (start, end) => originOfSpan({ start: table.textOffset(start), end: table.textOffset(end) }),
		noteWideLine(start, end) {
			wideStarts.push(start);
			shortfalls.push((shortfalls.at(-1) ?? 0) + (end - start - textOf(start, end).length));
		},
		textOffset(byte) {
			let low = 0;
			let high = wideStarts.length;
			while (low < high) {
				const middle = (low + high) >> 1;
				if ((wideStarts[middle] ?? 0) <= byte) low = middle + 1;
				else high = middle;
			}
			if (low === 0) return byte;
			const start = wideStarts[low - 1] ?? 0;
			const feed = bytes.indexOf(10, start);
			const inside = feed === -1 || byte <= feed;
			if (!inside) return byte - (shortfalls[low] ?? 0);
			return start - (shortfalls[low - 1] ?? 0) + textOf(start, byte).length;
		},
	};
	return table;
}

const FNV_START = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** The hash under which keys are found; of bytes that are folded already. */
export function hashBytes(bytes: Uint8Array): number {
	let hash = FNV_START;
	for (let at = 0; at < bytes.length; at++) hash = Math.imul(hash ^ (bytes[at] as number), FNV_PRIME);
	return hash | 0;
}

// Classes of bytes. A sign of a template, a quote, a backslash, a control byte or a byte outside ASCII makes a line odd.
const WORD = 0;
const BLANK = 1;
const ODD = 2;
const MARK = 3;
const classes = new Uint8Array(256).fill(ODD);
for (let byte = 0x21; byte < 0x7f; byte++) classes[byte] = WORD;
for (const byte of [9, 13, 32]) classes[byte] = BLANK;
for (const character of '"\\{<%') classes[character.charCodeAt(0)] = ODD;
for (const character of "/.@_") classes[character.charCodeAt(0)] = MARK;

const FEED = 10;
const HASH_SIGN = 35;
const SLASH = 47;
const AT_SIGN = 64;
const UNDERSCORE = 95;

/** Splits a table into logical lines, the same as `splitLogicalLines`, and says what each is. */
export function scanTable(table: TableBytes, visitor: ScanVisitor): ScanCounts {
	const { bytes } = table;
	const size = bytes.length;
	let plainLines = 0;
	let oddLines = 0;
	// The logical line that may still be continued.
	let start = -1;
	let end = 0;
	let keyEnd = 0;
	let valueStart = 0;
	let valueEnd = 0;
	let hash = 0;
	let hints = 0;
	let shape: "plain" | "odd" | "orphan" = "odd";
	const flush = () => {
		if (start === -1) return;
		if (shape === "plain" && visitor.plain(start, keyEnd, valueStart, valueEnd, hash, hints)) plainLines++;
		else if (shape === "orphan") visitor.orphan(start, end);
		else {
			oddLines++;
			visitor.odd(start, end);
		}
		start = -1;
	};
	for (let at = 0; at < size; ) {
		const lineStart = at;
		let byte = bytes[at] as number;
		if (byte === HASH_SIGN || byte === 32 || (byte >= 9 && byte <= 13)) {
			// A comment, a blank line, or a continuation.
			while (at < size && byte !== FEED && (byte === 32 || (byte >= 9 && byte <= 13))) byte = bytes[++at] as number;
			const first = at;
			let wide = false;
			let statement = false;
			for (; at < size; at++) {
				byte = bytes[at] as number;
				if (byte === FEED) break;
				if (byte >= 0x80) wide = true;
				else if (byte === 37 && at > first && (bytes[at - 1] === 123 || bytes[at - 1] === 60)) statement = true;
			}
			if (wide) table.noteWideLine(lineStart, at);
			if (first < at && bytes[first] === HASH_SIGN) {
				if (statement) visitor.templateComment(first, at);
			} else if (first < at) {
				if (start === -1) {
					start = lineStart;
					shape = "orphan";
				} else if (shape === "plain") shape = "odd";
				end = at;
			}
			at++;
			continue;
		}
		flush();
		start = lineStart;
		hash = FNV_START;
		hints = 0;
		let odd = false;
		let placeholder = false;
		let kind = WORD;
		// The key.
		for (; at < size; at++) {
			byte = bytes[at] as number;
			kind = classes[byte] as number;
			if (kind === BLANK || byte === FEED) break;
			if (kind === ODD) {
				odd = true;
				break;
			}
			if (kind === MARK) {
				if (byte === SLASH) hints |= HINT_SLASH;
				else if (byte === AT_SIGN) {
					if (placeholder) odd = true;
					placeholder = isUpper(bytes[at + 1]);
				} else if (byte === UNDERSCORE && bytes[at + 1] === UNDERSCORE) odd = true;
			}
			hash = Math.imul(hash ^ (byte >= 65 && byte <= 90 ? byte + 32 : byte), FNV_PRIME);
		}
		keyEnd = at;
		if (at > lineStart && bytes[at - 1] === 58) odd = true;
		valueEnd = -1;
		let dotted = false;
		let words = 0;
		let inWord = false;
		if (!odd) {
			for (; at < size; at++) {
				byte = bytes[at] as number;
				kind = classes[byte] as number;
				if (kind === BLANK) {
					inWord = false;
					continue;
				}
				if (byte === FEED) break;
				if (kind === ODD) {
					odd = true;
					break;
				}
				if (!inWord) {
					inWord = true;
					if (words === 0) valueStart = at;
					words++;
				}
				if (kind === MARK && byte !== SLASH) {
					if (words <= 2 && byte !== UNDERSCORE) dotted = true;
					if (byte === AT_SIGN) {
						if (placeholder) odd = true;
						placeholder = isUpper(bytes[at + 1]);
					} else if (byte === UNDERSCORE && bytes[at + 1] === UNDERSCORE) odd = true;
				}
				valueEnd = at + 1;
			}
		}
		if (odd) {
			let wide = false;
			for (at = keyEnd; at < size; at++) {
				byte = bytes[at] as number;
				if (byte === FEED) break;
				if (byte >= 0x80) wide = true;
			}
			if (wide) table.noteWideLine(lineStart, at);
		}
		if (dotted && words > 1) hints |= HINT_SECOND_KEY;
		hash |= 0;
		end = at;
		shape = odd || valueEnd === -1 ? "odd" : "plain";
		at++;
	}
	flush();
	return { plain: plainLines, odd: oddLines };
}

/** `@NAME@` is a placeholder of a template, and so is `__NAME__`. */
function isUpper(byte: number | undefined): boolean {
	return byte !== undefined && byte >= 65 && byte <= 90;
}

/** The value of a plain line, without the blanks around it. */
export function plainValue(bytes: Uint8Array, keyEnd: number): { readonly start: number; readonly end: number } {
	let start = keyEnd;
	while (classes[bytes[start] as number] === BLANK) start++;
	let end = bytes.indexOf(FEED, start);
	if (end === -1) end = bytes.length;
	while (end > start && classes[bytes[end - 1] as number] === BLANK) end--;
	return { start, end };
}

/** The end of the key of a plain line. */
export function plainKeyEnd(bytes: Uint8Array, start: number): number {
	let end = start;
	while (classes[bytes[end] as number] !== BLANK) end++;
	return end;
}
