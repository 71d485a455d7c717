import { tableRule } from "../table-rule.ts";

/** A rule of a regexp or pcre table has no result, so lookups that meet it fail. */
export const emptyTableResult = tableRule({
	id: "empty-table-result",
	severity: "warning",
	summary: "A rule of a regexp or pcre table has no result, so lookups that meet it fail.",
	codes: ["empty-result"],
	remedy: "Write the result, or DUNNO for none.",
});
