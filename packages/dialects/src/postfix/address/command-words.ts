/** A word of an SMTP command; not `closed` where a quote or an angle bracket stays open. */
export interface CommandWord {
	readonly text: string;
	readonly closed: boolean;
}

/** Cuts an SMTP command into words as smtpd(8) does: at white space outside quotes and `<>`, and behind `TO:` and `FROM:`. Total. */
export function commandWords(line: string): CommandWord[] {
	const words: CommandWord[] = [];
	let at = 0;
	while (at < line.length) {
		let text = "";
		let closed = true;
		while (at < line.length) {
			const character = line.charAt(at++);
			if (isSpace(character)) {
				while (at < line.length && isSpace(line.charAt(at))) at++;
				if (text !== "") break;
			} else if (character === "<" || character === '"') {
				const end = endOfQuoted(line, at, character === "<" ? ">" : '"');
				text += character + line.slice(at, end ?? line.length);
				if (end === undefined) closed = false;
				at = end ?? line.length;
			} else if (character === ":") {
				text += character;
				const lower = text.toLowerCase();
				if (lower === "to:" || lower === "from:") break;
			} else {
				text += character;
				if (character === "\\" && at < line.length) text += line.charAt(at++);
			}
		}
		if (text !== "") words.push({ text, closed });
	}
	return words;
}

/** The position behind the closing character; quotes nest in brackets, and brackets in brackets. */
function endOfQuoted(line: string, from: number, closing: string): number | undefined {
	const open: string[] = [closing];
	for (let at = from; at < line.length; at++) {
		const character = line.charAt(at);
		const wanted = open.at(-1);
		if (character === "\\") at++;
		else if (character === wanted) {
			open.pop();
			if (open.length === 0) return at + 1;
		} else if (character === '"') open.push('"');
		else if (character === "<" && wanted === ">") open.push(">");
	}
	return undefined;
}

function isSpace(character: string): boolean {
	return /[ \t\n\v\f\r]/.test(character);
}
