import { type CheckResult, type Finding, placeOf, relativePath } from "@relaylint/linter";
import { regionOf } from "./region.ts";
import { type XmlElement, xmlDocument } from "./xml.ts";

/**
 * A JUnit report: a suite for each configuration; in it a failed case for each finding, or one that passed where there is none. What could
 * not be read is a case with an error.
 */
export function junitReport(result: CheckResult, findings: readonly Finding[]): string {
	const { workingDirectory } = result;
	const verdicts = new Map(result.configurations.map((one) => [one.id, one.verdict]));
	const names = [...new Set([...verdicts.keys(), ...findings.map((finding) => finding.configuration)])];
	const suites: XmlElement[] = names.map((id) => {
		const failed = findings
			.filter((finding) => finding.configuration === id)
			.map((finding) => failedCase(finding, workingDirectory));
		const passed = { "@name": verdicts.get(id) ?? "unknown", "@classname": id, "@time": 0 };
		return suite(id, failed.length === 0 ? [passed] : failed, failed.length, 0);
	});
	if (result.problems.length > 0) {
		const cases = result.problems.map(({ path, reason }) => {
			const name = relativePath(workingDirectory, path);
			return { "@name": name, "@classname": "unreadable", "@time": 0, error: { "@message": reason, "@type": "unreadable" } };
		});
		suites.push(suite("unreadable", cases, 0, cases.length));
	}
	return xmlDocument("testsuites", {
		"@name": "relaylint",
		"@tests": total(suites, "@tests"),
		"@failures": total(suites, "@failures"),
		"@errors": total(suites, "@errors"),
		"@time": 0,
		testsuite: suites,
	});
}

function suite(name: string, cases: readonly XmlElement[], failures: number, errors: number): XmlElement {
	return {
		"@name": name,
		"@tests": cases.length,
		"@failures": failures,
		"@errors": errors,
		"@skipped": 0,
		"@time": 0,
		testcase: cases,
	};
}

function failedCase(finding: Finding, workingDirectory: string): XmlElement {
	const { rule, severity, message, origin, configuration } = finding;
	const place = placeOf(origin, workingDirectory) ?? "";
	return {
		"@name": `${rule} (${place})`,
		"@classname": configuration,
		"@file": relativePath(workingDirectory, origin.file.path),
		"@line": regionOf(origin.file, origin.span).startLine,
		"@time": 0,
		failure: { "@message": message, "@type": severity, "#text": `${place}: ${severity} ${message} [${rule}]` },
	};
}

function total(suites: readonly XmlElement[], name: string): number {
	return suites.reduce((sum, one) => sum + Number(one[name]), 0);
}
