import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Diagnostic, DocumentDiagnosticReport, WorkspaceDiagnosticReport } from "vscode-languageserver";
import { buildServer, CAPABLE, type Client, startClient, writeFiles } from "./testing/client.ts";
import { uriOf } from "./uri.ts";

vi.setConfig({ testTimeout: 60_000 });

const CLOSED =
	"smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination\nmynetworks = 192.0.2.0/28\ncompatibility_level = 3.6\n";
const OPEN = CLOSED.replace("192.0.2.0/28", "0.0.0.0/0");

let server: Awaited<ReturnType<typeof buildServer>>;
const running = new Set<Client>();
let folders = 0;

beforeAll(async () => {
	server = await buildServer();
}, 60_000);
afterAll(() => {
	for (const client of running) client.process.kill();
	server.remove();
});

async function start(files: Readonly<Record<string, string>>, options: Parameters<typeof startClient>[1] = {}) {
	const folder = writeFiles(join(server.folder, `case-${folders++}`), files);
	const client = await startClient([server.script], { folders: [folder], ...options });
	running.add(client);
	return { client, folder, at: (name: string) => join(folder, name) };
}

const rulesOf = (diagnostics: readonly Diagnostic[]) => diagnostics.map(({ code }) => code);

describe("a session", () => {
	it("goes from initialize to exit, and says nothing on standard error", async () => {
		const { client } = await start({ "main.cf": CLOSED });
		expect(client.initialized.serverInfo?.name).toBe("relaylint");
		expect(client.initialized.capabilities.positionEncoding).toBe("utf-16");
		expect(await client.stop()).toBe(0);
		expect(client.errors()).toBe("");
	});

	it("ends with 1 where the client leaves without shutdown", async () => {
		const { client } = await start({ "main.cf": CLOSED });
		const ended = new Promise((resolve) => client.process.once("exit", resolve));
		client.process.stdin?.end();
		expect(await ended).toBe(1);
	});
});

