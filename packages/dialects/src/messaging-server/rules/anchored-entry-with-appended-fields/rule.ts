import { defineRule } from "@relaylint/core";
import { modelOf } from "../../model.ts";
import { flagsOf, namedTables, patternText } from "../tables.ts";

/** A refusal ends where fields are appended, so it no longer matches. */
export const anchoredEntryWithAppendedFields = defineRule({
	id: "anchored-entry-with-appended-fields",
	severity: "error",
	summary: "A refusal that ends in a literal address no longer matches, because an option appends fields.",
	check({ configuration }, report) {
		const model = modelOf(configuration);
		const { appended, origins } = model.world.options;
		const option = [...origins.entries()].find(([name]) => /^access_(?:orcpt|counts)$|^include_conversiontag$/.test(name));
		if (appended.length === 0 || option === undefined) return;
		for (const { table, access } of namedTables(model)) {
			if (access === undefined || access === "PORT_ACCESS" || access === "FROM_ACCESS") continue;
			for (const entry of table.entries) {
				const last = entry.pattern.elements.at(-1);
				if (!(flagsOf(entry).has("N") || flagsOf(entry).has("F")) || last?.kind === "wild" || last?.kind === "unclear") continue;
				if (patternText(entry).split("|").length > 4 && access.startsWith("ORIG_SEND")) continue;
				report({
					certainty: "proven",
					origin: entry.patternOrigin,
					message: `"${patternText(entry)}" no longer refuses: ${option[0]} appends a field to what ${table.name} is asked, and the pattern ends before it. What it was to refuse is let through. End it with |*.`,
					related: [{ origin: option[1], message: "this appends a field" }],
				});
			}
		}
	},
});
