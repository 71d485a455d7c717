import { isQuotedFeature } from "../../m4/text.ts";
import { problemRule } from "../problem-rule.ts";

/** There is no FEATURE of this name, so that nothing is switched on. */
export const unknownFeature = problemRule({
	id: "unknown-feature",
	severity: "warning",
	summary: "There is no FEATURE of this name, so that nothing is switched on.",
	kinds: ["unknown-feature"],
	except: isQuotedFeature,
	remedy: "Correct the name, or put its file into the feature directory.",
});
