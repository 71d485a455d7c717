import {
	type CancellationToken,
	type Connection,
	DidChangeConfigurationNotification,
	DidChangeWatchedFilesNotification,
	FileChangeType,
	type InitializeParams,
	LSPErrorCodes,
	ResponseError,
} from "vscode-languageserver";
import { type Agreement, agree, capabilitiesOf } from "./capabilities.ts";
import type { ServerHost } from "./host.ts";
import type { Session } from "./session.ts";
import type { features } from "./working.ts";

/** The session with what answers requests, loaded after the client was answered: nothing that an answer to `initialize` needs waits for it. */
interface Working {
	readonly session: Session;
	readonly features: typeof features;
}

/** Serves one client on a connection, and begins to listen. */
export function serve(connection: Connection, host: ServerHost, name: { readonly version: string }): void {
	let agreement: Agreement | undefined;
	let working: Working | undefined;
	let loading: Promise<Working> | undefined;
	const waiting: ((working: Working) => void)[] = [];
	let folders: readonly string[] = [];

	const load = (): Promise<Working> => {
		loading ??= (async () => {
			const { features, createSession } = await import("./working.ts");
			if (agreement === undefined) throw new ResponseError(-32002, "the server is not initialized");
			const made = { session: createSession(connection, agreement, host), features };
			working = made;
			made.session.setFolders(folders);
			for (const one of waiting.splice(0)) one(made);
			return made;
		})();
		return loading;
	};

	/** Notifications keep their order, also while the session is on its way. */
	const note = (run: (working: Working) => void) => {
		if (working !== undefined) run(working);
		else waiting.push(run);
	};

	const answer =
		<P, R>(run: (working: Working, params: P, token: CancellationToken) => Promise<R> | R) =>
		async (params: P, token: CancellationToken): Promise<R> => {
			const ready = await load();
			if (token.isCancellationRequested) throw new ResponseError(LSPErrorCodes.RequestCancelled, "cancelled");
			const result = await run(ready, params, token);
			if (token.isCancellationRequested) throw new ResponseError(LSPErrorCodes.RequestCancelled, "cancelled");
			return result;
		};

	connection.onInitialize((params: InitializeParams) => {
		agreement = agree(params);
		folders = (params.workspaceFolders ?? []).map((folder) => folder.uri);
		if (folders.length === 0 && typeof params.rootUri === "string") folders = [params.rootUri];
		return {
			capabilities: capabilitiesOf(agreement, params.capabilities),
			serverInfo: { name: "relaylint", version: name.version },
		};
	});

	connection.onInitialized(async () => {
		if (agreement === undefined) return;
		const agreed = agreement;
		if (agreed.watchesFiles) {
			connection.client
				.register(DidChangeWatchedFilesNotification.type, { watchers: [{ globPattern: "**/*" }] })
				.catch(() => undefined);
		}
		if (agreed.announcesConfiguration) {
			connection.client.register(DidChangeConfigurationNotification.type, { section: "relaylint" }).catch(() => undefined);
		}
		if (agreed.folders) {
			connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
				const gone = new Set(removed.map((folder) => folder.uri));
				folders = [...folders.filter((uri) => !gone.has(uri)), ...added.map((folder) => folder.uri)];
				note(({ session }) => {
					session.setFolders(folders);
					void session.configure();
				});
			});
		}
		const { session } = await load();
		await session.configure();
	});

	connection.onDidOpenTextDocument(({ textDocument: { uri, languageId, version, text } }) =>
		note(({ session }) => session.workspace.opened(session.documents.open(uri, languageId, version, text).path)),
	);
	connection.onDidChangeTextDocument(({ textDocument, contentChanges }) =>
		note(({ session }) => {
			const changed = session.documents.change(textDocument.uri, textDocument.version, contentChanges);
			if (changed !== undefined) session.workspace.changed(changed.path);
		}),
	);
	connection.onDidCloseTextDocument(({ textDocument }) =>
		note(({ session }) => session.workspace.closed(session.documents.close(textDocument.uri))),
	);
	connection.onDidSaveTextDocument(() =>
		note(({ session }) => {
			if (!session.agreement.watchesFiles) session.files.forgetDisk();
		}),
	);
	connection.onDidChangeWatchedFiles(({ changes }) =>
		note(({ session, features }) =>
			session.workspace.diskChanged(
				changes.map(({ uri, type }) => ({ path: features.pathOf(uri), cameOrWent: type !== FileChangeType.Changed })),
			),
		),
	);
	connection.onDidChangeConfiguration(({ settings }) => note(({ session }) => void session.configure(settings ?? undefined)));

	connection.languages.diagnostics.on(answer(({ session, features }, params) => features.documentDiagnostics(session, params)));
	connection.languages.diagnostics.onWorkspace(
		answer(({ session, features }, params) => features.workspaceDiagnostics(session, params)),
	);
	connection.onHover(answer(({ session, features }, params) => features.hover(session, params)));
	connection.onCompletion(answer(({ session, features }, params) => features.completion(session, params)));
	connection.onSignatureHelp(answer(({ session, features }, params) => features.signatureHelp(session, params)));
	connection.onDefinition(answer(({ session, features }, params) => features.definition(session, params)));
	connection.onReferences(answer(({ session, features }, params) => features.references(session, params)));
	connection.onDocumentHighlight(answer(({ session, features }, params) => features.highlight(session, params)));
	connection.onPrepareRename(answer(({ session, features }, params) => features.prepareRename(session, params)));
	connection.onRenameRequest(answer(({ session, features }, params) => features.rename(session, params)));
	connection.onDocumentSymbol(answer(({ session, features }, params) => features.documentSymbols(session, params)));
	connection.onWorkspaceSymbol(answer(({ session, features }, params) => features.workspaceSymbols(session, params)));
	connection.onFoldingRanges(answer(({ session, features }, params) => features.foldingRanges(session, params)));
	connection.onSelectionRanges(answer(({ session, features }, params) => features.selectionRanges(session, params)));
	connection.onDocumentLinks(answer(({ session, features }, params) => features.documentLinks(session, params)));
	connection.languages.semanticTokens.on(answer(({ session, features }, params) => features.semanticTokens(session, params)));
	connection.languages.semanticTokens.onRange(
		answer(({ session, features }, params) => features.semanticTokens(session, params)),
	);
	connection.languages.inlayHint.on(answer(({ session, features }, params) => features.inlayHints(session, params)));
	connection.onCodeLens(answer(({ session, features }, params) => features.codeLenses(session, params)));
	connection.onCodeAction(answer(({ session, features }, params) => features.codeActions(session, params)));
	connection.onDocumentFormatting(answer(({ session, features }, params) => features.formatting(session, params)));
	connection.onDocumentRangeFormatting(answer(({ session, features }, params) => features.formatting(session, params)));
	connection.onExecuteCommand(answer(({ session, features }, params) => features.executeCommand(session, params)));
	host.prepare?.(connection, (paths) =>
		note(({ session }) => session.workspace.diskChanged(paths.map((path) => ({ path, cameOrWent: true })))),
	);
	connection.listen();
}
