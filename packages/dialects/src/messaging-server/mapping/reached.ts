import type { RewriteRule } from "../imta.ts";
import type { Table } from "./table.ts";
import type { TemplatePart } from "./template.ts";

/** The names of the tables that a template calls, folded. */
export function calledTables(template: readonly TemplatePart[]): readonly string[] {
	return template.flatMap((part) =>
		part.kind === "call" ? [...(part.to === "table" ? [part.name.toUpperCase()] : []), ...calledTables(part.argument)] : [],
	);
}

/** The names, in capital letters, of the tables that rewrite rules and the given tables call, directly or through others. */
export function reachedTables(
	tables: readonly Table[],
	from: readonly string[],
	rules: readonly RewriteRule[],
): ReadonlySet<string> {
	const reached = new Set<string>();
	const pending = [
		...from,
		...rules.flatMap(({ template }) =>
			template.flatMap(({ kind, text }) => (kind === "mapCall" ? [text.slice(2, -1).toUpperCase()] : [])),
		),
	];
	for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
		if (reached.has(name)) continue;
		reached.add(name);
		for (const table of tables) {
			if (table.name.toUpperCase() === name) pending.push(...table.entries.flatMap(({ template }) => calledTables(template)));
		}
	}
	return reached;
}
