import { defineRule } from "@relaylint/core";
import { modelOf } from "../../model.ts";
import { hiddenElements } from "./hidden-elements.ts";
import { hiddenLines } from "./hidden-lines.ts";
import { hiddenRestrictions } from "./hidden-restrictions.ts";

/** A restriction, an element of a list or a line of a table never counts, because an earlier one always decides. */
export const shadowedRestriction = defineRule({
	id: "shadowed-restriction",
	severity: "warning",
	summary: "A restriction, an element of a list or a line of a table never counts, because an earlier one always decides.",
	check({ configuration }, report) {
		const model = modelOf(configuration);
		for (const { origin, severity, message, cause, fixes } of [
			...hiddenRestrictions(model),
			...hiddenElements(model),
			...hiddenLines(model),
		]) {
			report({
				certainty: "proven",
				severity,
				origin,
				message,
				tag: "unnecessary",
				...(cause === undefined ? {} : { related: [{ origin: cause, message: "this decides before it" }] }),
				...(fixes.length === 0 ? {} : { fixes }),
			});
		}
	},
});
