import { attemptOf, contextOf, type Decision, type DnsZone, defineRule, strangerWorld, walkListener } from "@relaylint/core";
import { modelOf } from "../../model.ts";
import { smtpAcls } from "../smtp-acls.ts";

/** Local parts with a percent sign or an exclamation mark are passed on to another server, which may follow them. */
export const missingLocalPartGuard = defineRule({
	id: "missing-local-part-guard",
	severity: "info",
	summary: "Local parts with a percent sign or an exclamation mark are passed on to another server, which may follow them.",
	check({ configuration, host, analysis }, report) {
		const { document } = modelOf(configuration);
		const acl = smtpAcls(document).find(({ options }) => options.includes("acl_smtp_rcpt"))?.acl;
		if (acl === undefined || acl.origin.kind !== "file") return;
		for (const { listener, verdict } of analysis().listeners) {
			if (verdict === "open") continue;
			const decided = (to: string): Decision => {
				const attempt = attemptOf({ to, ...(listener.port === undefined ? {} : { port: listener.port }) });
				const zone = exchangerOf(to.slice(to.lastIndexOf("@") + 1));
				return walkListener(listener, contextOf(attempt, strangerWorld(host, attempt, zone)), configuration.policy.facts);
			};
			for (const domain of configuration.policy.localDomains) {
				if (decided(`someone@${domain}`).relayed !== "yes") continue;
				const followed = [`someone%victim.example@${domain}`, `victim.example!someone@${domain}`].find(
					(to) => decided(to).outcome === "accept",
				);
				if (followed === undefined) continue;
				report({
					certainty: "possible",
					origin: acl.origin,
					message: `The ACL "${acl.name}" lets strangers' mail for ${followed} pass, and it is handed to the server of ${domain}. If that one follows the sign and trusts this one, it relays for strangers. Refuse such local parts first: "deny local_parts = ^.*[@%!/|]".`,
				});
				return;
			}
		}
	},
});

/** Records by which a domain has a mail server of its own. */
function exchangerOf(domain: string): DnsZone {
	return { [`${domain} MX`]: [`10 mail.${domain}`], [`mail.${domain} A`]: ["198.51.100.25"] };
}
