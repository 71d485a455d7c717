import { join } from "node:path";
import type { ExtensionContext } from "vscode";
import { LanguageClient, TransportKind } from "vscode-languageclient/node";
import { type RunningClient, startClient, stopClient } from "./client.ts";

let running: RunningClient | undefined;

/** Starts the bundled server in a process of its own. */
export async function activate(context: ExtensionContext): Promise<void> {
	const module = context.asAbsolutePath(join("dist", "server.cjs"));
	running = await startClient(context, (options) => {
		const server = { module, transport: TransportKind.ipc };
		return new LanguageClient("relaylint", "relaylint", { run: server, debug: server }, options);
	});
}

/** Stops the server. */
export function deactivate(): Promise<void> {
	return stopClient(running);
}
