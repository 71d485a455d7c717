import { defineRule } from "@relaylint/core";
import { grantsBy } from "../chosen-grants.ts";
import { becauseOf, listed, relatedPlaces } from "../deciding-place.ts";

/** A client may relay because of the name that the DNS gives its address, which the owner of that domain decides. */
export const relayByUnverifiedName = defineRule({
	id: "relay-by-unverified-name",
	severity: "warning",
	summary: "A client may relay because of the name that the DNS gives its address, which the owner of that domain decides.",
	check({ configuration, host, analysis }, report) {
		const { claimed } = configuration.policy;
		for (const grant of grantsBy("name", { configuration, host, listeners: analysis().listeners })) {
			const { place, attempt, dns, trace, listeners, value, below } = grant;
			// The server's own domain is in the same hands as the server.
			if (claimed.claims(value.toLowerCase()).kind === "true") continue;
			const related = relatedPlaces(trace, place.origin);
			const who = below ? `Every client whose name ends in .${value}` : `A client whose name is ${value}`;
			report({
				severity: below ? "warning" : "info",
				certainty: "proven",
				origin: place.origin,
				message: `${who} can send mail to any domain through ${listed([...listeners])}${becauseOf(place)}. Whoever keeps the DNS of ${value}, or can forge its answers, decides who that is. List the addresses of the machines that you trust instead.`,
				witness: { attempt, dns },
				trace,
				...(related.length === 0 ? {} : { related }),
			});
		}
	},
});
