import type { DnsZone } from "@relaylint/core";

/** One question to a server, as `probes.json` writes it; only `to` is required. */
export interface CaseProbe {
	readonly client?: string;
	readonly name?: string;
	readonly forged?: boolean;
	readonly helo?: string;
	readonly port?: number;
	readonly server?: string;
	readonly tls?: boolean;
	readonly clientcert?: boolean;
	readonly auth?: boolean | { readonly user?: string; readonly pass?: string };
	readonly from?: string;
	readonly mailargs?: string;
	readonly to: string;
	/** The client's address is one that a PROXY header announces: the connection comes from elsewhere. Only for witnesses. */
	readonly announced?: boolean;
	/** What the daemon answered when the case was recorded. */
	readonly expect?: string;
	/** Other answers that are right too. */
	readonly or?: string | readonly string[];
}

/** The world around a server and the questions to it: the content of `probes.json`. */
export interface CaseWorld {
	readonly hostname?: string;
	readonly address?: string;
	readonly addresses?: readonly string[];
	readonly users?: readonly string[];
	readonly release?: string;
	readonly nocompile?: readonly string[];
	readonly dns?: DnsZone;
	readonly probes: readonly CaseProbe[];
}

/** One configuration with its world. */
export interface Case {
	readonly name: string;
	/** Paths relative to the configuration's directory, and below `root/` those of files that stand elsewhere, to their content in base64. */
	readonly files: Readonly<Record<string, string>>;
	readonly world: CaseWorld;
	/** A program and its arguments, to be run beside the daemon after the probes. */
	readonly beside?: readonly string[];
}

/** The content of a file of a case. */
export function encoded(text: string): string {
	return Buffer.from(text).toString("base64");
}
