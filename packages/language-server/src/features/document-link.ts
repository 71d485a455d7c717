import type { DocumentLink, DocumentLinkParams } from "vscode-languageserver";
import type { Session } from "../session.ts";

/** Answers `textDocument/documentLink`. */
export async function documentLinks(session: Session, { textDocument }: DocumentLinkParams): Promise<DocumentLink[] | null> {
	const view = await session.view(textDocument.uri);
	if (view === undefined) return null;
	return (view.editor.links?.(view) ?? []).map(({ span, path, tooltip }) => ({
		range: session.positions.range(view.file, span),
		target: session.to.uri(path),
		tooltip,
	}));
}
