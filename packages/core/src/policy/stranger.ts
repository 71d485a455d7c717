import type { Attempt, DnsZone } from "./attempt.ts";
import type { Dependency } from "./truth.ts";
import { probeWorld, reverseName, type World } from "./world.ts";

/** What `check` knows of the host; nothing is asked of the machine on which relaylint runs. */
export interface HostFacts {
	readonly hostname: string;
	readonly interfaces: readonly string[] | undefined;
	readonly users: readonly string[] | undefined;
}

/**
 * The world of a stranger's attempt: the names the stranger brings resolve as it likes, the server's accounts and
 * interfaces are known only where the host's facts say them, and every other name is an outside fact.
 */
export function strangerWorld(host: HostFacts, attempt: Attempt, zone: DnsZone): World {
	// Most attempts are decided without a question to the DNS: nothing is built before one is asked.
	let built: Names | undefined;
	return {
		addresses: host.interfaces,
		mainAddresses: MAIN_ADDRESSES,
		users: host.users,
		dns(name, type) {
			built ??= namesOf(host, attempt, zone);
			const { known, brought } = built;
			const wanted = name.toLowerCase().replace(/\.$/, "");
			if (asksList(wanted, built)) return { kind: "nxdomain" };
			for (const own of brought) {
				if (wanted === own || wanted.endsWith(`.${own}`) || own.endsWith(`.${wanted}`)) return known.dns(name, type);
			}
			return { kind: "unknown", because: nameDependency(wanted) };
		},
	};
}

/** Where `probeWorld` has the server when nobody says otherwise. */
const ADDRESS = "192.0.2.25";
const MAIN_ADDRESSES = probeWorld({ hostname: "", address: ADDRESS, addresses: [], zone: {} }).mainAddresses;

/** The names that an attempt brings along, with the world that knows them. */
interface Names {
	readonly known: World;
	readonly brought: ReadonlySet<string>;
	/** The client's address as lists of addresses are asked for it. */
	readonly reversed: string;
}

function namesOf(host: HostFacts, attempt: Attempt, zone: DnsZone): Names {
	const client = {
		address: attempt.client,
		forged: attempt.forged,
		...(attempt.name === undefined ? {} : { name: attempt.name }),
	};
	const known = probeWorld({ hostname: host.hostname, address: ADDRESS, addresses: host.interfaces ?? [], zone }, client);
	const reverse = reverseName(attempt.client);
	const names = [domainOf(attempt.from), domainOf(attempt.to), attempt.helo.toLowerCase(), attempt.name?.toLowerCase(), reverse];
	const brought = new Set<string>(names.filter((name): name is string => name !== undefined && name !== ""));
	for (const key of Object.keys(zone)) brought.add(key.toLowerCase().replace(/ .*/, ""));
	return { known, brought, reversed: reverse.replace(/\.(in-addr|ip6)\.arpa$/, "") };
}

/** DNS lists name no stranger: it can come from an address, and with a domain, that is on none. */
function asksList(wanted: string, { brought, reversed }: Names): boolean {
	if (wanted.startsWith(`${reversed}.`) && !wanted.endsWith(".arpa")) return true;
	return [...brought].some((own) => wanted.startsWith(`${own}.`) && wanted.length > own.length + 1);
}

function nameDependency(name: string): Dependency {
	return { kind: "outside", key: `dns:${name}`, text: `the DNS records of ${name}` };
}

function domainOf(address: string): string | undefined {
	const at = address.lastIndexOf("@");
	return at === -1 ? undefined : address.slice(at + 1).toLowerCase();
}
