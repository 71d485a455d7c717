import { syntaxRule } from "../syntax-rule.ts";

/** A line of main.cf has no "=", so no Postfix program starts. */
export const missingEqualsSign = syntaxRule({
	id: "missing-equals-sign",
	severity: "error",
	summary: 'A line of main.cf has no "=", so no Postfix program starts.',
	code: "missing-equals",
	remedy: 'Write "name = value", or begin the line with white space if it continues the line above.',
});
