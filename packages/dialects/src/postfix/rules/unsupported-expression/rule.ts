import { tableRule } from "../table-rule.ts";

/** relaylint does not understand an expression, so what depends on it is unknown. */
export const unsupportedExpression = tableRule({
	id: "unsupported-expression",
	severity: "info",
	summary: "relaylint does not understand an expression, so what depends on it is unknown.",
	codes: ["unsupported-expression"],
	remedy: "Check by hand what it matches, or write it more simply.",
});
