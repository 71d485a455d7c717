import {
	type Dependency,
	type Diagnostic,
	type MapAnswer,
	type Origin,
	type Position,
	positionAt,
	type SourceFile,
	type Span,
	type TraceStep,
	type Witness,
} from "@relaylint/core";
import type { CheckedConfiguration, CheckResult } from "./check.ts";
import type { Problem } from "./discover.ts";
import { relativePath } from "./path.ts";
import type { ProbeResult } from "./probe.ts";
import { rulePageUrl } from "./rule-page.ts";
import type { Judged, Suppressed } from "./suppressions.ts";
import { probeOfAttempt, swaksOf, transcriptOf } from "./witness.ts";

/** A range in a file, as in the Language Server Protocol: from 0, in UTF-16 units. */
export interface JsonRange {
	readonly start: Position;
	readonly end: Position;
}

/** One step of a trace; a default that no file states has neither file nor range. */
export interface JsonTraceStep {
	readonly file?: string;
	readonly range?: JsonRange;
	readonly text: string;
	readonly effect: TraceStep["effect"];
}

export interface JsonWitness {
	readonly attempt: Readonly<Record<string, unknown>>;
	readonly dns: Witness["dns"];
	readonly transcript: readonly string[];
	readonly swaks: string;
}

/** One finding of the report. */
export interface JsonFinding {
	readonly rule: string;
	readonly severity: Diagnostic["severity"];
	readonly certainty: Diagnostic["certainty"];
	readonly configuration: string;
	readonly file: string;
	readonly range: JsonRange;
	readonly message: string;
	readonly url: string;
	readonly related?: readonly { readonly file: string; readonly range: JsonRange; readonly message: string }[];
	readonly witness?: JsonWitness;
	readonly trace?: readonly JsonTraceStep[];
	readonly fixes?: readonly {
		readonly title: string;
		readonly safe: boolean;
		readonly edits: readonly { readonly file: string; readonly range: JsonRange; readonly text: string }[];
	}[];
	/** By what comment the finding is suppressed, and why; such a finding counts for nothing. */
	readonly suppressed: Suppressed | null;
}

/** What `relaylint check --format json` prints; `check.schema.json` describes it. */
export interface JsonReport {
	readonly version: 1;
	readonly tool: { readonly name: "relaylint"; readonly version: string };
	readonly configurations: readonly {
		readonly id: string;
		readonly dialect: string;
		readonly files: readonly string[];
		readonly verdict: string;
		readonly listeners: readonly { readonly name: string; readonly verdict: string }[];
		readonly assumptions: readonly string[];
		readonly depends: readonly string[];
	}[];
	readonly findings: readonly JsonFinding[];
}

/** One line of `relaylint probe --format json`. */
export interface JsonProbeResult {
	readonly probe: number;
	readonly decision: string;
	readonly relayed: string;
	readonly stage: string;
	readonly depends: readonly string[];
	/** The channel with which the message enters, and the one by which it leaves: Messaging Server alone has them. */
	readonly source_channel?: string;
	readonly destination_channel?: string;
	readonly trace: readonly JsonTraceStep[];
}

/** One object that `relaylint map --format json` prints. */
export interface JsonMapAnswer {
	readonly matched?: boolean;
	readonly unknown?: true;
	readonly output?: string;
	readonly flags?: readonly string[];
	readonly depends?: readonly string[];
	readonly trace: readonly JsonTraceStep[];
}

/** What a mapping table made of a text as JSON data. A table that is not there matches nothing. */
export function mapReport(answer: MapAnswer, workingDirectory: string): JsonMapAnswer {
	if (answer.kind === "no-table") return { matched: false, trace: [] };
	const trace = answer.trace.map((step) => stepReport(step, workingDirectory));
	switch (answer.kind) {
		case "no-match":
			return { matched: false, trace };
		case "match":
			return { matched: true, output: answer.output, flags: answer.flags, trace };
		case "unknown":
			return { unknown: true, depends: answer.depends.map((one) => dependencyText(one, workingDirectory)), trace };
	}
}

/** The report of a check as JSON data; paths are relative to the working directory. */
export function checkReport(result: CheckResult, toolVersion: string): JsonReport {
	const { workingDirectory } = result;
	return {
		version: 1,
		tool: { name: "relaylint", version: toolVersion },
		configurations: result.configurations.map((one) => ({
			id: one.id,
			dialect: one.configuration.dialect,
			files: one.configuration.files.map((file) => relativePath(workingDirectory, file.path)),
			verdict: one.verdict,
			listeners: (one.analysis?.listeners ?? []).map(({ listener, verdict }) => ({ name: listener.name, verdict })),
			assumptions: one.configuration.assumptions,
			depends: dependsOf(one, workingDirectory),
		})),
		findings: result.findings.map((finding) => findingReport(finding, finding.configuration, workingDirectory)),
	};
}

