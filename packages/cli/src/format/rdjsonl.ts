import type { Severity, SourceFile, Span } from "@relaylint/core";
import { type Finding, relativePath, rulePageUrl } from "@relaylint/linter";
import { byteRegionOf } from "./region.ts";

const SEVERITY_NAMES: Readonly<Record<Severity, string>> = { error: "ERROR", warning: "WARNING", info: "INFO" };

/** The Diagnostic Format of reviewdog: one JSON object a line, columns in bytes. A fix is suggested where it is one safe edit of the same file. */
export function rdjsonlReport(findings: readonly Finding[], workingDirectory: string): string {
	return findings
		.map(({ rule, severity, message, origin, fixes = [] }) => {
			const suggestions = fixes.flatMap(({ safe, edits: [edit, more] }) =>
				safe && edit?.file.path === origin.file.path && more === undefined
					? [{ range: rangeOf(edit.file, edit.span), text: edit.text }]
					: [],
			);
			const diagnostic = {
				message,
				location: { path: relativePath(workingDirectory, origin.file.path), range: rangeOf(origin.file, origin.span) },
				severity: SEVERITY_NAMES[severity],
				source: { name: "relaylint" },
				code: { value: rule, url: rulePageUrl(rule) },
				...(suggestions.length === 0 ? {} : { suggestions }),
			};
			return `${JSON.stringify(diagnostic)}\n`;
		})
		.join("");
}

function rangeOf(file: SourceFile, span: Span) {
	const { startLine, startColumn, endLine, endColumn } = byteRegionOf(file, span);
	return { start: { line: startLine, column: startColumn }, end: { line: endLine, column: endColumn } };
}
