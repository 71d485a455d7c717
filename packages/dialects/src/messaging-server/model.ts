import type { Configuration, Environment, FileOrigin } from "@relaylint/core";
import type { Dispatcher } from "./dispatcher.ts";
import type { Imta } from "./imta.ts";
import type { Mappings } from "./mappings.ts";
import type { MsWorld } from "./policy/world.ts";
import type { Problem } from "./problems.ts";

/** What the dialect's rules read. */
export interface MessagingServerModel {
	readonly mappings: Mappings | undefined;
	/** The rewrite rules and channels, or those of a new installation. */
	readonly imta: Imta;
	/** True where `imta` is what an installation brings. */
	readonly assumedImta: boolean;
	readonly dispatcher: Dispatcher | undefined;
	readonly world: MsWorld;
	readonly problems: readonly Problem[];
	readonly environment: Environment;
	/** The first words of the configuration, for what has no place of its own. */
	readonly start: FileOrigin;
	/** True where the release is one of PMDF. */
	readonly pmdf: boolean;
}

/** The model of a configuration of this dialect. */
export function modelOf(configuration: Configuration): MessagingServerModel {
	return configuration.model as MessagingServerModel;
}
