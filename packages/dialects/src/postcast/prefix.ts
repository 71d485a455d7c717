import { type AddressSet, addressesOf, differenceOf, NO_ADDRESSES, parseAddress, unionOf } from "@relaylint/core";
import { looseNetwork } from "../loose-network.ts";

/** What a value of an access list takes. */
export interface Prefix {
	/** `prefix`: the beginning of an address; `foreign`: another way to say addresses, of which the help says nothing; `none`: no address at all. */
	readonly kind: "prefix" | "foreign" | "none";
	/** The addresses whose text begins with the value. */
	readonly textual: AddressSet;
	/** Those of them that it takes octet by octet as well. */
	readonly octets: AddressSet;
	/** What the value would take if the program knew its notation. */
	readonly meant: AddressSet;
	/** True for a whole address. */
	readonly whole: boolean;
}

const NOTHING: Prefix = { kind: "none", textual: NO_ADDRESSES, octets: NO_ADDRESSES, meant: NO_ADDRESSES, whole: false };

/** Reads a value of an access list by both readings of "addresses that start with". */
export function readPrefix(text: string): Prefix {
	if (text === "") {
		const all = startingWith([], "");
		return { kind: "prefix", textual: all, octets: NO_ADDRESSES, meant: all, whole: false };
	}
	if (/^(?:\d{1,3}\.){0,3}\d{0,3}$/.test(text)) {
		const parts = text.split(".");
		const last = parts.pop() ?? "";
		const textual = startingWith(parts, last);
		if (textual.v4.length === 0) return NOTHING;
		const whole = parts.length === 3 && last !== "";
		// Octet by octet the last number is a whole one; a point at the end says so in both readings.
		const octets = last === "" ? textual : octetBlock([...parts, last]);
		return { kind: "prefix", textual, octets, meant: textual, whole };
	}
	const meant = text.includes(":") ? ALL_V6 : looseNetwork(text)?.addresses;
	return meant === undefined ? NOTHING : { ...NOTHING, kind: "foreign", meant };
}

/** What the textual reading takes and the octets do not. */
export function doubtOf({ textual, octets }: Prefix): AddressSet {
	return differenceOf(textual, octets);
}

const ALL_V6: AddressSet = { v4: [], v6: [0n, (1n << 128n) - 1n] };

/** The addresses whose text begins with these octets and then these digits: no octet of a text has a zero in front. */
function startingWith(octets: readonly string[], digits: string): AddressSet {
	if (octets.some((octet) => !isOctet(octet))) return NO_ADDRESSES;
	const blocks: AddressSet[] = [];
	for (let value = 0; value < 256; value++) if (`${value}`.startsWith(digits)) blocks.push(octetBlock([...octets, `${value}`]));
	return unionOf(blocks);
}

function octetBlock(octets: readonly string[]): AddressSet {
	const address = octets.every(isOctet) ? parseAddress([...octets, "0", "0", "0"].slice(0, 4).join(".")) : undefined;
	return address === undefined ? NO_ADDRESSES : addressesOf(address, octets.length * 8);
}

function isOctet(text: string): boolean {
	return /^(?:0|[1-9]\d{0,2})$/.test(text) && Number(text) < 256;
}
