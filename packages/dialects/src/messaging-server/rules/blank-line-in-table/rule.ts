import { problemRule } from "../problem-rule.ts";

/** A blank line stands between two entries of a mapping table. */
export const blankLineInTable = problemRule({
	id: "blank-line-in-table",
	kind: "blank-line-in-table",
	severity: "error",
	summary: "A blank line stands between two entries of a mapping table.",
	message: (detail) =>
		`A blank line before this entry ends the table ${detail}, so it is not certain that this entry and those behind it are read. Take the blank line out.`,
});
