import { containsAddress, type Dependency, LOOPBACK, parseAddress } from "@relaylint/core";
import { findService, processName } from "../master.ts";
import type { Settings } from "../setting-types.ts";

/**
 * Where a transport takes mail: `away` to whatever server the next hop is (smtp(8)), `mailboxes` to a server of mailboxes over TCP (lmtp(8)), `program`
 * into a program of the administrator's, `here` into mailboxes of this machine or back to the sender, `nowhere` where master.cf has no such
 * service, so that it waits. `unknown`: master.cf is not in the files, or a template may name the service.
 */
export type Carrier = "away" | "mailboxes" | "program" | "here" | "nowhere" | "unknown";

/** What the services of the standard master.cf run: what a master.cf without them is taken to have, as the excerpts of many do not show them. */
const STANDARD: ReadonlyMap<string, string> = new Map([
	["smtp", "smtp"],
	["relay", "smtp"],
	["lmtp", "lmtp"],
	["local", "local"],
	["virtual", "virtual"],
	["error", "error"],
	["retry", "error"],
	["discard", "discard"],
]);

const PROGRAMS: Readonly<Record<string, Carrier>> = {
	smtp: "away",
	lmtp: "mailboxes",
	local: "here",
	virtual: "here",
	error: "here",
	discard: "here",
	pipe: "program",
	spawn: "program",
};

/** What carries mail, by the name of a transport (the first part of `transport:nexthop`) and its next hop: master(5), transport(5). */
export function carriersOf(settings: Settings): (transport: string, nexthop: string) => Carrier {
	const { masterCf } = settings.input;
	return (transport, nexthop) => {
		const service = findService(settings.services, transport, "unix");
		const program = service === undefined ? STANDARD.get(transport) : service.command.hole ? undefined : processName(service);
		if (service === undefined && program === undefined) {
			const isOpen = masterCf === undefined || masterCf.opaque.length > 0 || masterCf.services.some((one) => one.name.hole);
			return isOpen ? "unknown" : "nowhere";
		}
		const carrier = PROGRAMS[program ?? ""] ?? "unknown";
		return carrier === "mailboxes" && staysOnThisMachine(nexthop) ? "here" : carrier;
	};
}

/** A socket, or an address of this machine: lmtp(8). */
function staysOnThisMachine(nexthop: string): boolean {
	if (nexthop.startsWith("unix:")) return true;
	const host = nexthop
		.replace(/^inet:/, "")
		.replace(/:\w+$/, "")
		.replace(/^\[(?:ipv6:)?(.*)\]$/i, "$1");
	const address = parseAddress(host);
	return host.toLowerCase() === "localhost" || (address !== undefined && containsAddress(LOOPBACK, address));
}

/** A transport and its next hop, as parameters and tables write them. */
export function splitTransport(text: string): readonly [transport: string, nexthop: string] {
	const colon = text.indexOf(":");
	return colon === -1 ? [text, ""] : [text.slice(0, colon), text.slice(colon + 1)];
}

/** What a service does of which master.cf, which is not in the files, would tell. */
export function serviceDependency(transport: string): Dependency {
	return { kind: "outside", key: `service:${transport}`, text: `what the service ${transport} of master.cf does`, shared: true };
}
