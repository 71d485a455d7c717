import { defineRule } from "@relaylint/core";
import { modelOf } from "../../model.ts";
import { partOf } from "../../value.ts";
import { listValues } from "../list-values.ts";

/** Whoever points an MX record here has mail for the domain relayed. */
export const relayingByMxRecord = defineRule({
	id: "relaying-by-mx-record",
	severity: "warning",
	summary: "Whoever points an MX record here has mail for the domain relayed.",
	check({ configuration }, report) {
		const { document } = modelOf(configuration);
		for (const value of listValues(document, "domain", ["domains"])) {
			const found = /@mx_(?:any|primary|secondary)/.exec(value.text);
			if (found === null) continue;
			report({
				certainty: "proven",
				origin: partOf(value, found.index, found.index + found[0].length).origin,
				message: `"${found[0]}" takes every domain whose owner points an MX record here. Anybody can have this server queue mail for a domain of theirs. Name the domains.`,
			});
		}
	},
});
