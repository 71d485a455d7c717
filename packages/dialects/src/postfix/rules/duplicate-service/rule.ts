import { defineRule, positionAt } from "@relaylint/core";
import type { MasterService } from "../../master.ts";
import { modelOf } from "../../model.ts";

/** A service stands in master.cf twice, and only the last line counts. */
export const duplicateService = defineRule({
	id: "duplicate-service",
	severity: "warning",
	summary: "A service stands in master.cf twice, and only the last line counts.",
	check({ configuration }, report) {
		const last = new Map<string, MasterService>();
		for (const service of [...(modelOf(configuration).masterCf?.services ?? [])].reverse()) {
			const { name, type, condition } = service;
			if (name.hole || type.hole || condition !== undefined || name.origin.kind !== "file") continue;
			const key = `${name.text} ${type.text}`;
			const later = last.get(key)?.name.origin;
			if (later?.kind !== "file") {
				last.set(key, service);
				continue;
			}
			const line = positionAt(later.file, later.span.start).line + 1;
			report({
				certainty: "proven",
				origin: name.origin,
				tag: "unnecessary",
				message: `The service "${key}" stands again on line ${line}. This one does not run, whatever its options say. Remove the one that is not meant.`,
				related: [{ origin: later, message: "this service runs" }],
			});
		}
	},
});
