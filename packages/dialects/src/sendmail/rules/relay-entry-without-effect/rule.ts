import { defineRule } from "@relaylint/core";
import { modelOf } from "../../model.ts";
import type { Server } from "../../server.ts";
import { accessEntries, tagOf } from "../access-entries.ts";

/** A line of the access map says RELAY, and nobody may relay by it. */
export const relayEntryWithoutEffect = defineRule({
	id: "relay-entry-without-effect",
	severity: "warning",
	summary: "A line of the access map says RELAY, and nobody may relay by it.",
	check({ configuration }, report) {
		const { server } = modelOf(configuration);
		for (const { key, value, keyOrigin } of accessEntries(server)) {
			const reason = /^relay$/i.test(value.trim()) ? reasonOf(key, server) : undefined;
			if (reason === undefined) continue;
			report({
				certainty: "proven",
				origin: keyOrigin,
				message: `"${key} RELAY" lets nobody relay: ${reason}. The line counts as OK and no more. Name the clients by "Connect:", or the domains to which mail may go by "To:".`,
			});
		}
	},
});

/** Why nobody relays by a key; undefined where somebody may. */
function reasonOf(key: string, server: Server): string | undefined {
	const { tag, rest } = tagOf(key);
	const isUser = rest.includes("@");
	if (tag === "from") {
		if (!server.has("mail-from")) return "a sender is asked about only with FEATURE(`relay_mail_from')";
		if (!isUser && !server.has("mail-from-domain"))
			return "a sender's domain is asked about only with FEATURE(`relay_mail_from', `domain')";
		return undefined;
	}
	if (!isUser || server.has("relay-full-address")) return undefined;
	if (tag === "to") return "recipients are asked about by their domain, not by their users";
	if (tag === undefined && !server.has("mail-from")) return "a user is asked about neither as a client nor as a recipient";
	return undefined;
}
