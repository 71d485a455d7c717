import { problemRule } from "../problem-rule.ts";

/** Two mapping tables have one name. */
export const duplicateTable = problemRule({
	id: "duplicate-table",
	kind: "duplicate-table",
	severity: "error",
	summary: "Two mapping tables have one name.",
	message: (detail) =>
		`A table named ${detail} is there already, which is not allowed: which of the two counts is not known. Put their entries into one.`,
});
