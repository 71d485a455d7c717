import { syntaxRule } from "../syntax-rule.ts";

/** A file begins with a byte-order mark, which becomes part of the first word. */
export const byteOrderMark = syntaxRule({
	id: "byte-order-mark",
	severity: "warning",
	summary: "A file begins with a byte-order mark, which becomes part of the first word.",
	code: "byte-order-mark",
	remedy: "Save the file as UTF-8 without the mark.",
});
