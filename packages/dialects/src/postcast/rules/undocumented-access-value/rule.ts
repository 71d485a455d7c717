import { defineRule } from "@relaylint/core";
import { modelOf } from "../../model.ts";
import { readPrefix } from "../../prefix.ts";

/** A value of an access list is no beginning of an address. */
export const undocumentedAccessValue = defineRule({
	id: "undocumented-access-value",
	severity: "warning",
	summary: "A value of an access list is not the beginning of an address, which is all that the help describes.",
	check({ configuration }, report) {
		const { of } = modelOf(configuration).settings;
		for (const { parameter, values } of [of.allow, of.deny]) {
			for (const { text, origin } of values) {
				const { kind } = readPrefix(text);
				if (kind === "prefix") continue;
				const is = kind === "foreign" ? "in a notation that the help does not mention" : "the beginning of no address";
				const follows =
					parameter.id === "allow"
						? "Where the program compares it as it stands, nobody gets access by it."
						: "Where the program compares it as it stands, nobody is kept out by it.";
				report({
					certainty: kind === "foreign" ? "likely" : "proven",
					origin,
					message: `"${text}" is ${is}. ${follows} Write how the addresses begin, such as "192.168.0.".`,
				});
			}
		}
	},
});
