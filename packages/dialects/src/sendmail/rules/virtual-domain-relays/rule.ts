import { attemptOf, contextOf, defineRule, type FileOrigin, isReachable, strangerWorld, walkListener } from "@relaylint/core";
import { modelOf } from "../../model.ts";

/** Mail for users of a virtual domain that no table has is passed on to other servers. */
export const virtualDomainRelays = defineRule({
	id: "virtual-domain-relays",
	severity: "warning",
	summary: "Mail for users of a virtual domain that no table has is passed on to other servers.",
	check({ configuration, host }, report) {
		const { server } = modelOf(configuration);
		const listener = configuration.policy.listeners.find(isReachable);
		if (listener === undefined) return;
		const relayed: { readonly domain: string; readonly origin: FileOrigin }[] = [];
		for (const [domain, { origin }] of server.class("VirtHost").words) {
			if (origin.kind !== "file" || !domain.includes(".") || server.class("w").words.has(domain)) continue;
			const attempt = attemptOf({ to: `no-user-of-this-name@${domain}`, port: listener.port ?? 25 });
			const zone = { [`${domain} MX`]: [`10 mail.${domain}`], [`mail.${domain} A`]: ["198.51.100.25"] };
			const context = contextOf(attempt, strangerWorld(host, attempt, zone));
			if (walkListener(listener, context, configuration.policy.facts).relayed === "yes") relayed.push({ domain, origin });
		}
		const [first, ...others] = relayed;
		if (first === undefined) return;
		const more = others.length === 0 ? "" : ` and of ${others.length} more`;
		report({
			certainty: "proven",
			origin: first.origin,
			message: `VIRTUSER_DOMAIN lets everybody send to ${first.domain}${more}, also to users whom the virtusertable does not have. Their mail is passed on by the DNS: to another server, or in a circle. Add "@${first.domain} error:nouser No such user" to the virtusertable, or make the domain a local one.`,
			...(others.length === 0 ? {} : { related: others.map(({ domain, origin }) => ({ origin, message: `${domain} as well` })) }),
		});
	},
});
