import { tableRule } from "../table-rule.ts";

/** A key of a table ends in a colon, as in aliases(5), and never matches. */
export const colonAfterTableKey = tableRule({
	id: "colon-after-table-key",
	severity: "warning",
	summary: "A key of a table ends in a colon, as in aliases(5), and never matches.",
	codes: ["colon-after-key"],
	remedy: "Remove the colon.",
});
