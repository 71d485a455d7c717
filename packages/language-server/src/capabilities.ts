import {
	type ClientCapabilities,
	CodeActionKind,
	type InitializeParams,
	type ServerCapabilities,
	TextDocumentSyncKind,
} from "vscode-languageserver";
import type { PositionEncoding } from "./positions.ts";

/** What was agreed on with the client. */
export interface Agreement {
	readonly encoding: PositionEncoding;
	/** Diagnostics are sent as they come up. */
	readonly push: boolean;
	/** The client asks for diagnostics, and may be told to ask again. */
	readonly pull: boolean;
	readonly refreshDiagnostics: boolean;
	readonly refreshLenses: boolean;
	readonly refreshHints: boolean;
	readonly refreshTokens: boolean;
	/** The client answers what is set, for each folder. */
	readonly asksConfiguration: boolean;
	readonly announcesConfiguration: boolean;
	readonly watchesFiles: boolean;
	readonly progress: boolean;
	readonly folders: boolean;
	readonly snippets: boolean;
	readonly markdown: boolean;
	readonly hierarchy: boolean;
	readonly showsDocuments: boolean;
	/** The client has the commands `relaylint.*` that show something; without them the server's own answer as text. */
	readonly shows: boolean;
}

/** The words of semantic tokens, in the order in which their numbers count. */
export const TOKEN_TYPES = [
	"parameter",
	"property",
	"keyword",
	"function",
	"class",
	"type",
	"string",
	"number",
	"variable",
	"operator",
	"comment",
	"namespace",
] as const;

export const TOKEN_MODIFIERS = ["definition", "deprecated", "readonly", "defaultLibrary"] as const;

export const FIX_ALL = `${CodeActionKind.SourceFixAll}.relaylint`;

/** The commands that the server runs. */
export const COMMANDS = [
	"relaylint.showPolicy",
	"relaylint.tryEnvelope",
	"relaylint.copyWitness",
	"relaylint.verdicts",
	"relaylint.openRule",
] as const;

/** Agrees with a client by what it says it can. */
export function agree({ capabilities, initializationOptions }: InitializeParams): Agreement {
	const offered = capabilities.general?.positionEncodings ?? [];
	const encoding = offered.find((one): one is PositionEncoding => one === "utf-8" || one === "utf-16" || one === "utf-32");
	const options = (initializationOptions ?? {}) as { readonly diagnostics?: unknown; readonly shows?: unknown };
	const canPull = capabilities.textDocument?.diagnostic !== undefined;
	const mode =
		options.diagnostics === "push" || options.diagnostics === "pull" || options.diagnostics === "both"
			? options.diagnostics
			: "auto";
	const documentCapabilities = capabilities.textDocument;
	return {
		encoding: encoding ?? "utf-16",
		push: mode === "push" || mode === "both" || (mode === "auto" && !canPull),
		pull: mode !== "push",
		refreshDiagnostics: capabilities.workspace?.diagnostics?.refreshSupport === true,
		refreshLenses: capabilities.workspace?.codeLens?.refreshSupport === true,
		refreshHints: capabilities.workspace?.inlayHint?.refreshSupport === true,
		refreshTokens: capabilities.workspace?.semanticTokens?.refreshSupport === true,
		asksConfiguration: capabilities.workspace?.configuration === true,
		announcesConfiguration: capabilities.workspace?.didChangeConfiguration?.dynamicRegistration === true,
		watchesFiles: capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
		progress: capabilities.window?.workDoneProgress === true,
		folders: capabilities.workspace?.workspaceFolders === true,
		snippets: documentCapabilities?.completion?.completionItem?.snippetSupport === true,
		markdown: (documentCapabilities?.hover?.contentFormat ?? ["markdown"]).includes("markdown"),
		hierarchy: documentCapabilities?.documentSymbol?.hierarchicalDocumentSymbolSupport === true,
		showsDocuments: capabilities.window?.showDocument?.support === true,
		shows: options.shows === true,
	};
}

/** What the server can do for that client. */
export function capabilitiesOf(agreement: Agreement, client: ClientCapabilities): ServerCapabilities {
	const literals = client.textDocument?.codeAction?.codeActionLiteralSupport !== undefined;
	return {
		positionEncoding: agreement.encoding,
		textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: { includeText: false } },
		...(agreement.pull
			? {
					diagnosticProvider: {
						identifier: "relaylint",
						interFileDependencies: true,
						workspaceDiagnostics: true,
						workDoneProgress: false,
					},
				}
			: {}),
		hoverProvider: true,
		completionProvider: { triggerCharacters: ["$", "{", ":", "=", ",", " ", "/"] },
		signatureHelpProvider: { triggerCharacters: [" ", "="], retriggerCharacters: [","] },
		definitionProvider: true,
		referencesProvider: true,
		documentHighlightProvider: true,
		renameProvider: client.textDocument?.rename?.prepareSupport === true ? { prepareProvider: true } : true,
		documentSymbolProvider: { label: "relaylint" },
		workspaceSymbolProvider: true,
		foldingRangeProvider: true,
		selectionRangeProvider: true,
		documentLinkProvider: { resolveProvider: false },
		semanticTokensProvider: {
			legend: { tokenTypes: [...TOKEN_TYPES], tokenModifiers: [...TOKEN_MODIFIERS] },
			full: { delta: false },
			range: true,
		},
		inlayHintProvider: { resolveProvider: false },
		codeLensProvider: { resolveProvider: false },
		codeActionProvider: literals ? { codeActionKinds: [CodeActionKind.QuickFix, CodeActionKind.SourceFixAll, FIX_ALL] } : true,
		documentFormattingProvider: true,
		documentRangeFormattingProvider: true,
		executeCommandProvider: { commands: [...COMMANDS] },
		workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
	};
}
