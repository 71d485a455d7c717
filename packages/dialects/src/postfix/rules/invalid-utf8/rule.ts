import { syntaxRule } from "../syntax-rule.ts";

/** A file is not UTF-8. */
export const invalidUtf8 = syntaxRule({
	id: "invalid-utf8",
	severity: "warning",
	summary: "A file is not UTF-8.",
	code: "invalid-utf8",
	remedy: "Save the file as UTF-8.",
});
