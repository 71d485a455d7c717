import { parameterRows } from "./parameters.ts";

/**
 * A Postfix release; `patch` is absent where only `3.7` is said, which stands for the newest patch level of that branch.
 * Vendor builds (Apple's) are variants with a schema of their own and are not numbered here.
 */
export interface Release {
	readonly major: number;
	readonly minor: number;
	readonly patch?: number;
}

/** The newest release that this schema describes. */
export const NEWEST_RELEASE = "3.11";

/** The oldest release whose relay-relevant defaults this schema describes. */
export const OLDEST_RELEASE = "2.1";

/**
 * What a parameter's value is, for hover, completion and checks; the lists are separated by commas or white space:
 * - `boolean` yes or no; `integer`; `reply-code` an SMTP reply code; `time` a number with a unit s, m, h, d or w; `level` a release such as 3.6
 * - `enum` one of `values`, `enum-list` several of them; `string` free text; `user` a login name or id; `command` a command line
 * - `path` a file or directory, `path-list` several
 * - `host` a name or address of a machine; `domain` one domain; `address` a mail address; `address-list` several
 * - `interface-list` names or addresses of network interfaces
 * - `domain-list`, `host-list` (client names and addresses), `string-list`: match lists with `!`, `/file` and `type:table` elements
 * - `map` one `type:table`; `map-list` several
 * - `restriction-list` of access restrictions; `class-list` names of restriction classes
 * - `transport` a `transport:nexthop`; `transport-list` transport names; `nexthop`, `nexthop-list` destinations; `endpoint` a socket address; `milter-list`
 * - `service` a service name of master.cf; `port`; `cipher-list`, `protocol-list` in OpenSSL's and Postfix's TLS notation
 */
export type ParameterType =
	| "boolean"
	| "integer"
	| "reply-code"
	| "time"
	| "level"
	| "enum"
	| "enum-list"
	| "string"
	| "user"
	| "command"
	| "path"
	| "path-list"
	| "host"
	| "domain"
	| "address"
	| "address-list"
	| "interface-list"
	| "domain-list"
	| "host-list"
	| "string-list"
	| "map"
	| "map-list"
	| "restriction-list"
	| "class-list"
	| "transport"
	| "transport-list"
	| "nexthop"
	| "nexthop-list"
	| "endpoint"
	| "milter-list"
	| "service"
	| "port"
	| "cipher-list"
	| "protocol-list";

/**
 * `modelled`: relaylint knows its effect; `irrelevant`: it never decides whether a recipient is accepted (up to and including the DATA
 * command) or relayed to a foreign place of a stranger's choice; `unmodelled`: it may, and is not understood.
 */
export type SupportState = "modelled" | "irrelevant" | "unmodelled";

/** A default that holds from a release on, in Postfix's own expression text; `from` is absent where it holds since before 2.1 or since the parameter came. */
export interface VersionedDefault {
	readonly from?: Release;
	readonly text: string;
}

/** One parameter of postconf(5). */
export interface ParameterSchema {
	readonly name: string;
	readonly type: ParameterType;
	/** The legal words of an `enum` or `enum-list`, else empty. */
	readonly values: readonly string[];
	/** The releases that brought it, newest branch first and backports after it; empty for a parameter older than 2.1. */
	readonly since: readonly Release[];
	/** The first release that no longer has it. */
	readonly removed?: Release;
	/** The first release whose manual calls it obsolete. */
	readonly deprecated?: Release;
	/** The parameter to use instead of a removed or deprecated one. */
	readonly replacement?: string;
	/** Set by Postfix itself: a line in main.cf is useless or harmful. */
	readonly readOnly: boolean;
	/** Where main.cf does not set it, its value comes from the machine (host name, interfaces) or the build; `defaults` is then empty text. */
	readonly computed: boolean;
	readonly support: SupportState;
	/** Oldest first, never empty. */
	readonly defaults: readonly VersionedDefault[];
	/** One plain sentence without a full stop. */
	readonly doc: string;
}

/** Reads `3.7.11`, `3.7` or a snapshot or candidate name such as `3.11-20250101`; undefined for anything else. */
export function parseRelease(text: string): Release | undefined {
	const found = /^(\d{1,4})\.(\d{1,4})(?:\.(\d{1,4}))?(?:-[\w.-]+)?$/.exec(text.trim());
	if (!found) return undefined;
	const [, major, minor, patch] = found;
	const release = { major: Number(major), minor: Number(minor) };
	return patch === undefined ? release : { ...release, patch: Number(patch) };
}

/** Negative where `a` is older than `b`, 0 where they are the same; a release without patch level counts as the newest of its branch. */
export function compareRelease(a: Release, b: Release): number {
	const branch = a.major - b.major || a.minor - b.minor;
	if (branch !== 0) return branch;
	if (a.patch === b.patch) return 0;
	return (a.patch ?? Number.POSITIVE_INFINITY) < (b.patch ?? Number.POSITIVE_INFINITY) ? -1 : 1;
}

/** The parameter of that name, known in any release; undefined for unknown and for dynamic names (see `findDynamicParameter`). */
export function findParameter(name: string): ParameterSchema | undefined {
	const known = parsed.get(name);
	if (known) return known;
	const row = rows().get(name);
	if (row === undefined) return undefined;
	const schema = parseRow(row);
	parsed.set(name, schema);
	return schema;
}

/** Every parameter name of every release, sorted by code unit. */
export function parameterNames(): readonly string[] {
	sortedNames ??= [...rows().keys()].sort();
	return sortedNames;
}

