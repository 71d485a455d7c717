import { defineRule } from "@relaylint/core";
import { netInfoOf } from "../../model.ts";

/** A flag has another value than 0 or 1. */
export const relayFlagValue = defineRule({
	id: "relay-flag-value",
	severity: "warning",
	summary: "A flag of Apple Mail Service has another value than 0 or 1.",
	check({ configuration }, report) {
		const model = netInfoOf(configuration);
		if (model === undefined) return;
		for (const name of ["open_relay_addr_flag", "smtp_plain_login_flag"] as const) {
			const { values, origin } = model.settings.of[name];
			if (values === undefined || origin.kind !== "file") continue;
			const [first, second] = values;
			if (second !== undefined || first === undefined) {
				const count = first === undefined ? "no value" : "more than one value";
				const taken = first === undefined ? "0 is taken" : `the first, "${first.text}", is taken`;
				report({
					certainty: "likely",
					origin,
					message: `${name} has ${count}. Here ${taken}; what the server does is not documented. Give it one value, 0 or 1.`,
				});
			} else if (!/^[01]$/.test(first.text)) {
				report({
					certainty: "likely",
					origin: first.origin,
					message: `"${first.text}" is no value of ${name}. Here it is taken for 0; what the server does is not documented. Write 0 or 1.`,
				});
			}
		}
	},
});
