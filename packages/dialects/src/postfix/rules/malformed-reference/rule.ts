import { syntaxRule } from "../syntax-rule.ts";

/** A reference such as ${name} does not parse. */
export const malformedReference = syntaxRule({
	id: "malformed-reference",
	severity: "error",
	summary: "A reference such as ${name} does not parse.",
	code: "bad-reference",
	remedy: "Write $name or ${name}, and $$ for a dollar sign.",
});
