import {
	type AddressSet,
	ALL_ADDRESSES,
	type Dependency,
	type Origin,
	parseAddress,
	parseAddressSet,
	singleAddress,
	unionOf,
} from "@relaylint/core";
import { expand } from "../expansion/evaluate.ts";
import type { Scope } from "../expansion/scope.ts";
import { splitList } from "../lists/split-list.ts";
import { optionOrigin, type Server, setValue } from "./server.ts";

/** One port on which the daemon listens. */
export interface PortListener {
	readonly port: number | undefined;
	readonly addresses: AddressSet;
	readonly open?: Dependency;
	readonly origin: Origin;
	/** True where TLS starts with the connection. */
	readonly tlsOnConnect: boolean;
}

const SERVICES: Readonly<Record<string, number>> = {
	smtp: 25,
	smtps: 465,
	ssmtp: 465,
	submission: 587,
	submissions: 465,
	"smtp-msa": 587,
};

/** The ports and addresses of the daemon (specification, 13): `daemon_smtp_ports`, `local_interfaces`, `tls_on_connect_ports`. */
export function portListeners(
	server: Server,
	scope: Scope,
): { readonly listeners: readonly PortListener[]; readonly fault?: string } {
	const list = (name: string): readonly string[] | Dependency | undefined => {
		const value = setValue(server, name);
		if (value === undefined) return undefined;
		const expanded = expand(value.text, scope);
		if (expanded.kind === "open") return expanded.because;
		return expanded.kind === "text" ? splitList(expanded.text).map(({ text }) => text) : [];
	};
	const ports = list("daemon_smtp_ports") ?? list("daemon_smtp_port");
	const onConnect = list("tls_on_connect_ports");
	const tlsPorts = new Set(Array.isArray(onConnect) ? onConnect.map(portOf) : []);
	const portsOrigin = optionOrigin(
		server,
		server.option("daemon_smtp_ports") === undefined ? "daemon_smtp_port" : "daemon_smtp_ports",
	);
	const named: readonly (number | undefined)[] =
		ports === undefined ? [25] : Array.isArray(ports) ? ports.map(portOf) : [undefined];
	const interfaces = list("local_interfaces");
	const origin = optionOrigin(server, "local_interfaces");
	const families = server.isOn("disable_ipv6") ? { v4: ALL_ADDRESSES.v4, v6: [] } : ALL_ADDRESSES;
	const of = (port: number | undefined, addresses: AddressSet, at: Origin, open?: Dependency): PortListener => ({
		port,
		addresses: { v4: addresses.v4, v6: server.isOn("disable_ipv6") ? [] : addresses.v6 },
		origin: at,
		tlsOnConnect: port !== undefined && tlsPorts.has(port),
		...(open === undefined ? {} : { open }),
	});
	if (interfaces === undefined || !Array.isArray(interfaces)) {
		const open = interfaces === undefined ? undefined : (interfaces as Dependency);
		return { listeners: named.map((port) => of(port, families, portsOrigin, open)) };
	}
	const byPort = new Map<number | undefined, { sets: AddressSet[]; open?: Dependency }>();
	for (const text of interfaces) {
		const read = interfaceOf(text);
		for (const port of read.port === undefined ? named : [read.port]) {
			const known = byPort.get(port) ?? { sets: [] };
			byPort.set(port, known);
			if (read.addresses === undefined)
				known.open ??= { kind: "outside", key: `interface:${text}`, text: `the addresses of ${text}` };
			else known.sets.push(read.addresses);
		}
	}
	return {
		listeners: [...byPort].map(([port, { sets, open }]) => of(port, unionOf([{ v4: [], v6: [] }, ...sets]), origin, open)),
	};
}

function portOf(text: string): number | undefined {
	const number = Number(text);
	return /^\d+$/.test(text) ? number : SERVICES[text];
}

/** An interface: an address, with a port in `[address]:port` or `address.port`; zeros stand for all addresses of a family. */
function interfaceOf(text: string): { readonly addresses: AddressSet | undefined; readonly port?: number } {
	const bracketed = /^\[([^\]]+)\](?::(\w+))?$/.exec(text);
	const dotted = /^(\d+\.\d+\.\d+\.\d+)\.(\d+)$/.exec(text) ?? /^([0-9a-fA-F:]+)\.(\d+)$/.exec(text);
	const found = bracketed ?? dotted;
	const address = found?.[1] ?? text;
	const port = found?.[2] === undefined ? undefined : portOf(found[2]);
	const parsed = parseAddress(address);
	const addresses: AddressSet | undefined =
		address === "0.0.0.0"
			? { v4: ALL_ADDRESSES.v4, v6: [] }
			: /^(?:::0?|0:0:0:0:0:0:0:0)$/.test(address)
				? { v4: [], v6: ALL_ADDRESSES.v6 }
				: parsed === undefined
					? parseAddressSet(address)
					: singleAddress(parsed);
	return port === undefined ? { addresses } : { addresses, port };
}
