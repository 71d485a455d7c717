import { problemRule } from "../problem-rule.ts";

/** No blank line stands between the name of a mapping table and its first entry. */
export const missingBlankAfterTableName = problemRule({
	id: "missing-blank-after-table-name",
	kind: "missing-blank-after-table-name",
	severity: "error",
	summary: "No blank line stands between the name of a mapping table and its first entry.",
	message: (detail) =>
		`No blank line follows the name ${detail}, as the manual wants, so it is not certain that the table is read. Put one there.`,
	fix: { title: "put a blank line behind the name", safe: true },
});
