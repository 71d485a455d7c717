import { defineRule } from "@relaylint/core";
import { netInfoOf } from "../../model.ts";
import { readEntry } from "../../relay-list.ts";

/** An entry of the relay list is in a notation that no document shows. */
export const relayListEntry = defineRule({
	id: "relay-list-entry",
	severity: "warning",
	summary:
		"An entry of open_relay_addr_list is in a notation that Apple's documents do not show, so that the server may drop it.",
	check({ configuration }, report) {
		const model = netInfoOf(configuration);
		for (const { text, origin } of model?.settings.of.open_relay_addr_list.values ?? []) {
			const entry = readEntry(text);
			if (entry.kind === "malformed") {
				report({
					certainty: "proven",
					origin,
					message: `"${text}" is no address, network or name. The server drops and logs an entry that it cannot read. Write the address or take the entry out.`,
				});
			} else if (entry.kind === "range") {
				report({
					certainty: "possible",
					origin,
					message: `The notation "${text}" is not documented. The server may know it or drop the entry, so whether these clients may relay is not known. List the addresses, or the network with its prefix length.`,
				});
			} else if (entry.kind === "network" && entry.hostBits) {
				report({
					certainty: "likely",
					severity: "info",
					origin,
					message: `"${text}" has bits set behind its prefix. It is taken for the whole network here; what the server does is not documented. Write the network's first address.`,
				});
			}
		}
	},
});
