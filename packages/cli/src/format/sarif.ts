import type { FileOrigin, Fix, Severity, SourceFile, Span, TraceStep } from "@relaylint/core";
import {
	type CatalogEntry,
	type CheckResult,
	checkReport,
	type Finding,
	problemText,
	relativePath,
	rulePageUrl,
	VERSION,
} from "@relaylint/linter";
import type * as Sarif from "sarif";
import { fingerprints } from "./fingerprint.ts";
import { regionOf } from "./region.ts";

/** What SARIF says of the rules: each with its page, by id. */
export interface RuleTexts {
	readonly catalog: readonly CatalogEntry[];
	readonly pages: Readonly<Record<string, string>>;
}

const LEVELS: Readonly<Record<Severity, "error" | "warning" | "note">> = { error: "error", warning: "warning", info: "note" };

/** To what relative addresses are relative: the working directory, whose own address stays untold. */
const BASE = "SRCROOT";

/**
 * A log in the Static Analysis Results Interchange Format 2.1.0: rules with their pages, traces as code flows, fixes, suppressed findings with
 * the reason. The verdicts are in the run's properties, the witness and the certainty in those of a result.
 */
export function sarifReport(result: CheckResult, findings: readonly Finding[], texts: RuleTexts): string {
	const { workingDirectory } = result;
	const ids = [...new Set(findings.map((finding) => finding.rule))].sort();
	const names = fingerprints(findings, workingDirectory);
	const report = checkReport({ ...result, findings }, VERSION);
	const log: Sarif.Log = {
		$schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
		version: "2.1.0",
		runs: [
			{
				tool: {
					driver: {
						name: "relaylint",
						informationUri: "https://relaylint.example/",
						version: VERSION,
						semanticVersion: VERSION,
						rules: ids.map((id) => descriptor(id, texts)),
					},
				},
				columnKind: "utf16CodeUnits",
				originalUriBaseIds: { [BASE]: { description: { text: "The directory in which relaylint was run." } } },
				invocations: [invocation(result)],
				results: findings.map((finding, index) => ({
					ruleId: finding.rule,
					ruleIndex: ids.indexOf(finding.rule),
					level: LEVELS[finding.severity],
					message: { text: finding.message },
					locations: [place(finding.origin, workingDirectory)],
					partialFingerprints: { "relaylint/v1": names[index] ?? "" },
					...(finding.related === undefined
						? {}
						: {
								relatedLocations: finding.related.map(({ origin, message }, id) => ({
									id: id + 1,
									...place(origin, workingDirectory),
									message: { text: message },
								})),
							}),
					...(finding.trace === undefined || finding.trace.length === 0
						? {}
						: {
								codeFlows: [
									{ threadFlows: [{ locations: finding.trace.map((step) => stepOf(step, finding, workingDirectory)) }] },
								],
							}),
					...(finding.fixes === undefined ? {} : { fixes: finding.fixes.map((fix) => fixOf(fix, workingDirectory)) }),
					...(finding.suppressed === undefined
						? {}
						: { suppressions: [{ kind: "inSource", justification: finding.suppressed.reason }] }),
					properties: {
						certainty: finding.certainty,
						configuration: finding.configuration,
						...(report.findings[index]?.witness === undefined ? {} : { witness: report.findings[index]?.witness }),
					},
				})),
				properties: { configurations: report.configurations },
			},
		],
	};
	return `${JSON.stringify(log, undefined, 2)}\n`;
}

function descriptor(id: string, { catalog, pages }: RuleTexts): Sarif.ReportingDescriptor {
	const rule = catalog.find((entry) => entry.rule.id === id)?.rule;
	const page = pages[id];
	const summary = rule?.summary ?? "relaylint itself failed.";
	return {
		id,
		name: id.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase()),
		shortDescription: { text: summary },
		fullDescription: { text: sectionOf(page, "What it does") ?? summary },
		help: { text: page ?? `${summary} ${rulePageUrl(id)}`, ...(page === undefined ? {} : { markdown: page }) },
		helpUri: rulePageUrl(id),
		defaultConfiguration: { level: LEVELS[rule?.severity ?? "error"] },
		properties: {
			tags: ["security", "mail"],
			"problem.severity": rule?.severity === "info" ? "recommendation" : (rule?.severity ?? "error"),
		},
	};
}

/** The first paragraph below a heading of a page, as one line. */
function sectionOf(page: string | undefined, heading: string): string | undefined {
	return page
		?.split(`\n## ${heading}\n`)[1]
		?.trim()
		.split(/\n\s*\n/)[0]
		?.replace(/\s+/g, " ");
}

function invocation(result: CheckResult): Sarif.Invocation {
	if (result.problems.length === 0) return { executionSuccessful: true };
	return {
		executionSuccessful: false,
		toolExecutionNotifications: result.problems.map((problem) => ({
			level: "error",
			message: { text: problemText(problem, result.workingDirectory) },
		})),
	};
}

function place({ file, span }: FileOrigin, workingDirectory: string): Sarif.Location {
	return { physicalLocation: { artifactLocation: addressOf(file, workingDirectory), region: snippetOf(file, span) } };
}

function snippetOf(file: SourceFile, span: Span): Sarif.Region {
	const text = file.text.slice(span.start, span.end);
	return { ...regionOf(file, span), ...(text === "" ? {} : { snippet: { text } }) };
}

/** A relative path as a URI reference: every part escaped, so that none of them reads as a scheme. */
function addressOf(file: SourceFile, workingDirectory: string): Sarif.ArtifactLocation {
	const path = relativePath(workingDirectory, file.path);
	const uri = path.split("/").map(encodedPart).join("/");
	return /^(?:\/|[A-Za-z]:)/.test(path) ? { uri: `file://${path.startsWith("/") ? "" : "/"}${uri}` } : { uri, uriBaseId: BASE };
}

/** A lone surrogate, which a file name of stray bytes may hold, has no escape of its own. */
function encodedPart(part: string): string {
	return encodeURIComponent(part.replace(/\p{Surrogate}/gu, "\ufffd"));
}

/** A step of a trace; a default, which no file states, is shown at the words nearest to it, else at the finding. */
function stepOf(step: TraceStep, finding: Finding, workingDirectory: string): Sarif.ThreadFlowLocation {
	const { origin, text, effect } = step;
	const words = origin.kind === "file" ? origin : (origin.near ?? finding.origin);
	const message = { text: `${text.replace(/\s+/g, " ")}: ${effect}${origin.kind === "file" ? "" : " (no file says so)"}` };
	return { location: { ...place(words, workingDirectory), message } };
}

function fixOf({ title, safe, edits }: Fix, workingDirectory: string): Sarif.Fix {
	const files = [...new Set(edits.map((edit) => edit.file))];
	return {
		description: { text: safe ? title : `${title} (may refuse legitimate mail)` },
		artifactChanges: files.map((file) => ({
			artifactLocation: addressOf(file, workingDirectory),
			replacements: edits
				.filter((edit) => edit.file === file)
				.map((edit) => ({ deletedRegion: regionOf(file, edit.span), insertedContent: { text: edit.text } })),
		})),
	};
}
