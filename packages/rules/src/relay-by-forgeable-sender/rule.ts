import { defineRule } from "@relaylint/core";
import { grantsBy } from "../chosen-grants.ts";
import { becauseOf, listed, relatedPlaces } from "../deciding-place.ts";

/** A sender address, which anybody can write, lets a stranger relay. */
export const relayByForgeableSender = defineRule({
	id: "relay-by-forgeable-sender",
	severity: "error",
	summary: "A sender address, which anybody can write, lets a stranger relay.",
	check({ configuration, host, analysis }, report) {
		for (const grant of grantsBy("sender", { configuration, host, listeners: analysis().listeners })) {
			const { place, attempt, dns, trace, listeners } = grant;
			const who = attempt.from === "" ? "the empty sender" : `the sender ${attempt.from}`;
			const related = relatedPlaces(trace, place.origin);
			report({
				certainty: "proven",
				origin: place.origin,
				message: `Anyone who writes ${who} can send mail to any domain through ${listed([...listeners])}${becauseOf(place)}. The sender address proves nothing: a client writes what it likes. Ask tables of senders only after mail for other domains is refused.`,
				witness: { attempt, dns },
				trace,
				...(related.length === 0 ? {} : { related }),
			});
		}
	},
});
