import { featureRule } from "../feature-rule.ts";

/** Recipients such as user%other@domain pass to the domains that this server relays to, which may follow the percent sign. */
export const looseRelayCheck = featureRule({
	id: "loose-relay-check",
	severity: "warning",
	summary:
		"Recipients such as user%other@domain pass to the domains that this server relays to, which may follow the percent sign.",
	feature: "loose-relay-check",
	message:
		"With this feature only the last domain of user%other@domain is asked about, not the one that the percent sign hides. Where the server of that domain follows the sign and trusts this one, strangers relay through both. Remove it: cf/README says that hardly anybody needs it.",
});
