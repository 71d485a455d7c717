import { type AddressSet, addressesOf, parseAddress, parseNetwork, singleAddress } from "@relaylint/core";

/** How a text says addresses, in the ways in which people write them whether or not a program reads them. */
export type Notation = "address" | "network" | "netmask" | "range" | "wildcard" | "octets" | "everything";

/** Addresses as a text most likely means them. */
export interface LooseNetwork {
	readonly notation: Notation;
	readonly addresses: AddressSet;
	/** True where bits of the address behind the prefix are set. */
	readonly hostBits?: true;
}

/**
 * Reads `192.0.2.1`, `192.0.2.0/24`, `192.0.2.0/255.255.255.0`, `192.0.2.1-192.0.2.9`, `192.0.2.1-9`, `192.0.2.*`, `192.0.2` and `*`, for formats whose
 * documents say which addresses may stand in a list but not how; undefined for a name and for anything else.
 */
export function looseNetwork(text: string): LooseNetwork | undefined {
	if (text === "*" || text === "0") return { notation: "everything", addresses: EVERYTHING };
	const address = parseAddress(text);
	if (address !== undefined) return { notation: "address", addresses: singleAddress(address) };
	const network = parseNetwork(text);
	if (network !== undefined) {
		const addresses = addressesOf(network.address, network.prefix);
		return { notation: "network", addresses, ...(network.hostBits ? { hostBits: true } : {}) };
	}
	return maskedNetwork(text) ?? range(text) ?? wildcard(text);
}

const EVERYTHING: AddressSet = { v4: [0, 0xffffffff], v6: [0n, (1n << 128n) - 1n] };

function maskedNetwork(text: string): LooseNetwork | undefined {
	const slash = text.indexOf("/");
	if (slash === -1) return undefined;
	const address = parseAddress(text.slice(0, slash));
	const mask = parseAddress(text.slice(slash + 1));
	if (address?.family !== 4 || mask?.family !== 4) return undefined;
	const prefix = Math.clz32(~mask.value >>> 0);
	const { v4 } = addressesOf({ family: 4, value: 0xffffffff }, prefix);
	return v4[0] === mask.value ? { notation: "netmask", addresses: addressesOf(address, prefix) } : undefined;
}

/** From one address to another, or to another last octet. */
function range(text: string): LooseNetwork | undefined {
	const [first = "", last = "", ...more] = text.split("-");
	const start = parseAddress(first);
	const end = /^\d{1,3}$/.test(last) ? parseAddress(first.replace(/\d+$/, last)) : parseAddress(last);
	if (more.length > 0 || start?.family !== 4 || end?.family !== 4 || end.value < start.value) return undefined;
	return { notation: "range", addresses: { v4: [start.value, end.value], v6: [] } };
}

/** Leading octets, the others as `*` or not written at all. */
function wildcard(text: string): LooseNetwork | undefined {
	const found = /^(\d{1,3}(?:\.\d{1,3}){0,2})(\.)?((?:\*\.){0,2}\*)?$/.exec(text);
	if (found === null) return undefined;
	const [, octets = "", dot, stars] = found;
	if ((stars !== undefined && dot === undefined) || octets.split(".").length + (stars?.split(".").length ?? 0) > 4)
		return undefined;
	const start = parseAddress([...octets.split("."), "0", "0", "0"].slice(0, 4).join("."));
	if (start === undefined) return undefined;
	const addresses = addressesOf(start, octets.split(".").length * 8);
	return { notation: stars === undefined ? "octets" : "wildcard", addresses };
}
