import type {
	Analysis,
	Configuration,
	Diagnostic,
	DialectId,
	Environment,
	FileOrigin,
	HostFacts,
	Verdict,
} from "@relaylint/core";
import type { DialectEntry } from "@relaylint/dialects";
import { analyze, type Loaded, type LoadOutcome, load } from "./analyze.ts";
import { type Config, type ConfigFile, configFor, findConfig, isExcluded } from "./config.ts";
import { type Discovery, discover, type Problem, type SkippedFile, type Target } from "./discover.ts";
import type { FileSystem } from "./file-system.ts";
import { INTERNAL_ERROR, internalError, type LintOptions, lint, sorted } from "./lint.ts";
import { baseName, directoryOf, relativePath, resolvePath } from "./path.ts";
import { ruleIds } from "./rule-catalog.ts";
import { type Judged, withSuppressions } from "./suppressions.ts";

/** What can be said to `check`; what is absent is taken from `relaylint.json`, else is unknown. */
export interface CheckOptions {
	/** Only files of this dialect; a named file that is none of it is a problem. */
	readonly dialect?: DialectId;
	/** The directory below which the server's own paths stand. */
	readonly root?: string;
	/** True where the given files are the whole server. */
	readonly complete?: boolean;
	readonly mtaVersion?: string;
	readonly hostname?: string;
	readonly interfaces?: readonly string[];
	/** Routers that hide others behind their address, and servers that may relay: addresses, or networks for the latter. */
	readonly natRouters?: readonly string[];
	readonly ownServers?: readonly string[];
	/** The default gateways of the server, where it was asked for them. */
	readonly gateways?: readonly string[];
	readonly users?: readonly string[];
	/** When given, only findings of these rules. */
	readonly select?: readonly string[];
	readonly ignore?: readonly string[];
	/** True where only the files of the configurations are asked for: nothing is analysed, and no verdict means anything. */
	readonly filesOnly?: boolean;
	/** Called before each configuration is read. */
	readonly progress?: (done: number, all: number) => void;
	/** The dialects to offer files to; absent: all. */
	readonly dialects?: readonly DialectEntry[];
	readonly rules?: LintOptions["rules"];
}

/** One finding, and the configuration in which it was met first. One that a comment suppresses is here too, and counts for nothing. */
export interface Finding extends Judged {
	readonly configuration: string;
}

/** One configuration with its verdict. */
export interface CheckedConfiguration {
	/** Its directory relative to the working directory; its main file where several share a directory. */
	readonly id: string;
	/** The absolute path of its main file. */
	readonly main: string;
	readonly configuration: Configuration;
	/** What was said of the host, and what was taken as known of it. */
	readonly environment: Environment;
	readonly host: HostFacts;
	readonly verdict: Verdict;
	/** Absent where the analysis failed, which an `internal-error` says. */
	readonly analysis?: Analysis;
}

/** What a check found. */
export interface CheckResult {
	readonly workingDirectory: string;
	readonly configurations: readonly CheckedConfiguration[];
	/** Sorted by file and place; each thing once, even where configurations share a file. */
	readonly findings: readonly Finding[];
	/** Files that are part of no configuration, and why. */
	readonly skipped: readonly SkippedFile[];
	/** What was named but cannot be analysed. */
	readonly problems: readonly Problem[];
}

/**
 * Analyses the configurations that the given files and directories are, hold or belong to. Paths are relative to the file
 * system's working directory. Everything but the file system's content is given: the result depends on nothing else.
 */
export async function check(fileSystem: FileSystem, paths: readonly string[], options: CheckOptions = {}): Promise<CheckResult> {
	const configs = configReader(fileSystem);
	return checkWith(fileSystem, await discoverWith(fileSystem, paths, options, configs), options, configs);
}

/** Finds the configurations that a check of these paths looks at. */
export async function discoverPaths(
	fileSystem: FileSystem,
	paths: readonly string[],
	options: Pick<CheckOptions, "dialect" | "dialects"> = {},
): Promise<Discovery> {
	const configs = configReader(fileSystem);
	const discovery = await discoverWith(fileSystem, paths, options, configs);
	return { ...discovery, problems: [...discovery.problems, ...configs.problems] };
}

/** Analyses configurations that were found before. */
export function checkDiscovered(fileSystem: FileSystem, discovery: Discovery, options: CheckOptions = {}): Promise<CheckResult> {
	return checkWith(fileSystem, discovery, options, configReader(fileSystem));
}

