/** A text as a terminal may show it: nothing in it moves the cursor, changes colours or the order of what stands beside it. */
export function printable(text: string): string {
	return text.replace(/[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g, shown);
}

/** A character that nobody would see, as one that everybody does; one for one. */
function shown(char: string): string {
	const code = char.charCodeAt(0);
	if (code < 0x20) return String.fromCharCode(0x2400 + code);
	return code === 0x7f ? "\u2421" : "\ufffd";
}

/** How many columns a printable text takes: wide characters two, combining ones none. */
export function columnsOf(text: string): number {
	if (/^[\u0020-\u007e]*$/.test(text)) return text.length;
	let columns = 0;
	for (const char of text) columns += /\p{M}/u.test(char) ? 0 : WIDE.test(char) ? 2 : 1;
	return columns;
}

const WIDE =
	/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/u;
