import { featureRule } from "../feature-rule.ts";

/** Senders without a domain are accepted from everybody, and get this server's own. */
export const unqualifiedSendersAccepted = featureRule({
	id: "unqualified-senders-accepted",
	severity: "info",
	summary: "Senders without a domain are accepted from everybody, and get this server's own.",
	feature: "accept-unqualified",
	message:
		"Strangers may write a sender without a domain, and it gets the name of this host. Their mail then looks as if one of its users had sent it. Put the modifier u on a daemon of DAEMON_OPTIONS that only your own programs reach, and remove the feature.",
});
