import type { FileOrigin, SourceFile, Span } from "@relaylint/core";
import { type LogicalLine, originInLine } from "./lines.ts";

/** What is wrong with the text of main.cf or master.cf; the code is stable, the message is for people. */
export type SyntaxCode =
	| "missing-equals"
	| "missing-name"
	| "indented-first-line"
	| "bad-reference"
	| "unbalanced-brace"
	| "bad-service"
	| "bad-option"
	| "unexpected-argument"
	| "nul-byte"
	| "byte-order-mark"
	| "no-break-space"
	| "invalid-utf8";

/**
 * How far a problem reaches: `fatal` every Postfix program stops, `fatal-when-used` every program that evaluates the value stops,
 * `fatal-service` one service of master.cf does not work, `misread` the text means something else than it seems to.
 */
export type SyntaxEffect = "fatal" | "fatal-when-used" | "fatal-service" | "misread";

/** One problem of the text. */
export interface SyntaxProblem {
	readonly code: SyntaxCode;
	readonly effect: SyntaxEffect;
	/** What is so and what follows. */
	readonly message: string;
	readonly origin: FileOrigin;
}

/** Characters that no editor shows and Postfix reads as parts of a word. */
const spaceLookalike = /[\u00a0\u2000-\u200b\u202f\u3000]/;

/** The problems of a file's encoding: Postfix reads bytes and knows no mark, no wide spaces and nothing after a NUL in a line. */
export function encodingProblems(file: SourceFile, lines: readonly LogicalLine[]): SyntaxProblem[] {
	const problems: SyntaxProblem[] = [];
	const add = (code: SyntaxCode, message: string, span: Span) =>
		problems.push({ code, effect: "misread", message, origin: { kind: "file", file, span } });
	if (file.text.startsWith("\ufeff")) {
		add("byte-order-mark", "The file begins with a byte-order mark, which Postfix reads as part of the first word.", {
			start: 0,
			end: 1,
		});
	}
	if (file.invalidUtf8) {
		const at = Math.max(0, file.text.indexOf("\ufffd"));
		add("invalid-utf8", "The file is not UTF-8: these bytes are shown as they are not.", { start: at, end: at + 1 });
	}
	if (!spaceLookalike.test(file.text) && !file.text.includes("\0")) return problems;
	for (const line of lines) {
		const wide = line.text.search(spaceLookalike);
		const nul = line.text.indexOf("\0");
		if (wide !== -1) {
			const { span } = originInLine(file, line, { start: wide, end: wide + 1 });
			add("no-break-space", "This character looks like a space, but Postfix reads it as part of a word.", span);
		}
		if (nul !== -1) {
			const { span } = originInLine(file, line, { start: nul, end: nul + 1 });
			add("nul-byte", "Postfix reads this line up to the NUL byte and ignores the rest.", span);
		}
	}
	return problems;
}

/** The part of a logical line that Postfix sees: C text ends at the first NUL. */
export function visibleText(line: LogicalLine): string {
	const nul = line.text.indexOf("\0");
	return nul === -1 ? line.text : line.text.slice(0, nul);
}
