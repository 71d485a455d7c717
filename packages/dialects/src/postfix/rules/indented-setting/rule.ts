import { defineRule } from "@relaylint/core";
import { modelOf } from "../../model.ts";
import { hazards } from "../hazards.ts";

/** A setting begins with white space, so it continues the setting above it. */
export const indentedSetting = defineRule({
	id: "indented-setting",
	severity: "error",
	summary: "A setting begins with white space, so it continues the setting above it.",
	check({ configuration }, report) {
		for (const { kind, origin, setting, name } of hazards(modelOf(configuration))) {
			if (kind !== "indented" || setting === undefined) continue;
			const { file, span } = origin;
			let from = span.start;
			while (from > 0 && /[ \t]/.test(file.text.charAt(from - 1))) from--;
			report({
				certainty: "likely",
				origin,
				message: `The line begins with white space, so it continues ${setting.name}. ${name} is not set, and ${setting.name} holds words that are not meant. Remove the white space.`,
				related: [{ origin: setting.nameOrigin, message: "the setting that goes on" }],
				fixes:
					setting.service === undefined
						? [
								{
									title: "remove the white space",
									safe: false,
									edits: [{ file, span: { start: from, end: span.start }, text: "" }],
								},
							]
						: [],
			});
		}
	},
});
