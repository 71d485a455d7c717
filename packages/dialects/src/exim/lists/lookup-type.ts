/** The type of a look-up as lists and expansions write it (specification, 9.3 to 9.7). */
export interface LookupType {
	/** Without prefixes and suffixes: `lsearch`. */
	readonly base: string;
	/** How the key is cut at its dots: the least number of labels, and what is put before the rest. */
	readonly partial?: { readonly least: number; readonly affix: string };
	/** `*` or `*@`: what is asked where the key itself is not there. */
	readonly star: "" | "*" | "*@";
	/** For hosts: the key is the address, masked to so many bits where a number is given. */
	readonly net?: number | "whole";
	readonly returnsKey: boolean;
}

/** Look-ups by one key in a file. */
const SINGLE = new Set([
	"lsearch",
	"wildlsearch",
	"nwildlsearch",
	"iplsearch",
	"dsearch",
	"cdb",
	"dbm",
	"dbmjz",
	"dbmnz",
	"json",
	"spf",
	"nis",
	"nis0",
	"passwd",
	"testdb",
]);
/** Look-ups by a query. */
const QUERY = new Set([
	"dnsdb",
	"ldap",
	"ldapdn",
	"ldapm",
	"mysql",
	"pgsql",
	"sqlite",
	"redis",
	"oracle",
	"ibase",
	"whoson",
	"nisplus",
	"lmdb",
]);

/** Reads the type of a look-up; undefined where it is none. */
export function lookupTypeOf(text: string): LookupType | undefined {
	const found = /^(net(\d*)-)?(?:partial(\d*)(?:-|(\(([^)]*)\))))?([a-z0-9]+?)(\*@|\*)?((?:,\s*[a-z_]+=[^;]*)*)$/.exec(
		text.trim(),
	);
	if (found === null) return undefined;
	const [, net, bits, least, affixed, inner, base = "", star = "", options = ""] = found;
	if (!SINGLE.has(base) && !QUERY.has(base)) return undefined;
	const partial = /partial/.test(text) && !text.startsWith("partial;");
	return {
		base,
		star: star as LookupType["star"],
		returnsKey: /ret=key/.test(options),
		...(partial
			? {
					partial: {
						least: least === undefined || least === "" ? 2 : Number(least),
						affix: affixed === undefined ? "*." : (inner ?? affixed),
					},
				}
			: {}),
		...(net === undefined ? {} : { net: bits === undefined || bits === "" ? ("whole" as const) : Number(bits) }),
	};
}

/** Whether a look-up is one by a query. */
export function isQuery(type: LookupType): boolean {
	return QUERY.has(type.base);
}

/** A list item that is a look-up: `type;file`; undefined for any other. */
export function lookupItem(text: string): { readonly type: LookupType; readonly target: string } | undefined {
	const semicolon = text.indexOf(";");
	if (semicolon === -1) return undefined;
	const type = lookupTypeOf(text.slice(0, semicolon));
	return type === undefined ? undefined : { type, target: text.slice(semicolon + 1).trim() };
}

/** The keys that are asked for one key, in their order, each with whether it is the key itself. */
export function keysFor(
	type: LookupType,
	key: string,
): readonly { readonly key: string; readonly own: boolean; readonly below?: string }[] {
	const keys: { key: string; own: boolean; below?: string }[] = [{ key, own: true }];
	if (type.partial !== undefined) {
		const { least, affix } = type.partial;
		keys.push({ key: affix + key, own: true });
		let rest = key;
		for (let dot = rest.indexOf("."); dot !== -1; dot = rest.indexOf(".")) {
			rest = rest.slice(dot + 1);
			if (rest.split(".").length < least) break;
			keys.push({ key: affix + rest, own: false, below: rest });
		}
		if (least === 0) keys.push({ key: affix.replace(/\.$/, ""), own: false });
	}
	if (type.star === "*@" && key.includes("@")) keys.push({ key: `*${key.slice(key.lastIndexOf("@"))}`, own: false });
	if (type.star !== "") keys.push({ key: "*", own: false });
	return keys;
}
