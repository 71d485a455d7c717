import type { DnsZone } from "./attempt.ts";
import type { Dependency } from "./truth.ts";

export type DnsType = "A" | "AAAA" | "MX" | "NS" | "PTR" | "TXT" | "CNAME";

/** What a DNS query finds. `no-data`: the name exists, without such a record. */
export type DnsAnswer =
	| { readonly kind: "records"; readonly records: readonly string[] }
	| { readonly kind: "no-data" }
	| { readonly kind: "nxdomain" }
	| { readonly kind: "servfail" }
	| { readonly kind: "unknown"; readonly because: Dependency };

/** What is around a server while it decides: names, its own addresses, its accounts. */
export interface World {
	/** The addresses of the server with their prefix length; undefined where they are not known. */
	readonly addresses: readonly string[] | undefined;
	/** The server's main addresses, to which clients connect. */
	readonly mainAddresses: readonly string[];
	/** Local accounts; undefined where they are not known. */
	readonly users: readonly string[] | undefined;
	dns(name: string, type: DnsType): DnsAnswer;
}

/** What a world is made of, as `probes.json` says it. */
export interface WorldFacts {
	readonly hostname: string;
	readonly address: string;
	readonly addresses: readonly string[];
	readonly zone: DnsZone;
	readonly users?: readonly string[];
}

const EXISTING_TOP_LEVELS = new Set(["com", "org", "net", "edu", "example", "test"]);
const EXISTING_HOSTS = new Set(["mail", "mx", "www", "smtp"]);

/**
 * The world in which probes are answered: every fact is known. A name of two labels under com, org, net, edu, example or
 * test has an address and a mail exchanger elsewhere, and so have its hosts mail, mx, www and smtp; ancestors of existing
 * names exist without records; every other name does not exist; the zone overrides.
 */
export function probeWorld(facts: WorldFacts, client?: { address: string; name?: string; forged: boolean }): World {
	const zone = new Map<string, Map<string, readonly string[]>>();
	const gone = new Set<string>();
	const failing = new Set<string>();
	const add = (key: string, data: readonly string[]) => {
		const [rawName = "", rawType = ""] = key.split(/\s+/);
		const name = rawName.toLowerCase().replace(/\.$/, "");
		const records = zone.get(name) ?? new Map<string, readonly string[]>();
		records.set(rawType.toUpperCase(), [...(records.get(rawType.toUpperCase()) ?? []), ...data]);
		zone.set(name, records);
	};
	const main6 = "2001:db8::25";
	add(`${facts.hostname} A`, [facts.address]);
	add(`${facts.hostname} AAAA`, [main6]);
	add(`${reverseName(facts.address)} PTR`, [facts.hostname]);
	add(`${reverseName(main6)} PTR`, [facts.hostname]);
	add("localhost A", ["127.0.0.1"]);
	add("localhost AAAA", ["::1"]);
	add(`${reverseName("127.0.0.1")} PTR`, ["localhost"]);
	add(`${reverseName("::1")} PTR`, ["localhost"]);
	const overridden = new Set<string>();
	for (const [key, data] of Object.entries(facts.zone)) {
		if (data === "NXDOMAIN") gone.add(key.toLowerCase().replace(/ .*/, ""));
		else if (data === "SERVFAIL") failing.add(key.toLowerCase().replace(/ .*/, ""));
		else {
			const [name = "", type = ""] = key.split(/\s+/);
			const id = `${name.toLowerCase().replace(/\.$/, "")} ${type.toUpperCase()}`;
			if (!overridden.has(id)) {
				overridden.add(id);
				zone.get(id.split(" ")[0] ?? "")?.delete(type.toUpperCase());
			}
			add(key, typeof data === "string" ? [data] : data);
		}
	}
	if (client?.name !== undefined) {
		add(`${reverseName(client.address)} PTR`, [client.name]);
		if (!client.forged) add(`${client.name} ${client.address.includes(":") ? "AAAA" : "A"}`, [client.address]);
	}
	const look = (name: string, type: string): readonly string[] | undefined => {
		if (gone.has(name)) return undefined;
		const records = zone.get(name);
		if (records !== undefined) return records.get(type) ?? [];
		const implied = impliedRecords(name, type);
		if (implied !== undefined) return implied;
		for (const known of zone.keys()) if (known.endsWith(`.${name}`)) return [];
		return undefined;
	};
	return {
		addresses: [`${facts.address}/24`, `${main6}/64`, "127.0.0.1/8", "::1/128", ...facts.addresses],
		mainAddresses: [facts.address, main6],
		users: facts.users ?? ["alice", "bob", "user"],
		dns(rawName, type) {
			const name = rawName.toLowerCase().replace(/\.$/, "");
			if (failing.has(name)) return { kind: "servfail" };
			const alias = type === "CNAME" ? undefined : look(name, "CNAME")?.[0];
			const found = look(alias?.toLowerCase() ?? name, type);
			if (found === undefined) return { kind: "nxdomain" };
			return found.length === 0 ? { kind: "no-data" } : { kind: "records", records: found };
		},
	};
}

function impliedRecords(name: string, type: string): readonly string[] | undefined {
	const labels = name.split(".");
	if (labels.some((label) => label === "")) return undefined;
	if (!EXISTING_TOP_LEVELS.has(labels.at(-1) ?? "")) return undefined;
	if (labels.length === 1) return [];
	const address = impliedAddress(labels.slice(-2).join("."));
	if (labels.length === 2) return type === "MX" ? [`10 mail.${name}`] : type === "A" ? [address] : [];
	if (labels.length === 3 && EXISTING_HOSTS.has(labels[0] ?? "")) return type === "A" ? [address] : [];
	return undefined;
}

/** An address of the benchmark range 198.18.0.0/16 that depends on the name alone. */
function impliedAddress(name: string): string {
	let hash = 5381;
	for (let i = 0; i < name.length; i++) hash = (hash * 33 + name.charCodeAt(i)) & 0xffff;
	return `198.18.${hash >> 8}.${hash & 0xff}`;
}

/** The name under which the address of a host is looked up: `7.113.0.203.in-addr.arpa`. */
export function reverseName(address: string): string {
	if (!address.includes(":")) return `${address.split(".").reverse().join(".")}.in-addr.arpa`;
	return `${[...expandIpv6(address)].reverse().join(".")}.ip6.arpa`;
}

/** The 32 hexadecimal digits of an IPv6 address that is written without an embedded IPv4 address. */
function expandIpv6(address: string): string {
	const [head = "", tail] = address.toLowerCase().split("::");
	const left = head === "" ? [] : head.split(":");
	const right = tail === undefined || tail === "" ? [] : tail.split(":");
	const middle = tail === undefined ? [] : new Array<string>(Math.max(0, 8 - left.length - right.length)).fill("0");
	return [...left, ...middle, ...right].map((group) => group.padStart(4, "0")).join("");
}
