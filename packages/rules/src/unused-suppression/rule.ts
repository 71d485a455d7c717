import { defineRule } from "@relaylint/core";

/** A comment suppresses what is not found. The linter reports it itself: only it knows what every other rule found. */
export const unusedSuppression = defineRule({
	id: "unused-suppression",
	severity: "warning",
	summary: "A relaylint-ignore comment suppresses nothing.",
	check() {},
});
