import {
	type CheckOptions,
	type CheckResult,
	type FileSystem,
	type FixResult,
	fix,
	relativePath,
	resolvePath,
} from "@relaylint/linter";
import type { CheckCommand } from "./args.ts";
import { deliver, paintFor } from "./deliver.ts";
import { printable } from "./format/printable.ts";
import type { ExitCode, Io } from "./io.ts";

/** What is left to do after fixing: a report of what remains, unless a diff or a failure says it all. */
export type FixOutcome =
	| { readonly kind: "report"; readonly result: CheckResult; readonly to: "stdout" | "stderr" }
	| { readonly kind: "done"; readonly result: CheckResult; readonly code: ExitCode };

/** `--fix` writes the fixed files, or prints the fixed text of standard input; `--diff` prints what it would change. */
export async function fixCommand(
	command: CheckCommand,
	fileSystem: FileSystem,
	paths: readonly string[],
	options: CheckOptions,
	io: Io,
): Promise<FixOutcome> {
	const working = fileSystem.workingDirectory;
	const stdin = command.stdinFilename === undefined ? undefined : resolvePath(working, command.stdinFilename);
	const outcome = await fix(fileSystem, paths, options, {
		unsafe: command.unsafeFixes,
		keeps(path) {
			if (stdin !== undefined) return path === stdin ? undefined : "is not what is on standard input";
			return command.diff ? undefined : io.whyNotWritable(path);
		},
	});
	const { result, changes, applied, kept, stable } = outcome;
	const shown = (path: string) => printable(relativePath(working, path));
	for (const { path, reason } of kept) io.stderr(`relaylint: ${shown(path)}: not fixed: ${reason}\n`);
	if (!stable) io.stderr("relaylint: some fixes ask for each other again and again; look at the result.\n");

	if (command.diff) {
		const { shownDiff, unifiedDiff } = await import("./format/diff.ts");
		const diff = unifiedDiff(changes, working);
		const terminal = command.output.file === undefined && io.stdoutIsTerminal();
		const delivered = deliver(terminal ? shownDiff(diff, paintFor(command.output, io)) : diff, command.output, io);
		if (applied.length > 0) io.stderr(`relaylint: would fix ${summary(outcome)}\n`);
		return { kind: "done", result, code: delivered ? (changes.length > 0 ? 1 : 0) : 2 };
	}
	if (stdin !== undefined) {
		const text = changes[0]?.after ?? textAt(fileSystem, stdin);
		io.stdout(text);
		if (applied.length > 0) io.stderr(`relaylint: fixed ${summary(outcome)}\n`);
		return { kind: "report", result, to: command.output.file === undefined ? "stderr" : "stdout" };
	}
	const failed = changes.flatMap(({ path, before, after }) => {
		const reason = io.replaceFile(path, before, after);
		return reason === undefined ? [] : [{ path, reason }];
	});
	for (const { path, reason } of failed) io.stderr(`relaylint: ${shown(path)}: not fixed: ${reason}\n`);
	if (failed.length > 0) return { kind: "done", result, code: 2 };
	if (applied.length > 0) io.stderr(`relaylint: fixed ${summary(outcome)}\n`);
	return { kind: "report", result, to: "stdout" };
}

function summary({ applied, changes }: FixResult): string {
	const count = applied.reduce((sum, one) => sum + one.count, 0);
	const rules = new Map<string, number>();
	for (const one of applied) rules.set(one.rule, (rules.get(one.rule) ?? 0) + one.count);
	const list = [...rules].map(([rule, number]) => (number === 1 ? rule : `${rule} (${number})`)).join(", ");
	return `${count} finding${count === 1 ? "" : "s"} in ${changes.length} file${changes.length === 1 ? "" : "s"}: ${list}`;
}

function textAt(fileSystem: FileSystem, path: string): string {
	const content = fileSystem.readFile(path, Number.MAX_SAFE_INTEGER);
	return content.kind === "bytes" ? new TextDecoder("utf-8", { ignoreBOM: true }).decode(content.bytes) : "";
}
