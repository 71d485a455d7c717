// Gives the built command input that is made to take time or memory without end, each as a process of its own, and prints what each took.
// `npm run hostile -- TEXT` gives only inputs whose name holds the text. Exits with 1 where a bound is missed.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { build } from "esbuild";
import { buildCommand } from "../cli/build.mjs";

/** The most seconds of processor time and mebibytes that an input may take, and the seconds after which it counts as one that never ends. */
const MOST_SECONDS = 15;
const MOST_MIB = 2000;
const NEVER_ENDS = 300;

const wanted = process.argv[2] ?? "";
const folder = mkdtempSync(join(tmpdir(), "relaylint-hostile-"));
let missed = 0;
try {
	await buildCommand(folder);
	const inputs = join(folder, "inputs.mjs");
	const entryPoint = join(import.meta.dirname, "src/hostile/inputs.ts");
	await build({ entryPoints: [entryPoint], outfile: inputs, bundle: true, platform: "node", format: "esm", logLevel: "warning" });
	writeFileSync(
		join(folder, "usage.cjs"),
		'process.once("exit", () => { const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage(); require("node:fs").writeSync(3, `${maxRSS} ${userCPUTime + systemCPUTime}`); });\n',
	);
	const { hostileInputs } = await import(inputs);
	for (const [dialect, all] of Object.entries(hostileInputs))
		for (const input of all.filter(({ name }) => name.includes(wanted))) measure(dialect, input);
	console.log(missed === 0 ? "every input is bounded" : `${missed} inputs are not bounded`);
	process.exitCode = missed === 0 ? 0 : 1;
} finally {
	rmSync(folder, { recursive: true, force: true });
}

function measure(dialect, input) {
	const directory = join(folder, "case");
	rmSync(directory, { recursive: true, force: true });
	for (const [name, text] of Object.entries(input.files(input.full))) {
		const path = join(directory, name);
		mkdirSync(dirname(path), { recursive: true });
		writeFileSync(path, text);
	}
	const { status, stdout, output } = spawnSync(
		process.execPath,
		["-r", join(folder, "usage.cjs"), join(folder, "relaylint.cjs"), directory, "--format", "json"],
		{ stdio: ["ignore", "pipe", "pipe", "pipe"], timeout: NEVER_ENDS * 1000, maxBuffer: 1 << 30 },
	);
	const [kibibytes = 0, microseconds = 0] = String(output?.[3] ?? "")
		.split(" ")
		.map(Number);
	const seconds = microseconds / 1e6;
	const verdict = status === 0 || status === 1 ? JSON.parse(stdout).configurations[0]?.verdict : "none";
	const held = seconds > 0 && seconds <= MOST_SECONDS && kibibytes / 1024 <= MOST_MIB && input.verdict.includes(verdict);
	if (!held) missed++;
	console.log(
		`${dialect} ${input.name}, N = ${input.full}: ${seconds.toFixed(1)} s ${(kibibytes / 1024).toFixed(0)} MiB exit ${status} ${verdict}${held ? "" : ": MISSED"}`,
	);
}