describe("diagnostics that are sent", () => {
	it("are those of the folder before anything is open, with the trace and the rule's page", async () => {
		const { client, at } = await start({ "main.cf": OPEN });
		const [diagnostic] = await client.diagnostics(at("main.cf"));
		expect(diagnostic).toMatchObject({
			code: "open-relay",
			source: "relaylint",
			severity: 1,
			range: { start: { line: 1, character: 13 }, end: { line: 1, character: 22 } },
		});
		expect(diagnostic?.codeDescription?.href).toMatch(/rules\/open-relay$/);
		const related = diagnostic?.relatedInformation ?? [];
		expect(related.length).toBeGreaterThan(0);
		expect(related.every(({ location }) => location.uri === uriOf(at("main.cf")))).toBe(true);
	});

	it("follow edits of the open text, which is laid over the disk, and fall back when it is closed", async () => {
		const { client, at } = await start({ "main.cf": CLOSED });
		client.open(at("main.cf"), CLOSED);
		expect(rulesOf(await client.diagnostics(at("main.cf")))).not.toContain("open-relay");
		client.change(at("main.cf"), "0.0.0.0/0", { start: [1, 13], end: [1, 25] });
		expect(rulesOf(await client.diagnostics(at("main.cf")))).toContain("open-relay");
		client.change(at("main.cf"), "192.0.2.0/28", { start: [1, 13], end: [1, 22] });
		expect(rulesOf(await client.diagnostics(at("main.cf")))).not.toContain("open-relay");
		client.change(at("main.cf"), OPEN);
		expect(rulesOf(await client.diagnostics(at("main.cf")))).toContain("open-relay");
		await client.connection.sendNotification("textDocument/didClose", { textDocument: { uri: uriOf(at("main.cf")) } });
		await client.diagnostics(at("main.cf"), (all) => !rulesOf(all).includes("open-relay"));
	});

	it("reach across files: an edit of a table changes what is said of main.cf, and the reverse", async () => {
		const main =
			"compatibility_level = 3.6\nmynetworks = 127.0.0.0/8, cidr:/etc/postfix/nets\nsmtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination\n";
		const { client, at } = await start({ "main.cf": main, nets: "192.0.2.0/28 OK\n" });
		const has = (all: readonly Diagnostic[]) => rulesOf(all).includes("open-relay");
		client.open(at("main.cf"), main);
		client.open(at("nets"), "192.0.2.0/28 OK\n", "postfix-table");
		await client.diagnostics(at("main.cf"), (all) => !has(all));
		client.change(at("nets"), "0.0.0.0/0 OK\n");
		await client.diagnostics(at("main.cf"), has);
		client.change(at("main.cf"), main.replace(", cidr:/etc/postfix/nets", ""));
		await client.diagnostics(at("main.cf"), (all) => !has(all));
		await client.diagnostics(at("nets"), (all) => !has(all));
	});

	it("follow files that come, change and go on the disk", async () => {
		const main =
			"compatibility_level = 3.6\nmynetworks = cidr:/etc/postfix/nets\nsmtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination\n";
		const { client, at } = await start({ "main.cf": main });
		const tell = (name: string, type: 1 | 2 | 3) =>
			client.connection.sendNotification("workspace/didChangeWatchedFiles", { changes: [{ uri: uriOf(at(name)), type }] });
		const open = () => [...client.published.values()].some(({ diagnostics }) => rulesOf(diagnostics).includes("open-relay"));
		await client.request("workspace/diagnostic", { previousResultIds: [] });
		expect(open()).toBe(false);
		writeFileSync(at("nets"), "0.0.0.0/0 OK\n");
		await tell("nets", 1);
		await client.request("workspace/diagnostic", { previousResultIds: [] });
		expect(open()).toBe(true);
		writeFileSync(at("nets"), "192.0.2.0/28 OK\n");
		await tell("nets", 2);
		await client.request("workspace/diagnostic", { previousResultIds: [] });
		expect(open()).toBe(false);
		rmSync(at("main.cf"));
		await tell("main.cf", 3);
		const gone = await client.request<WorkspaceDiagnosticReport>("workspace/diagnostic", { previousResultIds: [] });
		expect(gone.items.flatMap((item) => ("items" in item ? item.items : []))).toEqual([]);
		writeFileSync(at("main.cf"), OPEN);
		await tell("main.cf", 1);
		await client.diagnostics(at("main.cf"), (all) => rulesOf(all).includes("open-relay"));
	});

	it("are those of a document that stands in no open folder too", async () => {
		const { client, at } = await start({ "main.cf": CLOSED }, { folders: [] });
		client.open(at("main.cf"), OPEN);
		expect(rulesOf(await client.diagnostics(at("main.cf")))).toContain("open-relay");
		await client.connection.sendNotification("textDocument/didClose", { textDocument: { uri: uriOf(at("main.cf")) } });
		expect(await client.diagnostics(at("main.cf"), (all) => all.length === 0)).toEqual([]);
	});

	it("leave the gravest where they are too many, and say so", async () => {
		const many = `${OPEN}${Array.from({ length: 30 }, (_, index) => `smtpd_nonsense_${index} = x\n`).join("")}`;
		const { client, at } = await start({ "main.cf": many }, { settings: { maxDiagnostics: 5 } });
		const all = await client.diagnostics(at("main.cf"), (found) => rulesOf(found).includes("too-many-findings"));
		expect(all.length).toBe(6);
		expect(rulesOf(all)).toContain("open-relay");
		expect(all.at(-1)?.message).toMatch(/^\d+ more findings/);
	});

	it("say what is wrong with a relaylint.json, at its place", async () => {
		const { client, at } = await start({ "main.cf": OPEN, "relaylint.json": '{\n  "rules": { "open-relay": "sometimes" }\n}\n' });
		const [fault] = await client.diagnostics(at("relaylint.json"), (all) => all.length > 0);
		expect(fault?.range.start.line).toBe(1);
		client.open(at("relaylint.json"), '{ "rules": { "open-relay": "off" } }', "json");
		await client.diagnostics(at("relaylint.json"), (all) => all.length === 0);
		await client.diagnostics(at("main.cf"), (all) => !rulesOf(all).includes("open-relay"));
	});
});

describe("positions", () => {
	const text = `# é𝄞\ncompatibility_level = 3.6\nmynetworks = 192.0.2.0/28\nsmtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination\né𝄞é = x\n`;
	it.each([
		["utf-8", 8],
		["utf-16", 4],
		["utf-32", 3],
	] as const)("are counted in %s where the client asks for it", async (encoding, width) => {
		const { client, at } = await start(
			{ "main.cf": text },
			{ capabilities: { ...CAPABLE, general: { positionEncodings: [encoding] } } },
		);
		expect(client.initialized.capabilities.positionEncoding).toBe(encoding);
		client.open(at("main.cf"), text);
		const unknown = (all: readonly Diagnostic[]) => all.find(({ range }) => range.start.line === 4);
		const before = unknown(await client.diagnostics(at("main.cf")));
		expect(before?.range.end.character).toBe(width);
		// Edits count in the same units: the name's last letter goes.
		const last = { "utf-8": 2, "utf-16": 1, "utf-32": 1 }[encoding];
		client.change(at("main.cf"), "", { start: [4, width - last], end: [4, width] });
		expect(unknown(await client.diagnostics(at("main.cf")))?.range.end.character).toBe(width - last);
	});
});

