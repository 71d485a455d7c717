import type {
	DocumentDiagnosticParams,
	DocumentDiagnosticReport,
	WorkspaceDiagnosticParams,
	WorkspaceDiagnosticReport,
} from "vscode-languageserver";
import type { Session } from "./session.ts";
import { pathOf } from "./uri.ts";

export { codeActions } from "./features/code-action.ts";
export { codeLenses } from "./features/code-lens.ts";
export { executeCommand } from "./features/command.ts";
export { completion } from "./features/completion.ts";
export { documentLinks } from "./features/document-link.ts";
export { documentSymbols, workspaceSymbols } from "./features/document-symbol.ts";
export { foldingRanges } from "./features/folding.ts";
export { formatting } from "./features/formatting.ts";
export { hover } from "./features/hover.ts";
export { inlayHints } from "./features/inlay-hint.ts";
export { definition, highlight, prepareRename, references, rename } from "./features/navigation.ts";
export { selectionRanges } from "./features/selection-range.ts";
export { semanticTokens } from "./features/semantic-tokens.ts";
export { signatureHelp } from "./features/signature-help.ts";
export { pathOf };

/** Answers `textDocument/diagnostic`. */
export async function documentDiagnostics(
	{ workspace, reports }: Session,
	{ textDocument, previousResultId }: DocumentDiagnosticParams,
): Promise<DocumentDiagnosticReport> {
	await workspace.settled();
	return reports.document(pathOf(textDocument.uri), previousResultId);
}

/** Answers `workspace/diagnostic`. */
export async function workspaceDiagnostics(
	{ workspace, reports }: Session,
	{ previousResultIds }: WorkspaceDiagnosticParams,
): Promise<WorkspaceDiagnosticReport> {
	await workspace.settled();
	return reports.workspace(new Map(previousResultIds.map(({ uri, value }) => [uri, value])));
}
