import { defineRule } from "@relaylint/core";
import { otherInMainCf } from "../../../postfix/variant.ts";
import { netInfoOf } from "../../model.ts";

/** Server Admin shows another value than main.cf beside its dump has. */
export const settingsDifferFromMainCf = defineRule({
	id: "settings-differ-from-main-cf",
	severity: "warning",
	summary: "Server Admin has another value than main.cf, which it overwrites with the next change.",
	check({ configuration }, report) {
		if (netInfoOf(configuration) !== undefined) return;
		for (const { name, origin, other } of otherInMainCf(configuration)) {
			const there = other.origin.kind === "file" ? `"${other.text}"` : "its default";
			report({
				certainty: "likely",
				origin,
				message: `main.cf has ${there} as ${name}, and Server Admin this. It writes main.cf anew when a setting changes, and what was edited there is lost. Make both say the same.`,
				...(other.origin.kind === "file" ? { related: [{ origin: other.origin, message: "in main.cf" }] } : {}),
			});
		}
	},
});
