// Bundles the fuzzer with all of relaylint, so that what a case covers is measured in one script, and runs it.
import { join } from "node:path";
import { build } from "esbuild";

const here = import.meta.dirname;
await build({
	absWorkingDir: here,
	entryPoints: ["src/main.ts", "src/worker.ts"],
	outdir: "dist",
	outExtension: { ".js": ".mjs" },
	bundle: true,
	platform: "node",
	format: "esm",
	target: "node20.19",
	// Two builds of one library: the one for modules can be bundled.
	mainFields: ["module", "main"],
	banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
	logLevel: "warning",
});
const { main } = await import(join(here, "dist/main.mjs"));
process.exitCode = await main(process.argv.slice(2), join(here, "dist/worker.mjs"), join(here, "../../fixtures"));
