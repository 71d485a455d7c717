import * as fs from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { nodeFileSystem } from "@relaylint/linter/node";
import { defaultGateways } from "./host.ts";
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
			fs.writeFileSync(path, text);
			return undefined;
		} catch (fault) {
			return `cannot be written: ${fault instanceof Error ? fault.message : String(fault)}`;
		}
	},
	createFile(path, text) {
		try {
			fs.writeFileSync(path, text, { flag: "wx" });
			return undefined;
		} catch (fault) {
			return codeOf(fault) === "EEXIST" ? "is there already" : `cannot be written: ${codeOf(fault)}`;
		}
	},
	whyNotWritable,
	replaceFile,
	rulePages: () => load("./rules.json") as Readonly<Record<string, string>>,
	host() {
		const os = load("node:os") as typeof import("node:os");
		const addresses = Object.values(os.networkInterfaces()).flatMap((one) => one ?? []);
		const [route = "", route6 = ""] = ["/proc/net/route", "/proc/net/ipv6_route"].map(textOf);
		return {
			hostname: os.hostname(),
			interfaces: addresses.filter((one) => !one.internal).flatMap((one) => one.cidr ?? []),
			gateways: defaultGateways(route, route6, os.endianness() === "LE"),
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
		while (at < bytes.length) at += fs.writeSync(descriptor, bytes, at);
	} catch (fault) {
		const code = fault instanceof Error && "code" in fault ? fault.code : undefined;
		// Whoever reads has had enough: nothing is left to say to them.
		if (code === "EPIPE") return;
		if (code !== "EAGAIN") throw fault;
		(descriptor === 1 ? process.stdout : process.stderr).write(bytes.subarray(at));
	}
}

function whyNotWritable(path: string): string | undefined {
	try {
		const real = fs.realpathSync(path);
		fs.accessSync(real, fs.constants.W_OK);
		fs.accessSync(dirname(real), fs.constants.W_OK);
		return undefined;
	} catch (fault) {
		return `may not be written: ${codeOf(fault)}`;
	}
}

/** Writes beside the file and renames: whoever reads it sees the old text or the new one. Mode and owner stay. */
function replaceFile(path: string, before: string, after: string): string | undefined {
	let temporary: string | undefined;
	try {
		const real = fs.realpathSync(path);
		const { mode, uid, gid } = fs.statSync(real);
		if (!fs.readFileSync(real).equals(Buffer.from(before))) return "was changed by somebody else meanwhile";
		const name = join(dirname(real), `.${basename(real)}.relaylint-${process.pid}`);
		const descriptor = fs.openSync(name, "wx", mode & 0o7777);
		temporary = name;
		try {
			fs.writeFileSync(descriptor, after);
			fs.fchmodSync(descriptor, mode & 0o7777);
			if (process.getuid?.() !== uid || process.getgid?.() !== gid) fs.fchownSync(descriptor, uid, gid);
			fs.fsyncSync(descriptor);
		} finally {
			fs.closeSync(descriptor);
		}
		fs.renameSync(name, real);
		return undefined;
	} catch (fault) {
		if (temporary !== undefined) fs.rmSync(temporary, { force: true });
		return `cannot be written: ${codeOf(fault)}`;
	}
}

/** A text that the kernel tells, or nothing. */
function textOf(path: string): string {
	try {
		return fs.readFileSync(path, "utf8");
	} catch {
		return "";
	}
}

function codeOf(fault: unknown): string {
	return fault instanceof Error && "code" in fault ? String(fault.code) : String(fault);
}

function readStdin(): string {
	try {
		return fs.readFileSync(0, "utf8");
	} catch (fault) {
		// A closed standard input is an empty one.
		if (fault instanceof Error && "code" in fault && (fault.code === "EOF" || fault.code === "EBADF")) return "";
		throw fault;
	}
}

/** Asks `node:tty`, which takes long to load, only of what may be a terminal. */
function isTerminal(descriptor: 1 | 2): boolean {
	try {
		const stats = fs.fstatSync(descriptor);
		if (!stats.isCharacterDevice() || stats.rdev === fs.statSync("/dev/null").rdev) return false;
		return (load("node:tty") as typeof import("node:tty")).isatty(descriptor);
	} catch {
		return false;
	}
}
