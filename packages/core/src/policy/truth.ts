import type { Origin } from "../source/origin.ts";

/**
 * Something that an answer depends on and the files do not tell. `outside` facts are named things a reader can go and
 * look at (a directory server, a policy service, a file, an interface); `limit` is what relaylint itself cannot work out;
 * a `choice` is the client's, and comes up only where many attempts are looked at together.
 */
export interface Dependency {
	readonly kind: "outside" | "limit" | "choice";
	/** Two dependencies with the same key are the same fact: assumed once, it stays so along one walk. */
	readonly key: string;
	/** What it is, for a reader. */
	readonly text: string;
	/** True where the atom that depends on it is true when this is, so that every such atom is: one assumption then holds for all of them. */
	readonly shared?: true;
	readonly origin?: Origin;
}

/** The truth of a match for one attempt; `error` is what makes the mail server answer 4xx. */
export type Truth =
	| { readonly kind: "true" }
	| { readonly kind: "false" }
	| { readonly kind: "error"; readonly reason: string }
	/** `orError`: for some value of the unknown fact it is an error. */
	| { readonly kind: "unknown"; readonly because: Dependency; readonly orError?: true };

export const TRUE: Truth = { kind: "true" };
export const FALSE: Truth = { kind: "false" };

/** The truth of a plain condition. */
export function truthOf(condition: boolean): Truth {
	return condition ? TRUE : FALSE;
}

/** A match that makes the mail server answer with a temporary failure. */
export function errorTruth(reason: string): Truth {
	return { kind: "error", reason };
}

/** A match that depends on something outside the files. */
export function dependsOn(because: Dependency): Truth {
	return { kind: "unknown", because };
}

/** Not: an error and an unknown stay what they are. */
export function not(truth: Truth): Truth {
	return truth.kind === "true" ? FALSE : truth.kind === "false" ? TRUE : truth;
}
