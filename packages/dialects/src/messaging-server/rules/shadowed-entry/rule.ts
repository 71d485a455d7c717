import { defineRule } from "@relaylint/core";
import type { Entry } from "../../mapping/table.ts";
import { modelOf } from "../../model.ts";
import { probeSegments, wordFor } from "../probe-language.ts";
import { flagsOf, namedTables, patternText } from "../tables.ts";

/** An entry never counts, because earlier ones match all that it matches. */
export const shadowedEntry = defineRule({
	id: "shadowed-entry",
	severity: "warning",
	summary: "An entry never counts, because earlier ones match all that it matches.",
	check({ configuration }, report) {
		const model = modelOf(configuration);
		for (const { table, access } of namedTables(model)) {
			const language = access ?? (table.name === "INTERNAL_IP" ? "address" : undefined);
			if (language === undefined || table.entries.length > MOST_ENTRIES) continue;
			const segments = probeSegments(language, model.world.options.appended.length);
			for (const [at, entry] of table.entries.entries()) {
				const before = table.entries.slice(0, at).filter(decides);
				if (before.length === 0) continue;
				if (wordFor(segments, entry, before).kind !== "none") continue;
				// What matches nothing at all is said by another rule.
				if (wordFor(segments, entry, []).kind !== "some") continue;
				const hider = before.find((other) => wordFor(segments, entry, [other]).kind === "none");
				const opposite = hider !== undefined && refuses(entry) !== refuses(hider);
				const by = hider === undefined ? "earlier ones" : `"${patternText(hider)}"`;
				report({
					certainty: "proven",
					severity: opposite && refuses(entry) ? "error" : "warning",
					origin: entry.patternOrigin,
					message: `"${patternText(entry)}" never counts: ${by} above it matches all that it matches${opposite ? `, and ${refuses(entry) ? "permits" : "refuses"} it` : ""}. Move it up, or take it out.`,
					tag: "unnecessary",
					...(hider === undefined ? {} : { related: [{ origin: hider.patternOrigin, message: "this decides before it" }] }),
				});
			}
		}
	},
});

const MOST_ENTRIES = 60;

/** Whether an entry ends the table wherever it matches. */
function decides(entry: Entry): boolean {
	return entry.question === undefined && entry.template.every(({ kind }) => kind !== "control" && kind !== "unclear");
}

function refuses(entry: Entry): boolean {
	return flagsOf(entry).has("N") || flagsOf(entry).has("F");
}
