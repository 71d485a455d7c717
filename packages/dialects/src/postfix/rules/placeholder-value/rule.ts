import { defineRule } from "@relaylint/core";
import { modelOf } from "../../model.ts";
import { hazards } from "../hazards.ts";

/** A value holds a sample from a document that nobody replaced. */
export const placeholderValue = defineRule({
	id: "placeholder-value",
	severity: "warning",
	summary: "A value holds a sample from a document that nobody replaced.",
	check({ configuration }, report) {
		for (const { kind, origin, setting } of hazards(modelOf(configuration))) {
			if (kind !== "placeholder" || setting === undefined) continue;
			const text = origin.file.text.slice(origin.span.start, origin.span.end).replace(/\s+/g, " ");
			report({
				certainty: "likely",
				origin,
				message: `"${text}" reads like a sample that was to be replaced. ${setting.name} does not hold what is meant. Write your own value.`,
			});
		}
	},
});
