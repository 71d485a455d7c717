import { type InlayHint, InlayHintKind, type InlayHintParams } from "vscode-languageserver";
import type { Session } from "../session.ts";

/** Answers `textDocument/inlayHint`. */
export async function inlayHints(session: Session, { textDocument, range }: InlayHintParams): Promise<InlayHint[] | null> {
	const view = await session.view(textDocument.uri);
	if (view === undefined || !session.workspace.settingsOf(view.file.path).inlayHints) return null;
	const within = session.positions.span(view.file, range);
	return (view.editor.hints?.(view, within) ?? []).map(({ offset, label, tooltip }) => ({
		position: session.positions.position(view.file, offset),
		label,
		kind: InlayHintKind.Type,
		paddingLeft: true,
		...(tooltip === undefined ? {} : { tooltip }),
	}));
}
