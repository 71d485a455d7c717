import { defineRule } from "@relaylint/core";
import { modelOf } from "../../model.ts";

/** A setting of one value is written more than once. */
export const repeatedScreenSetting = defineRule({
	id: "repeated-screen-setting",
	severity: "warning",
	summary: "A setting of one value is written more than once, and the last line counts.",
	check({ configuration }, report) {
		for (const { setting, by } of modelOf(configuration).settings.replaced) {
			report({
				certainty: "proven",
				origin: setting.origin,
				message: `"${setting.label}" is written again below. This line does not count. Leave the one that the screen shows.`,
				related: [{ origin: by, message: "this line counts" }],
				tag: "unnecessary",
			});
		}
	},
});
