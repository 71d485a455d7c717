import { problemRule } from "../problem-rule.ts";

/** A pattern or a template is longer than every release reads. */
export const columnTooLong = problemRule({
	id: "column-too-long",
	kind: "column-too-long",
	severity: "warning",
	summary: "A pattern or a template is longer than every release reads.",
	message: (detail) =>
		`A column of this entry has ${detail} characters, and some releases read no more than 252. Make it shorter, or spread it over several entries.`,
});
