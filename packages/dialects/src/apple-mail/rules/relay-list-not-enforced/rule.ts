import { defineRule } from "@relaylint/core";
import { netInfoOf } from "../../model.ts";

/** There is a list of who may relay, and the flag that makes the server heed it is not set. */
export const relayListNotEnforced = defineRule({
	id: "relay-list-not-enforced",
	severity: "warning",
	summary: "There is a list of who may relay, which the server does not heed: open_relay_addr_flag is not 1.",
	check({ configuration }, report) {
		const model = netInfoOf(configuration);
		if (model === undefined || model.settings.directory === undefined || model.flags.restricted !== false) return;
		const { open_relay_addr_list: list, open_relay_addr_flag: flag } = model.settings.of;
		if (list.values === undefined || list.values.length === 0 || list.origin.kind !== "file") return;
		const is = flag.values === undefined ? "open_relay_addr_flag is absent, which is 0" : "open_relay_addr_flag is not 1";
		const follows =
			model.flags.login === true
				? "Its clients have to log in as everybody else has."
				: "The name misleads: 1 restricts relaying to the list, 0 lets everybody relay.";
		report({
			certainty: "proven",
			severity: model.flags.login === true ? "info" : "warning",
			origin: list.origin,
			message: `${is}, so this list has no effect. ${follows} Set open_relay_addr_flag to 1 and restart the service.`,
			...(flag.origin.kind === "file" ? { related: [{ origin: flag.origin, message: "the flag" }] } : {}),
		});
	},
});
