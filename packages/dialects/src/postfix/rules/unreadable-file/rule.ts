import { defineRule, inFile } from "@relaylint/core";
import { modelOf } from "../../model.ts";
import { namedTables } from "../named-tables.ts";

/** A file that the configuration names is there and cannot be read, so what depends on it is unknown. */
export const unreadableFile = defineRule({
	id: "unreadable-file",
	severity: "warning",
	summary: "A file that the configuration names is there and cannot be read, so what depends on it is unknown.",
	check({ configuration }, report) {
		const model = modelOf(configuration);
		const master = model.reader.read("master.cf");
		if (master.kind === "unreadable") {
			const message = `master.cf cannot be read (${master.reason}). Which services run, and with which settings, is unknown. Make it readable.`;
			report({ certainty: "proven", origin: inFile(model.mainCf.file, { start: 0, end: 0 }), message });
		}
		const said = new Set<string>();
		for (const { path, origin, settings } of namedTables(model)) {
			if (path === undefined || settings || said.has(path)) continue;
			const outcome = model.reader.read(path);
			if (outcome.kind !== "unreadable") continue;
			said.add(path);
			report({
				certainty: "proven",
				origin,
				message: `${path} cannot be read (${outcome.reason}). What depends on it is unknown. Make it readable, or check it by hand.`,
			});
		}
	},
});
