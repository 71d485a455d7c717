/** One input: the files of a directory by their path in it. */
export type CaseFiles = ReadonlyMap<string, Uint8Array>;

/** Something that is given inputs and must keep its promises. */
export interface Target {
	readonly name: string;
	/** Inputs to begin with. */
	readonly seeds: readonly CaseFiles[];
	/** How often it is chosen, against the other targets. */
	readonly weight: number;
	/** The promises that are broken for an input, as sentences. What it throws is one too. */
	broken(files: CaseFiles): readonly string[] | Promise<readonly string[]>;
}

/** A broken promise with the input that breaks it. */
export interface Failure {
	readonly target: string;
	readonly what: string;
	readonly files: CaseFiles;
}

/** The most bytes of an input; for as much, no target may take more than {@link MOST_SECONDS}. */
export const MOST_BYTES = 100_000;

/** Seconds of processor time that one input of a parser may take. */
export const MOST_SECONDS = 1;

/** Seconds that a target may take for one input: a whole configuration's analysis is not held to a parser's second yet. */
export function mostSecondsOf(target: string): number {
	return /^(?:(?:check|fixes|probe) of |the command$)/.test(target) ? 10 : MOST_SECONDS;
}

export function sizeOf(files: CaseFiles): number {
	let bytes = 0;
	for (const content of files.values()) bytes += content.length;
	return bytes;
}
