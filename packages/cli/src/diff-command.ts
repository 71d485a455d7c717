import { type DiffSide, diff, diffReport, VERSION } from "@relaylint/linter";
import type { DiffCommand } from "./args.ts";
import { deliver, paintFor } from "./deliver.ts";
import { gitFileSystem, isRevision } from "./git.ts";
import type { ExitCode, Io } from "./io.ts";
import { complain, openOptions } from "./policy-command.ts";

/** `relaylint diff`: prints what one configuration accepts and the other does not; exit 1 where the new one opens something. */
export async function diffCommand(command: DiffCommand, io: Io): Promise<ExitCode> {
	const sides = command.git === undefined ? sidesOf(command.operands, io) : revisions(command.git, command.operands, io);
	if (sides.kind === "bad") return complain(sides, io);
	const outcome = await diff(sides.old, sides.new, openOptions(command.files, io));
	if (outcome.kind === "bad") return complain(outcome, io);
	const report = diffReport(outcome.result, VERSION);
	const { output } = command;
	const names = { old: sides.names[0], new: sides.names[1] };
	const text =
		output.format === "json"
			? `${JSON.stringify(report, undefined, 2)}\n`
			: output.format === "markdown"
				? (await import("./format/policy-diff.ts")).markdownDiff(report, names)
				: (await import("./format/policy-diff.ts")).prettyDiff(report, names, paintFor(output, io));
	if (!deliver(text, output, io)) return 2;
	return report.opens ? 1 : 0;
}

type Sides =
	| { readonly kind: "sides"; readonly old: DiffSide; readonly new: DiffSide; readonly names: readonly [string, string] }
	| { readonly kind: "bad"; readonly path: string; readonly reason: string };

function sidesOf([old = ".", now = "."]: readonly string[], { fileSystem }: Io): Sides {
	return { kind: "sides", old: { fileSystem, path: old }, new: { fileSystem, path: now }, names: [old, now] };
}

/** `--git BASE [HEAD] [PATH]`: without HEAD the working tree is the new side. */
function revisions(base: string, operands: readonly string[], io: Io): Sides {
	const { fileSystem } = io;
	const working = fileSystem.workingDirectory;
	const [first, second] = operands;
	const isHead = first !== undefined && (second !== undefined || isRevision(io.git, working, first));
	const head = isHead ? first : undefined;
	const path = (isHead ? second : first) ?? ".";
	const old = gitFileSystem(io.git, working, base);
	if (old.kind === "bad") return { kind: "bad", path: working, reason: old.reason };
	if (head === undefined) {
		return {
			kind: "sides",
			old: { fileSystem: old.fileSystem, path },
			new: { fileSystem, path },
			names: [base, "the working tree"],
		};
	}
	const now = gitFileSystem(io.git, working, head);
	if (now.kind === "bad") return { kind: "bad", path: working, reason: now.reason };
	return {
		kind: "sides",
		old: { fileSystem: old.fileSystem, path },
		new: { fileSystem: now.fileSystem, path },
		names: [base, head],
	};
}
