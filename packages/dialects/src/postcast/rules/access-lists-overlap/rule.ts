import { defineRule, intersectionOf, isEmptyAddressSet } from "@relaylint/core";
import { modelOf } from "../../model.ts";
import { readPrefix } from "../../prefix.ts";

/** An address is in both access lists. */
export const accessListsOverlap = defineRule({
	id: "access-lists-overlap",
	severity: "warning",
	summary: "Addresses are in the list of who has access and in the list of who is denied it.",
	check({ configuration }, report) {
		const { of } = modelOf(configuration).settings;
		for (const denied of of.deny.values) {
			const both = of.allow.values.find(
				(allowed) => !isEmptyAddressSet(intersectionOf(readPrefix(allowed.text).meant, readPrefix(denied.text).meant)),
			);
			if (both === undefined) continue;
			report({
				certainty: "proven",
				origin: denied.origin,
				message: `Addresses of "${denied.text}" are given access by "${both.text}" and denied it here. The help does not say which list wins. Write the list of who has access so that it leaves them out.`,
				related: [{ origin: both.origin, message: "given access here" }],
			});
		}
	},
});
