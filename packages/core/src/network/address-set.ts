import ipaddr from "ipaddr.js";

/** An IPv4 address as a number, or an IPv6 address as a big integer. An IPv4-mapped address is its IPv4 address. */
export type Address = { readonly family: 4; readonly value: number } | { readonly family: 6; readonly value: bigint };

/**
 * A set of addresses: disjoint inclusive intervals in rising order, as flat lists of starts and ends
 * (`[start, end, start, end, …]`), IPv4 apart from IPv6.
 */
export interface AddressSet {
	readonly v4: readonly number[];
	readonly v6: readonly bigint[];
}

const LAST_V4 = 0xffffffff;
const LAST_V6 = (1n << 128n) - 1n;

export const NO_ADDRESSES: AddressSet = { v4: [], v6: [] };
export const ALL_ADDRESSES: AddressSet = { v4: [0, LAST_V4], v6: [0n, LAST_V6] };

/** Reads one address: dotted quad, or IPv6 with or without an embedded IPv4 address; undefined for anything else. */
export function parseAddress(text: string): Address | undefined {
	if (!text.includes(":")) {
		const value = dottedQuad(text);
		return value === undefined ? undefined : { family: 4, value };
	}
	const parsed = parseIpv6(text);
	if (parsed === undefined) return undefined;
	return parsed.isIPv4MappedAddress() ? parseAddress(parsed.toIPv4Address().toString()) : ipv6Value(parsed);
}

/** The number of a dotted quad. A leading zero is octal to some and decimal to others: inet_pton(3) refuses it, and so does this. */
function dottedQuad(text: string): number | undefined {
	let value = 0;
	let part = -1;
	let dots = 0;
	for (let at = 0; at < text.length; at++) {
		const unit = text.charCodeAt(at);
		if (unit === 46) {
			if (part < 0 || ++dots > 3) return undefined;
			value = value * 256 + part;
			part = -1;
			continue;
		}
		if (unit < 48 || unit > 57 || part === 0) return undefined;
		part = part < 0 ? unit - 48 : part * 10 + unit - 48;
		if (part > 255) return undefined;
	}
	return part < 0 || dots !== 3 ? undefined : value * 256 + part;
}

function parseIpv6(text: string): ipaddr.IPv6 | undefined {
	// What cannot be one is not given to ipaddr.js, which throws.
	if (!text.includes(":") || !/^[0-9a-f:.]+$/i.test(text)) return undefined;
	if (!text.includes("::") && text.split(":").length !== (text.includes(".") ? 7 : 8)) return undefined;
	try {
		return ipaddr.IPv6.parse(text);
	} catch {
		return undefined;
	}
}

function ipv6Value(parsed: ipaddr.IPv6): Address {
	return { family: 6, value: parsed.toByteArray().reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n) };
}

/** Writes an address in its shortest usual form. */
export function formatAddress(address: Address): string {
	if (address.family === 4) {
		const v = address.value;
		return `${(v >>> 24) & 255}.${(v >>> 16) & 255}.${(v >>> 8) & 255}.${v & 255}`;
	}
	const bytes: number[] = [];
	for (let shift = 120n; shift >= 0n; shift -= 8n) bytes.push(Number((address.value >> shift) & 255n));
	return ipaddr.fromByteArray(bytes).toString();
}

/** A network with its prefix length; `hostBits` where bits of the address behind the prefix are set. */
export interface Network {
	readonly address: Address;
	readonly prefix: number;
	readonly hostBits: boolean;
}

/** Reads `address/prefix`; undefined where either is not one. A network of IPv4-mapped addresses stays one of IPv6, in which no client is. */
export function parseNetwork(text: string): Network | undefined {
	const slash = text.indexOf("/");
	if (slash === -1) return undefined;
	const six = parseIpv6(text.slice(0, slash));
	const address = six === undefined ? parseAddress(text.slice(0, slash)) : ipv6Value(six);
	const digits = text.slice(slash + 1);
	if (address === undefined || !/^\d{1,3}$/.test(digits)) return undefined;
	const prefix = Number(digits);
	if (prefix > (address.family === 4 ? 32 : 128)) return undefined;
	return { address, prefix, hostBits: networkStart(address, prefix).value !== address.value };
}

function networkStart(address: Address, prefix: number): Address {
	if (address.family === 4) {
		return { family: 4, value: prefix === 0 ? 0 : (address.value & (LAST_V4 << (32 - prefix))) >>> 0 };
	}
	return { family: 6, value: (address.value >> BigInt(128 - prefix)) << BigInt(128 - prefix) };
}

/** The addresses of a network; host bits are ignored. */
export function addressesOf(address: Address, prefix: number): AddressSet {
	const start = networkStart(address, prefix);
	if (start.family === 4) return { v4: [start.value, start.value + 2 ** (32 - prefix) - 1], v6: [] };
	return { v4: [], v6: [start.value, start.value + (1n << BigInt(128 - prefix)) - 1n] };
}

