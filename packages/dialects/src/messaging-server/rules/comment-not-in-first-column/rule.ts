import { problemRule } from "../problem-rule.ts";

/** A line that looks like a comment does not begin in the first column, so it is an entry. */
export const commentNotInFirstColumn = problemRule({
	id: "comment-not-in-first-column",
	kind: "comment-not-in-first-column",
	severity: "warning",
	summary: "A line that looks like a comment does not begin in the first column, so it is an entry.",
	message: () =>
		`Comments begin with ! in the first column. This line is an entry, whose pattern begins with an exclamation mark. Move it to the first column.`,
});
