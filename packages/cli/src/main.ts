import { fstatSync, readFileSync, statSync, writeFileSync, writeSync } from "node:fs";
import { createRequire } from "node:module";
import { nodeFileSystem } from "@relaylint/linter/node";
import type { Io } from "./io.ts";
import { run } from "./run.ts";

const load = createRequire(__filename);

const io: Io = {
	fileSystem: nodeFileSystem(),
	env: process.env,
	readStdin,
	stdout: (text) => write(1, text),
	stderr: (text) => write(2, text),
	stdoutIsTerminal: () => isTerminal(1),
	stderrIsTerminal: () => isTerminal(2),
	writeFile(path, text) {
		try {
			writeFileSync(path, text);
			return undefined;
		} catch (fault) {
			return `cannot be written: ${fault instanceof Error ? fault.message : String(fault)}`;
		}
	},
	rulePages: () => load("./rules.json") as Readonly<Record<string, string>>,
	host() {
		const os = load("node:os") as typeof import("node:os");
		const addresses = Object.values(os.networkInterfaces()).flatMap((one) => one ?? []);
		return {
			hostname: os.hostname(),
			interfaces: addresses.filter((one) => !one.internal).flatMap((one) => one.cidr ?? []),
		};
	},
	// `performance` loads a module of its own on first use.
	now: () => Number(process.hrtime.bigint() / 1_000_000n),
};

run(process.argv.slice(2), io).then(
	(code) => {
		process.exitCode = code;
	},
	(fault: unknown) => {
		const text = fault instanceof Error ? (fault.stack ?? fault.message) : String(fault);
		write(2, `relaylint: internal error, please report it: ${text}\n`);
		process.exitCode = 2;
	},
);

/** Writes to a descriptor at once: the streams of `process` take longer to set up than a small check takes. */
function write(descriptor: 1 | 2, text: string): void {
	const bytes = Buffer.from(text);
	let at = 0;
	try {
		while (at < bytes.length) at += writeSync(descriptor, bytes, at);
	} catch (fault) {
		const code = fault instanceof Error && "code" in fault ? fault.code : undefined;
		// Whoever reads has had enough: nothing is left to say to them.
		if (code === "EPIPE") return;
		if (code !== "EAGAIN") throw fault;
		(descriptor === 1 ? process.stdout : process.stderr).write(bytes.subarray(at));
	}
}

function readStdin(): string {
	try {
		return readFileSync(0, "utf8");
	} catch (fault) {
		// A closed standard input is an empty one.
		if (fault instanceof Error && "code" in fault && (fault.code === "EOF" || fault.code === "EBADF")) return "";
		throw fault;
	}
}

/** Asks `node:tty`, which takes long to load, only of what may be a terminal. */
function isTerminal(descriptor: 1 | 2): boolean {
	try {
		const stats = fstatSync(descriptor);
		if (!stats.isCharacterDevice() || stats.rdev === statSync("/dev/null").rdev) return false;
		return (load("node:tty") as typeof import("node:tty")).isatty(descriptor);
	} catch {
		return false;
	}
}
