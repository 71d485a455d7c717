import { problemRule } from "../problem-rule.ts";

/** A blank in a template is not quoted, which cuts the template there. */
export const unquotedBlank = problemRule({
	id: "unquoted-blank",
	kind: "unquoted-blank",
	severity: "error",
	summary: "A blank in a template is not quoted, which cuts the template there.",
	message: (detail) =>
		`This stands behind an unquoted blank and is cut off: the template of ${detail} ends at the blank. Write a dollar before each blank of the text.`,
});
