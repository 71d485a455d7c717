import { type FileOrigin, originText, type SourceFile, type TextEdit } from "@relaylint/core";
import { type Finding, isAtLeast, rulePageUrl } from "@relaylint/linter";
import {
	type Diagnostic,
	type DiagnosticRelatedInformation,
	DiagnosticSeverity,
	DiagnosticTag,
	type Location,
	type WorkspaceEdit,
} from "vscode-languageserver";
import type { Positions } from "./positions.ts";
import type { FileReport } from "./workspace.ts";

/** Turns what relaylint says into what the protocol says; the only place that does. */
export interface ToLsp {
	readonly positions: Positions;
	/** The URI by which the client knows a path. */
	uri(path: string): string;
}

const SEVERITIES = {
	error: DiagnosticSeverity.Error,
	warning: DiagnosticSeverity.Warning,
	info: DiagnosticSeverity.Information,
} as const;

/** What stands beside a diagnostic for whoever asks for its fixes. */
export interface DiagnosticData {
	readonly rule: string;
	readonly fixes: number;
}

/** The rule of the note that diagnostics were left out. */
export const TOO_MANY = "too-many-findings";

/** A file's report as diagnostics, the gravest first where they are too many. */
export function diagnosticsOf(path: string, report: FileReport, to: ToLsp): Diagnostic[] {
	const { settings } = report;
	const shown = report.findings.filter((one) => one.suppressed === undefined && isAtLeast(one.severity, settings.severity));
	const rank = (finding: Finding) => SEVERITIES[finding.severity];
	const most = settings.maxDiagnostics;
	const kept = shown.length <= most ? shown : [...shown].sort((a, b) => rank(a) - rank(b)).slice(0, most);
	const diagnostics = kept.map((finding) => diagnosticOf(finding, to));
	for (const { reason, position } of report.problems) {
		const start = position ?? { line: 0, character: 0 };
		const end = position === undefined ? { line: 0, character: 1 } : { line: position.line, character: position.character + 1 };
		diagnostics.push({
			range: { start, end },
			severity: DiagnosticSeverity.Error,
			source: "relaylint",
			code: "unreadable",
			message: `${path.slice(path.lastIndexOf("/") + 1)} ${reason}.`,
		});
	}
	if (shown.length > most) {
		diagnostics.push({
			range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
			severity: DiagnosticSeverity.Information,
			source: "relaylint",
			code: TOO_MANY,
			message: `${shown.length - most} more findings of this file are not shown. relaylint on the command line shows all.`,
		});
	}
	return diagnostics;
}

/** A finding as a diagnostic. */
export function diagnosticOf(finding: Finding, to: ToLsp): Diagnostic {
	const { file, span } = finding.origin;
	const tag = finding.tag === "unnecessary" ? DiagnosticTag.Unnecessary : DiagnosticTag.Deprecated;
	const related = relatedOf(finding, to);
	const data: DiagnosticData = { rule: finding.rule, fixes: finding.fixes?.length ?? 0 };
	return {
		range: to.positions.range(file, span),
		severity: SEVERITIES[finding.severity],
		code: finding.rule,
		codeDescription: { href: rulePageUrl(finding.rule) },
		source: "relaylint",
		message: finding.message,
		...(finding.tag === undefined ? {} : { tags: [tag] }),
		...(related.length === 0 ? {} : { relatedInformation: related }),
		data,
	};
}

const EFFECTS: Readonly<Record<string, string>> = {
	accept: "accepts",
	reject: "refuses",
	defer: "refuses for now",
	fatal: "stops the service",
	continue: "goes on",
	match: "applies",
	"no-match": "does not apply",
	assign: "sets",
	call: "asks",
	unknown: "is not known",
};

function relatedOf(finding: Finding, to: ToLsp): DiagnosticRelatedInformation[] {
	const places: DiagnosticRelatedInformation[] = (finding.related ?? []).map(({ origin, message }) => ({
		location: locationOf(origin, to),
		message,
	}));
	let step = 0;
	for (const { origin, text, effect } of finding.trace ?? []) {
		const place = origin.kind === "file" ? origin : origin.near;
		step++;
		if (place === undefined) continue;
		places.push({ location: locationOf(place, to), message: `${step}. ${text}: ${EFFECTS[effect] ?? effect}` });
	}
	return places;
}

/** The place of words in a file. */
export function locationOf({ file, span }: Pick<FileOrigin, "file" | "span">, to: ToLsp): Location {
	return { uri: to.uri(file.path), range: to.positions.range(file, span) };
}

/** Edits of several files as one change. */
export function workspaceEditOf(edits: readonly TextEdit[], to: ToLsp): WorkspaceEdit {
	const changes: NonNullable<WorkspaceEdit["changes"]> = {};
	const known = new Set<string>();
	for (const { file, span, text } of edits) {
		const uri = to.uri(file.path);
		const key = `${uri} ${span.start} ${span.end} ${text}`;
		if (known.has(key)) continue;
		known.add(key);
		changes[uri] = [...(changes[uri] ?? []), { range: to.positions.range(file, span), newText: text }];
	}
	return { changes };
}

/** The words of a place as they stand in its file, in one line. */
export function wordsAt(file: SourceFile, origin: FileOrigin): string {
	return originText({ ...origin, file })
		.replace(/\s+/g, " ")
		.trim();
}
