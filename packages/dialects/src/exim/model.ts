import type { Configuration, RelayPolicy } from "@relaylint/core";
import type { Document } from "./document.ts";
import type { Authenticator } from "./policy/authenticators.ts";
import type { Server } from "./policy/server.ts";

/** What Exim's own rules read. */
export interface EximModel {
	readonly document: Document;
	readonly server: Server;
	readonly authenticators: readonly Authenticator[];
	/** The policy that the same files would have with another document: what a rule asks to see whether one statement is what decides. */
	lowered(document: Document): RelayPolicy;
}

/** The model of a configuration of Exim. */
export function modelOf(configuration: Configuration): EximModel {
	return configuration.model as EximModel;
}
