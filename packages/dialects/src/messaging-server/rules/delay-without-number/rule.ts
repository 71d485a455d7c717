import { defineRule } from "@relaylint/core";
import { modelOf } from "../../model.ts";
import { flagsOf, namedTables } from "../tables.ts";

/** The text of a refusal stands where the number of a delay is read. */
export const delayWithoutNumber = defineRule({
	id: "delay-without-number",
	severity: "warning",
	summary: "A template has $D, and its first argument is no number.",
	check({ configuration }, report) {
		for (const { table, access } of namedTables(modelOf(configuration))) {
			if (access === undefined || access === "PORT_ACCESS") continue;
			for (const entry of table.entries) {
				const flags = flagsOf(entry);
				// Arguments that are read before a delay's.
				if (!flags.has("D") || ["U", "J", "K", "I", "<", ">"].some((flag) => flags.has(flag))) continue;
				if (entry.template.some(({ kind }) => kind === "saved" || kind === "call")) continue;
				const text = entry.template.map((part) => (part.kind === "text" ? part.text : "")).join("");
				const first = text.split("|")[0] ?? "";
				if (/^-?\d+$/.test(first)) continue;
				report({
					certainty: "likely",
					origin: entry.templateOrigin,
					message: `"${first}" stands where the delay of $D is read: the arguments are read in a fixed order, the delay before the text. The refusal stands, with another text. Write $N$D30|text.`,
				});
			}
		}
	},
});
