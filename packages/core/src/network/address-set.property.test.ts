import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { propertyRuns, seed } from "../testing/property-runs.ts";
import {
	type Address,
	type AddressSet,
	ALL_ADDRESSES,
	addressesOf,
	complementOf,
	containsAddress,
	differenceOf,
	formatAddress,
	intersectionOf,
	isEmptyAddressSet,
	NO_ADDRESSES,
	parseAddress,
	parseNetwork,
	sampleOf,
	sizeOf,
	unionOf,
} from "./address-set.ts";

const LAST_V4 = 0xffffffff;
const LAST_V6 = (1n << 128n) - 1n;
const runs = propertyRuns(300, 20_000);

/** Addresses near the borders that sets have: both ends of the space, powers of two, and a few small ones that meet each other. */
const value4 = fc.oneof(
	fc.integer({ min: 0, max: 40 }),
	fc.tuple(fc.integer({ min: 0, max: 32 }), fc.integer({ min: -2, max: 2 })).map(([bit, by]) => clip4(2 ** bit + by)),
	fc.integer({ min: LAST_V4 - 20, max: LAST_V4 }),
);
const value6 = fc.oneof(
	fc.bigInt({ min: 0n, max: 40n }),
	fc
		.tuple(fc.integer({ min: 0, max: 128 }), fc.bigInt({ min: -2n, max: 2n }))
		.map(([bit, by]) => clip6((1n << BigInt(bit)) + by)),
	fc.bigInt({ min: LAST_V6 - 20n, max: LAST_V6 }),
);
const address: fc.Arbitrary<Address> = fc.oneof(
	value4.map((value): Address => ({ family: 4, value })),
	value6.map((value): Address => ({ family: 6, value })),
);
const network = fc
	.tuple(address, fc.integer({ min: 0, max: 128 }))
	.map(([of, bits]) => addressesOf(of, of.family === 4 ? bits % 33 : bits));
const range4 = fc.tuple(value4, value4).map(([a, b]): AddressSet => ({ v4: [Math.min(a, b), Math.max(a, b)], v6: [] }));
const set: fc.Arbitrary<AddressSet> = fc.oneof(
	fc.constantFrom(NO_ADDRESSES, ALL_ADDRESSES),
	fc.array(fc.oneof(network, range4), { maxLength: 6 }).map(unionOf),
);

function clip4(value: number): number {
	return Math.max(0, Math.min(LAST_V4, value));
}

function clip6(value: bigint): bigint {
	return value < 0n ? 0n : value > LAST_V6 ? LAST_V6 : value;
}

/** Intervals in rising order with a gap between each two, so that equal sets are equal lists. */
function isCanonical({ v4, v6 }: AddressSet): boolean {
	const rises = (list: readonly (number | bigint)[]) =>
		list.length % 2 === 0 &&
		list.every(
			(at, index) =>
				index === 0 || (index % 2 === 1 ? at >= (list[index - 1] ?? 0) : BigInt(at) > BigInt(list[index - 1] ?? 0) + 1n),
		);
	const within = (list: readonly (number | bigint)[], last: bigint) => list.every((at) => BigInt(at) >= 0n && BigInt(at) <= last);
	return rises(v4) && rises(v6) && within(v4, BigInt(LAST_V4)) && within(v6, LAST_V6);
}

describe(`address sets (seed ${seed})`, () => {
	it("hold what membership says, operation by operation", () => {
		fc.assert(
			fc.property(set, set, address, (a, b, one) => {
				const [inA, inB] = [containsAddress(a, one), containsAddress(b, one)];
				expect(containsAddress(unionOf([a, b]), one)).toBe(inA || inB);
				expect(containsAddress(intersectionOf(a, b), one)).toBe(inA && inB);
				expect(containsAddress(differenceOf(a, b), one)).toBe(inA && !inB);
				expect(containsAddress(complementOf(a), one)).toBe(!inA);
			}),
			runs,
		);
	});

	it("are an algebra", () => {
		fc.assert(
			fc.property(set, set, set, (a, b, c) => {
				expect(unionOf([a, b])).toEqual(unionOf([b, a]));
				expect(intersectionOf(a, b)).toEqual(intersectionOf(b, a));
				expect(unionOf([unionOf([a, b]), c])).toEqual(unionOf([a, unionOf([b, c])]));
				expect(intersectionOf(intersectionOf(a, b), c)).toEqual(intersectionOf(a, intersectionOf(b, c)));
				expect(intersectionOf(a, unionOf([b, c]))).toEqual(unionOf([intersectionOf(a, b), intersectionOf(a, c)]));
				expect(complementOf(unionOf([a, b]))).toEqual(intersectionOf(complementOf(a), complementOf(b)));
				expect(complementOf(complementOf(a))).toEqual(a);
				expect(unionOf([a, intersectionOf(a, b)])).toEqual(a);
				expect(unionOf([a, complementOf(a)])).toEqual(ALL_ADDRESSES);
				expect(isEmptyAddressSet(intersectionOf(a, complementOf(a)))).toBe(true);
				for (const made of [a, unionOf([a, b]), intersectionOf(a, b), complementOf(a)]) expect(isCanonical(made)).toBe(true);
			}),
			runs,
		);
	});

	it("count what they hold, and show one of it", () => {
		fc.assert(
			fc.property(set, set, (a, b) => {
				const [both, either, first, second] = [intersectionOf(a, b), unionOf([a, b]), a, b].map(sizeOf);
				expect((both?.v4 ?? 0) + (either?.v4 ?? 0)).toBe((first?.v4 ?? 0) + (second?.v4 ?? 0));
				expect((both?.v6 ?? 0n) + (either?.v6 ?? 0n)).toBe((first?.v6 ?? 0n) + (second?.v6 ?? 0n));
				const sample = sampleOf(a);
				expect(sample === undefined).toBe(isEmptyAddressSet(a));
				if (sample !== undefined) expect(containsAddress(a, sample)).toBe(true);
			}),
			runs,
		);
	});

	it("are read and written the same way", () => {
		fc.assert(
			fc.property(address, fc.integer({ min: 0, max: 128 }), (one, bits) => {
				const prefix = one.family === 4 ? bits % 33 : bits;
				const text = formatAddress(one);
				const mapped = one.family === 6 && one.value >> 32n === 0xffffn;
				if (mapped) expect(parseAddress(text)).toEqual({ family: 4, value: Number(one.value & 0xffffffffn) });
				else expect(parseAddress(text)).toEqual(one);
				const read = parseNetwork(`${text}/${prefix}`);
				expect(read?.prefix).toBe(prefix);
				expect(read?.address).toEqual(one);
				const inside = addressesOf(one, prefix);
				expect(containsAddress(inside, one)).toBe(true);
				const size = sizeOf(inside);
				expect(one.family === 4 ? BigInt(size.v4) : size.v6).toBe(1n << BigInt((one.family === 4 ? 32 : 128) - prefix));
			}),
			runs,
		);
	});

	it("take no text that is no address", () => {
		const text = fc.oneof(
			fc.string({ unit: fc.constantFrom(..."0123456789abcfF.:/%[]- "), maxLength: 24 }),
			fc.string({ unit: "binary", maxLength: 12 }),
		);
		fc.assert(
			fc.property(text, (some) => {
				const read = parseAddress(some);
				if (read !== undefined) expect(parseAddress(formatAddress(read))).toEqual(read);
				expect(() => parseNetwork(some)).not.toThrow();
			}),
			runs,
		);
	});
});
