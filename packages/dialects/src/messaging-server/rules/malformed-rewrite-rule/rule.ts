import { problemRule } from "../problem-rule.ts";

/** A rewrite rule has no template, or one that is left open. */
export const malformedRewriteRule = problemRule({
	id: "malformed-rewrite-rule",
	kind: "malformed-rewrite-rule",
	severity: "error",
	summary: "A rewrite rule has no template, or one that is left open.",
	message: () =>
		`This rewrite rule has no template that can be read, so it rewrites nothing. Write pattern and template, with every look-up closed.`,
});
