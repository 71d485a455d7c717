import { defineRule, type Fix } from "@relaylint/core";
import type { Assignment } from "../../main-cf.ts";
import { modelOf } from "../../model.ts";
import { isExplained } from "../hazards.ts";

/** Both mynetworks and mynetworks_style are set, and only the former counts. */
export const mynetworksStyleIgnored = defineRule({
	id: "mynetworks-style-ignored",
	severity: "info",
	summary: "Both mynetworks and mynetworks_style are set, and only the former counts.",
	check({ configuration }, report) {
		const model = modelOf(configuration);
		const { assignments, opaque } = model.mainCf;
		const networks = assignments.findLast(({ name }) => name === "mynetworks");
		const style = assignments.findLast(({ name }) => name === "mynetworks_style");
		if (networks === undefined || style === undefined || opaque.length > 0) return;
		if (networks.condition !== undefined || style.condition !== undefined || isExplained(model, style.nameOrigin)) return;
		report({
			certainty: "proven",
			origin: style.nameOrigin,
			message: `mynetworks is set, so that nobody asks for mynetworks_style. "${style.value.tree.text}" has no effect on who is trusted. Remove one of the two.`,
			tag: "unnecessary",
			related: [{ origin: networks.nameOrigin, message: "this says who is trusted" }],
			fixes: fixesOf(style),
		});
	},
});

/** Removes the line, where it is one. */
function fixesOf({ origin: { file, span } }: Assignment): readonly Fix[] {
	const start = file.text.lastIndexOf("\n", span.start - 1) + 1;
	const feed = file.text.indexOf("\n", span.start);
	const end = feed === -1 ? file.text.length : feed + 1;
	if (span.end > end || file.text.slice(start, span.start).trim() !== "" || /^[ \t]/.test(file.text.slice(end))) return [];
	return [{ title: "remove mynetworks_style", safe: true, edits: [{ file, span: { start, end }, text: "" }] }];
}
