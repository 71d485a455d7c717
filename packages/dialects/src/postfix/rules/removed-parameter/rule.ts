import { defineRule } from "@relaylint/core";
import { modelOf } from "../../model.ts";
import { findParameter, isDeprecatedInRelease, isKnownInRelease } from "../../schema/schema.ts";
import { releaseText } from "../../settings.ts";
import { referencedNames, writtenSettings } from "../written.ts";

/** A setting names a parameter that Postfix no longer has, so the line has no effect. */
export const removedParameter = defineRule({
	id: "removed-parameter",
	severity: "warning",
	summary: "A setting names a parameter that Postfix no longer has, so the line has no effect.",
	check({ configuration }, report) {
		const model = modelOf(configuration);
		for (const { name, nameOrigin } of writtenSettings(model)) {
			const schema = findParameter(name);
			if (schema?.removed === undefined || isKnownInRelease(schema, model.release) || referencedNames(model).has(name)) continue;
			if (!isDeprecatedInRelease({ ...schema, deprecated: schema.removed }, model.release)) continue;
			const { removed, replacement } = schema;
			const since = releaseText({ major: removed.major, minor: removed.minor });
			const said = model.environment.release !== undefined;
			report({
				certainty: said ? "proven" : "likely",
				severity: said ? "warning" : "info",
				tag: "deprecated",
				origin: nameOrigin,
				message: `Postfix has no ${name} since ${since}. The line has no effect there. ${replacement === undefined ? "Remove it." : `Use ${replacement}.`}`,
			});
		}
	},
});
