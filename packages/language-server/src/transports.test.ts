import { fork } from "node:child_process";
import { join } from "node:path";
import { createContext, Script } from "node:vm";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Diagnostic, InitializeResult, PublishDiagnosticsParams, WorkDoneProgressBegin } from "vscode-languageserver";
import {
	AbstractMessageReader,
	AbstractMessageWriter,
	createMessageConnection,
	IPCMessageReader,
	IPCMessageWriter,
	type Message,
	type MessageConnection,
} from "vscode-languageserver/node";
import { buildServer, CAPABLE, startClient, writeFiles } from "./testing/client.ts";
import { uriOf } from "./uri.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const OPEN =
	"compatibility_level = 3.6\nmynetworks = 0.0.0.0/0\nsmtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination\n";

let server: Awaited<ReturnType<typeof buildServer>>;
beforeAll(async () => {
	server = await buildServer();
});
afterAll(() => server.remove());

/** Says hello over a connection, and gives the diagnostics of a file once there are some. */
async function hello(connection: MessageConnection, folder: string) {
	const found = new Map<string, (all: readonly Diagnostic[]) => void>();
	connection.onNotification("textDocument/publishDiagnostics", ({ uri, diagnostics }: PublishDiagnosticsParams) => {
		if (diagnostics.length > 0) found.get(uri)?.(diagnostics);
	});
	connection.onRequest("workspace/configuration", ({ items }: { items: readonly unknown[] }) => items.map(() => ({})));
	connection.onRequest("client/registerCapability", () => null);
	connection.listen();
	const wait = (uri: string) => new Promise<readonly Diagnostic[]>((resolve) => found.set(uri, resolve));
	const initialized = await connection.sendRequest<InitializeResult>("initialize", {
		processId: null,
		rootUri: null,
		workspaceFolders: [{ uri: folder, name: "folder" }],
		capabilities: CAPABLE,
	});
	return { wait, initialized };
}

describe("the channel of Node", () => {
	it("serves a client, and the server ends with it", async () => {
		const folder = writeFiles(join(server.folder, "ipc"), { "main.cf": OPEN });
		const child = fork(server.script, ["--node-ipc"], { stdio: ["ignore", "pipe", "pipe", "ipc"] });
		let printed = "";
		child.stdout?.on("data", (chunk) => {
			printed += String(chunk);
		});
		const connection = createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
		const { wait, initialized } = await hello(connection, uriOf(folder));
		expect(initialized.serverInfo?.name).toBe("relaylint");
		const diagnostics = wait(uriOf(join(folder, "main.cf")));
		await connection.sendNotification("initialized", {});
		expect((await diagnostics).map(({ code }) => code)).toContain("open-relay");
		const ended = new Promise((resolve) => child.once("exit", resolve));
		await connection.sendRequest("shutdown");
		await connection.sendNotification("exit");
		expect(await ended).toBe(0);
		expect(printed).toBe("");
	});

	it("ends the server where the client goes without a word", async () => {
		const child = fork(server.script, ["--node-ipc"], { stdio: "ignore" });
		await new Promise((resolve) => child.once("spawn", resolve));
		const ended = new Promise((resolve) => child.once("exit", resolve));
		child.disconnect();
		expect(await ended).toBe(1);
	});
});

describe("a worker of a browser", () => {
	it("serves a client without a disk and without anything of Node, from files that it is told", async () => {
		const { outputFiles } = await build({
			stdin: {
				contents: 'import { serveWorker } from "./browser.ts"; serveWorker(self);',
				resolveDir: import.meta.dirname,
				loader: "ts",
			},
			bundle: true,
			write: false,
			platform: "browser",
			format: "iife",
			mainFields: ["browser", "module", "main"],
			conditions: ["browser"],
			logLevel: "warning",
		});
		let toClient: (message: Message) => void = () => undefined;
		// What a worker has beside the language; nothing of Node is among it.
		const worker: Record<string, unknown> = {
			TextEncoder,
			TextDecoder,
			URL,
			setTimeout,
			clearTimeout,
			setInterval,
			clearInterval,
		};
		Object.assign(worker, {
			queueMicrotask,
			performance,
			console,
			self: worker,
			addEventListener() {},
			postMessage: (message: Message) => setImmediate(() => toClient(structuredClone(message))),
		});
		new Script(outputFiles[0]?.text ?? "").runInContext(createContext(worker));
		const reader = new (class extends AbstractMessageReader {
			listen(callback: (message: Message) => void) {
				toClient = callback;
				return { dispose() {} };
			}
		})();
		const writer = new (class extends AbstractMessageWriter {
			async write(message: Message) {
				(worker.onmessage as (event: { data: Message }) => void)({ data: JSON.parse(JSON.stringify(message)) });
			}
			end() {}
		})();
		const connection = createMessageConnection(reader, writer);
		const main = "vscode-test-web://mount/postfix/main.cf";
		const { wait, initialized } = await hello(connection, "vscode-test-web://mount/postfix");
		expect(initialized.capabilities.hoverProvider).toBeTruthy();
		const diagnostics = wait(main);
		await connection.sendNotification("initialized", {});
		await connection.sendNotification("relaylint/files", { files: [{ uri: main, text: OPEN }] });
		const [open] = (await diagnostics).filter(({ code }) => code === "open-relay");
		expect(open?.range.start).toEqual({ line: 1, character: 13 });
		const hover = await connection.sendRequest<{ contents: { value: string } }>("textDocument/hover", {
			textDocument: { uri: main },
			position: { line: 1, character: 3 },
		});
		expect(hover.contents.value).toMatch(/\*\*mynetworks\*\*/);
		connection.dispose();
	});
});

describe("work that takes long", () => {
	it("is shown with its progress, from its beginning to its end", async () => {
		// A clock that leaps: every look at it is 400 milliseconds later.
		const leaping = await buildServer("let leaps = 0; performance.now = () => (leaps += 400);");
		const folder = writeFiles(join(leaping.folder, "many"), {
			"a/main.cf": OPEN,
			"b/main.cf": OPEN,
			"c/main.cf": OPEN,
			"d/main.cf": OPEN,
		});
		const client = await startClient([leaping.script], {
			folders: [],
			capabilities: { ...CAPABLE, window: { workDoneProgress: true } },
		});
		const reports: WorkDoneProgressBegin[] = [];
		const ended = new Promise<void>((resolve) =>
			client.connection.onNotification("$/progress", ({ value }: { value: WorkDoneProgressBegin }) => {
				reports.push(value);
				if ((value.kind as string) === "end") resolve();
			}),
		);
		await client.connection.sendNotification("workspace/didChangeWorkspaceFolders", {
			event: { added: [{ uri: uriOf(folder), name: "many" }], removed: [] },
		});
		await ended;
		expect(reports[0]).toMatchObject({ kind: "begin", title: expect.stringMatching(/\w/) });
		expect(reports.at(-1)?.kind).toBe("end");
		const shares = reports.map(({ percentage }) => percentage).filter((one) => one !== undefined);
		expect([...shares].sort((a, b) => a - b)).toEqual(shares);
		expect(await client.stop()).toBe(0);
		leaping.remove();
	});
});
