import type { Configuration } from "@relaylint/core";
import type { Document } from "./document.ts";
import type { Authenticator } from "./policy/authenticators.ts";
import type { Server } from "./policy/server.ts";

/** What Exim's own rules read. */
export interface EximModel {
	readonly document: Document;
	readonly server: Server;
	readonly authenticators: readonly Authenticator[];
}

/** The model of a configuration of Exim. */
export function modelOf(configuration: Configuration): EximModel {
	return configuration.model as EximModel;
}
