import { defineRule } from "@relaylint/core";
import { modelOf } from "../../model.ts";
import { statementsOf } from "../statements.ts";

/** A condition that is forced to fail counts as true. */
export const forcedFailureIsTrue = defineRule({
	id: "forced-failure-is-true",
	severity: "error",
	summary: "A condition that is forced to fail counts as true.",
	check({ configuration }, report) {
		for (const { statement } of statementsOf(modelOf(configuration).document)) {
			for (const { name, value } of statement.conditions) {
				if (name !== "condition" || value === undefined || !/\}\s*fail\s*\}\s*$/.test(value.text)) continue;
				report({
					certainty: "proven",
					origin: value.origin,
					message: `Where this expansion is forced to fail, the condition counts as true. The statement then does what it should not. Let it expand to "no".`,
				});
			}
		}
	},
});
