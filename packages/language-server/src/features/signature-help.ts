import type { SignatureHelp, SignatureHelpParams } from "vscode-languageserver";
import { MarkupKind } from "vscode-languageserver";
import type { Session } from "../session.ts";

/** Answers `textDocument/signatureHelp`. */
export async function signatureHelp(
	session: Session,
	{ textDocument, position }: SignatureHelpParams,
): Promise<SignatureHelp | null> {
	const view = await session.view(textDocument.uri);
	const said = view?.editor.signature?.(view, session.positions.offset(view.file, position));
	if (said === undefined) return null;
	return {
		signatures: [
			{
				label: said.label,
				documentation: { kind: MarkupKind.Markdown, value: said.documentation },
				parameters: said.parameters.map(({ label, documentation }) => ({ label, documentation })),
			},
		],
		activeSignature: 0,
		activeParameter: said.active,
	};
}
