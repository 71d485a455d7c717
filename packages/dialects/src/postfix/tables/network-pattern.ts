/** A network of a cidr table; `first` and `last` are addresses. */
export type NetworkRange =
	| { readonly family: 4; readonly first: number; readonly last: number }
	| { readonly family: 6; readonly first: bigint; readonly last: bigint };

/** Why a network cannot be read. */
export interface NetworkError {
	readonly kind: "bad-network" | "host-bits";
	readonly message: string;
	/** The network that was meant. */
	readonly suggestion?: string;
}

/** Reads `address`, `network/length`, `[address]` and `[network]/length` of cidr_table(5). */
export function parseNetworkPattern(text: string): NetworkRange | NetworkError {
	let pattern = text;
	let outside = "";
	const bracketed = text.startsWith("[");
	if (bracketed) {
		const close = text.indexOf("]");
		if (close === -1) return bad(`missing "]" in "${text}"`);
		pattern = text.slice(1, close);
		outside = text.slice(close + 1);
		if (outside !== "" && !outside.startsWith("/")) return bad(`text after "]" in "${text}"`);
	}
	// The length stands behind the bracket where there is something behind it, else behind the first slash.
	const slash = outside === "" ? pattern.indexOf("/") : -1;
	const address = slash === -1 ? pattern : pattern.slice(0, slash);
	const mask = outside !== "" ? outside.slice(1) : slash === -1 ? undefined : pattern.slice(slash + 1);
	if (outside !== "" && pattern.includes("/")) return bad(`bad network value in "${text}"`);
	const family = address.includes(":") ? 6 : 4;
	const bits = family === 6 ? 128 : 32;
	if (mask !== undefined && !/^[0-9]+$/.test(mask)) return bad(`bad mask value in "${text}"`);
	const length = mask === undefined ? bits : toByte(mask);
	if (length > bits) return bad(`bad mask length in "${text}"`);
	return family === 4 ? range4(text, address, length) : range6(text, address, length);
}

function bad(message: string): NetworkError {
	return { kind: "bad-network", message };
}

function range4(text: string, address: string, length: number): NetworkRange | NetworkError {
	const value = parseIPv4(address);
	if (value === undefined) return bad(`bad address pattern "${text}"`);
	const size = 2 ** (32 - length);
	const first = value - (value % size);
	if (first !== value) return hostBits(text, `${formatIPv4(first)}/${length}`);
	return { family: 4, first, last: first + size - 1 };
}

function range6(text: string, address: string, length: number): NetworkRange | NetworkError {
	const value = parseIPv6(address);
	if (value === undefined) return bad(`bad address pattern "${text}"`);
	const size = 1n << BigInt(128 - length);
	const first = value - (value % size);
	if (first !== value) return hostBits(text, `${formatIPv6(first)}/${length}`);
	return { family: 6, first, last: first + size - 1n };
}

function hostBits(text: string, suggestion: string): NetworkError {
	return { kind: "host-bits", message: `"${text}" has host bits that are not zero; "${suggestion}" was meant`, suggestion };
}

/** A length as cidr_match(3) keeps it, in one byte without a sign: 256 is 0. */
function toByte(digits: string): number {
	const largest = (1n << 63n) - 1n;
	const value = BigInt(digits);
	return Number((value > largest ? largest : value) & 255n);
}

/** A dotted quad as `inet_pton` takes it: four decimal numbers without leading zeros. */
export function parseIPv4(text: string): number | undefined {
	const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
	if (parts === null) return undefined;
	let value = 0;
	for (let at = 1; at <= 4; at++) {
		const part = parts[at] ?? "";
		if ((part.length > 1 && part.startsWith("0")) || Number(part) > 255) return undefined;
		value = value * 256 + Number(part);
	}
	return value;
}

/** An IPv6 address as `inet_pton` takes it, with or without an IPv4 address at its end. */
export function parseIPv6(text: string): bigint | undefined {
	let words = text;
	const tail = /^(.*:)([0-9.]+)$/.exec(text);
	if (tail?.[2]?.includes(".")) {
		const quad = parseIPv4(tail[2]);
		if (quad === undefined) return undefined;
		words = `${tail[1]}${(quad >>> 16).toString(16)}:${(quad & 0xffff).toString(16)}`;
	}
	const gap = words.indexOf("::");
	const head = wordsOf(gap === -1 ? words : words.slice(0, gap));
	const rest = wordsOf(gap === -1 ? "" : words.slice(gap + 2));
	if (head === undefined || rest === undefined) return undefined;
	const missing = 8 - head.length - rest.length;
	if (gap === -1 ? missing !== 0 : missing < 1) return undefined;
	let value = 0n;
	for (const word of head) value = (value << 16n) | word;
	value <<= BigInt(16 * (gap === -1 ? 0 : missing));
	for (const word of rest) value = (value << 16n) | word;
	return value;
}

function wordsOf(text: string): readonly bigint[] | undefined {
	if (text === "") return [];
	const words: bigint[] = [];
	for (const word of text.split(":")) {
		if (!/^[0-9a-fA-F]{1,4}$/.test(word)) return undefined;
		words.push(BigInt(`0x${word}`));
	}
	return words;
}

/** A dotted quad. */
export function formatIPv4(value: number): string {
	return `${(value >>> 24) & 255}.${(value >>> 16) & 255}.${(value >>> 8) & 255}.${value & 255}`;
}

/** An IPv6 address in its short form. */
export function formatIPv6(value: bigint): string {
	const words: string[] = [];
	for (let shift = 112n; shift >= 0n; shift -= 16n) words.push(((value >> shift) & 0xffffn).toString(16));
	let best = { start: 0, length: 0 };
	for (let start = 0; start < 8; start++) {
		let length = 0;
		while (words[start + length] === "0") length++;
		if (length > best.length) best = { start, length };
	}
	if (best.length < 2) return words.join(":");
	return `${words.slice(0, best.start).join(":")}::${words.slice(best.start + best.length).join(":")}`;
}
