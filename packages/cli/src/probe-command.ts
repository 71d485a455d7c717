import {
	DEFAULT_WORLD,
	type ProbeSet,
	type ProbesOutcome,
	probe,
	readProbes,
	relativePath,
	resolvePath,
	TEXT_LIMIT,
} from "@relaylint/linter";
import type { ProbeCommand } from "./args.ts";
import { deliver, paintFor } from "./deliver.ts";
import { compactAnswers, jsonAnswers, prettyAnswers } from "./format/answers.ts";
import { printable } from "./format/printable.ts";
import type { ExitCode, Io } from "./io.ts";

/** `relaylint probe`: prints what becomes of each attempt. */
export async function probeCommand(command: ProbeCommand, io: Io): Promise<ExitCode> {
	const asked = questions(command, io);
	if (asked.kind === "bad") {
		io.stderr(`relaylint: ${printable(command.probes ?? "")}: ${asked.reason}\n`);
		return 2;
	}
	const { root, mtaVersion, dialect, output } = command;
	const working = io.fileSystem.workingDirectory;
	const outcome = await probe(io.fileSystem, command.path, asked.set, {
		...(root === undefined ? {} : { root }),
		...(mtaVersion === undefined ? {} : { mtaVersion }),
		...(dialect === undefined ? {} : { dialect }),
	});
	if (outcome.kind === "bad") {
		io.stderr(`relaylint: ${printable(relativePath(working, outcome.path))}: ${printable(outcome.reason)}\n`);
		return 2;
	}
	const paint = paintFor(output, io);
	const text =
		output.format === "json"
			? jsonAnswers(outcome.answers, working)
			: output.format === "compact"
				? compactAnswers(outcome.answers, paint)
				: prettyAnswers(outcome.answers, working, paint);
	return deliver(text, output, io) ? 0 : 2;
}

function questions(command: ProbeCommand, io: Io): ProbesOutcome {
	if (command.attempt !== undefined) {
		const set: ProbeSet = { ...DEFAULT_WORLD, probes: [{ attempt: command.attempt, or: [], doubt: false }] };
		return { kind: "probes", set };
	}
	const file = command.probes ?? "-";
	if (file === "-") return readProbes(io.readStdin());
	const content = io.fileSystem.readFile(resolvePath(io.fileSystem.workingDirectory, file), TEXT_LIMIT);
	if (content.kind === "absent") return { kind: "bad", reason: "does not exist" };
	if (content.kind === "refused") return { kind: "bad", reason: content.reason };
	return readProbes(new TextDecoder().decode(content.bytes));
}
