import { featureRule } from "../feature-rule.ts";

/** Senders whose domain does not exist are accepted from everybody. */
export const unresolvableSendersAccepted = featureRule({
	id: "unresolvable-senders-accepted",
	severity: "info",
	summary: "Senders whose domain does not exist are accepted from everybody.",
	feature: "accept-unresolvable",
	message:
		'Strangers may write senders in domains that do not exist. What cannot be delivered goes back to nowhere and stays here, and forgers have one check less to pass. Remove it where the DNS answers this host, and let single domains in by "From:domain OK" in the access map.',
});
