import { syntaxRule } from "../syntax-rule.ts";

/** A character that looks like a space is part of a word to Postfix. */
export const noBreakSpace = syntaxRule({
	id: "no-break-space",
	severity: "warning",
	summary: "A character that looks like a space is part of a word to Postfix.",
	code: "no-break-space",
	remedy: "Replace it by a plain space.",
});
