import { defineRule } from "@relaylint/core";
import { modelOf } from "../../model.ts";
import { loginOf, switching, targetOf } from "../../policy/channels.ts";

/** The channel of those who log in may be switched to without a login. */
export const loginChannelSwitchable = defineRule({
	id: "login-channel-switchable",
	severity: "warning",
	summary: "The channel of those who log in may be switched to by address or name.",
	check({ configuration }, report) {
		const { world, assumedImta } = modelOf(configuration);
		if (assumedImta) return;
		const done = new Set<string>();
		for (const facts of world.channels.all) {
			const said = targetOf(facts, "saslswitch");
			const target = said?.argument === undefined ? undefined : world.channels.named(said.argument);
			if (target === undefined || !target.exists || target.name === facts.name || done.has(target.name)) continue;
			done.add(target.name);
			if (switching(target) === "no" || world.entrances.some(({ channel }) => channel === target.name)) continue;
			const origin = target.said.get("switching")?.origin ?? (target.origin.kind === "file" ? target.origin : undefined);
			if (origin === undefined) continue;
			const weak =
				loginOf(target) === "must"
					? "a client may be switched to it by its address or name"
					: "clients that never log in may be switched to it, and count as logged in";
			report({
				certainty: "possible",
				origin,
				message: `${target.name} is the channel of those who log in, and ${weak}. Without noswitchchannel any channel may be switched to. Write noswitchchannel.`,
			});
		}
	},
});
