import { defineRule } from "@relaylint/core";
import { modelOf } from "../../model.ts";

/** Exim refuses to start with this configuration. */
export const eximWillNotStart = defineRule({
	id: "exim-will-not-start",
	severity: "error",
	summary: "Exim refuses to start with this configuration.",
	check({ configuration }, report) {
		for (const { message, origin } of modelOf(configuration).document.problems) report({ certainty: "proven", origin, message });
	},
});
