import { policy, policyReport, relativePath, VERSION } from "@relaylint/linter";
import type { FileOptions, PolicyCommand } from "./args.ts";
import { deliver, paintFor } from "./deliver.ts";
import { printable } from "./format/printable.ts";
import type { ExitCode, Io } from "./io.ts";

/** `relaylint policy`: prints who may relay. */
export async function policyCommand(command: PolicyCommand, io: Io): Promise<ExitCode> {
	const { output } = command;
	const outcome = await policy(io.fileSystem, command.path, openOptions(command.files, io));
	if (outcome.kind === "bad") return complain(outcome, io);
	const report = policyReport(outcome.result, VERSION);
	switch (output.format) {
		case "json":
			return deliver(`${JSON.stringify(report, undefined, 2)}\n`, output, io) ? 0 : 2;
		case "markdown":
			return deliver((await import("./format/policy-markdown.ts")).markdownPolicy(report), output, io) ? 0 : 2;
		case "html":
			return deliver((await import("./format/policy-html.ts")).htmlPolicy(report, outcome.result), output, io) ? 0 : 2;
		case "pretty":
			return deliver((await import("./format/policy-pretty.ts")).prettyPolicy(report, paintFor(output, io)), output, io) ? 0 : 2;
	}
}

/** What was said of the files and of the host, as the library takes it. */
export function openOptions({ host, ...files }: FileOptions, io: Io) {
	return { ...files, ...(host ? io.host() : {}) };
}

/** Says on standard error why something cannot be done. */
export function complain({ path, reason }: { readonly path: string; readonly reason: string }, io: Io): ExitCode {
	io.stderr(`relaylint: ${printable(relativePath(io.fileSystem.workingDirectory, path))}: ${printable(reason)}\n`);
	return 2;
}
