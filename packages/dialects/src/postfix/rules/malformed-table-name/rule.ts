import { defineRule } from "@relaylint/core";
import { modelOf } from "../../model.ts";
import { wordsIn } from "../finding.ts";
import { isExplained } from "../hazards.ts";
import { namedTables } from "../named-tables.ts";

/** A table that is written in its name does not parse, so every lookup in it fails. */
export const malformedTableName = defineRule({
	id: "malformed-table-name",
	severity: "error",
	summary: "A table that is written in its name does not parse, so every lookup in it fails.",
	check({ configuration }, report) {
		const model = modelOf(configuration);
		for (const { name, origin } of namedTables(model)) {
			if (name?.shape.kind !== "bad" || name.shape.fatal || isExplained(model, origin)) continue;
			report({
				certainty: "proven",
				origin: wordsIn(origin, name.text),
				message: `The table does not parse: ${name.shape.reason}. Mail that depends on it is answered 451. Correct it: DATABASE_README shows the forms.`,
			});
		}
	},
});
