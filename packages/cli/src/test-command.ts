import {
	loadForExpectations,
	placeOf,
	readExpectations,
	relativePath,
	resolvePath,
	runExpectations,
	TEST_NAME,
	type TestResult,
	TEXT_LIMIT,
} from "@relaylint/linter";
import type { FileOptions, Output } from "./args.ts";
import { deliver, paintFor } from "./deliver.ts";
import { traceLines } from "./format/finding-block.ts";
import { printable } from "./format/printable.ts";
import type { ExitCode, Io } from "./io.ts";
import { complain } from "./policy-command.ts";

/** `relaylint test`: holds the configuration at a path against the relaylint.test.json there; exit 1 where an expectation is not met. */
export async function testCommand(path: string, files: FileOptions, output: Output, io: Io): Promise<ExitCode> {
	const { fileSystem } = io;
	const working = fileSystem.workingDirectory;
	const named = resolvePath(working, path);
	const isFile = fileSystem.stat(named).kind === "file";
	const file = resolvePath(named, isFile ? `../${TEST_NAME}` : TEST_NAME);
	const content = fileSystem.readFile(file, TEXT_LIMIT);
	if (content.kind !== "bytes")
		return complain({ path: file, reason: content.kind === "absent" ? "does not exist" : content.reason }, io);
	const read = readExpectations(new TextDecoder().decode(content.bytes));
	if (read.kind === "bad") return complain({ path: file, reason: read.reason }, io);
	const { host: _, ...options } = files;
	const loaded = await loadForExpectations(fileSystem, path, read.world, options);
	if (loaded.kind === "bad") return complain(loaded, io);
	const results = runExpectations(loaded.loaded, read.expectations, read.world);
	const text =
		output.format === "json"
			? results
					.map((one) => `${JSON.stringify({ text: one.expectation.text, passed: one.passed, instead: one.instead })}\n`)
					.join("")
			: reportOf(results, relativePath(working, file), io, output);
	if (!deliver(text, output, io)) return 2;
	return results.every((one) => one.passed) ? 0 : 1;
}

function reportOf(results: readonly TestResult[], file: string, io: Io, output: Output): string {
	const paint = paintFor(output, io);
	const working = io.fileSystem.workingDirectory;
	const lines: string[] = [];
	for (const one of results.filter(({ passed }) => !passed)) {
		lines.push(`${paint("error", "failed")}: ${paint("strong", printable(one.expectation.text))}`, `  ${printable(one.instead)}`);
		const trace = (one.decision?.trace ?? []).filter(({ effect }) => effect !== "continue" && effect !== "no-match");
		for (const step of trace) lines.push(...traceLines(step, (origin) => placeOf(origin, working) ?? "default", 4, paint));
		for (const { text } of one.decision?.depends ?? []) lines.push(`    depends on: ${printable(text)}`);
		lines.push("");
	}
	const failed = results.filter(({ passed }) => !passed).length;
	const words = `${results.length - failed} of ${results.length} expectations of ${printable(file)} are met`;
	return `${[...lines, paint(failed === 0 ? "good" : "error", `${words}.`)].join("\n")}\n`;
}
