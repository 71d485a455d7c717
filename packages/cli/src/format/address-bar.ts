import { type AddressSet, groupedDigits, sizeOf } from "@relaylint/core";

const WIDTH = 1000;
const HEIGHT = 22;

/** Room for what a bar is called, before it. */
const MARGIN = 40;

/** Parts of the IPv4 space by which people find their way, as first and last address. */
const ZONES: readonly { readonly name: string; readonly first: number; readonly last: number }[] = [
	{ name: "10/8", first: 0x0a000000, last: 0x0affffff },
	{ name: "127/8", first: 0x7f000000, last: 0x7fffffff },
	{ name: "172.16/12", first: 0xac100000, last: 0xac1fffff },
	{ name: "192.168/16", first: 0xc0a80000, last: 0xc0a8ffff },
	{ name: "multicast and reserved", first: 0xe0000000, last: 0xffffffff },
];

const place = (address: number) => (address / 2 ** 32) * WIDTH;
const short = (value: number) => String(Math.round(value * 100) / 100);

/** A range narrower than this cannot be seen, and gets a tick above it. */
const NARROW = 3;

/** The whole IPv4 space with its landmarks, to be read with the bars of the rows, which are to the same scale. */
export function addressScale(): string {
	const zones = ZONES.map(({ first, last }) => rect(first, last, "zone")).join("");
	const labels = ZONES.map(({ name, first, last }, at) => {
		const middle = (place(first) + place(last)) / 2;
		const anchor = middle > WIDTH - 90 ? "end" : "middle";
		return `<text x="${short(anchor === "end" ? WIDTH : middle)}" y="${HEIGHT + 13 + (at % 2) * 13}" text-anchor="${anchor}">${name}</text>`;
	}).join("");
	return `<svg viewBox="${-MARGIN} 0 ${WIDTH + MARGIN} ${HEIGHT + 32}" role="img"><title>The IPv4 address space from 0.0.0.0 to 255.255.255.255, with the private networks: the bars below have the same scale</title><rect class="space" width="${WIDTH}" height="${HEIGHT}" rx="3"/>${zones}${labels}<text x="${-MARGIN}" y="15">IPv4</text></svg>`;
}

/** The addresses of a row in the IPv4 and IPv6 spaces, to scale; what is too small to be seen is marked by a tick. */
export function addressBar(set: AddressSet): string {
	const { v4, v6 } = sizeOf(set);
	const bars: string[] = [];
	if (v4 > 0) {
		const ranges: string[] = [];
		for (let at = 0; at < set.v4.length; at += 2) ranges.push(member(place(set.v4[at] ?? 0), place((set.v4[at + 1] ?? 0) + 1)));
		const share = (v4 / 2 ** 32) * 100;
		bars.push(bar(ranges, `${groupedDigits(v4)} of all IPv4 addresses, ${share < 0.01 ? "less than 0.01" : short(share)} %`));
	}
	if (v6 > 0n) {
		const at = (value: bigint) => (Number(value >> 64n) / 2 ** 64) * WIDTH;
		const ranges: string[] = [];
		for (let i = 0; i < set.v6.length; i += 2) ranges.push(member(at(set.v6[i] ?? 0n), at((set.v6[i + 1] ?? 0n) + 1n)));
		bars.push(bar(ranges, `IPv6 addresses of the row in the IPv6 space`, "IPv6"));
	}
	return bars.join("\n");
}

/** Ranges that fall on the same place to a tenth of a unit are drawn once. */
function bar(ranges: readonly string[], title: string, label = "IPv4"): string {
	return `<svg viewBox="${-MARGIN} -7 ${WIDTH + MARGIN} ${HEIGHT + 7}" role="img"><title>${title}</title><rect class="space" width="${WIDTH}" height="${HEIGHT}" rx="3"/>${[...new Set(ranges)].join("")}<text x="${-MARGIN}" y="15">${label}</text></svg>`;
}

function member(from: number, to: number): string {
	const width = Math.max(1, to - from);
	const x = Math.round(Math.min(from, WIDTH - width) * 10) / 10;
	const tick =
		to - from >= NARROW ? "" : `<line class="tick" x1="${short(x + width / 2)}" x2="${short(x + width / 2)}" y1="-6" y2="0"/>`;
	return `<rect class="member" x="${short(x)}" width="${short(width)}" height="${HEIGHT}"/>${tick}`;
}

function rect(first: number, last: number, kind: string): string {
	return `<rect class="${kind}" x="${short(place(first))}" width="${short(Math.max(1, place(last + 1) - place(first)))}" height="${HEIGHT}"/>`;
}
