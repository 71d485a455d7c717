import { FALSE, type Match, type Origin, type PolicyRule, truthOf, type VariableReader } from "@relaylint/core";
import type { AclCondition } from "../acl-statements.ts";
import { expand } from "../expansion/evaluate.ts";
import type { ValueText } from "../value.ts";
import { allOf, goesWrong } from "./acl-parts.ts";
import { atomOf } from "./atoms.ts";
import { factsIn } from "./conditions.ts";
import { ALL_FACTS } from "./lists.ts";
import type { Place } from "./place.ts";
import { asVariable } from "./scope.ts";

/** `set`: a variable gets what its value expands to; a forced failure sets nothing. */
export function setRules(condition: AclCondition, at: Place, when: Match): readonly PolicyRule[] {
	const { variable, value, origin } = condition;
	if (variable === undefined || value === undefined) return [];
	const fails = atomOf({
		name: `the value of ${variable} can be worked out`,
		origin,
		reads: ALL_FACTS,
		scope: at.scope,
		// A forced failure sets nothing.
		forced: FALSE,
		test: (on) => {
			const expanded = expand(value.text, on);
			if (expanded.kind === "error") return { kind: "error", reason: expanded.reason };
			return truthOf(expanded.kind !== "failed");
		},
	});
	const compute = (on: Parameters<typeof at.scope>[0], variables: VariableReader): string =>
		asVariable(expand(value.text, at.scope(on, variables)));
	return [
		{
			match: allOf([when, ...(value.text.includes("$") ? [fails] : [])]),
			action: {
				kind: "assign",
				name: variable,
				value: {
					of: (context, variables) => compute({ context }, variables),
					over: (region, variables) => compute({ region }, variables),
				},
			},
			origin,
		},
	];
}

/** Whether the value of a condition cannot be expanded. */
export function brokenMatch(value: ValueText, at: Place): Match {
	return atomOf({
		name: `${value.text} cannot be expanded`,
		origin: value.origin,
		reads: factsIn(value.text),
		scope: at.scope,
		test: (on) => goesWrong(expand(value.text, on)),
	});
}

/** A temporary refusal, by an error in a condition. */
export function ending(matches: readonly Match[], origin: Origin): PolicyRule {
	return { match: allOf(matches), action: { kind: "refuse", outcome: "defer" }, origin, text: "an error in a condition" };
}
