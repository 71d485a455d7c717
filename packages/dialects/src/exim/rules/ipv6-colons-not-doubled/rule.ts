import { defineRule, parseAddress } from "@relaylint/core";
import { modelOf } from "../../model.ts";
import { partOf, type ValueText } from "../../value.ts";
import { hostLists } from "../list-values.ts";

/** An IPv6 address stands in a list that colons separate, so it is taken apart. */
export const ipv6ColonsNotDoubled = defineRule({
	id: "ipv6-colons-not-doubled",
	severity: "warning",
	summary: "An IPv6 address stands in a list that colons separate, so it is taken apart.",
	check({ configuration }, report) {
		for (const value of hostLists(modelOf(configuration).document)) {
			const found = plainAddress(value);
			if (found === undefined) continue;
			report({
				certainty: "likely",
				origin: partOf(value, found.start, found.start + found.text.length).origin,
				message: `The colons of "${found.text}" separate items of this list, so it matches nothing and ends the list where its parts are no names. Double the colons, or begin the list with "<;" and separate by semicolons.`,
			});
		}
	},
});

/** The first word of a list between colons that is an address or a network of IPv6 as it stands, its colons not doubled. */
function plainAddress({ text }: ValueText): { readonly text: string; readonly start: number } | undefined {
	if (text.trimStart().startsWith("<")) return undefined;
	for (const match of text.matchAll(/(?<![^\s!])[0-9a-f.]*:[0-9a-f:.]+(?:\/\d+)?(?!\S)/gi)) {
		const address = match[0].replace(/\/\d+$/, "");
		if (parseAddress(address) !== undefined) return { text: match[0], start: match.index };
	}
	return undefined;
}
