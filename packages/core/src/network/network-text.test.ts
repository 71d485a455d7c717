import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addressesOf, parseAddressSet, unionOf } from "./address-set.ts";
import { networkTexts, readNetworkTexts } from "./network-text.ts";

const setOf = (...texts: string[]) => unionOf(texts.map((text) => parseAddressSet(text) ?? { v4: [], v6: [] }));

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
				expect(readNetworkTexts(networkTexts(set))).toEqual(set);
			}),
		);
	});

	it.each(["10.0.0.0/33", "10.0.0.9-10.0.0.1", "10.0.0.1-::1", "anyone", ""])("%j is none", (text) => {
		expect(readNetworkTexts([text])).toBeUndefined();
	});
});
