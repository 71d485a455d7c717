import { defineRule, type Fix, lineStartsOf, positionAt } from "@relaylint/core";
import { modelOf } from "../../model.ts";
import { type Written, writtenSettings } from "../written.ts";

/** A parameter is set twice in one place, and only the last line counts. */
export const duplicateParameter = defineRule({
	id: "duplicate-parameter",
	severity: "warning",
	summary: "A parameter is set twice in one place, and only the last line counts.",
	check({ configuration }, report) {
		const last = new Map<string, Written>();
		const services = new Map<unknown, number>();
		for (const written of [...writtenSettings(modelOf(configuration))].reverse()) {
			const { service, name, condition } = written;
			if (!services.has(service)) services.set(service, services.size);
			const key = `${services.get(service)} ${name}`;
			const later = last.get(key);
			if (later === undefined || condition !== undefined) {
				if (condition === undefined) last.set(key, written);
				continue;
			}
			const same = later.value.tree.text === written.value.tree.text;
			const line = positionAt(later.origin.file, later.origin.span.start).line + 1;
			report({
				certainty: "proven",
				severity: same ? "info" : "warning",
				origin: written.nameOrigin,
				tag: "unnecessary",
				message: `${name} is set again ${service === undefined ? `on line ${line}` : "by a later option"}, ${same ? "to the same value" : "to another value"}. This setting has no effect. Remove the one that is not meant.`,
				related: [{ origin: later.nameOrigin, message: "this setting counts" }],
				fixes: removal(written),
			});
		}
	},
});

/** Takes the dead line away, where the setting is one line of main.cf. */
function removal({ origin, service }: Written): readonly Fix[] {
	const { file, span } = origin;
	const { line } = positionAt(file, span.start);
	if (service !== undefined || positionAt(file, span.end).line !== line) return [];
	const end = lineStartsOf(file)[line + 1] ?? file.text.length;
	return [{ title: "remove the line without effect", safe: true, edits: [{ file, span: { start: span.start, end }, text: "" }] }];
}
