import { defineRule, inFile } from "@relaylint/core";
import { modelOf } from "../../model.ts";
import { namedTables } from "../named-tables.ts";

/** A file that the configuration names stands outside the files under check, so it was not opened. */
export const includeOutside = defineRule({
	id: "include-outside",
	severity: "warning",
	summary: "A file that the configuration names leads outside the files under check, so it was not opened.",
	check({ configuration }, report) {
		const model = modelOf(configuration);
		if (model.reader.read("master.cf").kind === "outside") {
			const message =
				"master.cf leads outside the files under check and was not opened. Which services run, and with which settings, is unknown. Check the directory that holds it.";
			report({ certainty: "proven", origin: inFile(model.mainCf.file, { start: 0, end: 0 }), message });
		}
		const said = new Set<string>();
		for (const { path, origin, settings } of namedTables(model)) {
			if (path === undefined || settings || said.has(path) || model.reader.read(path).kind !== "outside") continue;
			said.add(path);
			report({
				certainty: "proven",
				origin,
				message: `${path} leads outside the files under check and was not opened. What depends on it is unknown. Check the directory that holds it, or give it with --root.`,
			});
		}
	},
});
