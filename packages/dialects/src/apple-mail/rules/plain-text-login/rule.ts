import { defineRule } from "@relaylint/core";
import { netInfoOf } from "../../model.ts";
import { eraOf } from "../../release.ts";

/** Passwords cross the network in clear text. */
export const plainTextLogin = defineRule({
	id: "plain-text-login",
	severity: "warning",
	summary: "Clients log in with a password in clear text, which whoever listens can use to relay.",
	check({ configuration }, report) {
		const model = netInfoOf(configuration);
		if (model === undefined || model.flags.login !== true || eraOf(model.release) === "10.2.4") return;
		const { origin } = model.settings.of.smtp_plain_login_flag;
		if (origin.kind !== "file") return;
		report({
			certainty: "proven",
			origin,
			message:
				"Clients have to send their password in clear text. Whoever listens on the way can relay with it. Let clients log in on a network that you trust alone, or use a release with other ways to log in.",
		});
	},
});
