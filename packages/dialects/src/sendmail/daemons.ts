import { type AddressSet, ALL_ADDRESSES, LOOPBACK, type Origin, parseAddress, singleAddress } from "@relaylint/core";
import type { CfStatement } from "./cf/configuration.ts";
import type { Daemon } from "./server.ts";

const PORTS: Readonly<Record<string, number>> = { smtp: 25, submission: 587, smtps: 465, submissions: 465, urd: 465 };

/** Reads the value of `DaemonPortOptions`: `Name=MTA, Port=smtp, Addr=127.0.0.1, Family=inet, M=Ea`. Only a field's first letter counts. Total. */
export function parseDaemon(value: string, origin: Origin, position: number): Daemon {
	let name: string | undefined;
	let port: number | undefined = 25;
	let family: Daemon["family"] = "inet";
	let address: string | undefined;
	let modifiers = "";
	for (const field of value.split(",")) {
		const found = /^\s*([A-Za-z])[A-Za-z]*\s*=\s*([\s\S]*?)\s*$/.exec(field);
		if (found === null) continue;
		const said = found[2] ?? "";
		switch (found[1]) {
			case "N":
			case "n":
				name = said;
				break;
			case "P":
			case "p":
				port = /^\d+$/.test(said) ? Number(said) : PORTS[said.toLowerCase()];
				break;
			case "A":
			case "a":
				address = said;
				break;
			case "F":
			case "f":
				family = /^inet6$/i.test(said) ? "inet6" : "inet";
				break;
			case "M":
				modifiers = said;
				break;
			default:
		}
	}
	return { name: name ?? `Daemon${position}`, port, family, address, modifiers, origin };
}

/** The daemons of a generated file: one for each option, or one on port 25 where there is none (op.txt 5.6). */
export function daemonsOf(statements: readonly CfStatement[], otherwise: Origin): readonly Daemon[] {
	const said = statements.filter((one) => one.kind === "option" && one.name === "DaemonPortOptions");
	if (said.length === 0) return [parseDaemon("Name=MTA", otherwise, 0)];
	return said.flatMap((one, at) => (one.kind === "option" ? [parseDaemon(one.value, one.origin, at)] : []));
}

/** The addresses on which a daemon listens; undefined where its address is a name that the files do not resolve. */
export function addressesOfDaemon(daemon: Daemon): AddressSet | undefined {
	const { address, family } = daemon;
	// A socket for IPv6 on every address takes IPv4 as well.
	if (address === undefined || /^inaddr_any$/i.test(address))
		return family === "inet" ? { v4: ALL_ADDRESSES.v4, v6: [] } : ALL_ADDRESSES;
	const bare = address.replace(/^\[(.*)\]$/, "$1").replace(/^IPv6:/i, "");
	if (/^localhost$/i.test(bare)) return family === "inet" ? { v4: LOOPBACK.v4, v6: [] } : LOOPBACK;
	if (bare === "0.0.0.0") return { v4: ALL_ADDRESSES.v4, v6: [] };
	if (bare === "::") return ALL_ADDRESSES;
	const parsed = parseAddress(bare);
	if (parsed === undefined) return undefined;
	return singleAddress(parsed);
}
