import { type Finding, placeOf } from "@relaylint/linter";
import { printable } from "./printable.ts";

/** One line a finding: `file:line:col: severity message [id]`, counted from 1. */
export function compactReport(findings: readonly Finding[], workingDirectory: string): string {
	return findings
		.map((finding) => {
			const place = placeOf(finding.origin, workingDirectory) ?? "";
			return `${printable(place)}: ${finding.severity} ${printable(finding.message)} [${finding.rule}]\n`;
		})
		.join("");
}
