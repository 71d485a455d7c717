import type { SymbolUse } from "@relaylint/core";
import {
	type DefinitionParams,
	type DocumentHighlight,
	DocumentHighlightKind,
	type DocumentHighlightParams,
	ErrorCodes,
	type Location,
	type PrepareRenameParams,
	type Range,
	type ReferenceParams,
	type RenameParams,
	ResponseError,
	type TextDocumentPositionParams,
	type WorkspaceEdit,
} from "vscode-languageserver";
import type { Session } from "../session.ts";
import { locationOf, workspaceEditOf } from "../to-lsp.ts";
import type { ConfiguredFile } from "../workspace.ts";

interface Found {
	readonly view: ConfiguredFile;
	/** The use that stands there. */
	readonly here: SymbolUse;
	/** Every use of the same thing. */
	readonly all: readonly SymbolUse[];
}

async function usesAt(session: Session, { textDocument, position }: TextDocumentPositionParams): Promise<Found | undefined> {
	const view = await session.view(textDocument.uri);
	if (view === undefined) return undefined;
	const offset = session.positions.offset(view.file, position);
	const uses = view.editor.symbols?.(view) ?? [];
	let here: SymbolUse | undefined;
	for (const use of uses) {
		const { file, span } = use.origin;
		if (file !== view.file || span.start > offset || offset > span.end) continue;
		const width = span.end - span.start;
		if (here === undefined || width < here.origin.span.end - here.origin.span.start) here = use;
	}
	const { symbol } = here ?? {};
	return here === undefined ? undefined : { view, here, all: uses.filter((use) => use.symbol === symbol) };
}

/** Answers `textDocument/definition`. */
export async function definition(session: Session, params: DefinitionParams): Promise<Location[] | null> {
	const found = await usesAt(session, params);
	if (found === undefined) return null;
	return found.all.filter((use) => use.role === "definition").map((use) => locationOf(use.origin, session.to));
}

/** Answers `textDocument/references`. */
export async function references(session: Session, params: ReferenceParams): Promise<Location[] | null> {
	const found = await usesAt(session, params);
	if (found === undefined) return null;
	return found.all
		.filter((use) => use.role === "reference" || params.context.includeDeclaration)
		.map((use) => locationOf(use.origin, session.to));
}

/** Answers `textDocument/documentHighlight`. */
export async function highlight(session: Session, params: DocumentHighlightParams): Promise<DocumentHighlight[] | null> {
	const found = await usesAt(session, params);
	if (found === undefined) return null;
	return found.all
		.filter((use) => use.origin.file === found.view.file)
		.map((use) => ({
			range: session.positions.range(use.origin.file, use.origin.span),
			kind: use.role === "definition" ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
		}));
}

/** Answers `textDocument/prepareRename`: the words to replace, or nothing where the name is not the administrator's to choose. */
export async function prepareRename(
	session: Session,
	params: PrepareRenameParams,
): Promise<{ range: Range; placeholder: string } | null> {
	const found = await usesAt(session, params);
	if (found === undefined || found.view.editor.renaming?.(found.here.symbol, found.view) === undefined) return null;
	const { file, span } = found.here.origin;
	return { range: session.positions.range(file, span), placeholder: file.text.slice(span.start, span.end) };
}

/** Answers `textDocument/rename`. */
export async function rename(session: Session, params: RenameParams): Promise<WorkspaceEdit | null> {
	const found = await usesAt(session, params);
	if (found === undefined) return null;
	const rule = found.view.editor.renaming?.(found.here.symbol, found.view);
	if (rule === undefined) throw new ResponseError(ErrorCodes.InvalidRequest, "This name is not yours to choose.");
	if (!rule.form.test(params.newName)) throw new ResponseError(ErrorCodes.InvalidParams, `A name here is ${rule.wanted}.`);
	const kind = found.here.symbol.slice(0, found.here.symbol.indexOf(" ") + 1);
	const taken = (found.view.editor.symbols?.(found.view) ?? []).some((use) => use.symbol === kind + params.newName);
	if (taken) throw new ResponseError(ErrorCodes.InvalidParams, `${params.newName} is there already.`);
	return workspaceEditOf(
		found.all.map((use) => ({ file: use.origin.file, span: use.origin.span, text: params.newName })),
		session.to,
	);
}
