import { defineRule } from "@relaylint/core";
import { reachedTables } from "../../mapping/reached.ts";
import { modelOf } from "../../model.ts";
import { ACCESS_TABLES } from "../../policy/probe-strings.ts";
import { distance } from "../distance.ts";
import { namedTables } from "../tables.ts";

/** A table that nothing asks has nearly the name of one that is asked. */
export const misspeltTableName = defineRule({
	id: "misspelt-table-name",
	severity: "error",
	summary: "A mapping table that nothing asks has nearly the name of one that is asked.",
	check({ configuration }, report) {
		const model = modelOf(configuration);
		const tables = namedTables(model);
		const asked = new Set([...ACCESS_TABLES, ...reachedTables(model.world.tables.tables, ACCESS_TABLES, model.world.rules)]);
		const there = new Set(tables.map(({ table }) => table.name));
		for (const { table } of tables) {
			if (asked.has(table.name)) continue;
			const near = [...asked].filter((name) => !there.has(name)).find((name) => distance(name, table.name.toUpperCase()) <= 2);
			if (near === undefined) continue;
			const origin = table.nameOrigin;
			const why =
				near === table.name.toUpperCase()
					? "Whether the case of a table's name counts is not documented"
					: "Nothing asks a table of this name";
			report({
				certainty: "likely",
				origin,
				message: `"${table.name}" is nearly "${near}". ${why}, so what it refuses may be let through. Write ${near}.`,
				fixes: [{ title: `write ${near}`, safe: false, edits: [{ file: origin.file, span: origin.span, text: near }] }],
			});
		}
	},
});
