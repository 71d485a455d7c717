import type { Severity, Verdict } from "@relaylint/core";
import {
	type CheckedConfiguration,
	type CheckResult,
	dependsOf,
	type Finding,
	relativePath,
	SEVERITIES,
} from "@relaylint/linter";
import { findingBlock } from "./finding-block.ts";
import { printable } from "./printable.ts";
import type { Paint, Tone } from "./style.ts";
import { indented } from "./wrap.ts";

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

/** Verdicts from the worst. */
const WORST_FIRST: readonly Verdict[] = ["open", "unknown", "conditional", "closed"];

/** Of what a verdict depends on, as many lines are shown. */
const MOST_DEPENDS = 5;

/**
 * The report for a person: the worst configuration first; of each the verdict, then its findings, the worst first, with the lines they stand in,
 * then what was assumed. Configurations in which all is well take a line each.
 */
export function prettyReport(result: CheckResult, findings: readonly Finding[], paint: Paint): string {
	const { configurations, workingDirectory } = result;
	const severity = (finding: Finding) => SEVERITIES.length - SEVERITIES.indexOf(finding.severity);
	const worst = [...findings].sort((a, b) => severity(a) - severity(b));
	const parts = configurations.map((one) => ({ one, own: worst.filter((finding) => finding.configuration === one.id) }));
	const rank = ({ one, own }: (typeof parts)[number]) =>
		WORST_FIRST.indexOf(one.verdict) * 10 + (own[0] === undefined ? 9 : severity(own[0]));
	const ids = new Set(configurations.map((one) => one.id));
	const blocks: string[] = [];
	for (const finding of worst) if (!ids.has(finding.configuration)) blocks.push(findingBlock(finding, workingDirectory, paint));
	const well: string[] = [];
	for (const { one, own } of [...parts].sort((a, b) => rank(a) - rank(b))) {
		if (configurations.length > 1 && one.verdict === "closed" && own.length === 0) {
			well.push(`${paint("strong", printable(one.id))} (${one.configuration.dialect}): ${paint("good", VERDICT_WORDS.closed)}`);
			continue;
		}
		blocks.push(verdictBlock(one, workingDirectory, paint));
		for (const finding of own) blocks.push(findingBlock(finding, workingDirectory, paint));
		const assumed = one.configuration.assumptions.flatMap((text) => indented(`assumed: ${printable(text)}`, 2, 2));
		if (assumed.length > 0) blocks.push(assumed.map((line) => paint("faint", line)).join("\n"));
	}
	if (well.length > 0) blocks.push(well.join("\n"));
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
		for (const text of depends.slice(0, MOST_DEPENDS)) lines.push(...indented(`depends on: ${printable(text)}`, 2, 2));
		if (depends.length > MOST_DEPENDS) lines.push(`  ... and ${depends.length - MOST_DEPENDS} more`);
	}
	return lines.join("\n");
}

function summary(result: CheckResult, findings: readonly Finding[], paint: Paint): string {
	const count = (severity: Severity) => findings.filter((finding) => finding.severity === severity).length;
	const words = [
		[count("error"), "error"],
		[count("warning"), "warning"],
		[count("info"), "remark"],
	] as const;
	const found = words.filter(([number]) => number > 0).map(([number, word]) => `${number} ${word}${number === 1 ? "" : "s"}`);
	const verdicts = WORST_FIRST.map(
		(verdict) => [result.configurations.filter((one) => one.verdict === verdict).length, verdict] as const,
	)
		.filter(([number]) => number > 0)
		.map(([number, verdict]) => `${number} ${verdict}`);
	const all = result.configurations.length;
	if (all === 0) return "No configuration was checked.";
	const text = found.length === 0 ? "No findings" : found.join(", ");
	const suppressed = result.findings.filter((finding) => finding.suppressed !== undefined).length;
	const more = suppressed === 0 ? "" : `, ${suppressed} suppressed`;
	const lines = [paint("strong", `${text}${more} in ${all} configuration${all === 1 ? "" : "s"} (${verdicts.join(", ")}).`)];
	const mended = (safe: boolean) =>
		findings.filter(({ fixes = [] }) => fixes.length > 0 && fixes.some((fix) => fix.safe) === safe).length;
	const [safe, unsafe] = [mended(true), mended(false)];
	if (safe > 0) lines.push(`--fix mends ${safe} of them${unsafe > 0 ? `, --fix --unsafe-fixes ${unsafe} more` : ""}.`);
	else if (unsafe > 0) lines.push(`--fix --unsafe-fixes mends ${unsafe} of them.`);
	return lines.join("\n");
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
