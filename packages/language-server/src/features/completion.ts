import type { Completion } from "@relaylint/core";
import {
	type CompletionItem,
	CompletionItemKind,
	CompletionItemTag,
	type CompletionList,
	type CompletionParams,
	InsertTextFormat,
	MarkupKind,
} from "vscode-languageserver";
import type { Session } from "../session.ts";

const KINDS: Readonly<Record<Completion["kind"], CompletionItemKind>> = {
	parameter: CompletionItemKind.Property,
	restriction: CompletionItemKind.Function,
	class: CompletionItemKind.Class,
	reference: CompletionItemKind.Variable,
	"table-type": CompletionItemKind.Module,
	value: CompletionItemKind.Value,
	service: CompletionItemKind.Interface,
	action: CompletionItemKind.Keyword,
	file: CompletionItemKind.File,
	folder: CompletionItemKind.Folder,
	snippet: CompletionItemKind.Snippet,
};

/** Answers `textDocument/completion`. */
export async function completion(session: Session, { textDocument, position }: CompletionParams): Promise<CompletionList | null> {
	const view = await session.view(textDocument.uri);
	const offset = view === undefined ? 0 : session.positions.offset(view.file, position);
	const list = view?.editor.complete?.(view, offset);
	if (view === undefined || list === undefined) return null;
	const range = session.positions.range(view.file, list.span);
	return {
		isIncomplete: false,
		items: list.items.map((item) => itemOf(item, range, session.agreement.snippets)),
	};
}

function itemOf(
	item: Completion,
	range: CompletionItem["textEdit"] extends infer E ? Extract<E, { range: unknown }>["range"] : never,
	snippets: boolean,
): CompletionItem {
	const text = item.insert ?? item.label;
	const isSnippet = item.snippet === true && snippets;
	const newText = item.snippet === true && !snippets ? withoutPlaces(text) : text;
	return {
		label: item.label,
		kind: KINDS[item.kind],
		sortText: `${item.rank ?? 5} ${item.label}`,
		filterText: item.label,
		textEdit: { range, newText },
		insertTextFormat: isSnippet ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
		...(item.detail === undefined ? {} : { detail: item.detail }),
		...(item.documentation === undefined ? {} : { documentation: { kind: MarkupKind.Markdown, value: item.documentation } }),
		...(item.deprecated === true ? { tags: [CompletionItemTag.Deprecated] } : {}),
		...(item.more === true ? { command: { title: "More", command: "editor.action.triggerSuggest" } } : {}),
	};
}

/** A snippet as plain text, its places filled with their names. */
function withoutPlaces(text: string): string {
	return text.replace(/\$\{\d+(?::([^}]*))?\}|\$\d+/g, "$1").replace(/\\([$}\\])/g, "$1");
}
