import { defineRule } from "@relaylint/core";
import { modelOf } from "../../model.ts";
import { outsideChannels } from "../../policy/world.ts";
import { runThrough } from "../tables.ts";

/** Addresses with a route in them reach an internal channel, whose hosts may send them on. */
export const explicitRoutingNotRefused = defineRule({
	id: "explicit-routing-not-refused",
	severity: "info",
	summary: "Addresses with a route in them reach a channel of internal hosts, which may send them on.",
	check({ configuration }, report) {
		const model = modelOf(configuration);
		const { world } = model;
		if (model.assumedImta || model.mappings === undefined) return;
		const outside = new Set(outsideChannels(world).map(({ name }) => name));
		for (const facts of world.channels.all) {
			if (!facts.name.startsWith("tcp_") || outside.has(facts.name) || facts.said.get("route")?.keyword === "routelocal")
				continue;
			const reached = world.rules.find(({ pattern, template }) => {
				const tag =
					template
						.map(({ text }) => text)
						.join("")
						.split("@")
						.at(-1)
						?.toLowerCase() ?? "";
				return !/^[[$]/.test(pattern) && facts.hosts.includes(tag);
			});
			if (reached === undefined || facts.origin.kind !== "file") continue;
			const open = FORMS.filter((form) => !world.entrances.every(({ channel }) => isRefused(channel, form)));
			if (open.length === 0) continue;
			report({
				certainty: "possible",
				origin: facts.origin,
				message: `Addresses such as ${open[0]} are accepted for ${facts.name}. A host there that acts on the route sends the mail on, and testers call the server open. Write routelocal, or refuse these forms in ORIG_SEND_ACCESS.`,
			});

			function isRefused(source: string, form: string): boolean {
				const { flags } = runThrough(model, "ORIG_SEND_ACCESS", `${source}|someone@sender.example|${facts.name}|${form}`);
				return flags.has("N") || flags.has("F");
			}
		}
	},
});

const FORMS = [
	"user%victim.example@host.example.org",
	"victim.example!user@host.example.org",
	'"user@victim.example"@host.example.org',
];
