import {
	type Position,
	parseAddress,
	parseAddressSet,
	parseNetwork,
	positionAt,
	type Severity,
	sourceFromText,
} from "@relaylint/core";
import type { FileSystem } from "./file-system.ts";
import { TEXT_LIMIT } from "./file-system.ts";
import { matchesGlob } from "./glob.ts";
import { type JsonNode, readJson } from "./json-text.ts";
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
	/** The rules it names, with their places, for whoever knows which rules there are. */
	readonly named: readonly { readonly rule: string; readonly position: Position }[];
	/** The roots it names, absolute, with their places. */
	readonly roots: readonly { readonly path: string; readonly position: Position }[];
}

/** What is wrong with a `relaylint.json`: a sentence without its subject, and the place where there is one. */
export interface ConfigFault {
	readonly reason: string;
	readonly position?: Position;
}

/** A `relaylint.json`, none, or what is wrong with it. */
export type ConfigOutcome =
	| { readonly kind: "none" }
	| { readonly kind: "config"; readonly file: ConfigFile }
	| { readonly kind: "bad"; readonly path: string; readonly faults: readonly ConfigFault[] };

export const CONFIG_NAME = "relaylint.json";

/** The address of the JSON Schema that describes it. */
export const CONFIG_SCHEMA = "https://relaylint.example/schemas/relaylint.schema.json";

const NOTHING: Config = { rules: {} };

/** The nearest `relaylint.json` at or above an absolute directory. */
export function findConfig(fileSystem: FileSystem, directory: string): ConfigOutcome {
	for (let at = directory; ; at = directoryOf(at)) {
		const path = resolvePath(at, CONFIG_NAME);
		const content = fileSystem.readFile(path, TEXT_LIMIT);
		if (content.kind === "refused") return { kind: "bad", path, faults: [{ reason: content.reason }] };
		if (content.kind === "bytes") return readConfig(path, new TextDecoder().decode(content.bytes));
		if (directoryOf(at) === at) return { kind: "none" };
	}
}

