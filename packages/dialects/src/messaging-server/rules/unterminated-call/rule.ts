import { problemRule } from "../problem-rule.ts";

/** A look-up in a template or the blank behind it is not as the manual wants it, so that it is not closed. */
export const unterminatedCall = problemRule({
	id: "unterminated-call",
	kind: "unterminated-call",
	severity: "error",
	summary: "A look-up in a template or the blank behind it is not as the manual wants it, so that it is not closed.",
	message: (detail) =>
		`A look-up that this template of ${detail} begins is not closed. How the server reads it is not known. Close it: $|table;text|, \${key}, $]url[ or $[image,routine,text].`,
});
