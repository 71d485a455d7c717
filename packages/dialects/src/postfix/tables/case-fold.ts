const ASCII = /^[\0-\x7f]*$/;

/**
 * Folds a key as Postfix does before it asks or builds a table with fixed keys: ASCII to lower case and, where `unicode`
 * (`smtputf8_enable`, with valid UTF-8), the full case folding of Unicode (`ß` to `ss`).
 */
export function foldKey(key: string, unicode: boolean): string {
	if (ASCII.test(key)) return key.toLowerCase();
	if (!unicode) return key.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
	let folded = "";
	for (const character of key) folded += foldCharacter(character);
	return folded;
}

/** Lower case of upper case of lower case is the full folding, but for letters that have an upper case and fold to themselves or to it. */
function foldCharacter(character: string): string {
	const code = character.codePointAt(0) ?? 0;
	if (code < 0x80) return character.toLowerCase();
	if (code === 0x131) return character;
	// Cherokee folds to its upper case.
	if (code >= 0x13a0 && code <= 0x13f5) return character;
	if ((code >= 0xab70 && code <= 0xabbf) || (code >= 0x13f8 && code <= 0x13fd)) return character.toUpperCase();
	const lower = character.toLowerCase();
	let folded = "";
	for (const upper of lower.toUpperCase()) folded += upper === "Σ" ? "σ" : upper.toLowerCase();
	return folded;
}