/** Outside facts and atoms in the way of a configuration's verdict, with the lines that hold them. */
export function dependsOf(one: CheckedConfiguration, workingDirectory: string): readonly string[] {
	const all = [...one.configuration.policy.depends, ...(one.analysis?.listeners ?? []).flatMap((listener) => listener.depends)];
	return [...new Set(all.map((dependency) => dependencyText(dependency, workingDirectory)))];
}

/** The answer to one probe as JSON data. */
export function probeReport(result: ProbeResult, workingDirectory: string): JsonProbeResult {
	return {
		probe: result.probe,
		decision: result.outcome,
		relayed: result.relayed,
		stage: result.stage,
		depends: result.depends.map((dependency) => dependencyText(dependency, workingDirectory)),
		...channelsOf(result),
		trace: result.trace.map((step) => stepReport(step, workingDirectory)),
	};
}

/** The channels that the lists of a Messaging Server assigned. */
function channelsOf({ assigned }: ProbeResult): Pick<JsonProbeResult, "source_channel" | "destination_channel"> {
	const source = assigned?.get("source_channel");
	const destination = assigned?.get("destination_channel");
	return {
		...(source === undefined ? {} : { source_channel: source }),
		...(destination === undefined ? {} : { destination_channel: destination }),
	};
}

/** A dependency with the place that holds it: `the table ldap:users (main.cf:12)`. */
export function dependencyText(dependency: Dependency, workingDirectory: string): string {
	const place = dependency.origin === undefined ? undefined : placeOf(dependency.origin, workingDirectory);
	return place === undefined ? dependency.text : `${dependency.text} (${place})`;
}

/** `file:line:column`, from 1, of words in a file; undefined for a default. */
export function placeOf(origin: Origin, workingDirectory: string): string | undefined {
	if (origin.kind === "default") return undefined;
	const { line, character } = positionAt(origin.file, origin.span.start);
	return `${relativePath(workingDirectory, origin.file.path)}:${line + 1}:${character + 1}`;
}

/** What could not be analysed, with its place: `relaylint.json:3:5: ...`. */
export function problemText({ path, reason, position }: Problem, workingDirectory: string): string {
	const place = position === undefined ? "" : `:${position.line + 1}:${position.character + 1}`;
	return `${relativePath(workingDirectory, path)}${place}: ${reason}`;
}

function findingReport(finding: Judged, configuration: string, workingDirectory: string): JsonFinding {
	const place = (file: SourceFile, span: Span) => ({
		file: relativePath(workingDirectory, file.path),
		range: rangeOf(file, span),
	});
	return {
		rule: finding.rule,
		severity: finding.severity,
		certainty: finding.certainty,
		configuration,
		...place(finding.origin.file, finding.origin.span),
		message: finding.message,
		url: rulePageUrl(finding.rule),
		...(finding.related === undefined
			? {}
			: { related: finding.related.map(({ origin, message }) => ({ ...place(origin.file, origin.span), message })) }),
		...(finding.witness === undefined ? {} : { witness: witnessReport(finding.witness) }),
		...(finding.trace === undefined ? {} : { trace: finding.trace.map((step) => stepReport(step, workingDirectory)) }),
		...(finding.fixes === undefined
			? {}
			: {
					fixes: finding.fixes.map(({ title, safe, edits }) => ({
						title,
						safe,
						edits: edits.map((edit) => ({ ...place(edit.file, edit.span), text: edit.text })),
					})),
				}),
		suppressed: finding.suppressed ?? null,
	};
}

/** A witness as JSON data, with the dialogue and the command line that show it. */
export function witnessReport(witness: Witness): JsonWitness {
	const { attempt, dns } = witness;
	return {
		attempt: probeOfAttempt(attempt),
		dns,
		transcript: transcriptOf(attempt),
		swaks: swaksOf(attempt, attempt.server ?? "mx.example.com"),
	};
}

/** A step of a trace as JSON data. */
export function stepReport(step: TraceStep, workingDirectory: string): JsonTraceStep {
	const { text, effect, origin } = step;
	if (origin.kind === "default") return { text, effect };
	return { file: relativePath(workingDirectory, origin.file.path), range: rangeOf(origin.file, origin.span), text, effect };
}

function rangeOf(file: SourceFile, span: Span): JsonRange {
	return { start: positionAt(file, span.start), end: positionAt(file, span.end) };
}
