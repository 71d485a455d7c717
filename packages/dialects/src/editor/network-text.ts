import {
	type AddressSet,
	groupedDigits,
	intersectionOf,
	isEmptyAddressSet,
	LOOPBACK,
	PRIVATE_ADDRESSES,
	PUBLIC_ADDRESSES,
	parseAddressSet,
	parseNetwork,
	sizeOf,
} from "@relaylint/core";

/** An address or network as a match list writes it; undefined for anything else. */
export function networkOf(word: string): AddressSet | undefined {
	const text = word.replace(/^!+/, "").replace(/^\[(.*)\](\/\d+)?$/, "$1$2");
	return /^[0-9a-f.:/]+$/i.test(text) && /[.:]/.test(text) ? parseAddressSet(text) : undefined;
}

/** How many addresses a set holds, in words. */
export function countText(set: AddressSet): string {
	const { v4, v6 } = sizeOf(set);
	if (v4 > 0) return `${groupedDigits(v4)} address${v4 === 1 ? "" : "es"}`;
	if (v6 === 1n) return "1 address";
	const bits = v6.toString(2).length - 1;
	return v6 === 1n << BigInt(bits) ? `2^${bits} IPv6 addresses` : `${groupedDigits(v6)} IPv6 addresses`;
}

/** The size of a network and whose it is; undefined where the word is none. `hostBits` is said of one with bits behind its prefix. */
export function networkText(word: string, hostBits?: string): string | undefined {
	const set = networkOf(word);
	if (set === undefined) return undefined;
	const whose = ownersOf(set);
	const wrong = parseNetwork(word.replace(/^!+/, "").replace(/[[\]]/g, ""))?.hostBits === true && hostBits !== undefined;
	return `**${word}** — ${countText(set)}${whose === "" ? "" : `, ${whose}`}.${wrong ? `\n\n*${hostBits}*` : ""}`;
}

/** Whose addresses a set holds: `private, public`; empty for those of nobody. */
export function ownersOf(set: AddressSet): string {
	const kinds = [
		[LOOPBACK, "this machine itself"],
		[PRIVATE_ADDRESSES, "private"],
		[PUBLIC_ADDRESSES, "public"],
	] as const;
	return kinds
		.filter(([kind]) => !isEmptyAddressSet(intersectionOf(kind, set)))
		.map(([, text]) => text)
		.join(", ");
}
