import { join } from "node:path";
import { check } from "@relaylint/linter";
import { nodeFileSystem } from "@relaylint/linter/node";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { WorkspaceDiagnosticReport } from "vscode-languageserver";
import { positionsIn } from "./positions.ts";
import { buildServer, startClient } from "./testing/client.ts";
import { diagnosticOf } from "./to-lsp.ts";
import { uriOf } from "./uri.ts";

const fixtures = join(import.meta.dirname, "../../../fixtures");

let server: Awaited<ReturnType<typeof buildServer>>;
beforeAll(async () => {
	server = await buildServer();
}, 60_000);
afterAll(() => server.remove());

it("gives the same findings for every fixture as a check of the command line", async () => {
	const client = await startClient([server.script], { folders: [fixtures], settings: { maxDiagnostics: 100_000 } });
	const asked = client.request<WorkspaceDiagnosticReport>("workspace/diagnostic", { previousResultIds: [] });
	const result = await check(nodeFileSystem(), [fixtures]);
	const { items } = await asked;
	const served = items.flatMap((item) =>
		("items" in item ? item.items : [])
			.filter(({ code }) => code !== "unreadable")
			.map((diagnostic) => JSON.stringify({ uri: item.uri, ...diagnostic })),
	);
	const to = { positions: positionsIn("utf-16"), uri: uriOf };
	const checked = result.findings
		.filter(({ suppressed }) => suppressed === undefined)
		.map((finding) => JSON.stringify({ uri: uriOf(finding.origin.file.path), ...diagnosticOf(finding, to) }));
	expect(checked.length).toBeGreaterThan(200);
	expect(served.sort()).toEqual(checked.sort());
	await client.stop();
}, 240_000);
