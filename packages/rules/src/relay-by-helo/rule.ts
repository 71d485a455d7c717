import { defineRule } from "@relaylint/core";
import { grantsBy } from "../chosen-grants.ts";
import { becauseOf, listed, relatedPlaces } from "../deciding-place.ts";

/** The name that a client says in HELO, which is its own choice, lets a stranger relay. */
export const relayByHelo = defineRule({
	id: "relay-by-helo",
	severity: "error",
	summary: "The name that a client says in HELO, which is its own choice, lets a stranger relay.",
	check({ configuration, host, analysis }, report) {
		for (const grant of grantsBy("helo", { configuration, host, listeners: analysis().listeners })) {
			const { place, attempt, dns, trace, listeners } = grant;
			const related = relatedPlaces(trace, place.origin);
			report({
				certainty: "proven",
				origin: place.origin,
				message: `Anyone who says "HELO ${attempt.helo}" can send mail to any domain through ${listed([...listeners])}${becauseOf(place)}. The HELO name proves nothing: a client says what it likes. Ask tables of HELO names only after mail for other domains is refused.`,
				witness: { attempt, dns },
				trace,
				...(related.length === 0 ? {} : { related }),
			});
		}
	},
});
