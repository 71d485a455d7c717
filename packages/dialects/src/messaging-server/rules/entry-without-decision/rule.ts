import { defineRule } from "@relaylint/core";
import { modelOf } from "../../model.ts";
import { flagsOf, namedTables, patternText } from "../tables.ts";

/** An entry of an access table has a text and no flag, so it permits. */
export const entryWithoutDecision = defineRule({
	id: "entry-without-decision",
	severity: "error",
	summary: "An entry of an access table has a text and no flag, so it permits what it looks like refusing.",
	check({ configuration }, report) {
		for (const { table, access } of namedTables(modelOf(configuration))) {
			if (access === undefined || access === "PORT_ACCESS") continue;
			for (const entry of table.entries) {
				if (entry.template.some(({ kind }) => kind === "call" || kind === "control" || kind === "unclear")) continue;
				if (["Y", "N", "F", "B", "H", "V", "Z"].some((flag) => flagsOf(entry).has(flag))) continue;
				// What looks like a comment is said to be none.
				if (!entry.template.some(({ kind }) => kind === "text") || patternText(entry).startsWith("!")) continue;
				const { file, span } = entry.templateOrigin;
				report({
					certainty: "likely",
					origin: entry.templateOrigin,
					message: `This template of ${table.name} has no $Y and no $N, so it permits, and no later entry is asked. Put $N before the text if it is to refuse.`,
					fixes: [
						{
							title: "refuse: put $N before the text",
							safe: false,
							edits: [{ file, span: { start: span.start, end: span.start }, text: "$N" }],
						},
					],
				});
			}
		}
	},
});
