import { type Decision, type DialectId, decide, type Environment, loadPublicSuffixes, probeWorld } from "@relaylint/core";
import type { DialectEntry } from "@relaylint/dialects";
import { type Loaded, load } from "./analyze.ts";
import { discover, type Target } from "./discover.ts";
import type { FileSystem } from "./file-system.ts";
import { relativePath, resolvePath } from "./path.ts";
import type { ProbeSet } from "./probes.ts";

/** What can be said to `probe` beside the probes themselves. */
export interface ProbeOptions {
	readonly dialect?: DialectId;
	/** The directory below which the server's own paths stand. */
	readonly root?: string;
	/** The release whose defaults hold; absent: what the probes say, else the newest known. */
	readonly mtaVersion?: string;
	readonly dialects?: readonly DialectEntry[];
}

/** The answer to one probe; `probe` is its index. */
export interface ProbeResult extends Decision {
	readonly probe: number;
}

/** Answers in the order of the probes, or the reason why there are none: a sentence without its subject. */
export type ProbeOutcome =
	| { readonly kind: "answers"; readonly answers: readonly ProbeResult[] }
	| { readonly kind: "bad"; readonly path: string; readonly reason: string };

/**
 * Says what the configuration at `path` does with each probe, in the world that the probes describe: the given files are
 * the whole server, and a file that is not among them is missing.
 */
export async function probe(
	fileSystem: FileSystem,
	path: string,
	set: ProbeSet,
	options: ProbeOptions = {},
): Promise<ProbeOutcome> {
	const absolute = resolvePath(fileSystem.workingDirectory, path);
	const found = await targetAt(fileSystem, absolute, options);
	if (found.kind === "bad") return found;
	const root = options.root === undefined ? undefined : resolvePath(fileSystem.workingDirectory, options.root);
	const outcome = load(fileSystem, found.target, environmentOf(set, options), {
		stock: stockOf(set),
		...(root === undefined ? {} : { root }),
	});
	if (outcome.kind === "unreadable") return { kind: "bad", path: found.target.main, reason: outcome.reason };
	if (outcome.kind === "fault") throw new Error(`reading ${found.target.main}: ${outcome.message}`);
	const { policy } = outcome.loaded.configuration;
	const answers = set.probes.map(({ attempt }, index) => {
		const client = {
			address: attempt.client,
			forged: attempt.forged,
			...(attempt.name === undefined ? {} : { name: attempt.name }),
		};
		const { hostname, address, addresses, users, dns } = set;
		const world = probeWorld({ hostname, address, addresses, users, zone: dns }, client);
		return { probe: index, ...decide(policy, attempt, world) };
	});
	return { kind: "answers", answers };
}

/** Loads the configuration at a path into the world of its expectations: the given files are the whole server. */
export async function loadForExpectations(
	fileSystem: FileSystem,
	path: string,
	set: ProbeSet,
	options: ProbeOptions = {},
): Promise<
	{ readonly kind: "loaded"; readonly loaded: Loaded } | { readonly kind: "bad"; readonly path: string; readonly reason: string }
> {
	const found = await targetAt(fileSystem, resolvePath(fileSystem.workingDirectory, path), options);
	if (found.kind === "bad") return found;
	await loadPublicSuffixes();
	const root = options.root === undefined ? undefined : resolvePath(fileSystem.workingDirectory, options.root);
	const places = { stock: stockOf(set), ...(root === undefined ? {} : { root }) };
	const outcome = load(fileSystem, found.target, environmentOf(set, options), places);
	if (outcome.kind === "unreadable") return { kind: "bad", path: found.target.main, reason: outcome.reason };
	if (outcome.kind === "fault") throw new Error(`reading ${found.target.main}: ${outcome.message}`);
	return { kind: "loaded", loaded: outcome.loaded };
}

/** What the system itself brings in the world of probes. */
function stockOf({ hostname }: ProbeSet): Readonly<Record<string, string>> {
	return { "/etc/aliases": "postmaster: root\n", "/etc/mailname": `${hostname}\n`, "/etc/hostname": `${hostname}\n` };
}

function environmentOf(set: ProbeSet, options: ProbeOptions): Environment {
	const release = options.mtaVersion ?? set.release;
	return {
		complete: true,
		hostname: set.hostname,
		interfaces: [`${set.address}/24`, "2001:db8::25/64", ...set.addresses],
		users: set.users,
		unbuilt: set.unbuilt,
		...(release === undefined ? {} : { release }),
	};
}

/** The one configuration at a path: in a directory, its own files come before those of the directories in it. */
export async function targetAt(
	fileSystem: FileSystem,
	path: string,
	options: Pick<ProbeOptions, "dialect" | "dialects">,
): Promise<{ kind: "target"; target: Target } | { kind: "bad"; path: string; reason: string }> {
	const { dialect, dialects } = options;
	const common = { ...(dialect === undefined ? {} : { dialect }), ...(dialects === undefined ? {} : { dialects }) };
	for (const shallow of [true, false]) {
		const { targets, problems, orphans, skipped } = await discover(fileSystem, [path], { ...common, shallow });
		const [target, second] = targets;
		if (target !== undefined && second === undefined) return { kind: "target", target };
		const near = orphans.find((orphan) => orphan.near.length === 1)?.near[0];
		if (target === undefined && near !== undefined) return { kind: "target", target: near };
		if (second !== undefined) {
			const names = targets.map((one) => relativePath(fileSystem.workingDirectory, one.main));
			return { kind: "bad", path, reason: `holds several configurations (${names.join(", ")}): name one of them` };
		}
		const problem = problems[0] ?? skipped.find((file) => file.path === path);
		if (problem !== undefined) return { kind: "bad", path: problem.path, reason: problem.reason };
	}
	return { kind: "bad", path, reason: "holds no configuration that relaylint recognises" };
}
