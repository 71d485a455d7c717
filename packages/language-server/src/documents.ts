import { type SourceFile, sourceFromText } from "@relaylint/core";
import type { TextDocumentContentChangeEvent } from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import { type PositionEncoding, utf16Of } from "./positions.ts";
import { pathOf } from "./uri.ts";

/** A document that an editor has open, with its unsaved text. */
export interface OpenDocument {
	readonly uri: string;
	readonly path: string;
	readonly version: number;
	/** The same value until the text changes. */
	readonly file: SourceFile;
}

/** The documents that are open, by path. */
export interface OpenDocuments {
	get(path: string): OpenDocument | undefined;
	all(): Iterable<OpenDocument>;
	open(uri: string, languageId: string, version: number, text: string): OpenDocument;
	/** Applies edits in their order; undefined where the document is not open. */
	change(uri: string, version: number, changes: readonly TextDocumentContentChangeEvent[]): OpenDocument | undefined;
	close(uri: string): string;
}

/** No documents; ranges of edits are counted in the given encoding. */
export function openDocuments(encoding: () => PositionEncoding): OpenDocuments {
	const texts = new Map<string, TextDocument>();
	const open = new Map<string, OpenDocument>();
	const keep = (document: TextDocument, path: string): OpenDocument => {
		const kept = { uri: document.uri, path, version: document.version, file: sourceFromText(path, document.getText()) };
		texts.set(path, document);
		open.set(path, kept);
		return kept;
	};
	return {
		get: (path) => open.get(path),
		all: () => open.values(),
		open: (uri, languageId, version, text) => keep(TextDocument.create(uri, languageId, version, text), pathOf(uri)),
		change(uri, version, changes) {
			const path = pathOf(uri);
			let document = texts.get(path);
			if (document === undefined) return undefined;
			for (const change of changes) document = TextDocument.update(document, [inUtf16(change, document, encoding())], version);
			return keep(document, path);
		},
		close(uri) {
			const path = pathOf(uri);
			texts.delete(path);
			open.delete(path);
			return path;
		},
	};
}

function inUtf16(
	change: TextDocumentContentChangeEvent,
	document: TextDocument,
	encoding: PositionEncoding,
): TextDocumentContentChangeEvent {
	if (!("range" in change) || encoding === "utf-16") return change;
	const place = ({ line, character }: { line: number; character: number }) => {
		const text = document.getText({ start: { line, character: 0 }, end: { line: line + 1, character: 0 } });
		return { line, character: utf16Of(text, character, encoding) };
	};
	return { range: { start: place(change.range.start), end: place(change.range.end) }, text: change.text };
}