function discoverWith(
	fileSystem: FileSystem,
	paths: readonly string[],
	options: Pick<CheckOptions, "dialect" | "dialects">,
	configs: ConfigReader,
): Promise<Discovery> {
	const named = paths.map((path) => resolvePath(fileSystem.workingDirectory, path));
	return discover(fileSystem, named, {
		excluded: (path, directory) => {
			const file = configs.of(directoryOf(path));
			return file !== undefined && isExcluded(file, path, directory);
		},
		...(options.dialect === undefined ? {} : { dialect: options.dialect }),
		...(options.dialects === undefined ? {} : { dialects: options.dialects }),
	});
}

async function checkWith(
	fileSystem: FileSystem,
	discovery: Discovery,
	options: CheckOptions,
	configs: ConfigReader,
): Promise<CheckResult> {
	const { problems } = configs;
	const ruleNames = async () => [...(await ruleIds(options.dialects)), ...(options.rules ?? []).map((rule) => rule.id)];
	problems.push(...discovery.problems);
	const skipped = [...discovery.skipped];
	const checked: {
		target: Target;
		loaded: Loaded;
		configuration: Configuration;
		findings: readonly Diagnostic[];
		analysis: Analysis | undefined;
		lint: LintOptions;
	}[] = [];
	const faults: Diagnostic[] = [];
	const loads = new Map<string, LoadOutcome>();

	const run = async (target: Target, wanted?: string): Promise<boolean> => {
		const config = configFor(configs.of(directoryOf(target.main)), target.main);
		const root = rootOf(fileSystem, options, config);
		const outcome =
			loads.get(target.main) ?? load(fileSystem, target, environmentOf(options, config), root === undefined ? {} : { root });
		loads.set(target.main, outcome);
		if (outcome.kind === "unreadable") problems.push({ path: target.main, reason: outcome.reason });
		if (outcome.kind === "fault") faults.push(internalError(outcome.main, `reading ${target.dialect.title}`, outcome.message));
		if (outcome.kind !== "loaded") return false;
		if (wanted !== undefined && !holds(fileSystem, outcome.loaded.configuration, wanted)) return false;
		const wishes = lintOptions(options, config);
		if (options.filesOnly === true) {
			const { configuration } = outcome.loaded;
			checked.push({ target, loaded: outcome.loaded, configuration, analysis: undefined, findings: [], lint: wishes });
			return true;
		}
		const analyzed = await analyze(outcome.loaded);
		checked.push({
			target,
			loaded: outcome.loaded,
			configuration: analyzed.configuration,
			analysis: analyzed.fault === undefined ? analyzed.analysis() : undefined,
			findings: lint(analyzed, wishes),
			lint: wishes,
		});
		return true;
	};

	for (const [index, target] of discovery.targets.entries()) {
		options.progress?.(index, discovery.targets.length);
		await run(target);
	}
	for (const orphan of discovery.orphans) {
		if (checked.some((one) => holds(fileSystem, one.configuration, orphan.path))) continue;
		const known = new Set(checked.map((one) => one.target.main));
		let owned = false;
		for (const target of orphan.near) owned ||= !known.has(target.main) && (await run(target, orphan.path));
		if (owned) continue;
		if (options.dialect === undefined) skipped.push({ path: orphan.path, reason: "no dialect recognises it" });
		else problems.push({ path: orphan.path, reason: `is not recognised as a file of ${options.dialect}` });
	}

	const ids = idsOf(
		checked.map((one) => one.target.main),
		fileSystem.workingDirectory,
	);
	const held = new Set(checked.flatMap((one) => one.configuration.files.map((file) => file.path)));
	const owners = new Map<FileOrigin | string, string>();
	for (const [index, one] of [...checked.entries()].reverse()) {
		for (const { path } of one.configuration.files) owners.set(path, ids[index] ?? "");
		for (const { origin } of one.findings) owners.set(origin, ids[index] ?? "");
	}
	const ownerOf = (origin: FileOrigin) =>
		owners.get(origin) ?? owners.get(origin.file.path) ?? idOf(origin.file.path, fileSystem.workingDirectory);
	const findings = await withSuppressions(
		sorted([...faults, ...checked.flatMap((one) => one.findings)]),
		checked.map(({ configuration, target, lint }) => ({
			files: configuration.files,
			lineSyntax: (path) => target.dialect.lineSyntax(path),
			lint,
		})),
		ruleNames,
	);
	problems.push(...(await unknownRules(configs.files, ruleNames)));
	return {
		workingDirectory: fileSystem.workingDirectory,
		configurations: checked.map((one, index) => ({
			id: ids[index] ?? "",
			main: one.target.main,
			configuration: one.configuration,
			environment: one.loaded.environment,
			host: one.loaded.host,
			verdict: one.analysis?.verdict ?? "unknown",
			...(one.analysis === undefined ? {} : { analysis: one.analysis }),
		})),
		findings: findings.map((finding) => ({ ...finding, configuration: ownerOf(finding.origin) })),
		skipped: skipped.filter((file) => !held.has(file.path)),
		problems: unique(problems),
	};
}

