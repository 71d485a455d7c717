import type { DomainTest } from "./settings.ts";

/** How many ways of answering the open questions are followed; beyond that the list of outcomes is marked as incomplete. */
const MAX_BRANCHES = 16;

/** Takes the place of an answer: a yes or no, or the reason of a lookup that failed. An unknown answer is tried both ways. */
export type Decide<Reason> = (test: DomainTest<Reason>) => boolean | { readonly failed: Reason };

/** Every outcome of a computation over the answers to its questions that are unknown, with the reasons why they are. */
export interface Branches<Outcome, Reason> {
	readonly outcomes: readonly Outcome[];
	readonly reasons: readonly Reason[];
	/** False where there were more ways than are followed. */
	readonly complete: boolean;
}

/**
 * Runs a computation once, or once for every combination of yes and no to the unknown questions that it comes to ask. It must ask the same
 * questions after the same answers. Whoever asks twice about one thing remembers the answer.
 */
export function followBranches<Outcome, Reason>(compute: (decide: Decide<Reason>) => Outcome): Branches<Outcome, Reason> {
	const outcomes: Outcome[] = [];
	const reasons = new Set<Reason>();
	let path: boolean[] = [];
	for (;;) {
		let asked = 0;
		outcomes.push(
			compute((test) => {
				if (test.kind === "yes" || test.kind === "no") return test.kind === "yes";
				if (test.kind === "error") return { failed: test.reason };
				reasons.add(test.reason);
				const answer = path[asked] ?? true;
				path[asked++] = answer;
				return answer;
			}),
		);
		path = path.slice(0, asked);
		while (path.at(-1) === false) path.pop();
		if (path.length === 0) return { outcomes, reasons: [...reasons], complete: true };
		if (outcomes.length >= MAX_BRANCHES) return { outcomes, reasons: [...reasons], complete: false };
		path[path.length - 1] = false;
	}
}
