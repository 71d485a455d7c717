import type { Configuration, Environment, FileReader } from "@relaylint/core";
import type { SmtpListener } from "./listeners.ts";
import type { MainCf } from "./main-cf.ts";
import type { MasterCf } from "./master.ts";
import type { Server } from "./policy/server.ts";
import type { AppleRelease, Release } from "./schema/schema.ts";
import type { Settings } from "./setting-types.ts";
import type { TableStore } from "./tables/table-store.ts";

/** What Postfix's own rules read of a configuration. */
export interface PostfixModel {
	readonly mainCf: MainCf;
	readonly masterCf: MasterCf | undefined;
	readonly settings: Settings;
	readonly tables: TableStore;
	/** The smtpd service behind each listener, with everything its lists were lowered from. */
	readonly servers: ReadonlyMap<SmtpListener, Server>;
	readonly reader: FileReader;
	readonly environment: Environment;
	readonly release: Release;
	/** Apple's release, where the server has Apple's Postfix. */
	readonly apple: AppleRelease | undefined;
}

/** The model of a configuration that Postfix's dialect has read. */
export function modelOf(configuration: Pick<Configuration, "model">): PostfixModel {
	return configuration.model as PostfixModel;
}

/** Works something out once for each configuration: rules share what they look at. */
export function perModel<T>(work: (model: PostfixModel) => T): (model: PostfixModel) => T {
	const known = new WeakMap<PostfixModel, { readonly value: T }>();
	return (model) => {
		const found = known.get(model) ?? { value: work(model) };
		known.set(model, found);
		return found.value;
	};
}