/** The set of one address. */
export function singleAddress(address: Address): AddressSet {
	return addressesOf(address, address.family === 4 ? 32 : 128);
}

/** Reads an address or a network into a set; undefined for anything else. */
export function parseAddressSet(text: string): AddressSet | undefined {
	const network = parseNetwork(text);
	if (network !== undefined) return addressesOf(network.address, network.prefix);
	const address = parseAddress(text);
	return address === undefined ? undefined : singleAddress(address);
}

/** Whether an address is in a set; by bisection. */
export function containsAddress(set: AddressSet, address: Address): boolean {
	return address.family === 4 ? inIntervals(set.v4, address.value) : inIntervals(set.v6, address.value);
}

function inIntervals<N extends number | bigint>(intervals: readonly N[], value: N): boolean {
	const start = intervals[2 * firstEndingFrom(intervals, value)];
	return start !== undefined && start <= value;
}

/** The first interval that ends at a value or behind it, by its number. */
function firstEndingFrom<N extends number | bigint>(intervals: readonly N[], value: N): number {
	let low = 0;
	let high = intervals.length / 2;
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((intervals[2 * middle + 1] as N) < value) low = middle + 1;
		else high = middle;
	}
	return low;
}

/** All addresses that are in at least one of the sets. */
export function unionOf(sets: readonly AddressSet[]): AddressSet {
	const only = sets[0];
	if (only !== undefined && sets.length === 1) return only;
	return {
		v4: merge(
			sets.map((set) => set.v4),
			1,
		),
		v6: merge(
			sets.map((set) => set.v6),
			1n,
		),
	};
}

function merge<N extends number | bigint>(lists: readonly (readonly N[])[], one: N): readonly N[] {
	const all: N[] = [];
	for (const list of lists) for (const bound of list) all.push(bound);
	return unionOfIntervals(all, one);
}

/** Disjoint intervals in rising order that hold what any intervals do, as flat lists of starts and ends; `one` is 1 in their kind of number. */
export function unionOfIntervals<N extends number | bigint>(intervals: readonly N[], one: N): readonly N[] {
	const merged: N[] = [];
	const add = (start: N, end: N) => {
		const last = merged.at(-1);
		if (last !== undefined && start <= (((last as number) + (one as number)) as N)) {
			if (end > last) merged[merged.length - 1] = end;
		} else merged.push(start, end);
	};
	let sorted = true;
	for (let i = 2; i < intervals.length && sorted; i += 2) sorted = (intervals[i] as N) >= (intervals[i - 2] as N);
	if (sorted) {
		for (let i = 0; i < intervals.length; i += 2) add(intervals[i] as N, intervals[i + 1] as N);
		return merged;
	}
	const order = new Uint32Array(intervals.length / 2).map((_, at) => at * 2);
	order.sort((a, b) => ((intervals[a] as N) < (intervals[b] as N) ? -1 : (intervals[a] as N) > (intervals[b] as N) ? 1 : 0));
	for (const at of order) add(intervals[at] as N, intervals[at + 1] as N);
	return merged;
}

/** The addresses that are not in the set. */
export function complementOf(set: AddressSet): AddressSet {
	return { v4: gaps(set.v4, 0, LAST_V4, 1), v6: gaps(set.v6, 0n, LAST_V6, 1n) };
}

function gaps<N extends number | bigint>(intervals: readonly N[], first: N, last: N, one: N): readonly N[] {
	const found: N[] = [];
	let from = first;
	for (let i = 0; i < intervals.length; i += 2) {
		const start = intervals[i] as N;
		if (start > from) found.push(from, ((start as bigint) - (one as bigint)) as N);
		const end = intervals[i + 1] as N;
		if (end >= last) return found;
		from = ((end as bigint) + (one as bigint)) as N;
	}
	found.push(from, last);
	return found;
}

/** The addresses that are in both sets. */
export function intersectionOf(a: AddressSet, b: AddressSet): AddressSet {
	return { v4: common(a.v4, b.v4), v6: common(a.v6, b.v6) };
}

function common<N extends number | bigint>(a: readonly N[], b: readonly N[]): readonly N[] {
	const found: N[] = [];
	let i = 0;
	let j = 0;
	while (i < a.length && j < b.length) {
		const aEnd = a[i + 1] as N;
		const bEnd = b[j + 1] as N;
		const start = (a[i] as N) > (b[j] as N) ? (a[i] as N) : (b[j] as N);
		// biome-ignore lint/complexity/useMathMinMax: Math.min takes no bigint.
		const end = aEnd < bEnd ? aEnd : bEnd;
		if (start <= end) found.push(start, end);
		if (aEnd < bEnd) i += 2;
		else j += 2;
	}
	return found;
}

