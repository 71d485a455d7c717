import { columnsOf } from "./printable.ts";

/** The width that reports for people keep to where they can: that of a plain terminal. */
export const WIDTH = 80;

/** A text as lines of at most `width` columns, broken at blanks; a word that is longer stands alone. The first line starts at column `first`. */
export function wrapped(text: string, width: number, first = 0): readonly string[] {
	const lines: string[] = [];
	let line = "";
	let columns = first;
	for (const word of text.split(" ")) {
		const more = columnsOf(word);
		if (line !== "" && columns + 1 + more > width) {
			lines.push(line);
			line = word;
			columns = more;
		} else {
			columns += (line === "" ? 0 : 1) + more;
			line = line === "" ? word : `${line} ${word}`;
		}
	}
	return [...lines, line];
}

/** A text as wrapped lines, the first after `indent` blanks and the others after `hang` more. */
export function indented(text: string, indent: number, hang = 0): readonly string[] {
	return wrapped(text, WIDTH - indent - hang, -hang).map((line, at) => `${" ".repeat(indent + (at === 0 ? 0 : hang))}${line}`);
}

/** The first sentence of a message, which says what is so, and the others, which say what follows and what to do. */
export function sentences(message: string): { readonly first: string; readonly rest: readonly string[] } {
	const [first = "", ...rest] = message.split(/(?<=[.!?]) +(?=["(]?[A-Z])/);
	return { first, rest };
}

/** A command line, continued over several lines as a shell reads it; one with quoted words stays whole. */
export function commandLines(command: string, indent: number): readonly string[] {
	const blanks = " ".repeat(indent);
	if (command.includes("'") || command.length + indent <= WIDTH) return [`${blanks}${command}`];
	const lines: string[] = [];
	for (const part of command.split(/ (?=--)/)) {
		const last = lines.at(-1);
		if (last !== undefined && last.length + 1 + part.length <= WIDTH - 2) lines[lines.length - 1] = `${last} ${part}`;
		else lines.push(`${blanks}${lines.length === 0 ? "" : "  "}${part}`);
	}
	return lines.map((line, at) => (at < lines.length - 1 ? `${line} \\` : line));
}
