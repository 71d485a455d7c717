import { defineRule } from "@relaylint/core";
import { modelOf } from "../../model.ts";
import { probeSegments, wordFor } from "../probe-language.ts";
import { namedTables, patternText } from "../tables.ts";

/** A pattern has another number of fields than its table is asked with, and matches by accident. */
export const fieldCountMismatch = defineRule({
	id: "field-count-mismatch",
	severity: "warning",
	summary: "A pattern has another number of fields than its table is asked with, and matches only because * takes bars too.",
	check({ configuration }, report) {
		const model = modelOf(configuration);
		const { options, channels } = model.world;
		for (const { table, access } of namedTables(model)) {
			if (access !== "ORIG_SEND_ACCESS" && access !== "SEND_ACCESS") continue;
			const segments = probeSegments(access, options.appended.length);
			for (const entry of table.entries) {
				const text = patternText(entry);
				const fields = text.split("|");
				const wanted = 4 + options.appended.length;
				const short = fields.length === 3 && namesChannel(fields[1] ?? "", (name) => channels.named(name).exists);
				const cut = fields.length === 3 && namesChannel(fields[2] ?? "", (name) => channels.named(name).exists);
				if (!short && !cut && fields.length <= wanted) continue;
				const found = wordFor(segments, entry, []);
				if (found.kind !== "some") continue;
				const { file, span } = entry.patternOrigin;
				const meant = short ? [fields[0], "*", ...fields.slice(1)].join("|") : cut ? `${text}|*` : undefined;
				const sample = ["source", "from", "destination", "to"].map((name) => found.fields.get(name) ?? "").join("|");
				report({
					certainty: "proven",
					origin: entry.patternOrigin,
					message: `"${text}" has ${fields.length} fields where ${table.name} is asked with ${wanted}. It matches by accident, as "${sample}", because * takes bars too. Write ${meant ?? "one field for each that is asked"}.`,
					...(meant === undefined
						? {}
						: { fixes: [{ title: `write ${meant}`, safe: false, edits: [{ file, span, text: meant }] }] }),
				});
			}
		}
	},
});

/** Whether a field is about channels: a channel's name, or the beginning that such names have. */
function namesChannel(field: string, exists: (name: string) => boolean): boolean {
	return /^(?:tcp_|ims-ms)/i.test(field) || (field !== "*" && exists(field));
}
