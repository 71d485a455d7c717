import { tableRule } from "../table-rule.ts";

/** A line of a lookup table cannot be read, so Postfix skips it. */
export const unreadableTableLine = tableRule({
	id: "unreadable-table-line",
	severity: "warning",
	summary: "A line of a lookup table cannot be read, so Postfix skips it.",
	codes: ["missing-value", "unbalanced-quote", "invalid-utf8", "orphan-continuation", "bad-rule"],
	remedy: "Write one key and its result on the line, or make it a comment.",
});
