import {
	accessSync,
	closeSync,
	constants,
	fchmodSync,
	fchownSync,
	fstatSync,
	fsyncSync,
	openSync,
	readFileSync,
	realpathSync,
	renameSync,
	rmSync,
	statSync,
	writeFileSync,
	writeSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { nodeFileSystem } from "@relaylint/linter/node";
import { defaultGateways } from "./host.ts";
import type { Io } from "./io.ts";
import { run } from "./run.ts";

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
	createFile(path, text) {
		try {
			writeFileSync(path, text, { flag: "wx" });
			return undefined;
		} catch (fault) {
			return codeOf(fault) === "EEXIST" ? "is there already" : `cannot be written: ${codeOf(fault)}`;
		}
	},
	whyNotWritable,
	replaceFile,
	rulePages: () => JSON.parse(readFileSync(join(__dirname, "rules.json"), "utf8")) as Readonly<Record<string, string>>,
	host() {
		const os = process.getBuiltinModule("node:os");
		const addresses = Object.values(os.networkInterfaces()).flatMap((one) => one ?? []);
		const [route = "", route6 = ""] = ["/proc/net/route", "/proc/net/ipv6_route"].map(textOf);
		return {
			hostname: os.hostname(),
			interfaces: addresses.filter((one) => !one.internal).flatMap((one) => one.cidr ?? []),
			gateways: defaultGateways(route, route6, os.endianness() === "LE"),
		};
	},
	git(directory, args, input) {
		const { spawnSync } = process.getBuiltinModule("node:child_process");
		const { status, stdout } = spawnSync("git", ["--no-pager", "--no-replace-objects", "-c", "core.fsmonitor=false", ...args], {
			cwd: directory,
			input: input ?? "",
			maxBuffer: 2 ** 30,
			env: { ...process.env, GIT_OPTIONAL_LOCKS: "0", GIT_TERMINAL_PROMPT: "0", GIT_NO_LAZY_FETCH: "1" },
			stdio: ["pipe", "pipe", "ignore"],
		});
		return status === 0 ? stdout : undefined;
	},
	// `performance` loads a module of its own on first use.
	now: () => Number(process.hrtime.bigint() / 1_000_000n),
};

/** True where a reader was too slow, so that streams of `process` still have something to write. */
let waits = false;

run(process.argv.slice(2), io).then(
	(code) => {
		// Ends at once where nothing is left to write: taking the heap down takes as long as a rule.
		if (waits) process.exitCode = code;
		else process.exit(code);
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
		waits = true;
		(descriptor === 1 ? process.stdout : process.stderr).write(bytes.subarray(at));
	}
}

function whyNotWritable(path: string): string | undefined {
	try {
		const real = realpathSync(path);
		accessSync(real, constants.W_OK);
		accessSync(dirname(real), constants.W_OK);
		return undefined;
	} catch (fault) {
		return `may not be written: ${codeOf(fault)}`;
	}
}

/** Writes beside the file and renames: whoever reads it sees the old text or the new one. Mode and owner stay. */
function replaceFile(path: string, before: string, after: string): string | undefined {
	let temporary: string | undefined;
	try {
		const real = realpathSync(path);
		const { mode, uid, gid } = statSync(real);
		if (!readFileSync(real).equals(Buffer.from(before))) return "was changed by somebody else meanwhile";
		const name = join(dirname(real), `.${basename(real)}.relaylint-${process.pid}`);
		const descriptor = openSync(name, "wx", mode & 0o7777);
		temporary = name;
		try {
			writeFileSync(descriptor, after);
			fchmodSync(descriptor, mode & 0o7777);
			if (process.getuid?.() !== uid || process.getgid?.() !== gid) fchownSync(descriptor, uid, gid);
			fsyncSync(descriptor);
		} finally {
			closeSync(descriptor);
		}
		renameSync(name, real);
		return undefined;
	} catch (fault) {
		if (temporary !== undefined) rmSync(temporary, { force: true });
		return `cannot be written: ${codeOf(fault)}`;
	}
}

/** A text that the kernel tells, or nothing. */
function textOf(path: string): string {
	try {
		return readFileSync(path, "utf8");
	} catch {
		return "";
	}
}

function codeOf(fault: unknown): string {
	return fault instanceof Error && "code" in fault ? String(fault.code) : String(fault);
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
		return process.getBuiltinModule("node:tty").isatty(descriptor);
	} catch {
		return false;
	}
}
