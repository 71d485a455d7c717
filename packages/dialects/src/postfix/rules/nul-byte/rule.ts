import { syntaxRule } from "../syntax-rule.ts";

/** A line holds a NUL byte, behind which Postfix reads nothing. */
export const nulByte = syntaxRule({
	id: "nul-byte",
	severity: "warning",
	summary: "A line holds a NUL byte, behind which Postfix reads nothing.",
	code: "nul-byte",
	remedy: "Remove the byte.",
});
