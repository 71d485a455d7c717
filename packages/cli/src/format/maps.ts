import { dependencyText, type MapAnswer, type MapQuestion, placeOf } from "@relaylint/linter";
import { traceLines } from "./finding-block.ts";
import { printable } from "./printable.ts";
import type { Paint } from "./style.ts";

/** A text for a table, and what it made of it. */
export interface MapPair {
	readonly question: MapQuestion;
	readonly answer: MapAnswer;
}

/** The answers for a person: what came out, the entries that took part. */
export function prettyMaps(pairs: readonly MapPair[], workingDirectory: string, paint: Paint): string {
	return pairs
		.map(({ question, answer }) => {
			const lines = [`${printable(question.input)}: ${headline(answer, paint)}`];
			if (answer.kind !== "no-table") {
				for (const step of answer.trace)
					lines.push(...traceLines(step, (origin) => placeOf(origin, workingDirectory) ?? "default", 2, paint));
			}
			if (answer.kind === "unknown")
				for (const because of answer.depends) lines.push(`  depends on: ${printable(dependencyText(because, workingDirectory))}`);
			return `${lines.join("\n")}\n`;
		})
		.join(pairs.length > 1 ? "\n" : "");
}

/** One line an answer. */
export function compactMaps(pairs: readonly MapPair[], paint: Paint): string {
	return pairs.map(({ question, answer }) => `${printable(question.input)}: ${headline(answer, paint)}\n`).join("");
}

function headline(answer: MapAnswer, paint: Paint): string {
	switch (answer.kind) {
		case "no-table":
			return paint("warning", "no such table");
		case "no-match":
			return "no entry matches";
		case "unknown":
			return paint("warning", "unknown");
		case "match": {
			const flags = answer.flags.length === 0 ? "no flags" : answer.flags.map((flag) => `$${flag}`).join(" ");
			return `"${printable(answer.output)}", ${flags}`;
		}
	}
}
