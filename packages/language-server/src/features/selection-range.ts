import { lineStartsOf, type OutlineItem, positionAt, type Span } from "@relaylint/core";
import type { SelectionRange, SelectionRangeParams } from "vscode-languageserver";
import type { Session } from "../session.ts";
import type { ConfiguredFile } from "../workspace.ts";
import { outlineOf } from "./document-symbol.ts";

/** Answers `textDocument/selectionRange`: the name, the word, the line, what the outline has around it, the file. */
export async function selectionRanges(
	session: Session,
	{ textDocument, positions }: SelectionRangeParams,
): Promise<SelectionRange[] | null> {
	const view = await session.view(textDocument.uri);
	if (view === undefined) return null;
	const outline = outlineOf(view);
	return positions.map((position) => {
		const spans = spansAround(view, outline, session.positions.offset(view.file, position));
		let range: SelectionRange | undefined;
		for (const span of spans)
			range = { range: session.positions.range(view.file, span), ...(range === undefined ? {} : { parent: range }) };
		return range ?? { range: { start: position, end: position } };
	});
}

/** From the whole file down to the name at an offset, each inside the one before it. */
function spansAround({ file }: ConfiguredFile, outline: readonly OutlineItem[], offset: number): readonly Span[] {
	const { text } = file;
	const spans: Span[] = [{ start: 0, end: text.length }];
	const add = (span: Span) => {
		const last = spans.at(-1) as Span;
		const fits = span.start >= last.start && span.end <= last.end && span.start <= offset && offset <= span.end;
		if (fits && (span.start !== last.start || span.end !== last.end)) spans.push(span);
	};
	for (let items: readonly OutlineItem[] | undefined = outline; items !== undefined; ) {
		const around: OutlineItem | undefined = items.find(({ span }) => span.start <= offset && offset <= span.end);
		if (around !== undefined) add(around.span);
		items = around?.children;
	}
	const starts = lineStartsOf(file);
	const { line } = positionAt(file, offset);
	const start = starts[line] ?? 0;
	const lineText = text.slice(start, starts[line + 1] ?? text.length).trimEnd();
	add({ start: start + lineText.length - lineText.trimStart().length, end: start + lineText.length });
	add(wordAround(text, offset, /[^\s,]/));
	add(wordAround(text, offset, /[\w-]/));
	return spans;
}

function wordAround(text: string, offset: number, letter: RegExp): Span {
	let start = offset;
	let end = offset;
	while (start > 0 && letter.test(text.charAt(start - 1))) start--;
	while (end < text.length && letter.test(text.charAt(end))) end++;
	return { start, end };
}
