import type { Case, CaseProbe } from "../case.ts";

/** A generated configuration with its questions, made of parts that can be taken away. */
export interface Sample {
	readonly probes: readonly CaseProbe[];
	/** Its files and its world. */
	asCase(name: string): Case;
	/** The same with these questions alone. */
	asking(probes: readonly CaseProbe[]): Sample;
	/** The same with one part less, in every way; the largest parts last. */
	smaller(): readonly (() => Sample)[];
}

/** Makes a random but plausible configuration with so many questions at the boundaries of its sets; the seed alone decides. */
export type Generator = (seed: number, probes: number) => Sample;

/** A draft of whatever shape as a sample, by how its files are written and what is smaller than it. */
export function sampleOf<D extends { readonly probes: readonly CaseProbe[] }>(
	draft: D,
	caseOf: (draft: D, name: string) => Case,
	smallerDrafts: (draft: D) => readonly (() => D)[],
): Sample {
	return {
		probes: draft.probes,
		asCase: (name) => caseOf(draft, name),
		asking: (probes) => sampleOf({ ...draft, probes }, caseOf, smallerDrafts),
		smaller: () => smallerDrafts(draft).map((make) => () => sampleOf(make(), caseOf, smallerDrafts)),
	};
}
