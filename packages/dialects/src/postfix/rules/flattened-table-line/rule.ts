import { tableRule } from "../table-rule.ts";

/** A line of a table seems to hold several entries. */
export const flattenedTableLine = tableRule({
	id: "flattened-table-line",
	severity: "warning",
	summary: "A line of a table seems to hold several entries.",
	codes: ["several-keys"],
	remedy: "Give each entry its own line.",
});
