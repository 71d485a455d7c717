import { defineRule } from "@relaylint/core";
import { netInfoOf } from "../../model.ts";
import { readEntry } from "../../relay-list.ts";

/** Clients are trusted by a name. */
export const relayByListedName = defineRule({
	id: "relay-by-listed-name",
	severity: "warning",
	summary: "Clients are trusted by a name, and how Apple Mail Service checks that a client has it is not documented.",
	check({ configuration }, report) {
		const model = netInfoOf(configuration);
		if (model === undefined || model.flags.restricted === false) return;
		for (const { text, origin } of model.settings.of.open_relay_addr_list.values ?? []) {
			if (readEntry(text).kind !== "name") continue;
			report({
				certainty: "possible",
				origin,
				message: `Clients are trusted by the name "${text}". Where the server believes the name that a client's address points to, anybody who runs the DNS of an address may call it so and relay. List addresses instead.`,
			});
		}
	},
});
