import type { JsonGrant, JsonPolicy } from "@relaylint/linter";
import { isForeign, placedLines, whoText } from "./policy-pretty.ts";
import { printable } from "./printable.ts";

/** As many networks and lines stand in a cell. */
const MOST_IN_CELL = 20;

/** Who may relay as tables of Markdown, one a listener. */
export function markdownPolicy({ configuration, listeners }: JsonPolicy): string {
	const lines = [
		`# Who may relay: ${escaped(configuration.id)}`,
		"",
		`${configuration.dialect}, verdict: **${configuration.verdict}**`,
	];
	for (const listener of listeners) {
		const port = listener.port === null ? "" : ` (port ${listener.port})`;
		lines.push("", `## ${escaped(listener.name)}${port}: ${listener.verdict}`, "");
		const rows = [...listener.grants.filter(isForeign), ...listener.grants.filter((grant) => !isForeign(grant))];
		if (!rows.some(isForeign)) lines.push("Nobody may relay.", "");
		if (rows.length > 0) lines.push("| by | who | where | to | decided by |", "|---|---|---|---|---|", ...rows.map(row));
		for (const limit of listener.limits) lines.push("", `There may be more rows: ${escaped(limit)}.`);
	}
	if (configuration.depends.length > 0) lines.push("", ...configuration.depends.map((text) => `- depends on: ${escaped(text)}`));
	if (configuration.assumptions.length > 0)
		lines.push("", ...configuration.assumptions.map((text) => `- assumed: ${escaped(text)}`));
	return `${lines.join("\n")}\n`;
}

function row(grant: JsonGrant): string {
	const where = [...grant.conditions, ...grant.depends.map((text) => `depends on: ${text}`)];
	const decided = placedLines(grant.lines).slice(0, MOST_IN_CELL);
	const cells = [
		grant.by,
		escaped(whoText(grant, MOST_IN_CELL)),
		where.map(escaped).join("<br>"),
		escaped(grant.destination),
		decided.map((line) => code(line)).join("<br>"),
	];
	return `| ${cells.join(" | ")} |`;
}

/** Text that Markdown, and a cell of a table, shows as it stands. */
export function escaped(text: string): string {
	return printable(text).replace(/[\\`*_{}[\]<>#|~&!]/g, "\\$&");
}

/** Text as code; in a cell of a table a bar is escaped even there. */
export function code(text: string): string {
	const plain = printable(text).replaceAll("|", "\\|");
	const ticks = "`".repeat(Math.max(0, ...[...plain.matchAll(/`+/g)].map((run) => run[0].length)) + 1);
	const space = plain.startsWith("`") || plain.endsWith("`") ? " " : "";
	return `${ticks}${space}${plain}${space}${ticks}`;
}
