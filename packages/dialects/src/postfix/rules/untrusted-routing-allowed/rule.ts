import { defineRule, isReachable } from "@relaylint/core";
import { modelOf } from "../../model.ts";
import { patternsOf } from "../../policy/lists.ts";
import { yes } from "../../policy/server.ts";
import { isExplained } from "../hazards.ts";

/** Recipients with a route of their own are accepted for relayed domains, and their server may relay them. */
export const untrustedRoutingAllowed = defineRule({
	id: "untrusted-routing-allowed",
	severity: "warning",
	summary: "Recipients with a route of their own are accepted for relayed domains, and their server may relay them.",
	check({ configuration }, report) {
		const model = modelOf(configuration);
		const servers = [...model.servers.values()];
		const places = new Set<number>();
		for (const [at, listener] of configuration.policy.listeners.entries()) {
			const server = servers[at];
			if (server === undefined || !isReachable(listener) || yes(server.own, "allow_untrusted_routing").kind !== "true") continue;
			const { origin } = server.own.text("allow_untrusted_routing");
			if (origin.kind !== "file" || isExplained(model, origin) || places.has(origin.span.start)) continue;
			if (patternsOf("relay_domains", server).elements.length === 0) continue;
			places.add(origin.span.start);
			report({
				certainty: "likely",
				origin,
				message:
					"allow_untrusted_routing = yes lets anybody send to user%elsewhere@domain for the domains of relay_domains. Their own server trusts this one, and may relay the mail for a stranger. Set it to no.",
				...(origin.via === undefined
					? {
							fixes: [
								{
									title: "set it to no: recipients with a route of their own are refused",
									safe: false,
									edits: [{ file: origin.file, span: origin.span, text: "no" }],
								},
							],
						}
					: {}),
			});
		}
	},
});
