import { loadPublicSuffixes } from "@relaylint/core";
import { type Loaded, load } from "./analyze.ts";
import { type CheckOptions, environmentOf, idOf, rootOf } from "./check.ts";
import { type Config, configFor, findConfig } from "./config.ts";
import type { FileSystem } from "./file-system.ts";
import { directoryOf, resolvePath } from "./path.ts";
import { targetAt } from "./probe.ts";

/** What can be said of one configuration that is opened. */
export type OpenOptions = Pick<
	CheckOptions,
	| "dialect"
	| "dialects"
	| "root"
	| "complete"
	| "mtaVersion"
	| "hostname"
	| "interfaces"
	| "natRouters"
	| "ownServers"
	| "gateways"
>;

/** One configuration, read, with what `relaylint.json` says of it. */
export interface Opened extends Loaded {
	readonly id: string;
	readonly config: Config;
}

/** A configuration, or why there is none: a sentence without its subject. */
export type OpenOutcome =
	| { readonly kind: "opened"; readonly opened: Opened }
	| { readonly kind: "bad"; readonly path: string; readonly reason: string };

/** Opens the one configuration at a path as `check` does, with the Public Suffix List loaded. Throws only a fault of relaylint. */
export async function openConfiguration(fileSystem: FileSystem, path: string, options: OpenOptions = {}): Promise<OpenOutcome> {
	const found = await targetAt(fileSystem, resolvePath(fileSystem.workingDirectory, path), options);
	if (found.kind === "bad") return found;
	const { target } = found;
	const said = findConfig(fileSystem, directoryOf(target.main));
	if (said.kind === "bad") return { kind: "bad", path: said.path, reason: said.faults[0]?.reason ?? "cannot be read" };
	const config = configFor(said.kind === "config" ? said.file : undefined, target.main);
	const root = rootOf(fileSystem, options, config);
	await loadPublicSuffixes();
	const outcome = load(fileSystem, target, environmentOf(options, config), root === undefined ? {} : { root });
	if (outcome.kind === "unreadable") return { kind: "bad", path: target.main, reason: outcome.reason };
	if (outcome.kind === "fault") throw new Error(`reading ${target.main}: ${outcome.message}`);
	return { kind: "opened", opened: { ...outcome.loaded, id: idOf(target.main, fileSystem.workingDirectory), config } };
}
