/** What this machine says of itself. */
export interface Host {
	readonly hostname: string;
	/** Its addresses with their prefix length, loopback left out. */
	readonly interfaces: readonly string[];
	/** The routers through which it reaches everybody else. */
	readonly gateways: readonly string[];
}

/**
 * The default gateways in the kernel's tables: `/proc/net/route`, whose addresses are numbers in the machine's own byte order,
 * and `/proc/net/ipv6_route`. What is not of their form is left out.
 */
export function defaultGateways(route: string, route6: string, littleEndian: boolean): readonly string[] {
	const four = rows(route).flatMap(([, destination, gateway = "", flags = "", , , , mask]) => {
		const viaGateway = (Number.parseInt(flags, 16) & UP_AND_GATEWAY) === UP_AND_GATEWAY;
		if (destination !== "00000000" || mask !== "00000000" || !viaGateway || !/^[0-9A-F]{8}$/i.test(gateway)) return [];
		const bytes = (gateway.match(/../g) ?? []).map((byte) => Number.parseInt(byte, 16));
		return [(littleEndian ? bytes.reverse() : bytes).join(".")];
	});
	const six = rows(route6).flatMap(([destination = "", prefix, , , gateway = ""]) => {
		if (!/^0{32}$/.test(destination) || prefix !== "00" || !/^[0-9a-f]{32}$/i.test(gateway) || /^0+$/.test(gateway)) return [];
		const groups = (gateway.match(/..../g) ?? []).map((group) => Number.parseInt(group, 16).toString(16));
		return [groups.join(":")];
	});
	return [...new Set([...four, ...six])];
}

/** RTF_UP and RTF_GATEWAY of route(4). */
const UP_AND_GATEWAY = 3;

function rows(text: string): readonly (readonly string[])[] {
	return text.split("\n").map((line) => line.trim().split(/\s+/));
}
