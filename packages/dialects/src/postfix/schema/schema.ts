import { closestName } from "./closest-name.ts";
import { parameterRows } from "./parameters.ts";
import { compareRelease, isKnownInRelease, type Life, parseLife, type Release, rowRelease } from "./release.ts";

export { type AppleRelease, NEWEST_OF_APPLE, parseAppleRelease } from "./apple-release.ts";
export {
	compareRelease,
	isDeprecatedInRelease,
	isKnownInRelease,
	NEWEST_RELEASE,
	OLDEST_RELEASE,
	parseRelease,
	type Release,
} from "./release.ts";

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
export interface ParameterSchema extends Life {
	readonly name: string;
	readonly type: ParameterType;
	/** The legal words of an `enum` or `enum-list`, else empty. */
	readonly values: readonly string[];
	/** Set by Postfix itself: a line in main.cf is useless or harmful. */
	readonly readOnly: boolean;
	/** Where main.cf does not set it, its value comes from the machine (host name, interfaces) or the build; `defaults` is then empty text. */
	readonly computed: boolean;
	/** True where Apple's Postfix alone has it. */
	readonly apple: boolean;
	readonly support: SupportState;
	/** Oldest first, never empty. */
	readonly defaults: readonly VersionedDefault[];
	/** One plain sentence without a full stop. */
	readonly doc: string;
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

/** The known name that a misspelt one most likely means, or undefined where none is near. */
export function closestParameter(name: string): string | undefined {
	const known = closest.get(name);
	if (known !== undefined) return known.name;
	if (closest.size >= MOST_CLOSEST) closest.clear();
	const found = closestName(name, parameterNames());
	closest.set(name, { name: found });
	return found;
}

/** An editor asks again and again for the same names. */
const closest = new Map<string, { readonly name: string | undefined }>();
const MOST_CLOSEST = 5000;

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
	const words = life.split(" ");
	return {
		name,
		type: type as ParameterType,
		values: values ? values.split(",") : [],
		...parseLife(life),
		readOnly: words.includes("ro"),
		computed: words.includes("computed"),
		apple: words.includes("apple"),
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

function parseDefault(text: string, dated: boolean): VersionedDefault {
	if (!dated) return { text };
	const colon = text.indexOf(":");
	return { from: rowRelease(text.slice(0, colon)), text: text.slice(colon + 1).trimStart() };
}

function sharedDoc(name: string, model: string): string {
	const client = name.startsWith("lmtp_") ? "the LMTP client" : "tlsproxy(8)";
	return `As ${model}, for ${client}: ${findParameter(model)?.doc ?? ""}`;
}
