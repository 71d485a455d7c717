import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addressesOf, parseAddress, parseAddressSet, unionOf } from "./address-set.ts";
import { networkTexts } from "./network-text.ts";

const setOf = (...texts: string[]) => unionOf(texts.map((text) => parseAddressSet(text) ?? { v4: [], v6: [] }));

/** Reads what {@link networkTexts} writes, ranges included. */
function read(text: string) {
	const [first = "", last] = text.split("-");
	if (last === undefined) return parseAddressSet(first) ?? { v4: [], v6: [] };
	const [a, b] = [parseAddress(first), parseAddress(last)];
	if (a?.family === 4 && b?.family === 4) return { v4: [a.value, b.value], v6: [] };
	if (a?.family === 6 && b?.family === 6) return { v4: [], v6: [a.value, b.value] };
	throw new Error(text);
}

describe("networks as text", () => {
	it.each([
		[["10.0.0.0/8"], ["10.0.0.0/8"]],
		[
			["0.0.0.0/0", "::/0"],
			["0.0.0.0/0", "::/0"],
		],
		[
			["192.0.2.1", "192.0.2.2"],
			["192.0.2.1", "192.0.2.2"],
		],
		[
			["192.0.2.0/25", "192.0.2.128/25", "2001:db8::/32"],
			["192.0.2.0/24", "2001:db8::/32"],
		],
		[["255.255.255.255"], ["255.255.255.255"]],
	])("%j", (networks, expected) => {
		expect(networkTexts(setOf(...networks))).toEqual(expected);
	});

	it("read back as the same set", () => {
		const four = fc
			.tuple(fc.nat(2 ** 31 - 1), fc.integer({ min: 0, max: 32 }))
			.map(([n, p]) => addressesOf({ family: 4, value: n * 2 }, p));
		const six = fc
			.tuple(fc.bigInt(0n, (1n << 128n) - 1n), fc.integer({ min: 0, max: 128 }))
			.map(([value, p]) => addressesOf({ family: 6, value }, p));
		fc.assert(
			fc.property(fc.array(fc.oneof(four, six), { maxLength: 6 }), (sets) => {
				const set = unionOf([...sets, { v4: [], v6: [] }]);
				expect(unionOf([...networkTexts(set).map(read), { v4: [], v6: [] }])).toEqual(set);
			}),
		);
	});
});
