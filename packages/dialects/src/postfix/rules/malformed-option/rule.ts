import { syntaxRule } from "../syntax-rule.ts";

/** An option of a service does not parse, so the service does not work. */
export const malformedOption = syntaxRule({
	id: "malformed-option",
	severity: "error",
	summary: "An option of a service does not parse, so the service does not work.",
	code: "bad-option",
	remedy: 'Write "-o name=value", or "-o { name = value }" where the value has white space.',
});