/** The addresses of `a` that are not in `b`. */
export function differenceOf(a: AddressSet, b: AddressSet): AddressSet {
	return intersectionOf(a, complementOf(b));
}

export function isEmptyAddressSet(set: AddressSet): boolean {
	return set.v4.length === 0 && set.v6.length === 0;
}

/** Whether some address is in both sets; by bisection of the second. */
export function overlaps(a: AddressSet, b: AddressSet): boolean {
	return someCommon(a.v4, b.v4) || someCommon(a.v6, b.v6);
}

function someCommon<N extends number | bigint>(a: readonly N[], b: readonly N[]): boolean {
	for (let i = 0; i < a.length; i += 2) {
		const start = b[2 * firstEndingFrom(b, a[i] as N)];
		if (start !== undefined && start <= (a[i + 1] as N)) return true;
	}
	return false;
}

/** Whether all addresses of a set are in another; by bisection of the other. */
export function isWithin(a: AddressSet, b: AddressSet): boolean {
	return allIn(a.v4, b.v4, 1) && allIn(a.v6, b.v6, 1n);
}

function allIn<N extends number | bigint>(a: readonly N[], b: readonly N[], one: N): boolean {
	for (let i = 0; i < a.length; i += 2) {
		let at = 2 * firstEndingFrom(b, a[i] as N);
		// Intervals that touch hold together what one would.
		for (let from = a[i] as N; from <= (a[i + 1] as N); at += 2) {
			const start = b[at];
			if (start === undefined || start > from) return false;
			from = ((b[at + 1] as number) + (one as number)) as N;
		}
	}
	return true;
}

/** Whether two sets hold the same addresses. */
export function sameAddresses(a: AddressSet, b: AddressSet): boolean {
	return (
		a.v4.length === b.v4.length &&
		a.v6.length === b.v6.length &&
		a.v4.every((one, at) => one === b.v4[at]) &&
		a.v6.every((one, at) => one === b.v6[at])
	);
}

/** How many addresses of each family a set holds. */
export function sizeOf(set: AddressSet): { readonly v4: number; readonly v6: bigint } {
	let v4 = 0;
	for (let i = 0; i < set.v4.length; i += 2) v4 += (set.v4[i + 1] ?? 0) - (set.v4[i] ?? 0) + 1;
	let v6 = 0n;
	for (let i = 0; i < set.v6.length; i += 2) v6 += (set.v6[i + 1] ?? 0n) - (set.v6[i] ?? 0n) + 1n;
	return { v4, v6 };
}

/** An address of the set: the first of its first interval, IPv4 before IPv6, network addresses avoided where there is room. */
export function sampleOf(set: AddressSet): Address | undefined {
	const [first, end] = set.v4;
	if (first !== undefined && end !== undefined) {
		return { family: 4, value: end - first >= 7 ? first + 7 : first };
	}
	const [first6, end6] = set.v6;
	if (first6 === undefined || end6 === undefined) return undefined;
	return { family: 6, value: end6 - first6 >= 7n ? first6 + 7n : first6 };
}

/** A block of IPv4 addresses by its first two octets. */
function block4(first: number, second: number, prefix: number): AddressSet {
	return addressesOf({ family: 4, value: first * 2 ** 24 + second * 2 ** 16 }, prefix);
}

/** A block of IPv6 addresses by its first group. */
function block6(group: number, prefix: number): AddressSet {
	return addressesOf({ family: 6, value: BigInt(group) << 112n }, prefix);
}

/** Loopback addresses of both families. */
export const LOOPBACK: AddressSet = unionOf([block4(127, 0, 8), singleAddress({ family: 6, value: 1n })]);

/** Private, shared and link-local addresses, which reach a server only from its own side of the Internet. */
export const PRIVATE_ADDRESSES: AddressSet = unionOf([
	block4(10, 0, 8),
	block4(172, 16, 12),
	block4(192, 168, 16),
	block4(100, 64, 10),
	block4(169, 254, 16),
	block6(0xfc00, 7),
	block6(0xfe80, 10),
	block6(0xfec0, 10),
]);

/** Addresses from which no stranger comes: neither private nor loopback, but no unicast address of the Internet either. */
const UNUSABLE: AddressSet = unionOf([
	block4(0, 0, 8),
	block4(192, 0, 24),
	block4(224, 0, 4),
	block4(240, 0, 4),
	block6(0, 96),
	block6(0xff00, 8),
]);

/**
 * The addresses from which a stranger may come. Documentation and benchmark ranges count as public, so that examples in
 * them behave like the real thing.
 */
export const PUBLIC_ADDRESSES: AddressSet = complementOf(unionOf([LOOPBACK, PRIVATE_ADDRESSES, UNUSABLE]));