/** Reads the text of a `relaylint.json`. Total. */
export function readConfig(path: string, text: string): ConfigOutcome {
	const source = sourceFromText(path, text);
	const faults: ConfigFault[] = [];
	const reader: Reader = {
		directory: directoryOf(path),
		named: [],
		roots: [],
		positionOf: (node) => positionAt(source, node.offset),
		fault: (reason, at) => void faults.push({ reason, position: positionAt(source, at.offset) }),
	};
	const root = readJson(text, (reason, offset) => reader.fault(`is no JSON: ${reason}`, { offset }));
	if (root === undefined || faults.length > 0) return { kind: "bad", path, faults };
	const top = fieldsOf(root, "the file", reader, [...HOST_KEYS, "$schema", "include", "exclude", "rules", "overrides"]);
	stringAt(top, "$schema", reader);
	const overrides = top.get("overrides");
	if (overrides !== undefined && overrides.kind !== "list") reader.fault(`"overrides" is no list`, overrides);
	const file: ConfigFile = {
		path,
		directory: reader.directory,
		include: stringsAt(top, "include", reader),
		exclude: stringsAt(top, "exclude", reader),
		base: configAt(top, reader),
		overrides: (overrides?.kind === "list" ? overrides.items : []).map((node) => {
			const fields = fieldsOf(node, "an override", reader, [...HOST_KEYS, "files", "rules"]);
			if (node.kind === "object" && !fields.has("files")) reader.fault(`an override needs "files"`, node);
			return { files: stringsAt(fields, "files", reader), config: configAt(fields, reader) };
		}),
		named: reader.named,
		roots: reader.roots,
	};
	return faults.length > 0 ? { kind: "bad", path, faults } : { kind: "config", file };
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

type Fields = ReadonlyMap<string, JsonNode>;

interface Reader {
	readonly directory: string;
	readonly named: { rule: string; position: Position }[];
	readonly roots: { path: string; position: Position }[];
	positionOf(node: { readonly offset: number }): Position;
	fault(reason: string, at: { readonly offset: number }): void;
}

const HOST_KEYS = ["hostname", "mtaVersion", "root", "network"];
const LEVELS: readonly string[] = ["error", "warning", "info", "off"];

/** What a release looks like on the command line and in `relaylint.json`: `3.7`, `4.96`, `apple-10.6`. */
export const RELEASE = /^[a-z]*-?\d[\w.+~-]*$/i;
const HOSTNAME = /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*$/i;

/** What each entry of a list of `network` must be. */
const NETWORK: Readonly<Record<string, { readonly what: string; readonly is: (text: string) => boolean }>> = {
	interfaces: { what: "an address with its prefix length, such as 192.0.2.25/24", is: isInterface },
	natRouters: { what: "an IP address", is: (text) => parseAddress(text) !== undefined },
	ownServers: { what: "an IP address or network, such as 192.0.2.0/28", is: (text) => parseAddressSet(text) !== undefined },
};

function isInterface(text: string): boolean {
	const [address = "", prefix, more] = text.split("/");
	return more === undefined && prefix !== undefined && parseAddress(address) !== undefined && parseNetwork(text) !== undefined;
}

function configAt(fields: Fields, reader: Reader): Config {
	const network = fields.get("network");
	const lists = network === undefined ? new Map() : fieldsOf(network, `"network"`, reader, Object.keys(NETWORK));
	const hostname = stringAt(fields, "hostname", reader, HOSTNAME, "a host name");
	const mtaVersion = stringAt(fields, "mtaVersion", reader, RELEASE, "a release, such as 3.7 or apple-10.6");
	const root = stringAt(fields, "root", reader);
	const rootNode = fields.get("root");
	const rootPath = root === undefined ? undefined : resolvePath(reader.directory, root);
	if (rootPath !== undefined && rootNode !== undefined)
		reader.roots.push({ path: rootPath, position: reader.positionOf(rootNode) });
	return {
		rules: rulesAt(fields, reader),
		...(hostname === undefined ? {} : { hostname }),
		...(mtaVersion === undefined ? {} : { mtaVersion }),
		...(rootPath === undefined ? {} : { root: rootPath }),
		...Object.fromEntries(
			[...lists.keys()].filter((key) => key in NETWORK).map((key) => [key, stringsAt(lists, key, reader, NETWORK[key])]),
		),
	};
}

function rulesAt(fields: Fields, reader: Reader): Readonly<Record<string, RuleLevel>> {
	const node = fields.get("rules");
	if (node === undefined) return {};
	const levels: [string, RuleLevel][] = [];
	for (const [rule, level] of fieldsOf(node, `"rules"`, reader)) {
		reader.named.push({ rule, position: reader.positionOf(level.key ?? level) });
		if (level.kind === "string" && LEVELS.includes(level.value)) levels.push([rule, level.value as RuleLevel]);
		else reader.fault(`"rules.${rule}" is neither "error", "warning", "info" nor "off"`, level);
	}
	return Object.fromEntries(levels);
}

/** The fields of an object by name; what is not known, or stands there twice, is a fault. */
function fieldsOf(node: JsonNode, what: string, reader: Reader, known?: readonly string[]): Fields {
	const fields = new Map<string, JsonNode>();
	if (node.kind !== "object") {
		reader.fault(`${what} is no JSON object`, node);
		return fields;
	}
	for (const { name, value } of node.fields) {
		const at = value.key ?? value;
		if (fields.has(name)) reader.fault(`"${name}" stands here twice`, at);
		if (known?.includes(name) === false) reader.fault(`"${name}" is no setting; these are: ${known.join(", ")}`, at);
		fields.set(name, value);
	}
	return fields;
}

function stringAt(fields: Fields, key: string, reader: Reader, form?: RegExp, what?: string): string | undefined {
	const node = fields.get(key);
	if (node === undefined) return undefined;
	if (node.kind !== "string") reader.fault(`"${key}" is no string`, node);
	else if (form?.test(node.value) === false) reader.fault(`"${key}" is not ${what}`, node);
	else return node.value;
	return undefined;
}

function stringsAt(
	fields: Fields,
	key: string,
	reader: Reader,
	form?: { readonly what: string; readonly is: (text: string) => boolean },
): readonly string[] {
	const node = fields.get(key);
	if (node === undefined) return [];
	if (node.kind !== "list") {
		reader.fault(`"${key}" is no list of strings`, node);
		return [];
	}
	return node.items.flatMap((item) => {
		if (item.kind === "string" && form?.is(item.value) !== false) return [item.value];
		reader.fault(item.kind === "string" ? `"${item.value}" is not ${form?.what}` : `"${key}" is no list of strings`, item);
		return [];
	});
}
