import { syntaxRule } from "../syntax-rule.ts";

/** The first line of a file begins with white space, so Postfix skips it. */
export const indentedFirstLine = syntaxRule({
	id: "indented-first-line",
	severity: "warning",
	summary: "The first line of a file begins with white space, so Postfix skips it.",
	code: "indented-first-line",
	remedy: "Remove the white space.",
});
