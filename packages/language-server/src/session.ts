import type { Connection, WorkDoneProgressServerReporter } from "vscode-languageserver";
import type { Agreement } from "./capabilities.ts";
import { type OpenDocuments, openDocuments } from "./documents.ts";
import { createReports, type Reports } from "./features/diagnostics.ts";
import type { ServerHost } from "./host.ts";
import { type Positions, positionsIn } from "./positions.ts";
import { readSettings, type ServerSettings } from "./settings.ts";
import type { ToLsp } from "./to-lsp.ts";
import { pathOf, uriOf } from "./uri.ts";
import { type ConfiguredFile, createWorkspace, type Workspace } from "./workspace.ts";
import { type WorkspaceFiles, workspaceFiles } from "./workspace-files.ts";

/** Everything that answers of one connection share. */
export interface Session {
	readonly connection: Connection;
	readonly agreement: Agreement;
	readonly documents: OpenDocuments;
	readonly files: WorkspaceFiles;
	readonly workspace: Workspace;
	readonly reports: Reports;
	readonly positions: Positions;
	readonly to: ToLsp;
	readonly host: ServerHost;
	/** The file of a URI with its configuration, once what was edited is worked in. */
	view(uri: string): Promise<ConfiguredFile | undefined>;
	/** Asks the client what is set, where it can be asked; else takes what it sent. */
	configure(sent?: unknown): Promise<void>;
	setFolders(uris: readonly string[]): void;
}

/** Longer than this without an end, and the work is shown. */
const SHOWN_AFTER = 500;

/** The session of a connection. */
export function createSession(connection: Connection, agreement: Agreement, host: ServerHost): Session {
	const documents = openDocuments(() => agreement.encoding);
	const files = workspaceFiles(host.fileSystem, documents);
	const positions = positionsIn(agreement.encoding);
	const to: ToLsp = { positions, uri: (path) => documents.get(path)?.uri ?? uriOf(path) };
	let folders: readonly string[] = [];
	let fallback: ServerSettings = readSettings(undefined);

	let started = 0;
	let shown: Promise<WorkDoneProgressServerReporter> | undefined;
	const progress = (done: number, all: number) => {
		if (done === 0) started = host.now();
		if (done >= all) {
			void shown?.then((reporter) => reporter.done());
			shown = undefined;
		} else if (shown !== undefined) {
			void shown.then((reporter) => reporter.report(Math.floor((100 * done) / all), `${done} of ${all} configurations`));
		} else if (agreement.progress && host.now() - started > SHOWN_AFTER) {
			shown = connection.window.createWorkDoneProgress().then((reporter) => {
				reporter.begin("relaylint", Math.floor((100 * done) / all), `${done} of ${all} configurations`, false);
				return reporter;
			});
		}
	};

	const workspace: Workspace = createWorkspace({
		files,
		documents,
		later: host.later,
		updated: (paths, edited) => reports.updated(paths, edited),
		failed: (fault) =>
			connection.console.error(`relaylint failed: ${fault instanceof Error ? (fault.stack ?? fault.message) : String(fault)}`),
		progress,
		now: host.now,
	});
	const reports = createReports({ connection, agreement, workspace, documents, to });

	return {
		connection,
		agreement,
		documents,
		files,
		workspace,
		reports,
		positions,
		to,
		host,
		async view(uri) {
			await workspace.settled();
			return workspace.view(pathOf(uri));
		},
		async configure(sent) {
			if (sent !== undefined) fallback = readSettings(sectionOf(sent));
			const settings = new Map<string, ServerSettings>();
			if (agreement.asksConfiguration) {
				const items = [{ section: "relaylint" }, ...folders.map((path) => ({ scopeUri: uriOf(path), section: "relaylint" }))];
				const answers = (await connection.workspace.getConfiguration(items).catch(() => [])) as unknown[];
				for (const [index, path] of ["", ...folders].entries()) {
					const answer = answers[index];
					settings.set(path, answer === undefined || answer === null ? fallback : readSettings(answer));
				}
			} else settings.set("", fallback);
			workspace.setSettings(settings);
		},
		setFolders(uris) {
			folders = uris.map(pathOf);
			workspace.setFolders(folders);
		},
	};
}

/** What stands under `relaylint`, where a client sends all that is set. */
function sectionOf(sent: unknown): unknown {
	if (typeof sent !== "object" || sent === null) return undefined;
	return "relaylint" in sent ? sent.relaylint : sent;
}
