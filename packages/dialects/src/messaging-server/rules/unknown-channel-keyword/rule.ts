import { defineRule } from "@relaylint/core";
import { modelOf } from "../../model.ts";
import { allKeywords, PMDF_KEYWORDS } from "../../schema/keywords.ts";
import { nearestName } from "../distance.ts";

/** A word of a channel block is no keyword, and so a group id to the server. */
export const unknownChannelKeyword = defineRule({
	id: "unknown-channel-keyword",
	severity: "warning",
	summary: "A word of a channel block is no keyword, so the server takes it for a group id without a word.",
	check({ configuration }, report) {
		const { world, assumedImta } = modelOf(configuration);
		if (assumedImta) return;
		const names = allKeywords().map(({ name }) => name);
		for (const facts of world.channels.all) {
			for (const { text, origin } of facts.foreign) {
				const meant = PMDF_KEYWORDS[text.toLowerCase()] ?? "";
				report({
					certainty: "proven",
					severity: "error",
					origin,
					message: `"${text}" is a keyword of PMDF that Messaging Server does not have, so it is taken for a group id. Nobody can log in to ${facts.name} by it. Write ${meant}.`,
					fixes: [{ title: `write ${meant}`, safe: true, edits: [{ file: origin.file, span: origin.span, text: meant }] }],
				});
			}
			for (const { text, origin } of facts.unknown) {
				const meant = nearestName(text.toLowerCase(), names);
				const decides = meant !== undefined && allKeywords().some(({ name, kind }) => name === meant && kind === "modelled");
				report({
					certainty: meant === undefined ? "possible" : "likely",
					severity: decides ? "error" : meant === undefined ? "info" : "warning",
					origin,
					message: `"${text}" is no keyword that relaylint knows, and an unknown word is taken for a group id. What it was to do for ${facts.name} is not done. ${meant === undefined ? "Look it up" : `Write ${meant} if that is what is meant`}.`,
					...(meant === undefined
						? {}
						: {
								fixes: [{ title: `write ${meant}`, safe: false, edits: [{ file: origin.file, span: origin.span, text: meant }] }],
							}),
				});
			}
		}
	},
});
