// Makes the extension: `dist/` with the client, the server and the grammars, and from it the .vsix. `--build` makes `dist/` alone.
import { execFileSync } from "node:child_process";
import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = join(HERE, "../..");
const DIST = join(HERE, "dist");
const load = createRequire(import.meta.url);

if (!existsSync(join(HERE, "node_modules", "vscode-languageclient"))) {
	execFileSync("npm", ["ci"], { cwd: HERE, stdio: "inherit", shell: process.platform === "win32" });
}
execFileSync(process.execPath, [join(ROOT, "node_modules/typescript/bin/tsc"), "-p", HERE], { stdio: "inherit" });
rmSync(DIST, { recursive: true, force: true });
mkdirSync(join(DIST, "grammars"), { recursive: true });
const common = {
	absWorkingDir: ROOT,
	bundle: true,
	minify: true,
	legalComments: "linked",
	mainFields: ["module", "main"],
	logLevel: "warning",
	target: "es2022",
};
const server = (entry) => ({
	stdin: { contents: entry, resolveDir: join(ROOT, "packages/language-server/src"), loader: "ts" },
});
await Promise.all([
	build({
		...common,
		entryPoints: [join(HERE, "src/extension.ts")],
		outfile: join(DIST, "extension.cjs"),
		platform: "node",
		format: "cjs",
		external: ["vscode"],
	}),
	build({
		...common,
		...server('import { serveProcess } from "./node.ts"; serveProcess({ kind: "ipc" });'),
		outfile: join(DIST, "server.cjs"),
		platform: "node",
		format: "cjs",
	}),
	build({
		...common,
		entryPoints: [join(HERE, "src/browser.ts")],
		outfile: join(DIST, "browser.js"),
		platform: "browser",
		format: "cjs",
		external: ["vscode"],
		mainFields: ["browser", "module", "main"],
		conditions: ["browser"],
	}),
	build({
		...common,
		...server('import { serveWorker } from "./browser.ts"; serveWorker(self as never);'),
		outfile: join(DIST, "server-worker.js"),
		platform: "browser",
		format: "iife",
		mainFields: ["browser", "module", "main"],
		conditions: ["browser"],
	}),
]);
for (const dialect of readdirSync(join(ROOT, "grammars"), { withFileTypes: true })) {
	if (!dialect.isDirectory()) continue;
	for (const name of readdirSync(join(ROOT, "grammars", dialect.name)))
		if (name.endsWith(".tmLanguage.json")) cpSync(join(ROOT, "grammars", dialect.name, name), join(DIST, "grammars", name));
}
copyFileSync(join(ROOT, "packages/linter/schemas/relaylint.schema.json"), join(DIST, "relaylint.schema.json"));
copyFileSync(join(ROOT, "LICENSE"), join(HERE, "LICENSE"));
if (!process.argv.includes("--build")) {
	const { createVSIX } = load("@vscode/vsce");
	await createVSIX({ cwd: HERE, packagePath: join(HERE, "relaylint.vsix"), dependencies: false, rewriteRelativeLinks: false });
	console.log(join(HERE, "relaylint.vsix"));
}
