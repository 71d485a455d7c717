import {
	contextOf,
	type Diagnostic,
	decide,
	inFile,
	type Rule,
	type Severity,
	type SourceFile,
	strangerWorld,
	type Witness,
	walkListener,
} from "@relaylint/core";
import { rules as commonRules } from "@relaylint/rules";
import { type Analyzed, faultText } from "./analyze.ts";
import type { RuleLevel } from "./config.ts";

/** The id of a finding that says that relaylint itself failed. */
export const INTERNAL_ERROR = "internal-error";

export interface LintOptions {
	/** The level of single rules, by id; a rule that is not here has its own severity. */
	readonly levels?: Readonly<Record<string, RuleLevel>>;
	/** When given, findings of other rules are left out. */
	readonly select?: readonly string[];
	readonly ignore?: readonly string[];
	/** The rules to run; absent: the common ones and the dialect's. */
	readonly rules?: readonly Rule[];
}

/**
 * Everything there is to say about a configuration: what came up while reading it and what the rules find, sorted by
 * place, each thing once. A rule that fails is itself a finding and hides no other.
 */
export function lint(analyzed: Analyzed, options: LintOptions = {}): readonly Diagnostic[] {
	const { configuration, environment, host, target } = analyzed;
	const findings: Diagnostic[] = [...configuration.diagnostics];
	if (analyzed.fault !== undefined)
		findings.push(internalError(mainFile(analyzed), "the analysis", faultText(analyzed.fault.thrown)));
	for (const rule of options.rules ?? [
		...commonRules,
		...target.dialect.rules,
		...(target.dialect.borrowedRules?.(configuration) ?? []),
	]) {
		if (!isWanted(rule.id, options)) continue;
		try {
			rule.check({ configuration, environment, host, analysis: analyzed.analysis }, (diagnostic) => {
				findings.push({ severity: rule.severity, ...diagnostic, rule: rule.id });
			});
		} catch (fault) {
			// The analysis failed for all rules that asked for it: that is said once.
			if (analyzed.fault !== undefined && fault === analyzed.fault.thrown) continue;
			findings.push(internalError(mainFile(analyzed), `rule ${rule.id}`, faultText(fault)));
		}
	}
	const { remark } = target.dialect;
	return sorted(
		findings
			.map((finding) => proved(finding, analyzed))
			.map((finding) => (remark === undefined ? finding : { ...finding, message: `${finding.message} ${remark}` }))
			.flatMap((finding) => leveled(finding, options)),
	);
}

/** The finding that stands for a failure of relaylint in one part of its work. */
export function internalError(file: SourceFile, part: string, message: string): Diagnostic {
	return {
		rule: INTERNAL_ERROR,
		severity: "error",
		certainty: "proven",
		origin: inFile(file, { start: 0, end: 0 }),
		message: `relaylint failed in ${part}: ${message}. What it would have said here is missing. Please report this with the configuration.`,
	};
}

/** Sorted by file, place and rule, with equal findings once. */
export function sorted(findings: readonly Diagnostic[]): readonly Diagnostic[] {
	const known = new Map<string, Diagnostic>();
	for (const finding of findings) {
		const { file, span } = finding.origin;
		const key = `${file.path}\n${span.start} ${span.end} ${finding.rule} ${finding.message}`;
		if (!known.has(key)) known.set(key, finding);
	}
	return [...known.values()].sort(byPlace);
}

function byPlace(a: Diagnostic, b: Diagnostic): number {
	return (
		compare(a.origin.file.path, b.origin.file.path) ||
		a.origin.span.start - b.origin.span.start ||
		a.origin.span.end - b.origin.span.end ||
		compare(a.rule, b.rule)
	);
}

function compare(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0;
}

function mainFile(analyzed: Analyzed): SourceFile {
	return analyzed.configuration.files[0] ?? { path: analyzed.target.main, text: "", size: 0, invalidUtf8: false };
}

/** Whether a rule is asked for. */
export function isWanted(id: string, options: LintOptions): boolean {
	if (id === INTERNAL_ERROR) return true;
	if (options.levels?.[id] === "off" || options.ignore?.includes(id)) return false;
	return options.select === undefined || options.select.includes(id);
}

/** A finding with the severity that is asked for, or none. */
export function leveled(finding: Diagnostic, options: LintOptions): readonly Diagnostic[] {
	if (!isWanted(finding.rule, options)) return [];
	const level = options.levels?.[finding.rule];
	return [level === undefined || level === "off" || finding.rule === INTERNAL_ERROR ? finding : { ...finding, severity: level }];
}

/** A finding whose witness the evaluator accepts; any other witness is a fault of relaylint, and is said instead of shown. */
function proved(finding: Diagnostic, analyzed: Analyzed): Diagnostic {
	if (finding.witness === undefined || isAccepted(finding.witness, analyzed)) return finding;
	return internalError(finding.origin.file, `rule ${finding.rule}`, "its witness is not accepted by the evaluator");
}

function isAccepted(witness: Witness, analyzed: Analyzed): boolean {
	const { policy } = analyzed.configuration;
	const world = strangerWorld(analyzed.host, witness.attempt, witness.dns);
	if (decide(policy, witness.attempt, world).outcome === "accept") return true;
	const context = contextOf(witness.attempt, world);
	return policy.listeners.some((listener) => walkListener(listener, context, policy.facts).outcome === "accept");
}

/** Severities from the least to the worst. */
export const SEVERITIES: readonly Severity[] = ["info", "warning", "error"];

/** Whether a severity is `least` or worse. */
export function isAtLeast(severity: Severity, least: Severity): boolean {
	return SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(least);
}
