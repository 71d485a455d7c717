import type { Origin } from "@relaylint/core";
import { entryOrigin } from "../maps/table.ts";
import type { Server } from "../server.ts";
import { relayedKeys } from "./sets.ts";

/** A name by which mail to a domain is relayed for everybody. */
export interface RelayedDomain {
	readonly text: string;
	/** True where only the name itself counts, not what is below it. */
	readonly exact: boolean;
	/** True where what is below it counts even with FEATURE(relay_hosts_only). */
	readonly whole: boolean;
	readonly origin: Origin;
}

const known = new WeakMap<Server, readonly RelayedDomain[]>();

/** The names by which mail is relayed for everybody: class R, the access map, and with FEATURE(relay_entire_domain) the own domain. */
export function relayedDomains(server: Server): readonly RelayedDomain[] {
	let found = known.get(server);
	if (found === undefined) {
		found = collect(server);
		known.set(server, found);
	}
	return found;
}

function collect(server: Server): readonly RelayedDomain[] {
	const exact = server.has("hosts-only");
	const names: RelayedDomain[] = [];
	for (const [text, { origin }] of server.class("R").words) names.push({ text, exact, whole: false, origin });
	const map = server.has("access") ? server.map("access") : undefined;
	if (map !== undefined)
		for (const { key, entry } of relayedKeys(server, map)) {
			if (!key.includes("@")) names.push({ text: key, exact, whole: false, origin: entryOrigin(entry) });
		}
	if (server.has("entire-domain") && server.ownDomain !== undefined)
		names.push({ text: server.ownDomain.toLowerCase(), exact: false, whole: true, origin: server.originOf("entire-domain") });
	return names;
}
