import { tableRule } from "../table-rule.ts";

/** A key stands in a table twice, and only one line counts. */
export const duplicateTableKey = tableRule({
	id: "duplicate-table-key",
	severity: "warning",
	summary: "A key stands in a table twice, and only one line counts.",
	codes: ["duplicate-key"],
	remedy: "Remove the line that is not meant.",
	severityOf: (table) => (table.failure === undefined ? "warning" : "error"),
});
