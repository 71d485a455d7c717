import type { DocumentFormattingParams, DocumentRangeFormattingParams, TextEdit } from "vscode-languageserver";
import type { Session } from "../session.ts";

/** Answers `textDocument/formatting` and `/rangeFormatting`. */
export async function formatting(
	session: Session,
	params: DocumentFormattingParams | DocumentRangeFormattingParams,
): Promise<TextEdit[] | null> {
	const view = await session.view(params.textDocument.uri);
	if (view === undefined) return null;
	const within = "range" in params ? session.positions.span(view.file, params.range) : { start: 0, end: view.file.text.length };
	return (view.editor.format?.(view, within) ?? []).map(({ span, text }) => ({
		range: session.positions.range(view.file, span),
		newText: text,
	}));
}
