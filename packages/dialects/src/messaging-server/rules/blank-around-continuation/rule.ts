import { problemRule } from "../problem-rule.ts";

/** A pattern or a template is continued on the next line with blanks around the joint. */
export const blankAroundContinuation = problemRule({
	id: "blank-around-continuation",
	kind: "blank-continuation",
	severity: "warning",
	summary: "A pattern or a template is continued on the next line with blanks around the joint.",
	message: () =>
		`This entry is continued inside a column, with blanks before the rest: what becomes of them is not documented. Break the line between the columns, or continue in the first column.`,
});
