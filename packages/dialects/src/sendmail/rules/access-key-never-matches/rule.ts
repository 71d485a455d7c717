import { defineRule } from "@relaylint/core";
import { modelOf } from "../../model.ts";
import { accessEntries, tagOf } from "../access-entries.ts";

/** A key of the access map is never asked for, so that its line does nothing. */
export const accessKeyNeverMatches = defineRule({
	id: "access-key-never-matches",
	severity: "warning",
	summary: "A key of the access map is never asked for, so that its line does nothing.",
	check({ configuration }, report) {
		for (const { key, keyOrigin } of accessEntries(modelOf(configuration).server)) {
			const reason = reasonOf(key);
			if (reason === undefined) continue;
			report({
				certainty: "proven",
				origin: keyOrigin,
				message: `"${key}" is never asked for: ${reason}. The line does nothing. Write a name, an address or the first numbers of one.`,
			});
		}
	},
});

/** Why no look-up has this key; undefined where one may. */
function reasonOf(written: string): string | undefined {
	const { rest: key } = tagOf(written);
	if (key === "") return "nothing stands behind the tag";
	if (key === "*" || key === ".") return "there are no wildcards in this map";
	if (/^all$/i.test(key)) return "ALL is a name like any other, and there is no key for everybody";
	if (/^\d+(?:\.\d+)*\/\d+$/.test(key) || /^ipv6:[0-9a-f:]+\/\d+$/i.test(key))
		return "networks are written by their first numbers, without a length";
	if (/^\d+(?:\.\d+){0,3}\.$/.test(key)) return "addresses are asked for without a dot behind them";
	return undefined;
}
