import { defineRule } from "@relaylint/core";
import { modelOf } from "../../model.ts";
import { yes } from "../../policy/server.ts";
import { placeOf } from "../finding.ts";
import { isExplained } from "../hazards.ts";
import { decisionOf, isTaken, reachedServices } from "../services.ts";

/** A submission port takes mail from clients that have not logged in. */
export const submissionWithoutAuthentication = defineRule({
	id: "submission-without-authentication",
	severity: "warning",
	summary: "A submission port takes mail from clients that have not logged in.",
	check(input, report) {
		const model = modelOf(input.configuration);
		const [local = "localhost"] = input.configuration.policy.localDomains;
		for (const { listener, smtp, server, analysis } of reachedServices(input)) {
			if ((smtp.port !== 587 && smtp.port !== 465) || analysis.verdict === "open") continue;
			const to = `postmaster@${local}`;
			if (![true, false].some((tls) => isTaken(decisionOf(input, listener, { to, tls, port: listener.port ?? 587 })))) continue;
			const origin = placeOf(model, smtp.service.name.origin);
			if (isExplained(model, origin)) continue;
			// Restrictions that a reference was to bring are missing for a reason that is a finding of its own.
			if (LISTS.some((name) => server.own.text(name).undefinedNames.length > 0)) continue;
			const login = yes(server.own, "smtpd_sasl_auth_enable");
			if (login.kind === "unknown") continue;
			const offers = login.kind === "true";
			report({
				certainty: "proven",
				severity: offers ? "info" : "warning",
				origin,
				message: offers
					? `The submission service "${listener.name}" takes mail for local users from clients that have not logged in. Strangers pass by what port 25 checks, and forged senders come in by a port that users trust. Refuse them here with smtpd_client_restrictions=permit_sasl_authenticated,reject.`
					: `The submission service "${listener.name}" does not offer AUTH, so nobody can log in. Users cannot send from outside through it, and strangers can hand in mail for local users. Set smtpd_sasl_auth_enable=yes and smtpd_client_restrictions=permit_sasl_authenticated,reject for it, or turn the service off.`,
			});
		}
	},
});

const LISTS = ["client", "helo", "sender", "relay", "recipient"].map((name) => `smtpd_${name}_restrictions`);
