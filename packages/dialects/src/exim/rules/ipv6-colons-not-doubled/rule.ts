import { defineRule } from "@relaylint/core";
import { modelOf } from "../../model.ts";
import { partOf } from "../../value.ts";
import { statementsOf } from "../statements.ts";

/** An IPv6 address stands in a list that colons separate, so it is taken apart. */
export const ipv6ColonsNotDoubled = defineRule({
	id: "ipv6-colons-not-doubled",
	severity: "warning",
	summary: "An IPv6 address stands in a list that colons separate, so it is taken apart.",
	check({ configuration }, report) {
		const { document } = modelOf(configuration);
		const values = [
			...document.lists.filter(({ kind }) => kind === "host").map(({ value }) => value),
			...statementsOf(document)
				.flatMap(({ statement }) => statement.conditions)
				.filter(({ name }) => name === "hosts")
				.flatMap(({ value }) => (value === undefined ? [] : [value])),
		];
		for (const value of values) {
			if (value.text.startsWith("<")) continue;
			const found =
				/(?:^|[\s:!])((?:[0-9a-f]{1,4}:(?!:)){2,}[0-9a-f:]*(?:\/\d+)?|::1(?:\/\d+)?|[0-9a-f]{3,4}:[0-9a-f]{1,4}::(?:\/\d+)?)(?:$|\s)/i.exec(
					value.text,
				);
			if (found?.[1] === undefined) continue;
			const start = found.index + found[0].indexOf(found[1]);
			report({
				certainty: "likely",
				origin: partOf(value, start, start + found[1].length).origin,
				message: `The colons of "${found[1]}" separate items of this list, so it matches nothing and ends the list where its parts are no names. Double the colons, or begin the list with "<;" and separate by semicolons.`,
			});
		}
	},
});
