import { tableRule } from "../table-rule.ts";

/** "if" and "endif" of a table do not pair. */
export const unbalancedTableBlock = tableRule({
	id: "unbalanced-table-block",
	severity: "warning",
	summary: '"if" and "endif" of a table do not pair.',
	codes: ["if-without-endif", "endif-without-if", "extra-text"],
	remedy: 'Give each "if" an "endif" of its own, alone on its line.',
});
