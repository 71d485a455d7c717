import type { Severity } from "@relaylint/core";
import { type Finding, relativePath, SEVERITIES } from "@relaylint/linter";
import { regionOf } from "./region.ts";

const COMMANDS: Readonly<Record<Severity, string>> = { error: "error", warning: "warning", info: "notice" };

/**
 * Workflow commands of GitHub Actions, which shows each as an annotation. It shows ten of a kind for a step, so the worst stand first.
 * Columns are given where a finding stands in one line, as GitHub wants it.
 */
export function githubReport(findings: readonly Finding[], workingDirectory: string): string {
	const worst = [...findings].sort((a, b) => SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity));
	return worst
		.map(({ rule, severity, message, origin }) => {
			const { startLine, startColumn, endLine, endColumn } = regionOf(origin.file, origin.span);
			const properties = {
				file: relativePath(workingDirectory, origin.file.path),
				line: startLine,
				endLine,
				...(startLine === endLine ? { col: startColumn, endColumn } : {}),
				title: `relaylint: ${rule}`,
			};
			const list = Object.entries(properties).map(([name, value]) => `${name}=${property(String(value))}`);
			return `::${COMMANDS[severity]} ${list.join(",")}::${data(message)}\n`;
		})
		.join("");
}

function data(text: string): string {
	return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
	return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
