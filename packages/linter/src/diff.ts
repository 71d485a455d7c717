import { type Comparison, compare } from "@relaylint/core";
import type { FileSystem } from "./file-system.ts";
import { type OpenOptions, type Opened, openConfiguration } from "./open-configuration.ts";

/** Where one of two configurations stands; its own file system where it is a revision of the other. */
export interface DiffSide {
	readonly fileSystem: FileSystem;
	readonly path: string;
}

/** How two configurations differ, or why that cannot be said: a sentence without its subject. */
export type DiffOutcome =
	| { readonly kind: "compared"; readonly result: DiffResult }
	| { readonly kind: "bad"; readonly path: string; readonly reason: string };

/** Two configurations and what one accepts and the other does not. */
export interface DiffResult {
	readonly workingDirectory: string;
	readonly old: Opened;
	readonly new: Opened;
	readonly comparison: Comparison;
}

/** Compares what two configurations accept. */
export async function diff(old: DiffSide, now: DiffSide, options: OpenOptions = {}): Promise<DiffOutcome> {
	const before = await openConfiguration(old.fileSystem, old.path, options);
	if (before.kind === "bad") return before;
	const after = await openConfiguration(now.fileSystem, now.path, options);
	if (after.kind === "bad") return after;
	const sideOf = ({ configuration, host }: Opened) => ({ policy: configuration.policy, host });
	const comparison = compare(sideOf(before.opened), sideOf(after.opened));
	return {
		kind: "compared",
		result: { workingDirectory: now.fileSystem.workingDirectory, old: before.opened, new: after.opened, comparison },
	};
}

/** Whether the new configuration lets somebody relay whom the old one refused, without a login. */
export function opensSomething({ comparison }: Pick<DiffResult, "comparison">): boolean {
	return comparison.differences.some(({ opens }) => opens);
}
