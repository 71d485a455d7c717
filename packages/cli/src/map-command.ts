import {
	type MapAnswer,
	type MapQuestion,
	mapReport,
	mapTexts,
	readMaps,
	relativePath,
	resolvePath,
	TEXT_LIMIT,
} from "@relaylint/linter";
import type { MapCommand } from "./args.ts";
import { deliver, paintFor } from "./deliver.ts";
import { compactMaps, prettyMaps } from "./format/maps.ts";
import { printable } from "./format/printable.ts";
import type { ExitCode, Io } from "./io.ts";

/** `relaylint map`: prints what mapping tables make of texts. */
export async function mapCommand(command: MapCommand, io: Io): Promise<ExitCode> {
	const questions = questionsOf(command, io);
	if (typeof questions === "string") {
		io.stderr(`relaylint: ${printable(command.maps ?? "")}: ${questions}\n`);
		return 2;
	}
	const { root, mtaVersion, dialect, output } = command;
	const working = io.fileSystem.workingDirectory;
	const outcome = await mapTexts(io.fileSystem, command.path, questions, {
		...(root === undefined ? {} : { root }),
		...(mtaVersion === undefined ? {} : { mtaVersion }),
		...(dialect === undefined ? {} : { dialect }),
	});
	if (outcome.kind === "bad") {
		io.stderr(`relaylint: ${printable(relativePath(working, outcome.path))}: ${printable(outcome.reason)}\n`);
		return 2;
	}
	const missing = command.asked === undefined ? undefined : outcome.answers.find(isMissing);
	if (missing !== undefined) {
		const there = missing.tables.length === 0 ? "there is none" : `there are ${missing.tables.join(", ")}`;
		io.stderr(
			`relaylint: ${printable(command.path)}: has no table ${printable(command.asked?.table ?? "")}; ${printable(there)}\n`,
		);
		return 2;
	}
	const paint = paintFor(output, io);
	const asked = outcome.answers.map((answer, index) => ({ question: questions[index] as MapQuestion, answer }));
	const text =
		output.format === "json"
			? outcome.answers.map((answer) => `${JSON.stringify(mapReport(answer, working))}\n`).join("")
			: output.format === "compact"
				? compactMaps(asked, paint)
				: prettyMaps(asked, working, paint);
	return deliver(text, output, io) ? 0 : 2;
}

function isMissing(answer: MapAnswer): answer is Extract<MapAnswer, { kind: "no-table" }> {
	return answer.kind === "no-table";
}

/** What is asked, or why nothing can be: a sentence without its subject. */
function questionsOf(command: MapCommand, io: Io): readonly MapQuestion[] | string {
	const { asked } = command;
	if (asked !== undefined) {
		const { table, inputFlags } = asked;
		if (asked.input !== undefined) return [{ table, input: asked.input, inputFlags }];
		const lines = io.readStdin().split("\n");
		if (lines.at(-1) === "") lines.pop();
		return lines.map((input) => ({ table, input: input.replace(/\r$/, ""), inputFlags }));
	}
	const file = command.maps ?? "-";
	const text = file === "-" ? io.readStdin() : textOf(file, io);
	if (typeof text !== "string") return text.reason;
	const read = readMaps(text);
	return read.kind === "bad" ? read.reason : read.rows;
}

function textOf(file: string, io: Io): string | { readonly reason: string } {
	const content = io.fileSystem.readFile(resolvePath(io.fileSystem.workingDirectory, file), TEXT_LIMIT);
	if (content.kind === "absent") return { reason: "does not exist" };
	if (content.kind === "refused") return { reason: content.reason };
	return new TextDecoder().decode(content.bytes);
}
