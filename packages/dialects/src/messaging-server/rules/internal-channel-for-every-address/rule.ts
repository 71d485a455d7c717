import { defineRule } from "@relaylint/core";
import { modelOf } from "../../model.ts";
import { maySwitchTo, outsideChannels } from "../../policy/world.ts";

/** A rule for address literals leads to a channel without asking INTERNAL_IP. */
export const internalChannelForEveryAddress = defineRule({
	id: "internal-channel-for-every-address",
	severity: "error",
	summary: "A rewrite rule sends every client's address to an internal channel without asking a table.",
	check({ configuration }, report) {
		const { world } = modelOf(configuration);
		const outside = new Set(outsideChannels(world).map(({ name }) => name));
		for (const { pattern, template, origin } of world.rules) {
			if (pattern !== "[]" && pattern !== "[*.*.*.*]") continue;
			if (template.some(({ kind }) => kind.endsWith("Call"))) continue;
			// What holds for recipients alone is asked of no client.
			if (template.some(({ text }) => /^\$[fb]$/i.test(text))) continue;
			const tag =
				template
					.map(({ text }) => text)
					.join("")
					.split("@")
					.at(-1)
					?.toLowerCase() ?? "";
			const target = world.channels.withHost(tag);
			if (target === undefined || outside.has(target.name) || !maySwitchTo(target) || origin.kind !== "file") continue;
			report({
				certainty: "likely",
				origin,
				message: `This rule sends every address to ${target.name} and asks no table, so every client counts as internal. INTERNAL_IP is never asked. Put \${INTERNAL_IP,$L} in its template.`,
			});
		}
	},
});
