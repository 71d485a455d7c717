import { defineRule } from "@relaylint/core";
import { modelOf } from "../../model.ts";
import { hazards } from "../hazards.ts";

/** The first line of a setting or a service is commented out and the lines below it are not: they continue what stands above. */
export const commentedHeadLiveTail = defineRule({
	id: "commented-head-live-tail",
	severity: "error",
	summary:
		"The first line of a setting or a service is commented out and the lines below it are not: they continue what stands above.",
	check({ configuration }, report) {
		for (const { kind, origin, setting, name, head } of hazards(modelOf(configuration))) {
			if (kind !== "tail" || head === undefined) continue;
			const target = setting?.name ?? "the service above";
			report({
				certainty: "likely",
				origin,
				message: `The head of "${name}" is a comment, and this is not. It continues ${target}, because comments do not end what they stand in. Comment it out too, or restore the head.`,
				related: [
					{ origin: head, message: "the commented head" },
					...(setting === undefined ? [] : [{ origin: setting.nameOrigin, message: "what goes on" }]),
				],
			});
		}
	},
});
