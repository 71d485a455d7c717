import { type LineSyntax, lineStartsOf, positionAt, type SourceFile } from "@relaylint/core";
import { dialects } from "@relaylint/dialects";
import { type FoldingRange, FoldingRangeKind, type FoldingRangeParams } from "vscode-languageserver";
import type { Session } from "../session.ts";
import { outlineOf } from "./document-symbol.ts";

/** Answers `textDocument/foldingRange`: logical lines of several lines, comments of several lines, and what the outline has with parts. */
export async function foldingRanges(session: Session, { textDocument }: FoldingRangeParams): Promise<FoldingRange[] | null> {
	const view = await session.view(textDocument.uri);
	if (view === undefined) return null;
	const dialect = await dialects.find((one) => one.id === view.configuration.dialect)?.load();
	if (dialect === undefined) return null;
	const folds = foldsOf(view.file, dialect.lineSyntax(view.file.path));
	const known = new Set(folds.map(({ startLine }) => startLine));
	for (const { span, children = [] } of outlineOf(view)) {
		const startLine = positionAt(view.file, span.start).line;
		const endLine = positionAt(view.file, span.end).line;
		if (children.length > 0 && endLine > startLine && !known.has(startLine)) folds.push({ startLine, endLine });
	}
	return folds;
}

/** The lines of a file that can be folded, by how it is commented and continued. */
export function foldsOf(file: SourceFile, syntax: LineSyntax): FoldingRange[] {
	const folds: FoldingRange[] = [];
	const starts = lineStartsOf(file);
	let first = -1;
	let last = -1;
	let text = "";
	let comment = -1;
	const fold = (startLine: number, endLine: number, kind?: FoldingRangeKind) => {
		if (startLine >= 0 && endLine > startLine) folds.push({ startLine, endLine, ...(kind === undefined ? {} : { kind }) });
	};
	for (let line = 0; line <= starts.length; line++) {
		const end = starts[line + 1] ?? file.text.length;
		const here = line < starts.length ? file.text.slice(starts[line], end).replace(/\r?\n$/, "") : "";
		const isComment = syntax.comments.some((sign) => here.trimStart().startsWith(sign));
		if (isComment && comment === -1) comment = line;
		if (!isComment && comment !== -1) {
			// Comments inside a logical line are a part of it.
			if (last < comment || !syntax.continues(here, text)) fold(comment, line - 1, FoldingRangeKind.Comment);
			comment = -1;
		}
		if (isComment || here.trim() === "") {
			if (line === starts.length) fold(first, last);
			continue;
		}
		if (first !== -1 && syntax.continues(here, text)) last = line;
		else {
			fold(first, last);
			first = line;
			last = line;
		}
		text = here;
	}
	return folds;
}
