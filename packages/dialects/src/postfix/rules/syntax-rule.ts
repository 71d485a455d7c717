import type { Rule } from "@relaylint/core";
import { modelOf, type PostfixModel } from "../model.ts";
import type { SyntaxCode, SyntaxProblem } from "../problems.ts";

/** A rule that reports one kind of syntax problem of main.cf and master.cf. */
export interface SyntaxRule extends Omit<Rule, "check"> {
	readonly code: SyntaxCode;
	/** What to do, one sentence. */
	readonly remedy: string;
}

/** Makes the rule: the problem says what is so and what follows. */
export function syntaxRule({ code, remedy, ...rule }: SyntaxRule): Rule {
	return {
		...rule,
		check({ configuration }, report) {
			const problems = problemsOf(modelOf(configuration));
			for (const problem of problems) {
				if (problem.code !== code) continue;
				const same = problems.filter((other) => other !== problem && overlap(other, problem));
				if (same.some((other) => isCause(other, problem))) continue;
				// The cause is as grave as what it leads to.
				const grave = same.some((other) => isCause(problem, other) && other.effect === "fatal");
				report({
					certainty: "proven",
					origin: problem.origin,
					message: `${problem.message} ${remedy}`,
					...(grave ? { severity: "error" } : {}),
				});
			}
		},
	};
}

function problemsOf({ mainCf, masterCf }: PostfixModel): readonly SyntaxProblem[] {
	return [...mainCf.problems, ...(masterCf?.problems ?? [])];
}

/** Whether one of two problems of the same words is why there is the other. */
function isCause(cause: SyntaxProblem, other: SyntaxProblem): boolean {
	const first = CAUSES.indexOf(cause.code);
	return first !== -1 && !CAUSES.slice(0, first + 1).includes(other.code);
}

const CAUSES: readonly SyntaxCode[] = ["byte-order-mark", "nul-byte", "no-break-space", "unbalanced-brace"];

function overlap(a: SyntaxProblem, b: SyntaxProblem): boolean {
	const [one, two] = [a.origin.span, b.origin.span];
	return a.origin.file === b.origin.file && one.start < two.end && two.start < one.end;
}