describe("settings", () => {
	it("take effect when they change", async () => {
		const { client, at } = await start({ "main.cf": OPEN });
		await client.diagnostics(at("main.cf"), (all) => rulesOf(all).includes("open-relay"));
		client.settings = { ignore: ["open-relay"] };
		await client.connection.sendNotification("workspace/didChangeConfiguration", { settings: null });
		await client.diagnostics(at("main.cf"), (all) => !rulesOf(all).includes("open-relay"));
		client.settings = { enable: false };
		await client.connection.sendNotification("workspace/didChangeConfiguration", { settings: null });
		await client.diagnostics(at("main.cf"), (all) => all.length === 0);
	});

	it("come with the notification from a client that cannot be asked", async () => {
		const { client, at } = await start(
			{ "main.cf": OPEN },
			{ capabilities: { ...CAPABLE, workspace: { workspaceFolders: true } } },
		);
		await client.diagnostics(at("main.cf"), (all) => rulesOf(all).includes("open-relay"));
		await client.connection.sendNotification("workspace/didChangeConfiguration", {
			settings: { relaylint: { ignore: ["open-relay"] } },
		});
		await client.diagnostics(at("main.cf"), (all) => !rulesOf(all).includes("open-relay"));
	});
});

describe("folders", () => {
	it("come and go", async () => {
		const { client, folder, at } = await start({ "a/main.cf": OPEN, "b/main.cf": OPEN }, { folders: [] });
		const change = (added: readonly string[], removed: readonly string[]) =>
			client.connection.sendNotification("workspace/didChangeWorkspaceFolders", {
				event: {
					added: added.map((name) => ({ uri: uriOf(join(folder, name)), name })),
					removed: removed.map((name) => ({ uri: uriOf(join(folder, name)), name })),
				},
			});
		await change(["a", "b"], []);
		await client.diagnostics(at("a/main.cf"), (all) => rulesOf(all).includes("open-relay"));
		await client.diagnostics(at("b/main.cf"), (all) => rulesOf(all).includes("open-relay"));
		await change([], ["a"]);
		await client.diagnostics(at("a/main.cf"), (all) => all.length === 0);
		expect(rulesOf(client.published.get(uriOf(at("b/main.cf")))?.diagnostics ?? [])).toContain("open-relay");
	});
});

describe("diagnostics that are asked for", () => {
	const pulling = { ...CAPABLE, textDocument: { ...CAPABLE.textDocument, diagnostic: {} } };

	it("answer for a document and for all, say what did not change, and are not sent as well", async () => {
		const { client, at } = await start({ "main.cf": OPEN, "other/main.cf": CLOSED }, { capabilities: pulling });
		client.open(at("main.cf"), OPEN);
		const ask = (previousResultId?: string) =>
			client.request<DocumentDiagnosticReport>("textDocument/diagnostic", {
				textDocument: { uri: uriOf(at("main.cf")) },
				...(previousResultId === undefined ? {} : { previousResultId }),
			});
		const first = await ask();
		expect(first.kind).toBe("full");
		expect(rulesOf(first.kind === "full" ? first.items : [])).toContain("open-relay");
		expect((await ask(first.resultId)).kind).toBe("unchanged");
		client.change(at("main.cf"), CLOSED);
		const after = await ask(first.resultId);
		expect(rulesOf(after.kind === "full" ? after.items : ["?" as never])).not.toContain("open-relay");
		const all = await client.request<WorkspaceDiagnosticReport>("workspace/diagnostic", { previousResultIds: [] });
		expect(all.items.map(({ uri }) => uri)).toContain(uriOf(at("main.cf")));
		const again = await client.request<WorkspaceDiagnosticReport>("workspace/diagnostic", {
			previousResultIds: all.items.map(({ uri, resultId }) => ({ uri, value: resultId ?? "" })),
		});
		expect(again.items.every(({ kind }) => kind === "unchanged")).toBe(true);
		expect(client.published.size).toBe(0);
	});
});

describe("a fault of the server", () => {
	it("answers the request that met it, and no other", async () => {
		const broken = await buildServer(
			'import { postfixEditor } from "../../dialects/src/postfix/editor/index.ts"; Object.assign(postfixEditor, { hover: () => { throw new Error("broken"); } });',
		);
		const folder = writeFiles(join(broken.folder, "case"), { "main.cf": OPEN });
		const client = await startClient([broken.script], { folders: [folder] });
		running.add(client);
		const place = { textDocument: { uri: uriOf(join(folder, "main.cf")) }, position: { line: 0, character: 3 } };
		await expect(client.request("textDocument/hover", place)).rejects.toThrow(/broken/);
		const symbols = await client.request<unknown[]>("textDocument/documentSymbol", { textDocument: place.textDocument });
		expect(symbols.length).toBe(3);
		expect(await client.stop()).toBe(0);
		broken.remove();
	});

	it("is no answer to a request that was cancelled", async () => {
		const { client, at } = await start({ "main.cf": OPEN });
		const { CancellationTokenSource } = await import("vscode-languageserver/node");
		const source = new CancellationTokenSource();
		const asked = client.connection.sendRequest(
			"textDocument/hover",
			{ textDocument: { uri: uriOf(at("main.cf")) }, position: { line: 0, character: 3 } },
			source.token,
		);
		source.cancel();
		await expect(asked).rejects.toMatchObject({ code: -32800 });
	});
});
