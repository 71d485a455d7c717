import { defineRule } from "@relaylint/core";
import { modelOf } from "../../model.ts";

/** Percent signs in local parts are followed to other domains. */
export const percentHackEnabled = defineRule({
	id: "percent-hack-enabled",
	severity: "warning",
	summary: "Percent signs in local parts are followed to other domains.",
	check({ configuration }, report) {
		const value = modelOf(configuration).document.options.get("percent_hack_domains")?.value;
		if (value === undefined || value.text.trim() === "") return;
		report({
			certainty: "proven",
			origin: value.origin,
			message: `For these domains user%other@domain is mail for user@other. It is an old way to fool relays, and no mail program needs it. Remove the option.`,
		});
	},
});
