import { defineRule } from "@relaylint/core";
import { modelOf } from "../../model.ts";

/** A line that the format does not know, or a value that is none of its setting's. */
export const unknownScreenSetting = defineRule({
	id: "unknown-screen-setting",
	severity: "warning",
	summary: "A line is no setting of the format, or its value none of the setting's, so that nothing follows from it.",
	check({ configuration }, report) {
		const { file, settings } = modelOf(configuration);
		for (const { message, origin } of file.problems)
			report({ certainty: "proven", origin, message: `${message}. The line is passed over. Write it as "label = value".` });
		for (const { label, labelOrigin } of settings.unknown) {
			report({
				certainty: "proven",
				origin: labelOrigin,
				message: `There is no setting "${label}". The line is passed over. Write the label as the settings screen has it.`,
			});
		}
		for (const { parameter, value } of settings.misread) {
			const wanted = parameter.type === "port" ? "a number from 1 to 65535" : `yes or no`;
			report({
				certainty: "proven",
				origin: value.origin,
				message: `"${value.text}" is no value of ${parameter.label}. It counts as not said. Write ${wanted}.`,
			});
		}
	},
});
