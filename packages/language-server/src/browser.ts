import { memoryFileSystem, VERSION } from "@relaylint/linter";
import { BrowserMessageReader, BrowserMessageWriter, createConnection } from "vscode-languageserver/browser";
import { serve } from "./server.ts";
import { pathOf } from "./uri.ts";

/** Files that the client tells the server in the worker, which sees no disk: their text, or null for one that is gone. */
export interface FilesNote {
	readonly files: readonly { readonly uri: string; readonly text: string | null }[];
}

/** Serves one client from a browser's worker. */
export function serveWorker(worker: Parameters<typeof workerConnection>[0]): void {
	const texts = new Map<string, string>();
	let current = memoryFileSystem({});
	serve(
		workerConnection(worker),
		{
			fileSystem: {
				workingDirectory: "/",
				stat: (path) => current.stat(path),
				readFile: (path, limit, head) => current.readFile(path, limit, head),
				readDirectory: (path) => current.readDirectory(path),
				realPath: (path) => current.realPath(path),
			},
			later: (run, milliseconds) => void setTimeout(run, milliseconds),
			now: () => performance.now(),
			prepare(connection, changed) {
				connection.onNotification("relaylint/files", ({ files }: FilesNote) => {
					for (const { uri, text } of files) {
						if (text === null) texts.delete(pathOf(uri));
						else texts.set(pathOf(uri), text);
					}
					current = memoryFileSystem(Object.fromEntries(texts));
					changed(files.map(({ uri }) => pathOf(uri)));
				});
			},
		},
		{ version: VERSION },
	);
}

function workerConnection(worker: ConstructorParameters<typeof BrowserMessageReader>[0]) {
	return createConnection(new BrowserMessageReader(worker), new BrowserMessageWriter(worker));
}
