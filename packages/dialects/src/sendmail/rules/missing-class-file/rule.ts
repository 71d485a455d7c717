import { defineRule } from "@relaylint/core";
import { modelOf } from "../../model.ts";

/** A file of a class is not there, and Sendmail does not start without it. */
export const missingClassFile = defineRule({
	id: "missing-class-file",
	severity: "error",
	summary: "A file of a class is not there, and Sendmail does not start without it.",
	check({ configuration }, report) {
		const { server } = modelOf(configuration);
		const said = new Set<string>();
		for (const statement of server.statements) {
			if (statement.kind !== "class-file") continue;
			for (const { path, origin } of server.class(statement.name).missing) {
				if (said.has(path)) continue;
				said.add(path);
				report({
					certainty: "proven",
					origin,
					message: `${path} is not there, and the words of class ${statement.name} are to be read from it. Sendmail does not start. Make the file, or put "-o" before its name so that it may be missing.`,
				});
			}
		}
	},
});
