import { defineRule } from "@relaylint/core";
import { modelOf } from "../../model.ts";
import { switching } from "../../policy/channels.ts";
import { maySwitchTo, outsideChannels } from "../../policy/world.ts";

/** The match-all rule leads to a channel that may be switched to: every client's address falls through to it. */
export const matchAllChannelSwitchable = defineRule({
	id: "match-all-channel-switchable",
	severity: "warning",
	summary: "The match-all rule leads to a channel to which clients may be switched.",
	check({ configuration }, report) {
		const { world, assumedImta } = modelOf(configuration);
		if (assumedImta) return;
		for (const { channel } of world.entrances) {
			const facts = world.channels.named(channel);
			if (switching(facts) !== "switch") continue;
			for (const target of outsideChannels(world)) {
				const rule = world.rules.find(({ pattern }) => pattern === ".");
				if (target.name === facts.name || !maySwitchTo(target) || rule === undefined) continue;
				report({
					certainty: "possible",
					origin: rule.origin,
					message: `This rule leads to ${target.name}, to which clients of ${facts.name} may be switched: an address that no other rule takes falls through to it. Every client may count as one of ${target.name}, and entries for ${facts.name} refuse nobody. Write noswitchchannel behind ${target.name}.`,
				});
			}
		}
	},
});
