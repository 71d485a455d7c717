import { syntaxRule } from "../syntax-rule.ts";

/** A brace around an argument of master.cf has no partner, so master(8) does not start. */
export const unbalancedBrace = syntaxRule({
	id: "unbalanced-brace",
	severity: "error",
	summary: "A brace around an argument of master.cf has no partner, so master(8) does not start.",
	code: "unbalanced-brace",
	remedy: "Close the brace at the end of the argument.",
});
