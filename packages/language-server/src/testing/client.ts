import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { build } from "esbuild";
import type { ClientCapabilities, Diagnostic, InitializeResult, PublishDiagnosticsParams } from "vscode-languageserver";
import {
	createMessageConnection,
	type MessageConnection,
	StreamMessageReader,
	StreamMessageWriter,
} from "vscode-languageserver/node";
import { uriOf } from "../uri.ts";

/** What a capable client says it can; single tests say otherwise. */
export const CAPABLE: ClientCapabilities = {
	general: { positionEncodings: ["utf-16"] },
	textDocument: {
		publishDiagnostics: { relatedInformation: true, versionSupport: true, codeDescriptionSupport: true },
		codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ["quickfix", "source.fixAll"] } } },
		completion: { completionItem: { snippetSupport: true } },
		hover: { contentFormat: ["markdown"] },
		documentSymbol: { hierarchicalDocumentSymbolSupport: true },
		rename: { prepareSupport: true },
	},
	workspace: { configuration: true, workspaceFolders: true, didChangeWatchedFiles: { dynamicRegistration: true } },
};

/** A client of a server process. */
export interface Client {
	readonly connection: MessageConnection;
	readonly process: ChildProcess;
	readonly initialized: InitializeResult;
	/** What the server wrote to standard error. */
	readonly errors: () => string;
	open(path: string, text: string, languageId?: string): void;
	/** Replaces a range of a document, or all of it. */
	change(path: string, text: string, range?: { start: [number, number]; end: [number, number] }): void;
	/** The diagnostics of a file once they answer the newest version that was sent, or once they meet a condition. */
	diagnostics(path: string, until?: (diagnostics: readonly Diagnostic[]) => boolean): Promise<readonly Diagnostic[]>;
	/** Every file of which diagnostics were sent. */
	readonly published: ReadonlyMap<string, PublishDiagnosticsParams>;
	/** Answers `workspace/configuration` from now on. */
	settings: Record<string, unknown>;
	request<R>(method: string, params: unknown): Promise<R>;
	stop(): Promise<number | null>;
}

/** What a client is started with. */
export interface ClientOptions {
	readonly folders?: readonly string[];
	readonly capabilities?: ClientCapabilities;
	readonly initializationOptions?: unknown;
	readonly settings?: Record<string, unknown>;
}

/** The server as a script of its own, in a new folder; `before` runs first. */
export async function buildServer(before = ""): Promise<{ readonly script: string; readonly folder: string; remove(): void }> {
	const folder = mkdtempSync(join(tmpdir(), "relaylint-lsp-"));
	const script = join(folder, "server.cjs");
	await build({
		stdin: {
			contents:
				`${before}\n` +
				'import { serveProcess } from "./node.ts"; serveProcess({ kind: process.argv.includes("--node-ipc") ? "ipc" : "stdio" });',
			resolveDir: join(import.meta.dirname, ".."),
			loader: "ts",
		},
		bundle: true,
		platform: "node",
		format: "cjs",
		mainFields: ["module", "main"],
		outfile: script,
		logLevel: "warning",
	});
	return { script, folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Writes files below a folder. */
export function writeFiles(folder: string, files: Readonly<Record<string, string>>): string {
	for (const [name, text] of Object.entries(files)) {
		mkdirSync(dirname(join(folder, name)), { recursive: true });
		writeFileSync(join(folder, name), text);
	}
	return folder;
}

/** Starts a server and says hello. */
export async function startClient(command: readonly string[], options: ClientOptions = {}): Promise<Client> {
	const child = spawn(process.execPath, [...command], { stdio: ["pipe", "pipe", "pipe"] });
	let errors = "";
	child.stderr.on("data", (chunk) => {
		errors += String(chunk);
	});
	const connection = createMessageConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin));
	const published = new Map<string, PublishDiagnosticsParams>();
	const versions = new Map<string, number>();
	const waiters = new Set<() => void>();
	connection.onNotification("textDocument/publishDiagnostics", (params: PublishDiagnosticsParams) => {
		published.set(params.uri, params);
		for (const waiter of waiters) waiter();
	});
	const client = { settings: options.settings ?? {} };
	connection.onRequest("workspace/configuration", ({ items }: { items: readonly unknown[] }) => items.map(() => client.settings));
	connection.onRequest("client/registerCapability", () => null);
	connection.onRequest("window/workDoneProgress/create", () => null);
	connection.onRequest("workspace/codeLens/refresh", () => null);
	connection.listen();
	const initialized = await connection.sendRequest<InitializeResult>("initialize", {
		processId: process.pid,
		rootUri: null,
		workspaceFolders: (options.folders ?? []).map((path) => ({ uri: uriOf(path), name: path })),
		capabilities: options.capabilities ?? CAPABLE,
		initializationOptions: options.initializationOptions,
	});
	await connection.sendNotification("initialized", {});
	return Object.assign(client, {
		connection,
		process: child,
		initialized,
		published,
		errors: () => errors,
		open(path: string, text: string, languageId = "postfix-main") {
			versions.set(path, 1);
			void connection.sendNotification("textDocument/didOpen", {
				textDocument: { uri: uriOf(path), languageId, version: 1, text },
			});
		},
		change(path: string, text: string, range?: { start: [number, number]; end: [number, number] }) {
			const version = (versions.get(path) ?? 0) + 1;
			versions.set(path, version);
			const place = ([line, character]: [number, number]) => ({ line, character });
			void connection.sendNotification("textDocument/didChange", {
				textDocument: { uri: uriOf(path), version },
				contentChanges: [range === undefined ? { text } : { text, range: { start: place(range.start), end: place(range.end) } }],
			});
		},
		diagnostics(path: string, until?: (diagnostics: readonly Diagnostic[]) => boolean) {
			return new Promise<readonly Diagnostic[]>((resolve, reject) => {
				const timer = setTimeout(() => {
					waiters.delete(look);
					reject(new Error(`no such diagnostics of ${path}: ${JSON.stringify(published.get(uriOf(path)))} ${errors}`));
				}, 15_000);
				const look = () => {
					const sent = published.get(uriOf(path));
					if (sent === undefined) return;
					const version = versions.get(path);
					if (until === undefined ? version !== undefined && sent.version !== version : !until(sent.diagnostics)) return;
					clearTimeout(timer);
					waiters.delete(look);
					resolve(sent.diagnostics);
				};
				waiters.add(look);
				look();
			});
		},
		request: <R>(method: string, params: unknown) => connection.sendRequest<R>(method, params),
		async stop() {
			const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
			await connection.sendRequest("shutdown");
			await connection.sendNotification("exit");
			return ended;
		},
	});
}
