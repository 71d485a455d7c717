import type { Severity } from "@relaylint/core";
import { type Finding, relativePath } from "@relaylint/linter";
import { fingerprints } from "./fingerprint.ts";
import { regionOf } from "./region.ts";

const SEVERITY_NAMES: Readonly<Record<Severity, "critical" | "major" | "info">> = {
	error: "critical",
	warning: "major",
	info: "info",
};

/** A Code Quality report of GitLab: a list, one object a finding. */
export function gitlabReport(findings: readonly Finding[], workingDirectory: string): string {
	const names = fingerprints(findings, workingDirectory);
	const issues = findings.map(({ rule, severity, message, origin }, index) => {
		const { startLine, endLine } = regionOf(origin.file, origin.span);
		return {
			description: message,
			check_name: rule,
			fingerprint: names[index],
			severity: SEVERITY_NAMES[severity],
			location: { path: relativePath(workingDirectory, origin.file.path), lines: { begin: startLine, end: endLine } },
		};
	});
	return `${JSON.stringify(issues, undefined, 2)}\n`;
}
