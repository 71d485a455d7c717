import { defineRule } from "@relaylint/core";
import { modelOf } from "../../model.ts";

/** A key stands in a map twice: makemap takes the first line and complains about the others. */
export const duplicateAccessKey = defineRule({
	id: "duplicate-access-key",
	severity: "warning",
	summary: "A key stands in a map twice: makemap takes the first line and complains about the others.",
	check({ configuration }, report) {
		const { server } = modelOf(configuration);
		for (const name of ["access", "virtuser", "mailertable", "domaintable"]) {
			for (const { kind, key, origin, first } of server.map(name)?.table?.odd ?? []) {
				if (kind !== "duplicate") continue;
				report({
					certainty: "proven",
					origin,
					message: `"${key}" stands on an earlier line, and that line holds. makemap(8) leaves this one out. Remove the line that is not meant.`,
					...(first === undefined ? {} : { related: [{ origin: first, message: "the line that holds" }] }),
				});
			}
		}
	},
});
