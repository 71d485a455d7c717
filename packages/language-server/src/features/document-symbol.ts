import type { OutlineItem } from "@relaylint/core";
import {
	type DocumentSymbol,
	type DocumentSymbolParams,
	type SymbolInformation,
	SymbolKind,
	type WorkspaceSymbolParams,
} from "vscode-languageserver";
import type { Session } from "../session.ts";
import type { ConfiguredFile } from "../workspace.ts";

const KINDS: Readonly<Record<OutlineItem["kind"], SymbolKind>> = {
	setting: SymbolKind.Property,
	service: SymbolKind.Interface,
	override: SymbolKind.Field,
	class: SymbolKind.Class,
	entry: SymbolKind.Key,
	section: SymbolKind.Namespace,
};

/** A file's outline: the dialect's, else the settings that stand in the file. */
export function outlineOf(view: ConfiguredFile): readonly OutlineItem[] {
	if (view.editor.outline !== undefined) return view.editor.outline(view);
	return view.configuration.settings.flatMap(({ name, raw, origin }): readonly OutlineItem[] =>
		origin.kind === "file" && origin.file === view.file
			? [{ name, detail: raw.slice(0, 80), kind: "setting", span: origin.span, nameSpan: origin.span }]
			: [],
	);
}

/** Answers `textDocument/documentSymbol`. */
export async function documentSymbols(
	session: Session,
	{ textDocument }: DocumentSymbolParams,
): Promise<DocumentSymbol[] | SymbolInformation[] | null> {
	const view = await session.view(textDocument.uri);
	if (view === undefined) return null;
	const items = outlineOf(view);
	if (!session.agreement.hierarchy) return items.flatMap((item) => flat(item, view, session));
	const symbol = (item: OutlineItem): DocumentSymbol => ({
		name: item.name || "?",
		...(item.detail === undefined ? {} : { detail: item.detail }),
		kind: KINDS[item.kind],
		range: session.positions.range(view.file, item.span),
		selectionRange: session.positions.range(view.file, item.nameSpan),
		...(item.children === undefined ? {} : { children: item.children.map(symbol) }),
	});
	return items.map(symbol);
}

function flat(item: OutlineItem, view: ConfiguredFile, session: Session, container?: string): SymbolInformation[] {
	return [
		{
			name: item.name || "?",
			kind: KINDS[item.kind],
			location: { uri: session.to.uri(view.file.path), range: session.positions.range(view.file, item.span) },
			...(container === undefined ? {} : { containerName: container }),
		},
		...(item.children ?? []).flatMap((child) => flat(child, view, session, item.name)),
	];
}

/** The most symbols that one search gives. */
const MOST_SYMBOLS = 500;

/** Answers `workspace/symbol`: names that hold the letters of the query in their order. */
export async function workspaceSymbols(session: Session, { query }: WorkspaceSymbolParams): Promise<SymbolInformation[]> {
	await session.workspace.settled();
	const letters = [...query.toLowerCase()];
	const fits = (name: string) => {
		let at = 0;
		for (const letter of name.toLowerCase()) if (letter === letters[at]) at++;
		return at >= letters.length;
	};
	const found: SymbolInformation[] = [];
	for (const { configuration } of session.workspace.configurations()) {
		for (const file of configuration.files) {
			if (found.length >= MOST_SYMBOLS) return found;
			const view = session.workspace.view(file.path);
			if (view === undefined || view.configuration !== configuration) continue;
			for (const item of outlineOf(view))
				for (const symbol of flat(item, view, session)) if (fits(symbol.name) && found.length < MOST_SYMBOLS) found.push(symbol);
		}
	}
	return found;
}
