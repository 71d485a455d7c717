import { defineRule } from "@relaylint/core";
import { modelOf } from "../../model.ts";
import { switchesByName, switching } from "../../policy/channels.ts";
import { maySwitchTo } from "../../policy/world.ts";

/** A client's name decides about its source channel. */
export const switchByClientName = defineRule({
	id: "switch-by-client-name",
	severity: "warning",
	summary: "A client is switched to another channel by its name, which its own DNS says.",
	check({ configuration }, report) {
		const { world, assumedImta } = modelOf(configuration);
		if (assumedImta) return;
		for (const facts of world.channels.all) {
			const said = facts.said.get("switching");
			if (switching(facts) !== "switch" || said === undefined || !switchesByName(facts)) continue;
			const rule = world.rules.find(({ pattern, template }) => {
				if (/^[[$]/.test(pattern) || pattern === ".") return false;
				const tag =
					template
						.map(({ text }) => text)
						.join("")
						.split("@")
						.at(-1)
						?.toLowerCase() ?? "";
				const target = world.channels.withHost(tag);
				return target !== undefined && target.name !== facts.name && target.name !== "l" && maySwitchTo(target);
			});
			if (rule === undefined) continue;
			report({
				certainty: "likely",
				origin: said.origin,
				message: `${facts.name} switches clients by their names too, and "${rule.pattern}" sends names to a channel that may be switched to. Whoever says in his DNS that he has such a name is taken for a client of that channel. Write identnonenumeric or identnonelimited.`,
				related: [{ origin: rule.origin, message: "names that fit here are switched" }],
			});
		}
	},
});
