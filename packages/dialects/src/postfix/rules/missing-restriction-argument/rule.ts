import { defineRule } from "@relaylint/core";
import { modelOf } from "../../model.ts";
import { placeOf } from "../finding.ts";
import { isExplained } from "../hazards.ts";
import { type ListItem, restrictionLists, tableWord } from "../restriction-words.ts";

/** A restriction lacks the table, the zone or the server that it asks, so mail that comes to it is answered 451. */
export const missingRestrictionArgument = defineRule({
	id: "missing-restriction-argument",
	severity: "error",
	summary: "A restriction lacks the table, the zone or the server that it asks, so mail that comes to it is answered 451.",
	check({ configuration }, report) {
		const model = modelOf(configuration);
		for (const { name, items } of restrictionLists(model)) {
			for (const item of items) {
				const wanted = item.kind === "restriction" ? wantedBy(item) : undefined;
				if (wanted === undefined || isExplained(model, item.word.origin)) continue;
				report({
					certainty: "proven",
					origin: placeOf(model, item.word.origin),
					message: `${item.word.text} wants ${wanted} behind it. Mail that comes to it in ${name} is answered 451. Write what it shall ask, or remove it.`,
				});
			}
		}
	},
});

/** What a restriction wants and does not have. smtpd(8) does not start over a policy server that it cannot read, which is another finding. */
function wantedBy({ restriction, argument }: Extract<ListItem, { kind: "restriction" }>): string | undefined {
	if (argument !== undefined && argument.unknown.length > 0) return undefined;
	switch (restriction.argument) {
		case "map":
			return argument === undefined || !(tableWord(argument)?.text.includes(":") ?? false) ? "a table, type:name," : undefined;
		case "domain":
			return argument === undefined ? "the name of a DNS zone" : undefined;
		case "seconds":
			return argument === undefined || !/^\d+$/.test(argument.text) ? "a number of seconds" : undefined;
		case "policy-server":
			return argument === undefined ? "a policy server, inet:host:port or unix:path," : undefined;
		case "none":
		case "restriction":
			return undefined;
	}
}
