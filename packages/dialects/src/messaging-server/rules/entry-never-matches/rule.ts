import { defineRule } from "@relaylint/core";
import { modelOf } from "../../model.ts";
import { probeSegments, wordFor } from "../probe-language.ts";
import { namedTables, patternText } from "../tables.ts";

/** An entry matches nothing that its table is ever asked. */
export const entryNeverMatches = defineRule({
	id: "entry-never-matches",
	severity: "error",
	summary: "An entry matches nothing that its table is ever asked.",
	check({ configuration }, report) {
		const model = modelOf(configuration);
		for (const { table, access } of namedTables(model)) {
			const language = access ?? (table.name === "INTERNAL_IP" ? "address" : undefined);
			if (language === undefined || table.entries.length > MOST_ENTRIES) continue;
			const segments = probeSegments(language, model.world.options.appended.length);
			for (const entry of table.entries) {
				const text = patternText(entry);
				// What looks like a comment, or a network without its dollar, is said by other rules.
				if (/^!|[(<][0-9.]+\//.test(text.replace(/\$[(<]/g, ""))) continue;
				if (wordFor(segments, entry, []).kind !== "none") continue;
				const asked = language === "address" ? "an address alone" : `fields as in ${SAMPLES[language]}`;
				report({
					certainty: "proven",
					origin: entry.patternOrigin,
					message: `"${text}" matches nothing that ${table.name} is asked. The table is asked with ${asked}, and the entry counts for nothing. Write a pattern for that.`,
				});
			}
		}
	},
});

const MOST_ENTRIES = 300;

const SAMPLES = {
	PORT_ACCESS: "TCP|server|port|client|port",
	FROM_ACCESS: "TCP|server|port|client|port|SMTP/helo|MAIL|channel|from|login",
	ORIG_SEND_ACCESS: "channel|from|channel|to",
	SEND_ACCESS: "channel|from|channel|to",
	ORIG_MAIL_ACCESS: "TCP|server|port|client|port|SMTP/helo|MAIL|channel|from|channel|to",
	MAIL_ACCESS: "TCP|server|port|client|port|SMTP/helo|MAIL|channel|from|channel|to",
} as const;
