import { defineRule } from "@relaylint/core";
import { modelOf } from "../../model.ts";

/** What is checked of a message's envelope is what the client says, and everybody is served. */
export const contentCheckAsProtection = defineRule({
	id: "content-check-as-protection",
	severity: "info",
	summary: "Senders or recipients are checked while everybody is served: both are what a client likes to say.",
	check({ configuration }, report) {
		const { of, senderMx, exposure } = modelOf(configuration).settings;
		if (of.allow.values.length > 0 || exposure === "loopback") return;
		const checks = [
			...(senderMx ? [{ setting: of.senderMx, how: "A spammer says a sender whose domain has a mail exchanger." }] : []),
			...(of.recipients.values.length > 0 ? [{ setting: of.recipients, how: "Mail to everybody else is carried." }] : []),
		];
		for (const { setting, how } of checks) {
			if (setting.origin.kind !== "file") continue;
			report({
				certainty: "proven",
				origin: setting.origin,
				message: `This keeps no stranger from relaying. ${how} List who has access in "${of.allow.parameter.label}".`,
			});
		}
	},
});
