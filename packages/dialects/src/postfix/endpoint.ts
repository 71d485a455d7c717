import { formatAddress, parseAddress } from "@relaylint/core";

/** Where an inet service of master.cf listens; an empty host is every address of `inet_interfaces`. */
export interface Endpoint {
	readonly host: string;
	readonly port: string;
}

/** Service names that every machine's services(5) has, and Postfix's own `known_tcp_ports` since 3.6. */
const wellKnownPorts: ReadonlyMap<string, number> = new Map([
	["smtp", 25],
	["mail", 25],
	["lmtp", 24],
	["smtps", 465],
	["ssmtp", 465],
	["submissions", 465],
	["urd", 465],
	["submission", 587],
	["qmtp", 209],
	["qmqp", 628],
	["amavis", 10024],
]);

/** Reads `port`, `host:port` or `[address]:port`: master(5), service name. */
export function parseEndpoint(name: string): Endpoint {
	const bracketed = /^\[(?:IPv6:)?([^\]]*)\]:?(.*)$/i.exec(name);
	if (bracketed !== null) return { host: bracketed[1] ?? "", port: bracketed[2] ?? "" };
	const colon = name.lastIndexOf(":");
	return colon === -1 ? { host: "", port: name } : { host: name.slice(0, colon), port: name.slice(colon + 1) };
}

/** The number of a port or of a well-known service name, undefined for a name in no list; `known` are `name=name=port` words of known_tcp_ports. */
export function portNumber(name: string, known: Iterable<string> = []): number | undefined {
	if (/^\d{1,5}$/.test(name)) return Number(name) <= 65535 ? Number(name) : undefined;
	for (const word of known) {
		const names = word.split("=");
		const port = names.pop() ?? "";
		if (names.includes(name) && /^\d{1,5}$/.test(port)) return Number(port);
	}
	return wellKnownPorts.get(name);
}

/** One text for every way to write the same endpoint (`25`, `smtp`), as master(8) compares them. */
export function canonicalEndpoint(name: string): string {
	const { host, port } = parseEndpoint(name);
	const address = parseAddress(host);
	return `[${address === undefined ? host : formatAddress(address)}]:${portNumber(port) ?? port}`;
}
