import { defineRule } from "@relaylint/core";
import { networkOf } from "../../mapping/pattern.ts";
import { modelOf } from "../../model.ts";
import { namedTables } from "../tables.ts";

/** A pattern holds a dollar before something that has no meaning there. */
export const unclearSequence = defineRule({
	id: "unclear-sequence",
	severity: "error",
	summary: "A pattern holds a sequence with a dollar that the manual gives no meaning.",
	check({ configuration }, report) {
		for (const { table } of namedTables(modelOf(configuration))) {
			for (const { pattern, record, originOf } of table.entries) {
				if (!pattern.unclear) continue;
				for (const { kind, text, span } of record.pattern) {
					const network = kind === "Network" || kind === "IgnoredBits" || kind === "Network6";
					const back = kind === "Glob" && /^\$[_@^]*\d/.test(text);
					if (kind !== "Stray" && !back && !(network && networkOf(kind, text) === undefined)) continue;
					report({
						certainty: "likely",
						origin: originOf(span),
						message: `"${text}" has no meaning that the manual gives in a pattern. Whether the entry matches is not known. Write ${network ? "an address and a number of bits" : "$$ for a dollar, or the sequence that is meant"}.`,
					});
				}
			}
		}
	},
});