/** Whether a check met a fault of relaylint. */
export function hasInternalError(result: CheckResult): boolean {
	return result.findings.some((finding) => finding.rule === INTERNAL_ERROR);
}

/** The `relaylint.json` files that a run has met. */
interface ConfigReader {
	/** The one that holds for a directory. */
	of(directory: string): ConfigFile | undefined;
	readonly files: Set<ConfigFile>;
	/** What is wrong with them, and what a run adds. */
	readonly problems: Problem[];
}

/** Reads each directory's `relaylint.json` once, and reports a bad one once. */
function configReader(fileSystem: FileSystem): ConfigReader {
	const problems: Problem[] = [];
	const files = new Set<ConfigFile>();
	const known = new Map<string, ConfigFile | undefined>();
	const of = (directory: string) => {
		if (known.has(directory)) return known.get(directory);
		const outcome = findConfig(fileSystem, directory);
		if (outcome.kind === "bad") problems.push(...outcome.faults.map((fault) => ({ path: outcome.path, ...fault })));
		const file = outcome.kind === "config" ? outcome.file : undefined;
		for (const { path, position } of file?.roots ?? []) {
			if (fileSystem.stat(path).kind !== "directory")
				problems.push({ path: outcome.kind === "config" ? outcome.file.path : "", reason: `"root" is no directory`, position });
		}
		if (file !== undefined) files.add(file);
		known.set(directory, file);
		return file;
	};
	return { of, files, problems };
}

/** What `relaylint.json` files name as rules and is none. */
async function unknownRules(files: Iterable<ConfigFile>, ids: () => Promise<readonly string[]>): Promise<readonly Problem[]> {
	const named = [...new Map([...files].map((file) => [file.path, file])).values()].flatMap(({ path, named }) =>
		named.map((one) => ({ path, ...one })),
	);
	if (named.length === 0) return [];
	const known = new Set(await ids());
	return named
		.filter(({ rule }) => !known.has(rule))
		.map(({ path, rule, position }) => ({ path, reason: `there is no rule "${rule}"; relaylint rule lists them`, position }));
}

/** What is known of a host by what was said on the way in, then by `relaylint.json`. */
export function environmentOf(options: CheckOptions, config: Config): Environment {
	const release = options.mtaVersion ?? config.mtaVersion;
	const hostname = options.hostname ?? config.hostname;
	const interfaces = options.interfaces ?? config.interfaces;
	const natRouters = options.natRouters ?? config.natRouters;
	const ownServers = options.ownServers ?? config.ownServers;
	return {
		complete: options.complete ?? false,
		unbuilt: [],
		...(release === undefined ? {} : { release }),
		...(hostname === undefined ? {} : { hostname }),
		...(interfaces === undefined ? {} : { interfaces }),
		...(natRouters === undefined ? {} : { natRouters }),
		...(ownServers === undefined ? {} : { ownServers }),
		...(options.gateways === undefined ? {} : { gateways: options.gateways }),
		...(options.users === undefined ? {} : { users: options.users }),
	};
}

/** The directory below which the server's own paths stand. */
export function rootOf(fileSystem: FileSystem, options: CheckOptions, config: Config): string | undefined {
	return options.root === undefined ? config.root : resolvePath(fileSystem.workingDirectory, options.root);
}

function lintOptions(options: CheckOptions, config: Config): LintOptions {
	return {
		levels: config.rules,
		...(options.select === undefined ? {} : { select: options.select }),
		...(options.ignore === undefined ? {} : { ignore: options.ignore }),
		...(options.rules === undefined ? {} : { rules: options.rules }),
	};
}

function holds(fileSystem: FileSystem, configuration: Configuration, path: string): boolean {
	const real = fileSystem.realPath(path) ?? path;
	const sameName = configuration.files.filter((file) => file.path === path || baseName(file.path) === baseName(real));
	return sameName.some((file) => file.path === path || (fileSystem.realPath(file.path) ?? file.path) === real);
}

function idsOf(mains: readonly string[], workingDirectory: string): readonly string[] {
	const shared = mains.filter((main, index) =>
		mains.some((other, at) => at !== index && directoryOf(other) === directoryOf(main)),
	);
	return mains.map((main) => (shared.includes(main) ? relativePath(workingDirectory, main) : idOf(main, workingDirectory)));
}

/** What a configuration is called: the directory of its main file, relative to the working directory. */
export function idOf(main: string, workingDirectory: string): string {
	return relativePath(workingDirectory, directoryOf(main));
}

function unique(problems: readonly Problem[]): readonly Problem[] {
	return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
}
