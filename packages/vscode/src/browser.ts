import { type ExtensionContext, RelativePattern, type Uri, workspace } from "vscode";
import { LanguageClient } from "vscode-languageclient/browser";
import { type RunningClient, startClient, stopClient } from "./client.ts";

let running: RunningClient | undefined;

/** Files beyond these are not told to the server in the worker, which sees no disk. */
const MOST_FILES = 2000;
const MOST_BYTES = 4_000_000;

/** Starts the bundled server in a worker and tells it the files of the workspace. */
export async function activate(context: ExtensionContext): Promise<void> {
	const script = context.extensionUri.with({ path: `${context.extensionUri.path}/dist/server-worker.js` });
	running = await startClient(
		context,
		(options) => new LanguageClient("relaylint", "relaylint", async () => new Worker(script.toString(true)), options),
	);
	const { client } = running;
	const tell = async (uris: readonly Uri[]) => {
		const files = await Promise.all(uris.map(async (uri) => ({ uri: uri.toString(), text: await textOf(uri) })));
		await client.sendNotification("relaylint/files", { files });
	};
	await tell(await workspace.findFiles("**/*", "**/{node_modules,.git}/**", MOST_FILES));
	for (const folder of workspace.workspaceFolders ?? []) {
		const watcher = workspace.createFileSystemWatcher(new RelativePattern(folder, "**/*"));
		context.subscriptions.push(watcher);
		for (const event of [watcher.onDidCreate, watcher.onDidChange, watcher.onDidDelete]) event((uri) => void tell([uri]));
	}
}

/** The text of a file, or null where there is none that a configuration could be. */
async function textOf(uri: Uri): Promise<string | null> {
	try {
		if ((await workspace.fs.stat(uri)).size > MOST_BYTES) return null;
		return new TextDecoder().decode(await workspace.fs.readFile(uri));
	} catch {
		return null;
	}
}

/** Stops the server. */
export function deactivate(): Promise<void> {
	return stopClient(running);
}
