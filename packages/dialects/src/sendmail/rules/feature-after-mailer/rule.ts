import { problemRule } from "../problem-rule.ts";

/** A FEATURE stands behind a MAILER, where parts of it come too late. */
export const featureAfterMailer = problemRule({
	id: "feature-after-mailer",
	severity: "warning",
	summary: "A FEATURE stands behind a MAILER, where parts of it come too late.",
	kinds: ["feature-after-mailer"],
	remedy: "Put every FEATURE before the first MAILER.",
});
