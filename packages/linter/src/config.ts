import type { Severity } from "@relaylint/core";
import type { FileSystem } from "./file-system.ts";
import { TEXT_LIMIT } from "./file-system.ts";
import { matchesGlob } from "./glob.ts";
import { directoryOf, isInside, relativePath, resolvePath } from "./path.ts";

/** What a rule is set to: a severity, or off. */
export type RuleLevel = Severity | "off";

/** What is said of the host and of the network around it. */
export interface HostConfig {
	readonly hostname?: string;
	readonly mtaVersion?: string;
	/** The directory below which the server's own paths stand, absolute. */
	readonly root?: string;
	readonly interfaces?: readonly string[];
	readonly natRouters?: readonly string[];
	readonly ownServers?: readonly string[];
}

/** What `relaylint.json` says for one configuration, overrides applied. */
export interface Config extends HostConfig {
	readonly rules: Readonly<Record<string, RuleLevel>>;
}

/** A `relaylint.json` as it stands, with the directory to which its patterns and paths are relative. */
export interface ConfigFile {
	readonly path: string;
	readonly directory: string;
	readonly include: readonly string[];
	readonly exclude: readonly string[];
	readonly base: Config;
	readonly overrides: readonly { readonly files: readonly string[]; readonly config: Config }[];
}

/** A `relaylint.json`, none, or what is wrong with it: a sentence without its subject. */
export type ConfigOutcome =
	| { readonly kind: "none" }
	| { readonly kind: "config"; readonly file: ConfigFile }
	| { readonly kind: "bad"; readonly path: string; readonly reason: string };

export const CONFIG_NAME = "relaylint.json";

const NOTHING: Config = { rules: {} };

/** The nearest `relaylint.json` at or above an absolute directory. */
export function findConfig(fileSystem: FileSystem, directory: string): ConfigOutcome {
	for (let at = directory; ; at = directoryOf(at)) {
		const path = resolvePath(at, CONFIG_NAME);
		const content = fileSystem.readFile(path, TEXT_LIMIT);
		if (content.kind === "refused") return { kind: "bad", path, reason: content.reason };
		if (content.kind === "bytes") return readConfig(path, new TextDecoder().decode(content.bytes));
		if (directoryOf(at) === at) return { kind: "none" };
	}
}

/** Reads the text of a `relaylint.json`. Total. */
export function readConfig(path: string, text: string): ConfigOutcome {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch (fault) {
		return { kind: "bad", path, reason: `is no JSON: ${fault instanceof Error ? fault.message : String(fault)}` };
	}
	const faults: string[] = [];
	const directory = directoryOf(path);
	const top = objectAt(value, "the file", faults);
	rejectUnknown(top, [...HOST_KEYS, "$schema", "include", "exclude", "rules", "overrides"], "", faults);
	const overrides = top.overrides === undefined ? [] : Array.isArray(top.overrides) ? top.overrides : [];
	if (top.overrides !== undefined && !Array.isArray(top.overrides)) faults.push(`"overrides" is no list`);
	const file: ConfigFile = {
		path,
		directory,
		include: stringsAt(top, "include", faults),
		exclude: stringsAt(top, "exclude", faults),
		base: configAt(top, directory, faults),
		overrides: overrides.map((override, index) => {
			const fields = objectAt(override, `"overrides[${index}]"`, faults);
			rejectUnknown(fields, [...HOST_KEYS, "files", "rules"], `overrides[${index}].`, faults);
			return { files: stringsAt(fields, "files", faults), config: configAt(fields, directory, faults) };
		}),
	};
	return faults.length > 0 ? { kind: "bad", path, reason: faults.join("; ") } : { kind: "config", file };
}

/** What a `relaylint.json` says for the configuration whose main file stands at an absolute path. */
export function configFor(file: ConfigFile | undefined, main: string): Config {
	if (file === undefined) return NOTHING;
	const relative = relativePath(file.directory, main);
	let config = file.base;
	for (const override of file.overrides) {
		if (!override.files.some((pattern) => matchesGlob(pattern, relative))) continue;
		config = { ...config, ...override.config, rules: { ...config.rules, ...override.config.rules } };
	}
	return config;
}

/** Whether a path met on a walk is left out by `exclude`, or, being a file, by an `include` that does not name it. */
export function isExcluded(file: ConfigFile, path: string, directory: boolean): boolean {
	if (!isInside(file.directory, path)) return false;
	const relative = relativePath(file.directory, path);
	if (file.exclude.some((pattern) => matchesGlob(pattern, relative))) return true;
	return !directory && file.include.length > 0 && !file.include.some((pattern) => matchesGlob(pattern, relative));
}

type Fields = Readonly<Record<string, unknown>>;

const HOST_KEYS = ["hostname", "mtaVersion", "root", "network"];
const NETWORK_KEYS = ["interfaces", "natRouters", "ownServers"] as const;
const LEVELS: readonly unknown[] = ["error", "warning", "info", "off"];

function configAt(fields: Fields, directory: string, faults: string[]): Config {
	const network = fields.network === undefined ? {} : objectAt(fields.network, `"network"`, faults);
	rejectUnknown(network, NETWORK_KEYS, "network.", faults);
	const rules = fields.rules === undefined ? {} : objectAt(fields.rules, `"rules"`, faults);
	for (const [id, level] of Object.entries(rules)) {
		if (!LEVELS.includes(level)) faults.push(`"rules.${id}" is neither "error", "warning", "info" nor "off"`);
	}
	const hostname = stringAt(fields, "hostname", faults);
	const mtaVersion = stringAt(fields, "mtaVersion", faults);
	const root = stringAt(fields, "root", faults);
	return {
		rules: rules as Readonly<Record<string, RuleLevel>>,
		...(hostname === undefined ? {} : { hostname }),
		...(mtaVersion === undefined ? {} : { mtaVersion }),
		...(root === undefined ? {} : { root: resolvePath(directory, root) }),
		...Object.fromEntries(NETWORK_KEYS.filter((key) => key in network).map((key) => [key, stringsAt(network, key, faults)])),
	};
}

function objectAt(value: unknown, where: string, faults: string[]): Fields {
	if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Fields;
	faults.push(`${where} is no JSON object`);
	return {};
}

function stringAt(fields: Fields, key: string, faults: string[]): string | undefined {
	const value = fields[key];
	if (value === undefined || typeof value === "string") return value;
	faults.push(`"${key}" is no string`);
	return undefined;
}

function stringsAt(fields: Fields, key: string, faults: string[]): readonly string[] {
	const value = fields[key] ?? [];
	if (Array.isArray(value) && value.every((one) => typeof one === "string")) return value;
	faults.push(`"${key}" is no list of strings`);
	return [];
}

function rejectUnknown(fields: Fields, known: readonly string[], prefix: string, faults: string[]): void {
	for (const key of Object.keys(fields)) if (!known.includes(key)) faults.push(`"${prefix}${key}" is no setting`);
}
