import { type Finding, relativePath, VERSION } from "@relaylint/linter";
import { regionOf } from "./region.ts";
import { xmlDocument } from "./xml.ts";

/** A report as Checkstyle writes it: the findings by file. */
export function checkstyleReport(findings: readonly Finding[], workingDirectory: string): string {
	const paths = [...new Set(findings.map((finding) => finding.origin.file.path))];
	return xmlDocument("checkstyle", {
		"@version": VERSION,
		file: paths.map((path) => ({
			"@name": relativePath(workingDirectory, path),
			error: findings
				.filter((finding) => finding.origin.file.path === path)
				.map(({ rule, severity, message, origin }) => {
					const { startLine, startColumn } = regionOf(origin.file, origin.span);
					return {
						"@line": startLine,
						"@column": startColumn,
						"@severity": severity,
						"@message": message,
						"@source": `relaylint.${rule}`,
					};
				}),
		})),
	});
}
