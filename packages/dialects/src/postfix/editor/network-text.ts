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

/** The size of a network and whose it is; undefined where the word is none. */
export function networkText(word: string): string | undefined {
	const set = networkOf(word);
	if (set === undefined) return undefined;
	const kinds = [
		[LOOPBACK, "this machine itself"],
		[PRIVATE_ADDRESSES, "private"],
		[PUBLIC_ADDRESSES, "public"],
	] as const;
	const whose = kinds.filter(([kind]) => !isEmptyAddressSet(intersectionOf(kind, set))).map(([, text]) => text);
	const bits =
		parseNetwork(word.replace(/^!+/, "").replace(/[[\]]/g, ""))?.hostBits === true
			? "\n\n*Bits are set behind its prefix: Postfix refuses to read it.*"
			: "";
	return `**${word}** — ${countText(set)}${whose.length > 0 ? `, ${whose.join(", ")}` : ""}.${bits}`;
}
