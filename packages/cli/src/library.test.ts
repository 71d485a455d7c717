import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { createContext, runInContext } from "node:vm";
import { build } from "esbuild";
import { afterAll, describe, expect, it } from "vitest";
import { buildLibrary } from "../build.mjs";

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "../../..");
const base = mkdtempSync(join(tmpdir(), "relaylint-library-"));

afterAll(() => rmSync(base, { recursive: true, force: true }));

/** Bundles a page's script for a browser; fails on a Node import. */
async function bundle(script: string): Promise<string> {
	const result = await build({
		stdin: { contents: script, resolveDir: base, loader: "js" },
		bundle: true,
		write: false,
		platform: "browser",
		format: "iife",
		alias: { relaylint: join(base, "index.js"), "relaylint/node": join(base, "node.js") },
		logLevel: "silent",
		absWorkingDir: ROOT,
	});
	return result.outputFiles[0]?.text ?? "";
}

describe("the library", () => {
	it("runs where there is no Node", async () => {
		await buildLibrary(base);
		const script = await bundle(`
			import { check, memoryFileSystem, probe, readProbes } from "relaylint";
			const files = memoryFileSystem({ "main.cf": "mynetworks = 0.0.0.0/0\\nsmtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination\\n" });
			const { set } = readProbes('{"to":"x@victim.example"}');
			globalThis.done = Promise.all([check(files, ["."]), probe(files, "main.cf", set)]).then(([checked, probed]) =>
				JSON.stringify([checked.configurations[0].verdict, probed.answers[0].outcome]));
		`);
		// A page has these and no `process`, `Buffer` or `require`.
		const page = createContext({ TextEncoder, TextDecoder, URL });
		runInContext(script, page);
		expect(await runInContext("done", page)).toBe('["open","accept"]');
	}, 60_000);

	it("keeps the disk out of browsers", async () => {
		await expect(bundle('import "relaylint/node";')).rejects.toThrow(/node:fs/);
	});
});
