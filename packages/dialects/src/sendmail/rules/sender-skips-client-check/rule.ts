import { defineRule } from "@relaylint/core";
import { modelOf, type SendmailModel } from "../../model.ts";
import { accessEntries, tagOf } from "../access-entries.ts";

/** Whoever writes a sender that the access map knows passes the checks of its address. */
export const senderSkipsClientCheck = defineRule({
	id: "sender-skips-client-check",
	severity: "warning",
	summary: "Whoever writes a sender that the access map knows passes the checks of its address.",
	check({ configuration }, report) {
		const model = modelOf(configuration);
		const { server } = model;
		if (!server.has("delay-checks") || !asksLists(model)) return;
		for (const { key, value, keyOrigin } of accessEntries(server)) {
			const { tag, rest } = tagOf(key);
			// Addresses of networks are no part of a sender, and who writes "From:" means senders.
			if (tag !== undefined || /^(?:\d+(?:\.\d+)*|ipv6:.*|\[.*)$/i.test(rest) || !/^(?:ok|relay)$/i.test(value.trim())) continue;
			report({
				certainty: "proven",
				origin: keyOrigin,
				message: `Without a tag this line is asked for senders too, and with FEATURE(\`delay_checks') a sender that it takes skips the checks of the client. Whoever writes such a sender passes the lists of spammers' addresses. Put "Connect:" or "To:" before the key.`,
			});
		}
	},
});

/** Whether lists in the DNS say which clients are refused. */
function asksLists({ mc, server }: SendmailModel): boolean {
	const asked = mc?.calls.some(
		({ name, arguments: [feature = ""] }) => name === "FEATURE" && /^(?:dnsbl|enhdnsbl)$/.test(feature.trim()),
	);
	return asked === true || server.statements.some((one) => one.kind === "map" && /^(?:dnsbl|ednsbl)/.test(one.name));
}
