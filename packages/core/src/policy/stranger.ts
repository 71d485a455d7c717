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
	const client = {
		address: attempt.client,
		forged: attempt.forged,
		...(attempt.name === undefined ? {} : { name: attempt.name }),
	};
	const known = probeWorld({ hostname: host.hostname, address: "192.0.2.25", addresses: host.interfaces ?? [], zone }, client);
	const brought = new Set(
		[
			domainOf(attempt.from),
			domainOf(attempt.to),
			attempt.helo.toLowerCase(),
			attempt.name?.toLowerCase(),
			reverseName(attempt.client),
		].filter((name) => name !== undefined && name !== ""),
	);
	for (const key of Object.keys(zone)) brought.add(key.toLowerCase().replace(/ .*/, ""));
	const reversed = reverseName(attempt.client).replace(/\.(in-addr|ip6)\.arpa$/, "");
	/** DNS lists name no stranger: it can come from an address, and with a domain, that is on none. */
	const asksList = (wanted: string) =>
		(wanted.startsWith(`${reversed}.`) && !wanted.endsWith(".arpa")) ||
		[...brought].some((own) => own !== undefined && wanted.startsWith(`${own}.`) && wanted.length > own.length + 1);
	return {
		addresses: host.interfaces,
		mainAddresses: known.mainAddresses,
		users: host.users,
		dns(name, type) {
			const wanted = name.toLowerCase().replace(/\.$/, "");
			if (asksList(wanted)) return { kind: "nxdomain" };
			for (const own of brought) {
				if (own !== undefined && (wanted === own || wanted.endsWith(`.${own}`) || own.endsWith(`.${wanted}`)))
					return known.dns(name, type);
			}
			return { kind: "unknown", because: nameDependency(wanted) };
		},
	};
}

function nameDependency(name: string): Dependency {
	return { kind: "outside", key: `dns:${name}`, text: `the DNS records of ${name}` };
}

function domainOf(address: string): string | undefined {
	const at = address.lastIndexOf("@");
	return at === -1 ? undefined : address.slice(at + 1).toLowerCase();
}
