/** The length of a text in bytes of UTF-8; a lone surrogate U+DC80..U+DCFF stands for one raw byte. */
export function byteLength(text: string): number {
	let bytes = 0;
	for (const character of text) {
		const code = character.codePointAt(0) ?? 0;
		bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? (isRawByte(code) ? 1 : 3) : 4;
	}
	return bytes;
}

/** The longest beginning of a text that fits into a number of bytes; `cut` says whether a character was cut in two at the end. */
export function firstBytes(text: string, limit: number): { readonly text: string; readonly cut: boolean } {
	if (text.length * 3 <= limit || byteLength(text) <= limit) return { text, cut: false };
	let kept = "";
	let bytes = 0;
	for (const character of text) {
		const length = byteLength(character);
		if (bytes + length > limit) return { text: kept, cut: bytes < limit };
		kept += character;
		bytes += length;
	}
	return { text: kept, cut: false };
}

/** Whether every character is ASCII. */
export function isAscii(text: string): boolean {
	for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > 127) return false;
	return true;
}

/** Whether the text can be written as UTF-8: it holds no lone surrogate, which is how a raw byte appears here. */
export function isValidUtf8(text: string): boolean {
	return isAscii(text) || !/\p{Surrogate}/u.test(text);
}

/** The text with upper-case ASCII letters, and with `utf8` all letters, folded, as lookup keys are (`smtputf8_enable`). */
export function foldCase(text: string, utf8: boolean): string {
	if (utf8 && !isAscii(text)) return text.toUpperCase().toLowerCase().replaceAll("ς", "σ");
	return /[A-Z]/.test(text) ? text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()) : text;
}

function isRawByte(code: number): boolean {
	return code >= 0xd800 && code <= 0xdfff;
}
