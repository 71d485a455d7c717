import { defineRule, isReachable } from "@relaylint/core";
import { modelOf, type SendmailModel } from "../../model.ts";
import { mechanisms, trustedMechanisms } from "../../policy/session.ts";
import { accessEntries } from "../access-entries.ts";

/** Clients may log in, and no mechanism by which they do lets them relay. */
export const trustedMechanismMissing = defineRule({
	id: "trusted-mechanism-missing",
	severity: "warning",
	summary: "Clients may log in, and no mechanism by which they do lets them relay.",
	check({ configuration }, report) {
		const model = modelOf(configuration);
		const { server } = model;
		const said = server.option("AuthMechanisms");
		if (said?.origin.kind !== "file" || isForSending(model) || hasOwnRules(model)) return;
		const reached = configuration.policy.listeners.some(
			(listener, at) => isReachable(listener) && server.daemons[at]?.modifiers.includes("A") !== true,
		);
		const offered = mechanisms(server);
		if (!reached || offered.length === 0 || server.class("TrustAuthMech").open.length > 0) return;
		if (offered.some((name) => trustedMechanisms(server).has(name))) return;
		report({
			certainty: "likely",
			origin: said.origin,
			message: `Clients can log in here (${offered.join(", ")}), and none of these mechanisms is trusted. Who logs in is refused like a stranger when he sends to other domains. Name those that are to count in TRUST_AUTH_MECH.`,
		});
	},
});

/** Whether the mechanisms are there for this host's own logins at another server. */
function isForSending({ mc, server }: SendmailModel): boolean {
	if (mc?.calls.some(({ name, arguments: [feature = ""] }) => name === "FEATURE" && feature.trim() === "authinfo")) return true;
	if (
		server.option("DefaultAuthInfo") !== undefined ||
		server.statements.some((one) => one.kind === "map" && one.name === "authinfo")
	)
		return true;
	return [...accessEntries(server)].some(({ key }) => /^authinfo:/i.test(key));
}

/** Whether rules of the files' own may look at the login. */
function hasOwnRules({ server }: SendmailModel): boolean {
	return server.byRules || [...server.rulesets.keys()].some((name) => /^local_(?:check_rcpt|trust_auth|relay_auth)$/.test(name));
}
