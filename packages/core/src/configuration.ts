import type { Diagnostic, Fix } from "./diagnostic.ts";
import type { RelayPolicy } from "./policy/relay-policy.ts";
import type { HostFacts } from "./policy/stranger.ts";
import type { Setting } from "./setting.ts";
import type { FileOrigin } from "./source/origin.ts";
import type { SourceFile } from "./source/source-file.ts";

/** The mail servers that relaylint reads. */
export type DialectId = "postfix" | "exim" | "sendmail" | "messaging-server" | "apple-mail" | "postcast";

/** What is known about the host beside its files; what is absent is unknown, never guessed and never asked of this machine. */
export interface Environment {
	/** The release whose defaults hold (`3.7`); absent: the newest known, as an assumption. */
	readonly release?: string;
	/** The fully qualified host name. */
	readonly hostname?: string;
	/** The addresses of the interfaces with their prefix length (`10.0.0.1/24`), loopback not included. */
	readonly interfaces?: readonly string[];
	/** Addresses of routers that hide others behind theirs: whoever is behind one looks like it. */
	readonly natRouters?: readonly string[];
	/** Addresses and networks of servers that may relay through this one. */
	readonly ownServers?: readonly string[];
	/** The default gateways, where the machine itself was asked. */
	readonly gateways?: readonly string[];
	/** Local accounts; absent: not known. */
	readonly users?: readonly string[];
	/** True where the given files are the whole server: a file that is not among them is missing, not merely unseen. */
	readonly complete: boolean;
	/** Tables that are there as text but were never built, by the file's name or path. */
	readonly unbuilt: readonly string[];
}

/** Everything known of one configuration after reading it; immutable. */
export interface Configuration {
	readonly dialect: DialectId;
	/** Every file that was read, the main file first. */
	readonly files: readonly SourceFile[];
	readonly settings: readonly Setting[];
	readonly policy: RelayPolicy;
	/** Syntax and setting errors met while reading. */
	readonly diagnostics: readonly Diagnostic[];
	/** What was taken for granted, one sentence each. */
	readonly assumptions: readonly string[];
	/** What the dialect's own rules read; nobody else looks inside. */
	readonly model: unknown;
	/** Where clients may send a password before TLS; absent where the server has no logins, or relaylint does not look. */
	plainLogins?(host: HostFacts): readonly PlainLogin[];
}

/** Words by which clients may log in without TLS. */
export interface PlainLogin {
	/** The name of the listener. */
	readonly listener: string;
	readonly origin: FileOrigin;
	/** What to do, one sentence. */
	readonly remedy: string;
	readonly fixes?: readonly Fix[];
}
