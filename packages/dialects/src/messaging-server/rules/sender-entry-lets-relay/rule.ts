import { defineRule } from "@relaylint/core";
import type { Entry } from "../../mapping/table.ts";
import { modelOf } from "../../model.ts";
import { claimedBy, plainlyPasses } from "../../policy/readers.ts";
import { outsideChannels } from "../../policy/world.ts";
import { probeSegments, wordFor } from "../probe-language.ts";
import { flagsOf, namedTables, patternText } from "../tables.ts";

/** An entry lets pass by what the sender says, which anybody may say. */
export const senderEntryLetsRelay = defineRule({
	id: "sender-entry-lets-relay",
	severity: "warning",
	summary: "An entry lets mail pass by what the sender says of itself, which anybody may say.",
	check({ configuration }, report) {
		const model = modelOf(configuration);
		const { world } = model;
		const outside = outsideChannels(world).map(({ name }) => name);
		const sources = new Set(world.entrances.map(({ channel }) => channel));
		for (const { table, access } of namedTables(model)) {
			if ((access !== "ORIG_SEND_ACCESS" && access !== "SEND_ACCESS") || table.entries.length > MOST_ENTRIES) continue;
			for (const [at, entry] of table.entries.entries()) {
				if (!flagsOf(entry).has("Y") || !plainlyPasses(entry) || claimedBy(entry) !== undefined) continue;
				const before = table.entries.slice(0, at).filter(({ template }) => template.every(({ kind }) => kind !== "control"));
				const guarded = table.entries.slice(at + 1).some((later) => flagsOf(later).has("N"));
				if (!guarded) continue;
				const pair = [...sources]
					.flatMap((source) => outside.map((destination) => [source, destination] as const))
					.find(([source, destination]) => isMet(entry, before, source, destination));
				if (pair === undefined) continue;
				report({
					certainty: "likely",
					origin: entry.patternOrigin,
					message: `"${patternText(entry)}" lets strangers on ${pair[0]} send to ${pair[1]} if they say the right sender, and anybody may say any sender, with bars in it too. The refusal below it never sees them. Let only channels of your own clients pass.`,
				});
			}
		}
	},
});

const MOST_ENTRIES = 60;

/** Whether a stranger's sender can satisfy the entry between two outside channels. */
function isMet(entry: Entry, before: readonly Entry[], source: string, destination: string): boolean {
	const segments = probeSegments("ORIG_SEND_ACCESS", 0).map((segment) => {
		if (segment.kind !== "free") return segment;
		if (segment.name === "source") return { kind: "text" as const, text: source, read: 1 };
		if (segment.name === "destination") return { kind: "text" as const, text: destination, read: 1 };
		return segment;
	});
	return wordFor(segments, entry, before).kind === "some";
}
