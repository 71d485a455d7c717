import { type ChangedFile, relativePath } from "@relaylint/linter";
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from "diff";
import { printable } from "./printable.ts";
import type { Paint, Tone } from "./style.ts";

/** Changes as a unified diff that `patch -p0` and `git apply -p0` take, paths relative to the working directory. */
export function unifiedDiff(changes: readonly ChangedFile[], workingDirectory: string): string {
	return changes
		.map(({ path, before, after }) => {
			const name = relativePath(workingDirectory, path);
			const patch = createTwoFilesPatch(name, name, before, after, undefined, undefined, {
				context: 3,
				headerOptions: FILE_HEADERS_ONLY,
			});
			// A tab ends a name that has blanks in it.
			return /\s/.test(name) ? patch.replace(/^(--- .*)\n(\+\+\+ .*)\n/, "$1\t\n$2\t\n") : patch;
		})
		.join("");
}

/** A diff as a terminal may show it, in colours. */
export function shownDiff(diff: string, paint: Paint): string {
	return diff
		.split("\n")
		.map((line) => {
			const text = line.split("\t").map(printable).join("\t");
			const tone = toneOf(line);
			return tone === undefined ? text : paint(tone, text);
		})
		.join("\n");
}

function toneOf(line: string): Tone | undefined {
	if (line.startsWith("--- ") || line.startsWith("+++ ")) return "strong";
	if (line.startsWith("@@")) return "info";
	return line.startsWith("+") ? "good" : line.startsWith("-") ? "error" : undefined;
}
