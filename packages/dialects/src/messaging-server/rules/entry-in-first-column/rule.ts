import { problemRule } from "../problem-rule.ts";

/** An entry of a mapping table begins in the first column, where the name of a table stands. */
export const entryInFirstColumn = problemRule({
	id: "entry-in-first-column",
	kind: "entry-in-first-column",
	severity: "error",
	summary: "An entry of a mapping table begins in the first column, where the name of a table stands.",
	message: () =>
		`This entry begins in the first column and is read as the name of a table: it and the entries behind it are in no table that is asked. Indent it.`,
	fix: { title: "indent the entry", safe: false },
});
