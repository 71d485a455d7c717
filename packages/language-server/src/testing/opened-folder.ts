import { join } from "node:path";
import { vi } from "vitest";
import type { Command, Location, SemanticTokens, TextEdit, WorkspaceEdit } from "vscode-languageserver";
import { TOKEN_MODIFIERS, TOKEN_TYPES } from "../capabilities.ts";
import { uriOf } from "../uri.ts";
import { buildServer, type Client, type ClientOptions, startClient, writeFiles } from "./client.ts";

/** A folder of files with a server process that has it open. */
export interface OpenedFolder {
	readonly client: Client;
	readonly folder: string;
	/** The texts as they stand now. */
	readonly texts: Readonly<Record<string, string>>;
	uri(name: string): string;
	/** The position of the first character of some words, or behind `|` in them; `¦` where the words have bars. */
	at(
		name: string,
		words: string,
	): {
		readonly textDocument: { readonly uri: string };
		readonly position: { readonly line: number; readonly character: number };
	};
	/** The words of a file at a place, behind its name and line: `main.cf:3:mydomain`. */
	wordsAt(place: Location): string;
	/** The places that a request about some words gives, in words. */
	places(method: string, name: string, words: string, more?: object): Promise<readonly string[] | null>;
	/** The hover of some words as Markdown. */
	hover(name: string, words: string): Promise<string | null>;
	/** What may stand at the end of a line that is written behind a file, or at the mark in a text that replaces the file. */
	complete(name: string, line: string): Promise<readonly CompletionLike[]>;
	/** Opens a text beside the others, asks, and closes it again. */
	withText<R>(name: string, text: string, ask: () => Promise<R>): Promise<R>;
	/** The lenses of a file, each behind its line. */
	lenses(name: string): Promise<readonly string[]>;
	/** The coloured words of a file, each with its type and modifiers; of a word that stands several times, the last. */
	colours(name: string): Promise<ReadonlyMap<string, string>>;
	/** The edits of a change, in the words that they replace. */
	editsOf(edit: WorkspaceEdit): readonly (readonly [string, string])[];
	/** A text after the edits of a change of its file. */
	applied(name: string, text: string, edit: WorkspaceEdit | undefined): string;
	stop(): Promise<{ readonly code: number | null; readonly errors: string }>;
}

/** What tests read of a completion. */
export interface CompletionLike {
	readonly label: string;
	readonly detail?: string;
	readonly sortText?: string;
	readonly textEdit?: unknown;
	readonly documentation?: unknown;
}

function markIn(words: string): string {
	return words.includes("¦") ? "¦" : "|";
}

/** Writes files, starts a server and opens the folder in it. */
export async function openFolder(
	files: Readonly<Record<string, string>>,
	options: Omit<ClientOptions, "folders"> = {},
): Promise<OpenedFolder> {
	// A server of its own for each file of tests: on a busy machine its answers take their time.
	vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });
	const server = await buildServer();
	const folder = writeFiles(join(server.folder, "files"), files);
	const client = await startClient([server.script], { ...options, folders: [folder] });
	const texts: Record<string, string> = { ...files };
	const uri = (name: string) => uriOf(join(folder, name));
	const placeIn = (text: string, offset: number) => {
		const before = text.slice(0, offset).split("\n");
		return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
	};
	const at: OpenedFolder["at"] = (name, words) => {
		const mark = words.indexOf(markIn(words));
		const plain = mark === -1 ? words : words.slice(0, mark) + words.slice(mark + 1);
		const text = texts[name] ?? "";
		const start = text.indexOf(plain);
		if (start === -1) throw new Error(`${name} does not hold ${plain}`);
		return { textDocument: { uri: uri(name) }, position: placeIn(text, start + Math.max(0, mark)) };
	};
	const wordsAt: OpenedFolder["wordsAt"] = ({ uri: place, range: { start, end } }) => {
		const name = Object.keys(texts).find((one) => uri(one) === place) ?? "";
		const lines = (texts[name] ?? "").split("\n");
		const text =
			start.line === end.line
				? (lines[start.line] ?? "").slice(start.character, end.character)
				: lines.slice(start.line, end.line + 1).join("\n");
		return `${name}:${start.line + 1}:${text}`;
	};
	const withText: OpenedFolder["withText"] = async (name, text, ask) => {
		const before = texts[name];
		texts[name] = text;
		client.open(join(folder, name), text);
		try {
			return await ask();
		} finally {
			await client.connection.sendNotification("textDocument/didClose", { textDocument: { uri: uri(name) } });
			texts[name] = before ?? "";
		}
	};
	return {
		client,
		folder,
		texts,
		uri,
		at,
		wordsAt,
		withText,
		async places(method, name, words, more = {}) {
			const found = await client.request<Location[] | null>(`textDocument/${method}`, { ...at(name, words), ...more });
			return found?.map(wordsAt) ?? null;
		},
		async hover(name, words) {
			const hover = await client.request<{ contents: { value: string } } | null>("textDocument/hover", at(name, words));
			return hover?.contents.value ?? null;
		},
		complete(name, line) {
			const mark = line.indexOf(markIn(line));
			const text = mark === -1 ? `${texts[name]}${line}\n` : line.slice(0, mark) + line.slice(mark + 1);
			const position = placeIn(text, mark === -1 ? text.length - 1 : mark);
			return withText(name, text, async () => {
				const list = await client.request<{ items: CompletionLike[] } | null>("textDocument/completion", {
					textDocument: { uri: uri(name) },
					position,
				});
				return list?.items ?? [];
			});
		},
		async lenses(name) {
			const lenses = await client.request<{ range: { start: { line: number } }; command?: Command }[] | null>(
				"textDocument/codeLens",
				{ textDocument: { uri: uri(name) } },
			);
			return (lenses ?? []).map(({ range, command }) => `${range.start.line + 1}: ${command?.title}`);
		},
		async colours(name) {
			const { data } = await client.request<SemanticTokens>("textDocument/semanticTokens/full", {
				textDocument: { uri: uri(name) },
			});
			const lines = (texts[name] ?? "").split("\n");
			const tokens = new Map<string, string>();
			let [line, character] = [0, 0];
			for (let index = 0; index < data.length; index += 5) {
				const [down = 0, right = 0, length = 0, type = 0, bits = 0] = data.slice(index, index + 5);
				[line, character] = [line + down, down === 0 ? character + right : right];
				const names = TOKEN_MODIFIERS.filter((_, bit) => (bits & (1 << bit)) !== 0);
				tokens.set((lines[line] ?? "").slice(character, character + length), [TOKEN_TYPES[type], ...names].join(" "));
			}
			return tokens;
		},
		editsOf: (edit) =>
			Object.entries(edit.changes ?? {})
				.flatMap(([place, edits]) => edits.map(({ range, newText }) => [wordsAt({ uri: place, range }), newText] as const))
				.sort(([a], [b]) => (a < b ? -1 : 1)),
		applied(name, text, edit) {
			const starts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
			const offset = ({ line, character }: { line: number; character: number }) => (starts[line] ?? text.length) + character;
			return [...(edit?.changes?.[uri(name)] ?? [])]
				.sort((a: TextEdit, b: TextEdit) => offset(b.range.start) - offset(a.range.start))
				.reduce((sum, { range, newText }) => sum.slice(0, offset(range.start)) + newText + sum.slice(offset(range.end)), text);
		},
		async stop() {
			const code = await client.stop();
			server.remove();
			return { code, errors: client.errors() };
		},
	};
}

/** The labels of completions. */
export function labelsOf(items: readonly CompletionLike[]): readonly string[] {
	return items.map(({ label }) => label);
}
