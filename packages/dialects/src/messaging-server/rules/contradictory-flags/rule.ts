import { defineRule } from "@relaylint/core";
import { modelOf } from "../../model.ts";
import { flagsOf, namedTables } from "../tables.ts";

/** A template both permits and refuses. */
export const contradictoryFlags = defineRule({
	id: "contradictory-flags",
	severity: "error",
	summary: "A template both permits and refuses.",
	check({ configuration }, report) {
		for (const { table, access } of namedTables(modelOf(configuration))) {
			if (access === undefined) continue;
			for (const entry of table.entries) {
				const flags = flagsOf(entry);
				if (!flags.has("Y") || !(flags.has("N") || flags.has("F"))) continue;
				report({
					certainty: "proven",
					origin: entry.templateOrigin,
					message: `This template of ${table.name} has both $Y and ${flags.has("N") ? "$N" : "$F"}. Which one counts is not documented, so whether it refuses is not known. Take one of them out.`,
				});
			}
		}
	},
});
