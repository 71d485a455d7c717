import { defineRule } from "@relaylint/core";

/** A comment suppresses without saying why. The linter reports it itself: only it knows what every other rule found. */
export const suppressionWithoutReason = defineRule({
	id: "suppression-without-reason",
	severity: "warning",
	summary: "A relaylint-ignore comment gives no reason.",
	check() {},
});
