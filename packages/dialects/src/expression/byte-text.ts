const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * Text as the daemons see it: one code unit a byte of its UTF-8 form. Text in ASCII is itself.
 *
 * Neither Postfix, Exim nor Sendmail asks the library for Unicode by default: a dot reads one byte of a multi-byte character.
 */
export function toByteText(text: string): string {
	if (isAscii(text)) return text;
	let bytes = "";
	for (const byte of encoder.encode(text)) bytes += String.fromCharCode(byte);
	return bytes;
}

/** The reverse of {@link toByteText}; a cut character becomes U+FFFD. */
export function fromByteText(bytes: string): string {
	return isAscii(bytes) ? bytes : decoder.decode(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)));
}

/** The UTF-16 offset in `text` of each byte of its byte text, and of its end; undefined for ASCII, where they are equal. */
export function byteOffsets(text: string): readonly number[] | undefined {
	if (isAscii(text)) return undefined;
	const offsets: number[] = [];
	let offset = 0;
	for (const character of text) {
		const code = character.codePointAt(0) ?? 0;
		const bytes = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
		for (let n = 0; n < bytes; n++) offsets.push(offset);
		offset += character.length;
	}
	offsets.push(offset);
	return offsets;
}

function isAscii(text: string): boolean {
	for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return false;
	return true;
}
