import { defineRule } from "@relaylint/core";

/** A comment names a rule that is none. The linter reports it itself: only it knows what every other rule found. */
export const suppressionOfUnknownRule = defineRule({
	id: "suppression-of-unknown-rule",
	severity: "warning",
	summary: "A relaylint-ignore comment names a rule that does not exist.",
	check() {},
});
