import { defineRule } from "@relaylint/core";
import type { Entry } from "../../mapping/table.ts";
import { modelOf } from "../../model.ts";
import { namedTables, runThrough } from "../tables.ts";

/** A table goes round without end for some text. */
export const unterminatedIteration = defineRule({
	id: "unterminated-iteration",
	severity: "error",
	summary: "A mapping table goes round without end for some text.",
	check({ configuration }, report) {
		const model = modelOf(configuration);
		for (const { table } of namedTables(model)) {
			for (const entry of table.entries) {
				const control = entry.template.findLast((part) => part.kind === "control");
				if (control?.kind !== "control" || (control.letter !== "R" && control.letter !== "L")) continue;
				const sample = sampleOf(entry);
				const { unresolved } = runThrough(model, table.name, sample);
				if (unresolved?.key.startsWith("endless") !== true) continue;
				report({
					certainty: "proven",
					origin: entry.originOf(control.span),
					message: `For "${sample}" ${table.name} comes to this entry again and again. What the server does then is not documented. Make the template's text one that the entry does not match, or write $E.`,
				});
			}
		}
	},
});

/** A text that the pattern takes, where it has no back match. */
function sampleOf({ pattern }: Entry): string {
	return pattern.elements
		.map((element) => {
			if (element.kind === "text") return element.text;
			if (element.kind === "wild") return String.fromCharCode(element.set?.[0]?.[0] ?? 120);
			return "";
		})
		.join("");
}
