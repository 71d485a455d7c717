import { connect } from "node:net";
import { VERSION } from "@relaylint/linter";
import { nodeFileSystem } from "@relaylint/linter/node";
import {
	type Connection,
	createConnection,
	IPCMessageReader,
	IPCMessageWriter,
	SocketMessageReader,
	SocketMessageWriter,
} from "vscode-languageserver/node";
import type { ServerHost } from "./host.ts";
import { serve } from "./server.ts";

/** How the server speaks with its client. */
export type Transport =
	| { readonly kind: "stdio" }
	/** The channel of a process that Node has started. */
	| { readonly kind: "ipc" }
	/** The server connects to a port of this machine, on which the client listens. */
	| { readonly kind: "socket"; readonly port: number };

/** Serves one client from this process, which ends when the client says `exit` or goes away. */
export function serveProcess(transport: Transport, more: Pick<ServerHost, "rulePage"> = {}): void {
	const host: ServerHost = {
		fileSystem: nodeFileSystem(),
		later(run, milliseconds) {
			if (milliseconds === 0) setImmediate(run);
			else setTimeout(run, milliseconds);
		},
		now: () => performance.now(),
		...more,
	};
	serve(connectionOf(transport), host, { version: VERSION });
}

function connectionOf(transport: Transport): Connection {
	switch (transport.kind) {
		case "stdio":
			return createConnection(process.stdin, process.stdout);
		case "ipc":
			process.on("disconnect", () => process.exit(1));
			return createConnection(new IPCMessageReader(process), new IPCMessageWriter(process));
		case "socket": {
			const socket = connect(transport.port, "127.0.0.1");
			socket.on("close", () => process.exit(0));
			socket.on("error", (fault) => {
				process.stderr.write(`relaylint: port ${transport.port}: ${fault.message}\n`);
				process.exit(2);
			});
			return createConnection(new SocketMessageReader(socket), new SocketMessageWriter(socket));
		}
	}
}
