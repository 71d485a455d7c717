import type { Severity, TraceStep, Verdict } from "@relaylint/core";
import {
	type CheckedConfiguration,
	type CheckResult,
	dependsOf,
	type Finding,
	INTERNAL_ERROR,
	placeOf,
	relativePath,
	witnessReport,
} from "@relaylint/linter";
import { codeFrame } from "./frame.ts";
import { printable } from "./printable.ts";
import type { Paint, Tone } from "./style.ts";

const VERDICT_TONES: Readonly<Record<Verdict, Tone>> = {
	open: "error",
	unknown: "warning",
	conditional: "warning",
	closed: "good",
};

const VERDICT_WORDS: Readonly<Record<Verdict, string>> = {
	open: "open relay: a stranger can send mail to anybody through this server",
	unknown: "unknown: neither a way for strangers to relay nor a proof that there is none",
	conditional: "conditional: whether strangers can relay depends on what is outside these files",
	closed: "closed: no stranger can relay",
};

/** Of what a verdict depends on, as many lines are shown. */
const MOST_DEPENDS = 5;

/** The report for a person: for each configuration the verdict, then its findings with the lines they stand in. */
export function prettyReport(result: CheckResult, findings: readonly Finding[], paint: Paint): string {
	const blocks: string[] = [];
	for (const one of result.configurations) {
		blocks.push(verdictBlock(one, result.workingDirectory, paint));
		for (const finding of findings)
			if (finding.configuration === one.id) blocks.push(findingBlock(finding, result.workingDirectory, paint));
	}
	const ids = new Set(result.configurations.map((one) => one.id));
	for (const finding of findings)
		if (!ids.has(finding.configuration)) blocks.push(findingBlock(finding, result.workingDirectory, paint));
	blocks.push(summary(result, findings, paint));
	return `${blocks.join("\n\n")}\n`;
}

function verdictBlock(one: CheckedConfiguration, workingDirectory: string, paint: Paint): string {
	const lines = [`${paint("strong", printable(one.id))} (${one.configuration.dialect})`];
	lines.push(`  ${paint(VERDICT_TONES[one.verdict], VERDICT_WORDS[one.verdict])}`);
	const listeners = one.analysis?.listeners ?? [];
	if (listeners.length > 1) {
		const width = Math.max(...listeners.map(({ listener }) => listener.name.length));
		for (const { listener, verdict } of listeners) {
			lines.push(`  ${printable(listener.name.padEnd(width))}  ${paint(VERDICT_TONES[verdict], verdict)}`);
		}
	}
	if (one.verdict === "unknown" || one.verdict === "conditional") {
		const depends = dependsOf(one, workingDirectory);
		for (const text of depends.slice(0, MOST_DEPENDS)) lines.push(`  depends on: ${printable(text)}`);
		if (depends.length > MOST_DEPENDS) lines.push(`  ... and ${depends.length - MOST_DEPENDS} more`);
	}
	for (const assumption of one.configuration.assumptions) lines.push(paint("faint", `  assumed: ${printable(assumption)}`));
	return lines.join("\n");
}

function findingBlock(finding: Finding, workingDirectory: string, paint: Paint): string {
	const { origin, severity } = finding;
	const sure = finding.certainty === "proven" ? "" : ` (${finding.certainty})`;
	const lines = [`${paint(severity, `${severity}[${finding.rule}]`)}${sure}: ${paint("strong", printable(finding.message))}`];
	lines.push(`${paint("faint", " -->")} ${printable(placeOf(origin, workingDirectory) ?? "")}`);
	lines.push(...codeFrame(origin.file, origin.span, severity, paint));
	for (const related of finding.related ?? []) {
		lines.push(
			`${paint("faint", " -->")} ${printable(placeOf(related.origin, workingDirectory) ?? "")}: ${printable(related.message)}`,
		);
		lines.push(...codeFrame(related.origin.file, related.origin.span, "info", paint));
	}
	if (finding.witness !== undefined) {
		const { attempt, dns } = finding.witness;
		const { transcript, swaks } = witnessReport(finding.witness);
		const name = attempt.name === undefined ? "" : ` (${attempt.name}${attempt.forged ? ", forged" : ""})`;
		lines.push(`  ${paint("strong", "Witness")}: from ${printable(attempt.client + name)}, port ${attempt.port}`);
		for (const [record, data] of Object.entries(dns)) {
			lines.push(`    with ${printable(record)} ${printable(typeof data === "string" ? data : data.join(", "))} in the DNS`);
		}
		for (const line of transcript) lines.push(`    ${printable(line)}`);
		lines.push(`  ${paint("strong", "Try it from outside")}: ${printable(swaks)}`);
	}
	if (finding.trace !== undefined && finding.trace.length > 0) {
		lines.push(`  ${paint("strong", "Decided by")}:`);
		for (const step of finding.trace) lines.push(`    ${traceLine(step, workingDirectory, paint)}`);
	}
	for (const fix of finding.fixes ?? []) {
		lines.push(`  ${paint("strong", fix.safe ? "Fix" : "Possible fix")}: ${printable(fix.title)}`);
	}
	if (finding.rule !== INTERNAL_ERROR) lines.push(paint("faint", `  More: relaylint rule ${finding.rule}`));
	return lines.join("\n");
}

/** One line of a trace: where it stands, its words, what it did. */
export function traceLine(step: TraceStep, workingDirectory: string, paint: Paint): string {
	const place = placeOf(step.origin, workingDirectory) ?? "default";
	const tone: Tone = step.effect === "accept" ? "error" : step.effect === "unknown" ? "warning" : "faint";
	return `${printable(place)}: ${printable(step.text.replace(/\s+/g, " "))} ${paint(tone, `-> ${step.effect}`)}`;
}

function summary(result: CheckResult, findings: readonly Finding[], paint: Paint): string {
	const count = (severity: Severity) => findings.filter((finding) => finding.severity === severity).length;
	const words = [
		[count("error"), "error"],
		[count("warning"), "warning"],
		[count("info"), "remark"],
	] as const;
	const found = words.filter(([number]) => number > 0).map(([number, word]) => `${number} ${word}${number === 1 ? "" : "s"}`);
	const verdicts = (["open", "unknown", "conditional", "closed"] as const)
		.map((verdict) => [result.configurations.filter((one) => one.verdict === verdict).length, verdict] as const)
		.filter(([number]) => number > 0)
		.map(([number, verdict]) => `${number} ${verdict}`);
	const all = result.configurations.length;
	if (all === 0) return "No configuration was checked.";
	const text = found.length === 0 ? "No findings" : found.join(", ");
	return paint("strong", `${text} in ${all} configuration${all === 1 ? "" : "s"} (${verdicts.join(", ")}).`);
}

/** `file: dialect` for each file that was read, `file: skipped: why` for each that was not; sorted by path. */
export function fileList(result: CheckResult): string {
	const rows = new Map<string, string>();
	for (const file of [...result.skipped, ...result.problems]) rows.set(file.path, `skipped: ${file.reason}`);
	for (const one of result.configurations)
		for (const file of one.configuration.files) rows.set(file.path, one.configuration.dialect);
	return [...rows]
		.map(([path, text]) => `${printable(relativePath(result.workingDirectory, path))}: ${printable(text)}\n`)
		.sort()
		.join("");
}
