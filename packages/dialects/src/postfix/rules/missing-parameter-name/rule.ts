import { syntaxRule } from "../syntax-rule.ts";

/** A line of main.cf begins with "=", so no Postfix program starts. */
export const missingParameterName = syntaxRule({
	id: "missing-parameter-name",
	severity: "error",
	summary: 'A line of main.cf begins with "=", so no Postfix program starts.',
	code: "missing-name",
	remedy: 'Write the name of the parameter before the "=".',
});
