import { type CheckResult, checkReport, type Finding, VERSION } from "@relaylint/linter";

/** The report that `check.schema.json` describes. */
export function jsonReport(result: CheckResult, findings: readonly Finding[]): string {
	return `${JSON.stringify(checkReport({ ...result, findings }, VERSION), undefined, 2)}\n`;
}
