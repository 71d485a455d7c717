import { defineRule, type Fix } from "@relaylint/core";
import { modelOf } from "../../model.ts";
import { quotedList } from "../finding.ts";
import { type Hazard, hazards } from "../hazards.ts";

/** Several settings stand on one line, of which only the first is one. */
export const flattenedSettings = defineRule({
	id: "flattened-settings",
	severity: "error",
	summary: "Several settings stand on one line, of which only the first is one.",
	check({ configuration }, report) {
		const bySetting = new Map<unknown, Hazard[]>();
		for (const hazard of hazards(modelOf(configuration))) {
			if (hazard.kind !== "swallowed") continue;
			const known = bySetting.get(hazard.setting) ?? [];
			bySetting.set(hazard.setting, known);
			known.push(hazard);
		}
		for (const swallowed of bySetting.values()) {
			const [first] = swallowed;
			if (first?.setting === undefined) continue;
			const names = quotedList(swallowed.map((one) => one.name ?? ""));
			const one = swallowed.length === 1;
			report({
				certainty: "likely",
				origin: first.origin,
				message: `${names} ${one ? "stands" : "stand"} on the line of ${first.setting.name} and ${one ? "is" : "are"} part of its value. ${one ? "It is" : "They are"} not set, and the value is wrong. Begin a line for each setting.`,
				...(one
					? {}
					: { related: swallowed.slice(1).map((other) => ({ origin: other.origin, message: "this is part of the value too" })) }),
				fixes: ownLines(swallowed),
			});
		}
	},
});

/** Begins a line before each of the settings of main.cf. */
function ownLines(swallowed: readonly Hazard[]): readonly Fix[] {
	const edits = swallowed.flatMap(({ origin, setting }) => {
		const { file, span } = origin;
		if (setting?.service !== undefined) return [];
		let from = span.start;
		while (from > 0 && /[ \t]/.test(file.text.charAt(from - 1))) from--;
		return [{ file, span: { start: from, end: span.start }, text: "\n" }];
	});
	return edits.length === 0 ? [] : [{ title: "begin a line for each setting", safe: false, edits }];
}
