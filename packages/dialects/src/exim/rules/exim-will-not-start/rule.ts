import { defineRule } from "@relaylint/core";
import { modelOf } from "../../model.ts";
import { isTemplate } from "../../template.ts";

/** Exim refuses to start with this configuration. */
export const eximWillNotStart = defineRule({
	id: "exim-will-not-start",
	severity: "error",
	summary: "Exim refuses to start with this configuration.",
	check({ configuration }, report) {
		for (const { message, origin } of modelOf(configuration).document.problems) {
			// What a template makes is another text.
			if (!isTemplate(origin.file.text)) report({ certainty: "proven", origin, message });
		}
	},
});
