import { defineRule } from "@relaylint/core";
import { modelOf } from "../../model.ts";

/** Another port than 25 hides a server from simple scanners alone. */
export const portChangeAsProtection = defineRule({
	id: "port-change-as-protection",
	severity: "info",
	summary: "The server listens on another port than 25, which hides it from simple scanners and protects nothing.",
	check({ configuration, analysis }, report) {
		const { port, of } = modelOf(configuration).settings;
		const { origin } = of.port;
		if (port === undefined || port === 25 || origin.kind !== "file") return;
		const verdict = analysis().verdict;
		const still =
			verdict === "open"
				? "It is an open relay on this port as on any other."
				: "Who finds the port has the same access as before.";
		report({
			certainty: "proven",
			origin,
			message: `The server listens on port ${port}. ${still} Say who has access in "${of.allow.parameter.label}".`,
		});
	},
});
