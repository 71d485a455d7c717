import { defineRule } from "@relaylint/core";
import { modelOf } from "../../model.ts";
import { accessEntries } from "../access-entries.ts";

/** Text stands behind a word of the access map, which makes the whole a refusal. */
export const textBehindAccessValue = defineRule({
	id: "text-behind-access-value",
	severity: "warning",
	summary: "Text stands behind a word of the access map, which makes the whole a refusal.",
	check({ configuration }, report) {
		for (const { value, valueOrigin } of accessEntries(modelOf(configuration).server)) {
			const word = /^(RELAY|OK|DISCARD)\s+\S/i.exec(value)?.[1];
			if (word === undefined) continue;
			report({
				certainty: "proven",
				origin: valueOrigin,
				message: `"${value.trim()}" is not ${word}: text behind the word makes the whole a refusal with that text. Whoever the line is for is refused. Put comments on lines of their own, each beginning with #.`,
			});
		}
	},
});
