import { defineRule, isPublicSuffix } from "@relaylint/core";
import { modelOf } from "../../model.ts";

/** The domain of this host, all of which may relay, may be a top-level domain. */
export const relayEntireDomainTooWide = defineRule({
	id: "relay-entire-domain-too-wide",
	severity: "warning",
	summary: "The domain of this host, all of which may relay, may be a top-level domain.",
	check({ configuration, analysis }, report) {
		const { server } = modelOf(configuration);
		const origin = server.originOf("entire-domain");
		if (!server.has("entire-domain") || origin.kind !== "file" || server.environment.hostname !== undefined) return;
		// A domain that the files say is known, and an open relay says what it does.
		if (server.macro("m") !== undefined || !server.ownNameKnown || analysis().verdict === "open") return;
		const above = server.ownName.slice(server.ownName.indexOf(".") + 1);
		if (!server.ownName.includes(".") || isPublicSuffix(above.toLowerCase()) !== true) return;
		report({
			certainty: "possible",
			origin,
			message: `Every host below the domain of this host may relay, and the files call the host ${server.ownName}. If that is its own name, its domain is "${above}", and everybody there relays. List your domains with RELAY_DOMAIN instead.`,
		});
	},
});
