import type { Case, CaseProbe } from "./case.ts";
import type { Sandbox } from "./sandbox.ts";

/** What the layer of one MTA is made of: Debian packages, unpacked and made ready once, without installing them. */
export interface LayerRecipe {
	readonly id: string;
	readonly packages: readonly string[];
	/** Accounts that the packages' installation would make, with their number; each has a group of that name and number. */
	readonly accounts: Readonly<Record<string, number>>;
	/** A POSIX shell script that does what the packages' installation would; it runs in the layer's directory. */
	readonly script: string;
}

/** A daemon that was started. */
export interface Daemon {
	/** Settles when the daemon's main process ends. */
	readonly ended: Promise<void>;
	/** What it has written to standard error. */
	said(): string;
}

/** Where the MTA's own router sends a recipient, before anything that a table or a list of restrictions does to it. */
export interface Route {
	/** `relay` leaves for another server by a list of domains, and whether the list claims that domain the router does not say; null where the recipient cannot be delivered. */
	readonly to: "here" | "elsewhere" | "relay" | null;
	readonly how: string;
}

/**
 * All that is special about one MTA. The sandbox is fresh for every case: its own processes, network and files, with the MTA
 * unpacked and nothing running.
 */
export interface MtaDriver {
	readonly recipe: LayerRecipe;
	/** How many generated probes a short and a full run play. */
	readonly generated: {
		readonly share: number;
		readonly full: number;
		/** The seed of a short run where nobody asks for another: fresh ones still find disagreements, which a full run shows. */
		readonly seed?: number;
		/** Whether the witnesses of generated configurations are played as well. */
		readonly witnesses?: true;
	};
	/**
	 * Puts the administrator's files in place, and makes around them what an installed system would have: built tables, certificates,
	 * sockets. Where the daemon reads a file that is built from another, the case with the built one alone comes back.
	 */
	prepare(sandbox: Sandbox, one: Case): Promise<Case | undefined>;
	/** Starts the unmodified daemon. */
	start(sandbox: Sandbox): Daemon;
	/** Whether a line of the log says that a process refuses to run with its configuration. */
	isFatal(line: string): boolean;
	/** Whether a line of the log says that a process that serves clients was killed: at its start it does not run, later it drops its client. */
	isCrash(line: string): boolean;
	/** Asks the router about an accepted recipient; undefined where it does not answer. */
	route(sandbox: Sandbox, probe: CaseProbe): Promise<Route | undefined>;
	/** What rule sets make of texts, one result a pair, with nobody connected; empty where a rule set has no result. Absent where an MTA has no rule sets. */
	rewrite?(sandbox: Sandbox, pairs: readonly RewritePair[]): Promise<readonly (string | undefined)[]>;
}

/** A rule set and a text to be given to it. */
export interface RewritePair {
	readonly ruleset: string;
	readonly text: string;
}
