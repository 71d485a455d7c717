import {
	beyondLock,
	type CheckResult,
	directoryOf,
	LOCK_NAME,
	lockOf,
	lockText,
	policy,
	readLock,
	relativePath,
	resolvePath,
	TEXT_LIMIT,
} from "@relaylint/linter";
import type { FileOptions } from "./args.ts";
import { printable } from "./format/printable.ts";
import type { ExitCode, Io } from "./io.ts";
import { complain, openOptions } from "./policy-command.ts";

/** `relaylint lock`: writes what is granted to relay-policy.lock beside the main file, for review and for `check --locked`. */
export async function lockCommand(path: string, files: FileOptions, file: string | undefined, io: Io): Promise<ExitCode> {
	const outcome = await policy(io.fileSystem, path, openOptions(files, io));
	if (outcome.kind === "bad") return complain(outcome, io);
	const main = outcome.result.target.main;
	const target = file ?? resolvePath(directoryOf(main), LOCK_NAME);
	const reason = io.writeFile(target, lockText(lockOf(outcome.result)));
	const shown = printable(file ?? relativePath(io.fileSystem.workingDirectory, target));
	io.stderr(`relaylint: ${shown}: ${reason ?? "written"}\n`);
	return reason === undefined ? 0 : 2;
}

/** `check --locked`: says on standard error what each configuration grants beyond its lock; whether that is nothing, or cannot be told. */
export async function checkLocks(result: CheckResult, files: FileOptions, io: Io): Promise<ExitCode> {
	let code: ExitCode = 0;
	for (const { configuration } of result.configurations) {
		const main = configuration.files[0]?.path;
		if (main === undefined) continue;
		const path = resolvePath(directoryOf(main), LOCK_NAME);
		const say = (text: string) =>
			io.stderr(`relaylint: ${printable(relativePath(result.workingDirectory, path))}: ${printable(text)}\n`);
		const content = io.fileSystem.readFile(path, TEXT_LIMIT);
		if (content.kind !== "bytes") {
			say(content.kind === "absent" ? "is not there: relaylint lock writes it" : content.reason);
			code = 2;
			continue;
		}
		const read = readLock(new TextDecoder().decode(content.bytes));
		const outcome = await policy(io.fileSystem, main, openOptions(only(files), io));
		if (read.kind === "bad" || outcome.kind === "bad") {
			say(read.kind === "bad" ? read.reason : outcome.kind === "bad" ? outcome.reason : "");
			code = 2;
			continue;
		}
		for (const { listener, text } of beyondLock(read.lock, outcome.result)) {
			say(`${listener}: more is granted than is locked: ${text}`);
			if (code === 0) code = 1;
		}
	}
	return code;
}

/** Of what a command was told, what says how files are read. */
function only({ root, complete, host, mtaVersion, dialect }: FileOptions): FileOptions {
	return {
		complete,
		host,
		...(root === undefined ? {} : { root }),
		...(mtaVersion === undefined ? {} : { mtaVersion }),
		...(dialect === undefined ? {} : { dialect }),
	};
}
