import { defineRule } from "@relaylint/core";
import { netInfoOf } from "../../model.ts";

/** Relaying is held to a list with nobody in it. */
export const emptyRelayList = defineRule({
	id: "empty-relay-list",
	severity: "warning",
	summary: "Relaying is restricted to an empty list, for which Apple's documents have two readings.",
	check({ configuration }, report) {
		const model = netInfoOf(configuration);
		if (model === undefined || model.settings.directory === undefined) return;
		const { restricted, emptyList, login } = model.flags;
		const { origin } = model.settings.of.open_relay_addr_list;
		if (restricted === false || !emptyList || origin.kind !== "file") return;
		const follows =
			login === true
				? "In both readings only who logs in may send, so the server is no open relay in either."
				: "In one reading the server sets open_relay_addr_flag back to 0 at its start and is an open relay; in the other nobody relays by address, and only who logs in may.";
		report({
			certainty: "possible",
			severity: login === true ? "info" : "warning",
			origin,
			message: `The list of who may relay is empty. ${follows} Write at least the server's own address into it.`,
		});
	},
});
