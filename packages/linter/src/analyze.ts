import { type Analysis, analyse, type Configuration, type Environment, type HostFacts, type SourceFile } from "@relaylint/core";
import type { Target } from "./discover.ts";
import type { FileSystem } from "./file-system.ts";
import { fileReader, loadFile } from "./load.ts";

/** A configuration that was read, with the analysis of its policy on first use. */
export interface Analyzed {
	readonly target: Target;
	readonly configuration: Configuration;
	/** What was taken as known of the host. */
	readonly host: HostFacts;
	/** Verdicts and witnesses. Throws what the analysis throws: a fault of relaylint. */
	readonly analysis: () => Analysis;
}

/** A configuration, or why there is none; `fault` is relaylint's own. */
export type AnalyzeOutcome =
	| { readonly kind: "analyzed"; readonly analyzed: Analyzed }
	| { readonly kind: "unreadable"; readonly reason: string }
	| { readonly kind: "fault"; readonly main: SourceFile; readonly message: string };

/** The name of a host whose name nobody told: no stranger can have it. */
const UNNAMED_HOST = "unnamed-host.invalid";

/** Loads, parses, resolves and lowers one configuration. */
export function analyze(fileSystem: FileSystem, target: Target, environment: Environment, root?: string): AnalyzeOutcome {
	const { main, named, dialect, entry } = target;
	const loaded = loadFile(fileSystem, main);
	if (loaded.kind === "missing") return { kind: "unreadable", reason: "does not exist" };
	if (loaded.kind === "unreadable") return { kind: "unreadable", reason: loaded.reason };
	const reader = fileReader(fileSystem, {
		main,
		named,
		serverDirectories: entry.serverDirectories,
		complete: environment.complete,
		...(root === undefined ? {} : { root }),
	});
	try {
		const configuration = dialect.read(loaded.file, reader, environment);
		const host: HostFacts = {
			hostname: environment.hostname ?? UNNAMED_HOST,
			interfaces: environment.interfaces,
			users: environment.users,
		};
		let analysis: Analysis | undefined;
		const analyzed: Analyzed = {
			target,
			configuration,
			host,
			analysis: () => {
				analysis ??= analyse(configuration.policy, host);
				return analysis;
			},
		};
		return { kind: "analyzed", analyzed };
	} catch (fault) {
		return { kind: "fault", main: loaded.file, message: faultText(fault) };
	}
}

/** What a thrown value says, with the place where it was thrown. */
export function faultText(fault: unknown): string {
	if (!(fault instanceof Error)) return String(fault);
	const place = /\(?([^\s()]+:\d+:\d+)\)?/.exec(fault.stack?.split("\n").find((line) => line.includes("at ")) ?? "")?.[1];
	const name = place?.replace(/^.*[\\/]/, "");
	return name === undefined ? fault.message : `${fault.message} (${name})`;
}
