import { type Certainty, defineRule, type Rule, type Severity } from "@relaylint/core";
import { modelOf } from "../model.ts";
import type { ProblemKind } from "../problems.ts";

/** A rule that reports a problem of a line as such: what was noted while the file was read. */
export function problemRule(said: {
	readonly id: string;
	readonly kind: ProblemKind;
	readonly severity: Severity;
	readonly certainty?: Certainty;
	readonly summary: string;
	readonly message: (detail: string) => string;
	readonly fix?: { readonly title: string; readonly safe: boolean };
}): Rule {
	return defineRule({
		id: said.id,
		severity: said.severity,
		summary: said.summary,
		check({ configuration }, report) {
			for (const { kind, origin, detail, edits } of modelOf(configuration).problems) {
				if (kind !== said.kind) continue;
				report({
					certainty: said.certainty ?? "proven",
					origin,
					message: said.message(detail),
					...(edits === undefined || said.fix === undefined ? {} : { fixes: [{ ...said.fix, edits }] }),
				});
			}
		},
	});
}
