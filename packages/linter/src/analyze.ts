import {
	type Analysis,
	analyse,
	type Configuration,
	dependsOnSuffixes,
	type Environment,
	type HostFacts,
	loadPublicSuffixes,
	mentionsOf,
	type RelayPolicy,
	type SourceFile,
} from "@relaylint/core";
import type { Target } from "./discover.ts";
import type { FileSystem } from "./file-system.ts";
import { fileReader, loadFile, type Whereabouts } from "./load.ts";

/** A configuration that was read. */
export interface Loaded {
	readonly target: Target;
	readonly configuration: Configuration;
	/** What was said of the host. */
	readonly environment: Environment;
	/** What was taken as known of the host. */
	readonly host: HostFacts;
}

/** A configuration that was read, and the analysis of its policy. */
export interface Analyzed extends Loaded {
	/** Verdicts and witnesses. Throws the fault of an analysis that failed. */
	readonly analysis: () => Analysis;
	/** What the analysis threw: a fault of relaylint. */
	readonly fault?: { readonly thrown: unknown };
}

/** A configuration, or why there is none; `fault` is relaylint's own. */
export type LoadOutcome =
	| { readonly kind: "loaded"; readonly loaded: Loaded }
	| { readonly kind: "unreadable"; readonly reason: string }
	| { readonly kind: "fault"; readonly main: SourceFile; readonly message: string };

/** The name of a host whose name nobody told: no stranger can have it. */
export const UNNAMED_HOST = "unnamed-host.invalid";

/** Loads, parses, resolves and lowers one configuration. */
export function load(
	fileSystem: FileSystem,
	target: Target,
	environment: Environment,
	places: Pick<Whereabouts, "root" | "stock"> = {},
): LoadOutcome {
	const { main, named, dialect, entry } = target;
	const file = loadFile(fileSystem, main);
	if (file.kind === "missing") return { kind: "unreadable", reason: "does not exist" };
	if (file.kind === "unreadable") return { kind: "unreadable", reason: file.reason };
	const reader = fileReader(fileSystem, {
		main,
		named,
		serverDirectories: entry.serverDirectories,
		complete: environment.complete,
		...places,
	});
	try {
		const configuration = dialect.read(file.file, reader, environment);
		const host: HostFacts = {
			hostname: environment.hostname ?? UNNAMED_HOST,
			interfaces: environment.interfaces,
			users: environment.users,
		};
		return { kind: "loaded", loaded: { target, configuration, environment, host } };
	} catch (fault) {
		return { kind: "fault", main: file.file, message: faultText(fault) };
	}
}

/** Analyses the policy of a configuration; the Public Suffix List is loaded only where an answer needs it. */
export async function analyze(loaded: Loaded): Promise<Analyzed> {
	try {
		const analysis = await analysisOf(loaded);
		return { ...loaded, analysis: () => analysis };
	} catch (fault) {
		return {
			...loaded,
			fault: { thrown: fault },
			analysis: () => {
				throw fault;
			},
		};
	}
}

/** The key of the dependency that says that an answer needs the Public Suffix List. */
const SUFFIXES = "public-suffix-list";

async function analysisOf({ configuration, host }: Loaded): Promise<Analysis> {
	const { policy } = configuration;
	if (mentionsUndecidedSuffix(policy)) await loadPublicSuffixes();
	let missed = false;
	const claims = (domain: string) => {
		const truth = policy.claimed.claims(domain);
		missed ||= truth.kind === "unknown" && truth.because.key.startsWith(SUFFIXES);
		return truth;
	};
	const analysis = analyse({ ...policy, claimed: { claims } }, host);
	missed ||= analysis.listeners.some((listener) => listener.depends.some((because) => because.key.startsWith(SUFFIXES)));
	if (!missed) return analysis;
	await loadPublicSuffixes();
	return analyse(policy, host);
}

function mentionsUndecidedSuffix(policy: RelayPolicy): boolean {
	return policy.listeners.some((listener) => dependsOnSuffixes(mentionsOf(listener)));
}

/** What a thrown value says, with the place where it was thrown. */
export function faultText(fault: unknown): string {
	if (!(fault instanceof Error)) return String(fault);
	const place = /\(?([^\s()]+:\d+:\d+)\)?/.exec(fault.stack?.split("\n").find((line) => line.includes("at ")) ?? "")?.[1];
	const name = place?.replace(/^.*[\\/]/, "");
	return name === undefined ? fault.message : `${fault.message} (${name})`;
}
