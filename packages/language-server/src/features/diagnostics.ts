import type {
	Connection,
	DocumentDiagnosticReport,
	WorkspaceDiagnosticReport,
	WorkspaceDocumentDiagnosticReport,
} from "vscode-languageserver";
import { CodeLensRefreshRequest, type Diagnostic, DocumentDiagnosticReportKind } from "vscode-languageserver";
import type { Agreement } from "../capabilities.ts";
import type { OpenDocuments } from "../documents.ts";
import { diagnosticsOf, type ToLsp } from "../to-lsp.ts";
import type { Workspace } from "../workspace.ts";

/** The diagnostics of a connection's files: sent where that was agreed on, and ready for who asks. */
export interface Reports {
	/** Says that what is said of these paths may have changed, after the edits of some. */
	updated(paths: ReadonlySet<string>, edited: ReadonlySet<string>): void;
	document(path: string, previous: string | undefined): DocumentDiagnosticReport;
	workspace(previous: ReadonlyMap<string, string>): WorkspaceDiagnosticReport;
	/** What is said of a file as it stands. */
	of(path: string): readonly Diagnostic[];
}

/** What reports are made from. */
export interface ReportsInput {
	readonly connection: Connection;
	readonly agreement: Agreement;
	readonly workspace: Workspace;
	readonly documents: OpenDocuments;
	readonly to: ToLsp;
}

/** The reports of a connection, of which nothing was sent. */
export function createReports({ connection, agreement, workspace, documents, to }: ReportsInput): Reports {
	const made = new Map<string, { readonly text: string; readonly id: string; readonly diagnostics: Diagnostic[] }>();
	let ids = 0;
	/** Paths of which something is said at the client, by what was sent last. */
	const sent = new Map<string, { readonly id: string; readonly version: number | undefined }>();
	const outdated = new Set<string>();
	let lastVerdicts = "";

	const make = (path: string) => {
		const known = made.get(path);
		if (known !== undefined && !outdated.has(path)) return known;
		outdated.delete(path);
		const diagnostics = diagnosticsOf(path, workspace.report(path), to);
		const text = JSON.stringify(diagnostics);
		const entry = known?.text === text ? known : { text, id: String(++ids), diagnostics };
		made.set(path, entry);
		return entry;
	};

	return {
		of: (path) => make(path).diagnostics,
		updated(paths, edited) {
			for (const path of paths) outdated.add(path);
			let others = false;
			for (const path of new Set([...paths, ...edited])) {
				const known = made.get(path)?.id;
				const { id, diagnostics } = make(path);
				others ||= known !== id && !edited.has(path);
				if (!agreement.push) continue;
				const version = documents.get(path)?.version;
				const before = sent.get(path);
				if (before === undefined && diagnostics.length === 0 && version === undefined) continue;
				if (before?.id === id && before.version === version) continue;
				sent.set(path, { id, version });
				void connection.sendDiagnostics({ uri: to.uri(path), diagnostics, ...(version === undefined ? {} : { version }) });
			}
			if (others) {
				if (!agreement.push && agreement.refreshDiagnostics) ask(connection.languages.diagnostics.refresh());
				if (agreement.refreshLenses) ask(connection.sendRequest(CodeLensRefreshRequest.type));
				if (agreement.refreshHints) ask(connection.languages.inlayHint.refresh());
			}
			if (!agreement.shows) return;
			const verdicts = verdictsOf(workspace, to);
			const text = JSON.stringify(verdicts);
			if (text === lastVerdicts) return;
			lastVerdicts = text;
			void connection.sendNotification("relaylint/verdicts", { verdicts });
		},
		document(path, previous) {
			const { id, diagnostics } = make(path);
			return previous === id
				? { kind: DocumentDiagnosticReportKind.Unchanged, resultId: id }
				: { kind: DocumentDiagnosticReportKind.Full, resultId: id, items: diagnostics };
		},
		workspace(previous) {
			const items: WorkspaceDocumentDiagnosticReport[] = [];
			const before = new Map(previous);
			for (const path of workspace.reported()) {
				const uri = to.uri(path);
				const { id, diagnostics } = make(path);
				const version = documents.get(path)?.version ?? null;
				const known = before.get(uri);
				before.delete(uri);
				items.push(
					known === id
						? { kind: DocumentDiagnosticReportKind.Unchanged, resultId: id, uri, version }
						: { kind: DocumentDiagnosticReportKind.Full, resultId: id, items: diagnostics, uri, version },
				);
			}
			for (const uri of before.keys()) items.push({ kind: DocumentDiagnosticReportKind.Full, items: [], uri, version: null });
			return { items };
		},
	};
}

/** A request that the client may refuse without harm. */
function ask(answer: Promise<unknown>): void {
	answer.catch(() => undefined);
}

/** The verdict on each configuration, for whoever shows it. */
export interface VerdictNote {
	readonly id: string;
	readonly main: string;
	readonly verdict: string;
	readonly files: readonly string[];
	readonly listeners: readonly { readonly name: string; readonly verdict: string }[];
}

/** The verdicts as they stand. */
export function verdictsOf(workspace: Workspace, to: ToLsp): readonly VerdictNote[] {
	return workspace.configurations().map(({ id, main, verdict, configuration, analysis }) => ({
		id,
		main: to.uri(main),
		verdict,
		files: configuration.files.map((file) => to.uri(file.path)),
		listeners: (analysis?.listeners ?? []).map(({ listener, verdict: own }) => ({ name: listener.name, verdict: own })),
	}));
}
