import { defineRule, type Rule, type Severity } from "@relaylint/core";
import type { M4Problem } from "../m4/text.ts";
import { modelOf } from "../model.ts";

/** A rule that reports what m4 and the macros of cf/README object to. */
export function problemRule(said: {
	readonly id: string;
	readonly severity: Severity;
	readonly summary: string;
	readonly kinds: readonly M4Problem["kind"][];
	/** Problems of which another rule says more. */
	except?(problem: M4Problem): boolean;
	/** What to do, one sentence. */
	readonly remedy: string;
}): Rule {
	const { id, severity, summary, kinds, remedy } = said;
	return defineRule({
		id,
		severity,
		summary,
		check({ configuration }, report) {
			for (const problem of modelOf(configuration).mc?.problems ?? []) {
				const { kind, origin, text } = problem;
				if (!kinds.includes(kind) || said.except?.(problem) === true) continue;
				const sentence = `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
				report({ certainty: "proven", origin, message: `${sentence} ${remedy}` });
			}
		},
	});
}
