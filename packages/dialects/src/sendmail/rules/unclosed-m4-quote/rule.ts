import { problemRule } from "../problem-rule.ts";

/** A quote or a parenthesis of m4 is never closed, so that the rest of the file is no longer what it seems. */
export const unclosedM4Quote = problemRule({
	id: "unclosed-m4-quote",
	severity: "error",
	summary: "A quote or a parenthesis of m4 is never closed, so that the rest of the file is no longer what it seems.",
	kinds: ["unclosed-quote", "unclosed-arguments"],
	remedy: "Close it: a quote begins with a backquote and ends with an apostrophe.",
});
