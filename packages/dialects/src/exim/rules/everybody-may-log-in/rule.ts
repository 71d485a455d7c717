import { defineRule } from "@relaylint/core";
import { modelOf } from "../../model.ts";

/** An authenticator accepts every login. */
export const everybodyMayLogIn = defineRule({
	id: "everybody-may-log-in",
	severity: "error",
	summary: "An authenticator accepts every login.",
	check({ configuration }, report) {
		for (const { check, origin, name } of modelOf(configuration).authenticators) {
			if (check.kind !== "anyone" || origin.kind !== "file") continue;
			report({
				certainty: "proven",
				origin,
				message: `The condition of the authenticator "${name}" is true whatever the client says. Every login succeeds, and passes where logins pass. Let it check the password.`,
			});
		}
	},
});
