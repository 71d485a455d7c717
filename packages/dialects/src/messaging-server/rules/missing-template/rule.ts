import { problemRule } from "../problem-rule.ts";

/** An entry of a mapping table has one column alone. */
export const missingTemplate = problemRule({
	id: "missing-template",
	kind: "missing-template",
	severity: "error",
	summary: "An entry of a mapping table has one column alone.",
	message: (detail) =>
		`This entry of ${detail} has no template: where it matches nothing is refused, and later entries are not asked. Write what follows from the match in a second column.`,
});
