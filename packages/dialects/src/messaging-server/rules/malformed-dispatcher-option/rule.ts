import { problemRule } from "../problem-rule.ts";

/** A line of dispatcher.cnf is neither a section nor a setting. */
export const malformedDispatcherOption = problemRule({
	id: "malformed-dispatcher-option",
	kind: "malformed-option",
	severity: "warning",
	summary: "A line of dispatcher.cnf is neither a section nor a setting.",
	message: () => `This line is neither [SERVICE=name] nor NAME=value, so it sets nothing. Write it as one of them.`,
});
