import { allRules } from "@relaylint/linter";
import type { Output } from "./args.ts";
import { deliver } from "./deliver.ts";
import { printable } from "./format/printable.ts";
import type { ExitCode, Io } from "./io.ts";

/** `relaylint rule`: a rule's page, or the list of rules. */
export async function ruleCommand(id: string | undefined, output: Output, io: Io): Promise<ExitCode> {
	if (id !== undefined) {
		const page = io.rulePages()[id];
		if (page === undefined) {
			io.stderr(`relaylint: there is no rule ${printable(id)}; relaylint rule lists them.\n`);
			return 2;
		}
		return deliver(page, output, io) ? 0 : 2;
	}
	const rules = await allRules();
	if (output.format === "json") {
		const rows = rules.map(({ rule, dialect }) => ({
			id: rule.id,
			severity: rule.severity,
			summary: rule.summary,
			dialect: dialect ?? null,
		}));
		return deliver(`${JSON.stringify(rows, undefined, 2)}\n`, output, io) ? 0 : 2;
	}
	const width = Math.max(0, ...rules.map(({ rule }) => rule.id.length));
	const lines = rules.map(({ rule, dialect }) => {
		const scope = dialect === undefined ? "" : ` (${dialect})`;
		return `${rule.id.padEnd(width)}  ${rule.severity.padEnd(7)}  ${rule.summary}${scope}\n`;
	});
	return deliver(lines.join(""), output, io) ? 0 : 2;
}
