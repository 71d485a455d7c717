import { defineRule } from "@relaylint/core";
import { modelOf } from "../../model.ts";
import { namedTables, patternText } from "../tables.ts";

/** INTERNAL_IP has no last entry for everybody else: harmless, and unlike the table as installed. */
export const internalIpWithoutFinalEntry = defineRule({
	id: "internal-ip-without-final-entry",
	severity: "info",
	summary: "INTERNAL_IP has no last entry for everybody else.",
	check({ configuration }, report) {
		for (const { table } of namedTables(modelOf(configuration))) {
			if (table.name !== "INTERNAL_IP" || table.entries.some((entry) => patternText(entry) === "*")) continue;
			report({
				certainty: "proven",
				origin: table.nameOrigin,
				message:
					"INTERNAL_IP has no last entry for everybody else. Who matches none is no internal client either, so nothing is wrong. Write * $N at its end, as installed, so that nobody adds below it.",
			});
		}
	},
});
