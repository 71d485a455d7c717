import { dependencyText, type ProbeResult, placeOf, probeReport } from "@relaylint/linter";
import { traceLines } from "./finding-block.ts";
import { printable } from "./printable.ts";
import type { Paint, Tone } from "./style.ts";

/** The answers for a person: the decision, where it fell, the lines that decided. */
export function prettyAnswers(answers: readonly ProbeResult[], workingDirectory: string, paint: Paint): string {
	const many = answers.length > 1;
	return answers
		.map((answer) => {
			const lines = [`${many ? `probe ${answer.probe}: ` : ""}${headline(answer, paint)}`];
			for (const step of answer.trace) {
				lines.push(...traceLines(step, (origin) => placeOf(origin, workingDirectory) ?? "default", 2, paint));
			}
			for (const because of answer.depends) lines.push(`  depends on: ${printable(dependencyText(because, workingDirectory))}`);
			return `${lines.join("\n")}\n`;
		})
		.join(many ? "\n" : "");
}

/** One line an answer. */
export function compactAnswers(answers: readonly ProbeResult[], paint: Paint): string {
	return answers.map((answer) => `${answer.probe}: ${headline(answer, paint)}\n`).join("");
}

/** One JSON object a line. */
export function jsonAnswers(answers: readonly ProbeResult[], workingDirectory: string): string {
	return answers.map((answer) => `${JSON.stringify(probeReport(answer, workingDirectory))}\n`).join("");
}

function headline(answer: ProbeResult, paint: Paint): string {
	const listener = answer.listener === undefined ? "" : ` by ${printable(answer.listener.name)}`;
	const relayed = answer.outcome !== "accept" ? "" : `, relayed: ${answer.relayed}`;
	return `${paint(toneOf(answer), answer.outcome)} at ${answer.stage}${listener}${relayed}`;
}

function toneOf(answer: ProbeResult): Tone {
	if (answer.outcome === "unknown") return "warning";
	return answer.outcome === "accept" && answer.relayed !== "no" ? "error" : "good";
}