/** Whether that release has the parameter: it came before or with it (or was backported to its branch) and was not yet removed. */
export function isKnownInRelease(schema: ParameterSchema, release: Release): boolean {
	if (schema.removed && compareRelease(release, schema.removed) >= 0) return false;
	const [newest] = schema.since;
	if (!newest || compareRelease(release, newest) >= 0) return true;
	return schema.since.some(
		(since) => since.major === release.major && since.minor === release.minor && compareRelease(release, since) >= 0,
	);
}

/** Whether that release's manual calls the parameter obsolete. */
export function isDeprecatedInRelease(schema: ParameterSchema, release: Release): boolean {
	return schema.deprecated !== undefined && compareRelease(release, schema.deprecated) >= 0;
}

/** The default as that release's expression text, not expanded; undefined where the release lacks the parameter. */
export function defaultText(schema: ParameterSchema, release: Release): string | undefined {
	if (!isKnownInRelease(schema, release)) return undefined;
	let text = "";
	for (const entry of schema.defaults) if (!entry.from || compareRelease(release, entry.from) >= 0) text = entry.text;
	return text;
}

/** The parameter's place in the postconf(5) manual page. */
export function manualUrl(name: string): string {
	return `https://www.postfix.org/postconf.5.html#${name}`;
}

/** The known name that a misspelt one most likely means, or undefined where none is near: at most one edit for every four characters, and three in all. */
export function closestParameter(name: string): string | undefined {
	const wanted = name.toLowerCase();
	let limit = Math.min(3, Math.floor(wanted.length / 4));
	let best: string | undefined;
	for (const candidate of parameterNames()) {
		if (candidate === name || Math.abs(candidate.length - wanted.length) > limit) continue;
		const distance = editDistance(wanted, candidate.toLowerCase(), limit);
		if (distance < limit || (distance === limit && best === undefined)) {
			best = candidate;
			limit = distance;
		}
	}
	return best;
}

const parsed = new Map<string, ParameterSchema>();
let rowsByName: ReadonlyMap<string, string> | undefined;
let sortedNames: readonly string[] | undefined;

function rows(): ReadonlyMap<string, string> {
	rowsByName ??= new Map(parameterRows.flat().map((row) => [row.slice(0, row.indexOf(" ")), row]));
	return rowsByName;
}

/** The format is described in `parameters.ts`; a malformed row is our own mistake and throws. */
function parseRow(row: string): ParameterSchema {
	const fields = row.split(" | ");
	const [name, typeText, life, supportText, defaults, doc] = fields;
	if (fields.length !== 6 || !name || !typeText || life === undefined || defaults === undefined || !doc)
		throw new Error(`malformed parameter row: ${row}`);
	const [type, values] = typeText.split(":");
	const support = supportStates.get(supportText ?? "");
	if (!support) throw new Error(`unknown support state: ${row}`);
	return {
		name,
		type: type as ParameterType,
		values: values ? values.split(",") : [],
		...parseLife(life),
		support,
		defaults: defaults.split(" ;; ").map((text, index) => parseDefault(text, index > 0)),
		doc: doc.startsWith("=") ? sharedDoc(name, doc.slice(1)) : doc,
	};
}

const supportStates: ReadonlyMap<string, SupportState> = new Map([
	["m", "modelled"],
	["i", "irrelevant"],
	["u", "unmodelled"],
]);

type Life = Pick<ParameterSchema, "since" | "readOnly" | "computed" | "removed" | "deprecated" | "replacement">;

function parseLife(life: string): Life {
	const words = life.split(" ");
	const since: Release[] = [];
	let rest: Omit<Life, "since" | "readOnly" | "computed"> = {};
	for (const word of words) {
		const value = word.slice(1);
		if (word.startsWith("+")) since.push(...value.split(",").map(rowRelease));
		else if (word.startsWith("-")) rest = { ...rest, removed: rowRelease(value) };
		else if (word.startsWith("~")) rest = { ...rest, deprecated: rowRelease(value) };
		else if (word.startsWith(">")) rest = { ...rest, replacement: value };
	}
	return { since, readOnly: words.includes("ro"), computed: words.includes("computed"), ...rest };
}

function parseDefault(text: string, dated: boolean): VersionedDefault {
	if (!dated) return { text };
	const colon = text.indexOf(":");
	return { from: rowRelease(text.slice(0, colon)), text: text.slice(colon + 1).trimStart() };
}

/** In a row `3.9` means the branch's first release, where `parseRelease` means its newest. */
function rowRelease(text: string): Release {
	const release = parseRelease(text);
	if (!release) throw new Error(`malformed release in a parameter row: ${text}`);
	return { patch: 0, ...release };
}

function sharedDoc(name: string, model: string): string {
	const client = name.startsWith("lmtp_") ? "the LMTP client" : "tlsproxy(8)";
	return `As ${model}, for ${client}: ${findParameter(model)?.doc ?? ""}`;
}

/** Optimal string alignment distance, or `limit + 1` as soon as it must exceed `limit`. */
function editDistance(a: string, b: string, limit: number): number {
	let older: number[] = [];
	let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
	for (let i = 1; i <= a.length; i++) {
		const current = [i];
		for (let j = 1; j <= b.length; j++) {
			const same = a[i - 1] === b[j - 1];
			let cost = Math.min((previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + (same ? 0 : 1));
			if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, (older[j - 2] ?? 0) + 1);
			current.push(cost);
		}
		if (Math.min(...current) > limit) return limit + 1;
		older = previous;
		previous = current;
	}
	return previous[b.length] ?? 0;
}
