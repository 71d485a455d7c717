import { defineRule, type FileOrigin, type RuleInput } from "@relaylint/core";
import { sourceOrigin } from "../../expand.ts";
import { findHoles } from "../../holes.ts";
import { modelOf } from "../../model.ts";
import { readTables } from "../named-tables.ts";
import { writtenSettings } from "../written.ts";

/** A file is a template: something fills it in before Postfix reads it, so what depends on that is unknown. */
export const templateHole = defineRule({
	id: "template-hole",
	severity: "info",
	summary: "A file is a template: something fills it in before Postfix reads it, so what depends on that is unknown.",
	check(input, report) {
		const { configuration } = input;
		const model = modelOf(configuration);
		const said = filesInVerdict(input);
		const holes = new Map<string, FileOrigin[]>();
		const add = (origin: FileOrigin) => {
			const known = holes.get(origin.file.path) ?? [];
			holes.set(origin.file.path, known);
			known.push(origin);
		};
		const { mainCf, masterCf } = model;
		for (const { origin } of mainCf.opaque) add(origin);
		for (const origin of masterCf?.opaque ?? []) add(origin);
		for (const { value, condition } of writtenSettings(model)) {
			if (condition !== undefined) add(condition);
			for (const { span } of findHoles(value.tree.text)) {
				const origin = sourceOrigin(value.source, span);
				if (origin.kind === "file") add(origin);
			}
		}
		for (const service of masterCf?.services ?? []) {
			if (service.condition !== undefined) add(service.condition);
			for (const { hole, origin } of [service.name, service.type, service.command])
				if (hole && origin.kind === "file") add(origin);
		}
		for (const { diagnostics } of readTables(model)) {
			for (const { code, origin } of diagnostics) if (code === "template-hole" && origin.kind === "file") add(origin);
		}
		for (const [path, places] of holes) {
			if (said.has(path)) continue;
			const first = places.reduce((best, one) => (one.span.start < best.span.start ? one : best));
			const more = new Set(places.map((one) => one.span.start)).size - 1;
			report({
				certainty: "proven",
				origin: first,
				message: `Something fills this in before Postfix reads the file${more === 0 ? "" : `, here and in ${more} more place${more === 1 ? "" : "s"}`}. What depends on it is unknown. Check the file that the template makes.`,
			});
		}
	},
});

/** The files whose holes the verdict depends on: what is said of the verdict says this of them as well. */
function filesInVerdict({ configuration, analysis }: RuleInput): ReadonlySet<string> {
	const { verdict, listeners } = analysis();
	if (verdict !== "conditional" && verdict !== "unknown") return new Set();
	const open = listeners.filter((one) => one.verdict === "conditional" || one.verdict === "unknown");
	const depends = open.length === 0 ? configuration.policy.depends : open.flatMap((one) => one.depends);
	return new Set(
		depends.flatMap(({ text, origin }) => {
			const near = origin?.kind === "default" ? origin.near : origin;
			return near !== undefined && /\btemplate (?:hole|statement)\b/.test(text) ? [near.file.path] : [];
		}),
	);
}
