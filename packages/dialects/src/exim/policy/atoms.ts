import {
	type ComputedAtom,
	type Context,
	choiceOf,
	dependsOn,
	evaluateBy,
	evaluateOver,
	FALSE,
	type FactName,
	type Hints,
	leafTruth,
	type Match,
	type Origin,
	type Region,
	type Truth,
	type VariableReader,
} from "@relaylint/core";
import type { Scope } from "../expansion/scope.ts";
import type { Condition } from "../expansion/value-of.ts";

/** Makes scopes for an attempt or a region, with the variables that earlier rules set. */
export type ScopeMaker = (on: { readonly context: Context } | { readonly region: Region }, assigned: VariableReader) => Scope;

/** What an atom is made of. */
export interface AtomParts {
	readonly name: string;
	readonly origin: Origin;
	readonly reads: readonly FactName[];
	readonly scope: ScopeMaker;
	readonly hints?: Hints;
	/** What a forced failure counts as. */
	readonly forced?: Truth;
	test(scope: Scope): Condition;
}

/** A condition as an atom of the policy: the same evaluation for one attempt and for all strangers of a region. */
export function atomOf(parts: AtomParts): ComputedAtom {
	const { name, origin, reads, hints, forced = FALSE, scope, test } = parts;
	const settled = (condition: Condition): Truth => (condition.kind === "failed" ? forced : condition);
	const atom: ComputedAtom = {
		kind: "computed",
		name,
		origin,
		reads,
		...(hints === undefined ? {} : { hints }),
		evaluate(context, variable) {
			const read = new Map<string, string | undefined>();
			const truth = settled(test(scope({ context }, noting(variable, read))));
			return withVariables(truth, read);
		},
		over(region, variable) {
			const read = new Map<string, string | undefined>();
			const truth = settled(test(scope({ region }, noting(variable, read))));
			if (truth.kind !== "unknown" || truth.because.kind !== "choice") return withVariables(truth, read);
			const because = choiceOf(atom, `${name}${snapshot(read)}`, origin);
			return truth.orError === true
				? { kind: "unknown", because: { ...because, text: name }, orError: true }
				: dependsOn({ ...because, text: name });
		},
	};
	return atom;
}

function noting(variable: VariableReader, read: Map<string, string | undefined>): VariableReader {
	return (name) => {
		const value = variable(name);
		read.set(name, value);
		return value;
	};
}

function snapshot(read: ReadonlyMap<string, string | undefined>): string {
	return [...read].map(([name, value]) => `;${name}=${value ?? ""}`).join("");
}

/** An unknown under other variables is another one. */
function withVariables(truth: Truth, read: ReadonlyMap<string, string | undefined>): Truth {
	if (truth.kind !== "unknown" || read.size === 0) return truth;
	return { ...truth, because: { ...truth.because, key: `${truth.because.key}${snapshot(read)}` } };
}

/** The truth of a match where a scope stands. */
export function truthOfMatch(match: Match, scope: Scope, assigned: VariableReader): Truth {
	const { context, region } = scope;
	if (context !== undefined)
		return evaluateBy(match, (leaf) => leafTruth(leaf, context, { name: () => undefined, variable: assigned }));
	if (region !== undefined) return evaluateOver(match, region, assigned);
	return evaluateBy(match, (leaf) => {
		if (leaf.kind === "always") return { kind: "true" };
		if (leaf.kind === "never") return FALSE;
		if (leaf.kind === "unknown") return dependsOn(leaf.because);
		return dependsOn({ kind: "limit", key: "static", text: "a list without a client" });
	});
}
