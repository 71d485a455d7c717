import { defineRule } from "@relaylint/core";
import { configurationElsewhere } from "../../apple.ts";
import { modelOf } from "../../model.ts";

/** Apple's Postfix reads its configuration from another directory than that of this file. */
export const configurationInAnotherDirectory = defineRule({
	id: "configuration-in-another-directory",
	severity: "warning",
	summary: "server_config_directory names another directory, whose configuration is the one in force.",
	check({ configuration }, report) {
		const { settings } = modelOf(configuration);
		const elsewhere = configurationElsewhere(settings);
		const { origin, expanded } = settings.value("server_config_directory");
		if (elsewhere === undefined || origin.kind !== "file") return;
		report({
			certainty: "likely",
			origin,
			message: `Apple's Postfix reads the configuration in ${expanded.text.trim()} in place of this one. What is found here may not be so on the server. Check main.cf in that directory.`,
		});
	},
});
