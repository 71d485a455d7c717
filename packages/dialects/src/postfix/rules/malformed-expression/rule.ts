import { tableRule } from "../table-rule.ts";

/** A rule of a regexp or pcre table does not compile, so Postfix skips it. */
export const malformedExpression = tableRule({
	id: "malformed-expression",
	severity: "warning",
	summary: "A rule of a regexp or pcre table does not compile, so Postfix skips it.",
	codes: ["bad-expression", "unknown-flag", "bad-substitution"],
	remedy: 'Correct the rule: "postmap -q KEY TABLE" shows what the table answers.',
});
