import { defineRule } from "@relaylint/core";
import { modelOf } from "../../model.ts";
import { flagsOf, namedTables } from "../tables.ts";

/** An entry decides and goes on: its text becomes the input of the entries below, which may decide otherwise. */
export const continueWithoutEnd = defineRule({
	id: "continue-without-end",
	severity: "warning",
	summary: "An entry decides and goes on, so that a later entry may decide otherwise.",
	check({ configuration }, report) {
		for (const { table, access } of namedTables(modelOf(configuration))) {
			if (access === undefined) continue;
			for (const [at, entry] of table.entries.entries()) {
				const controls = entry.template.flatMap((part) => (part.kind === "control" ? [part] : []));
				const [first] = controls;
				if (first === undefined || controls.some(({ letter }) => letter === "E") || first.letter === "R") continue;
				const flags = flagsOf(entry);
				if (!["Y", "N", "F"].some((flag) => flags.has(flag)) || at === table.entries.length - 1) continue;
				report({
					certainty: "likely",
					origin: entry.originOf(first.span),
					message: `$${first.letter} goes on with the entries below, with this template's text as their input, though the entry decides already. One of them may decide otherwise. Write $E at the end of the template.`,
				});
			}
		}
	},
});
