import { defineRule } from "@relaylint/core";
import { netInfoOf } from "../../model.ts";
import { eraOf } from "../../release.ts";

/** Everybody has to log in, mail servers that bring mail from outside too. */
export const sendOnlyServer = defineRule({
	id: "send-only-server",
	severity: "warning",
	summary: "Clients have to log in to send anything, so that other servers cannot deliver mail here.",
	check({ configuration }, report) {
		const model = netInfoOf(configuration);
		if (model === undefined || model.settings.directory === undefined || model.flags.login !== true) return;
		const era = eraOf(model.release);
		const { origin } = model.settings.of.smtp_plain_login_flag;
		if (origin.kind !== "file" || era === "10.2.4" || era === "postfix") return;
		const who =
			model.flags.restricted === true && era === "10.1"
				? "Only listed clients and those that log in"
				: "Only clients that log in";
		report({
			certainty: "proven",
			origin,
			message: `${who} may send anything, also to local users. Mail servers on the Internet do neither, so this server sends only and receives no mail from outside. Set smtp_plain_login_flag to 0 on a server that is to receive mail, and open_relay_addr_flag to 1.`,
		});
	},
});
