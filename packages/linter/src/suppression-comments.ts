import { type FileOrigin, inFile, type LineSyntax, lineStartsOf, type SourceFile, type Span } from "@relaylint/core";

/** One suppression comment: `relaylint-ignore RULE[, RULE]: reason`, or `relaylint-ignore-file` for the whole file. */
export interface SuppressionComment {
	readonly kind: "line" | "file";
	/** The rules it names, each with its place. */
	readonly rules: readonly { readonly id: string; readonly origin: FileOrigin }[];
	/** Why; undefined where the comment says no reason, so that it suppresses nothing. */
	readonly reason: string | undefined;
	/** From `relaylint-ignore` to the end of the comment. */
	readonly origin: FileOrigin;
	/** The whole line with its line feed: what goes when the comment goes. */
	readonly line: Span;
	/** The lines whose findings it suppresses, from 0, the last one included; undefined for a whole file, or where nothing follows. */
	readonly covers?: { readonly first: number; readonly last: number };
}

const WORD = "relaylint-ignore";
const COMMENT = /^relaylint-ignore(-file)?(?![\w-])([^:]*)(?::(.*))?$/s;

/**
 * The suppression comments of a file. A comment holds for the line below it, comments in between left out; where that line begins
 * a logical line, for all of that. So both the line above a logical line and the line right above one of its lines will do.
 */
export function suppressionComments(file: SourceFile, syntax: LineSyntax): readonly SuppressionComment[] {
	if (!mentions(file, WORD)) return [];
	const starts = lineStartsOf(file);
	const lineAt = (line: number) => file.text.slice(starts[line], starts[line + 1] ?? file.text.length).replace(/\r?\n$/, "");
	const found: SuppressionComment[] = [];
	for (let line = 0; line < starts.length; line++) {
		const text = lineAt(line);
		const body = commentBody(text, syntax);
		const match = body === undefined ? null : COMMENT.exec(text.slice(body));
		if (body === undefined || match === null) continue;
		const start = starts[line] ?? 0;
		const kind = match[1] === undefined ? "line" : "file";
		const named = start + body + WORD.length + (match[1]?.length ?? 0);
		const reason = match[3]?.trim();
		const covers = kind === "file" ? undefined : coveredLines(line, starts.length, lineAt, syntax);
		found.push({
			kind,
			rules: [...(match[2] ?? "").matchAll(/[^\s,]+/g)].map(({ 0: id, index }) => ({
				id,
				origin: inFile(file, { start: named + index, end: named + index + id.length }),
			})),
			reason: reason === "" ? undefined : reason,
			origin: inFile(file, { start: start + body, end: start + text.trimEnd().length }),
			line: { start, end: starts[line + 1] ?? file.text.length },
			...(covers === undefined ? {} : { covers }),
		});
	}
	return found;
}

/** Where the words of a comment begin in its line; undefined where the line is none. */
function commentBody(text: string, syntax: LineSyntax): number | undefined {
	const at = text.length - text.trimStart().length;
	const sign = syntax.comments.find((one) => text.startsWith(one, at));
	if (sign === undefined) return undefined;
	const rest = text.slice(at + sign.length);
	return at + sign.length + (/^[#!;\s]*/.exec(rest)?.[0].length ?? 0);
}

function coveredLines(
	comment: number,
	count: number,
	lineAt: (line: number) => string,
	syntax: LineSyntax,
): { first: number; last: number } | undefined {
	let first = comment + 1;
	while (first < count && commentBody(lineAt(first), syntax) !== undefined) first++;
	const text = first < count ? lineAt(first) : "";
	if (text.trim() === "") return undefined;
	let last = first;
	if (syntax.continues(text, "")) return { first, last };
	for (let line = first + 1; line < count; line++) {
		const next = lineAt(line);
		if (next.trim() === "" || commentBody(next, syntax) !== undefined) continue;
		if (!syntax.continues(next, lineAt(last))) break;
		last = line;
	}
	return { first, last };
}

/** Whether a file holds an ASCII word; a large table that was read by its bytes is not decoded for it (Boyer, Moore, Horspool). */
function mentions(file: SourceFile, word: string): boolean {
	const { bytes } = file;
	if (bytes === undefined) return file.text.includes(word);
	const pattern = new TextEncoder().encode(word);
	const last = pattern.length - 1;
	const shifts = new Uint8Array(256).fill(pattern.length);
	for (let at = 0; at < last; at++) shifts[pattern[at] ?? 0] = last - at;
	for (let at = 0; at + last < bytes.length; at += shifts[bytes[at + last] ?? 0] ?? 1) {
		let matched = last;
		while (matched >= 0 && bytes[at + matched] === pattern[matched]) matched--;
		if (matched < 0) return true;
	}
	return false;
}
