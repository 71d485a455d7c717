import { problemRule } from "../problem-rule.ts";

/** A file that is included is not there, or includes itself. */
export const missingInclude = problemRule({
	id: "missing-include",
	kind: "missing-include",
	severity: "warning",
	summary: "A file that is included is not there, or includes itself.",
	message: (detail) =>
		`The included file ${detail} is not among the files. What it holds is unknown, and on the server it has to be readable for everybody. Look whether it is there.`,
});
