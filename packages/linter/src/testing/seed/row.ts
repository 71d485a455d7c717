import type { Verdict } from "@relaylint/core";

/** One example that a public guide prints, repaired or as it stands, with what has to be said of it. */
export interface SeedRow {
	/** The row of the review of those guides: `P1`. */
	readonly id: string;
	/** What the example shows. */
	readonly title: string;
	/** By name; a name that begins with `/` stands elsewhere on the server. */
	readonly files: Readonly<Record<string, string>>;
	readonly release?: string;
	readonly verdict: Verdict;
	/** Rules that have to report something. */
	readonly fires: readonly string[];
	/** Rules that may not. */
	readonly silent: readonly string[];
	/** What becomes of attempts where the files are the whole server. */
	readonly probes?: readonly SeedProbe[];
}

/** One attempt with its answer. */
export interface SeedProbe {
	readonly client: string;
	readonly to: string;
	readonly from?: string;
	readonly name?: string;
	readonly auth?: true;
	readonly expect: string;
}

/** An outside client, a listed one and the recipients of the guides' world: example.com is local, elsewhere.test is not. */
export const OUTSIDE = "203.0.113.9";
export const FOREIGN = "victim@elsewhere.test";
export const LOCAL = "alice@example.com";
