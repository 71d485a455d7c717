import { problemRule } from "../problem-rule.ts";

/** An entry stands before the first name of a table. */
export const entryOutsideTable = problemRule({
	id: "entry-outside-table",
	kind: "entry-outside-table",
	severity: "error",
	summary: "An entry stands before the first name of a table.",
	message: () =>
		`This entry stands in no table: no name is above it, so nothing ever asks it. Put the name of its table above it, and a blank line between them.`,
});
