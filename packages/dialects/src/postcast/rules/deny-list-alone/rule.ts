import { defineRule } from "@relaylint/core";
import { modelOf } from "../../model.ts";

/** Some addresses are kept out, and everybody else is served. */
export const denyListAlone = defineRule({
	id: "deny-list-alone",
	severity: "warning",
	summary: "Some addresses are denied access while everybody else has it.",
	check({ configuration }, report) {
		const { of, exposure } = modelOf(configuration).settings;
		const { origin } = of.deny;
		if (of.deny.values.length === 0 || of.allow.values.length > 0 || exposure === "loopback" || origin.kind !== "file") return;
		report({
			certainty: "proven",
			origin,
			message: `Only some addresses are denied access. Whoever has another address, and can reach the server, sends mail to anybody through it. List who has access in "${of.allow.parameter.label}" instead.`,
		});
	},
});
