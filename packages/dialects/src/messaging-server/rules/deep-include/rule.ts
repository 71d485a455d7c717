import { problemRule } from "../problem-rule.ts";

/** Included files include others more than three levels deep. */
export const deepInclude = problemRule({
	id: "deep-include",
	kind: "deep-include",
	severity: "error",
	summary: "Included files include others more than three levels deep.",
	message: (detail) =>
		`Files may include others three levels deep and no deeper: ${detail} is not read. Include it from a file nearer to the top.`,
});
