import type { Origin, TraceStep } from "@relaylint/core";
import { type Finding, INTERNAL_ERROR, placeOf, witnessReport } from "@relaylint/linter";
import { codeFrame } from "./frame.ts";
import { columnsOf, printable } from "./printable.ts";
import type { Paint, Tone } from "./style.ts";
import { commandLines, indented, sentences, WIDTH, wrapped } from "./wrap.ts";

/**
 * A finding for a person: what is so, the words it is about, what follows and what to do, one dialogue that shows it, the lines that decided,
 * and how to mend it.
 */
export function findingBlock(finding: Finding, workingDirectory: string, paint: Paint): string {
	const { origin, severity, rule } = finding;
	const { first, rest } = sentences(printable(finding.message));
	const label = `${severity}[${rule}]`;
	const sure = finding.certainty === "proven" ? ": " : ` (${finding.certainty}): `;
	const [head = "", ...more] = wrapped(first, WIDTH, label.length + sure.length);
	const lines = [`${paint(severity, label)}${sure}${paint("strong", head)}`];
	for (const line of more) lines.push(paint("strong", line));
	lines.push(`${paint("faint", " -->")} ${printable(placeOf(origin, workingDirectory) ?? "")}`);
	lines.push(...codeFrame(origin.file, origin.span, severity, paint));
	for (const sentence of rest) lines.push(...indented(sentence, 2));
	lines.push(...relatedLines(finding, workingDirectory, paint));
	const witness = witnessLines(finding, paint);
	lines.push(...(rest.length > 0 && witness.length > 0 ? ["", ...witness] : witness));
	if (finding.trace !== undefined && finding.trace.length > 0) {
		// Two lists may ask the same of the same words: each line is shown once.
		const name = (place: Origin) => shortPlace(place, finding, workingDirectory);
		const steps = new Set(finding.trace.map((step) => traceLines(step, name, 4, paint).join("\n")));
		lines.push(`  ${paint("strong", "Decided by")}:`, ...steps);
	}
	for (const fix of finding.fixes ?? []) {
		const [line = "", ...others] = indented(printable(fix.title), 4);
		const how = fix.safe ? "Fix (--fix)" : "Fix (--unsafe-fixes)";
		const short = `  ${how}: ${line.trim()}`;
		if (others.length === 0 && columnsOf(short) <= WIDTH) lines.push(`  ${paint("strong", how)}: ${line.trim()}`);
		else lines.push(`  ${paint("strong", how)}:`, line, ...others);
	}
	if (rule !== INTERNAL_ERROR) lines.push(paint("faint", `  More: relaylint rule ${rule}`));
	return lines.join("\n");
}

/** Further places, but for those that the trace names anyway. */
function relatedLines(finding: Finding, workingDirectory: string, paint: Paint): readonly string[] {
	const traced = new Set((finding.trace ?? []).map((step) => placeOf(step.origin, workingDirectory)));
	return (finding.related ?? []).flatMap(({ origin, message }) => {
		const place = placeOf(origin, workingDirectory) ?? "";
		if (traced.has(place)) return [];
		return [
			`${paint("faint", " -->")} ${printable(place)}: ${printable(message)}`,
			...codeFrame(origin.file, origin.span, "info", paint),
		];
	});
}

function witnessLines(finding: Finding, paint: Paint): readonly string[] {
	if (finding.witness === undefined) return [];
	const { attempt, dns } = finding.witness;
	const { transcript, swaks } = witnessReport(finding.witness);
	const name = attempt.name === undefined ? "" : ` (${attempt.name}${attempt.forged ? ", forged" : ""})`;
	const lines = [`  ${paint("strong", "Witness")}: from ${printable(attempt.client + name)}, port ${attempt.port}`];
	for (const [record, data] of Object.entries(dns)) {
		const text = `with ${printable(record)} ${printable(typeof data === "string" ? data : data.join(", "))} in the DNS`;
		lines.push(...indented(text, 4));
	}
	lines.push(...dialogue(transcript.map(printable)));
	lines.push(`  ${paint("strong", "Try it from outside")}:`, ...commandLines(printable(swaks), 4));
	return lines;
}

/** A dialogue with each answer beside what it answers. */
function dialogue(transcript: readonly string[]): readonly string[] {
	const rows: { said: string; answer: string }[] = [];
	for (const line of transcript) {
		const last = rows.at(-1);
		if (line.startsWith("S: ") && last !== undefined && last.answer === "") last.answer = line;
		else if (line.startsWith("S: ")) rows.push({ said: "", answer: line });
		else rows.push({ said: line, answer: "" });
	}
	const room = WIDTH - 4 - 2 - Math.max(0, ...rows.map((row) => row.answer.length));
	const width = Math.max(0, ...rows.map((row) => columnsOf(row.said)).filter((columns) => columns <= room));
	// The greeting answers nothing that the client says.
	return rows
		.filter((row) => row.said !== "")
		.map(({ said, answer }) => {
			const gap = " ".repeat(Math.max(0, width - columnsOf(said)) + 2);
			return `    ${said}${answer === "" ? "" : `${gap}${answer}`}`;
		});
}

/** A step of a trace: where it stands, its words, what it did. Long ones go on in a line of their own. */
export function traceLines(
	step: TraceStep,
	placeName: (origin: Origin) => string,
	indent: number,
	paint: Paint,
): readonly string[] {
	const tone: Tone = step.effect === "accept" ? "error" : step.effect === "unknown" ? "warning" : "faint";
	const effect = paint(tone, `-> ${step.effect}`);
	const place = `${printable(placeName(step.origin))}:`;
	const text = printable(step.text.replace(/\s+/g, " "));
	const blanks = " ".repeat(indent);
	const columns = indent + columnsOf(place) + 1 + columnsOf(text) + 4 + step.effect.length;
	if (columns <= WIDTH) return [`${blanks}${place} ${text} ${effect}`];
	const [first = "", ...more] = [...indented(text, indent + 2)].reverse();
	return [`${blanks}${place}`, ...more.reverse(), `${first} ${effect}`];
}

/** A place, by its file's bare name where that is beside the finding's. */
function shortPlace(origin: Origin, finding: Finding, workingDirectory: string): string {
	const place = placeOf(origin, workingDirectory) ?? "default";
	const home = /^(?:.*\/)?/.exec(placeOf(finding.origin, workingDirectory) ?? "")?.[0] ?? "";
	return place.startsWith(home) && !place.slice(home.length).includes("/") ? place.slice(home.length) : place;
}
