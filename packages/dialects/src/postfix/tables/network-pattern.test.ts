import { isIPv4, isIPv6 } from "node:net";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { plainNetwork } from "./cidr-table.ts";
import { formatIPv4, formatIPv6, parseIPv4, parseIPv6, parseNetworkPattern } from "./network-pattern.ts";

// Each was asked of `postmap -q` with a cidr table.
describe("networks of cidr tables", () => {
	test("addresses and networks, bracketed or not", () => {
		expect(parseNetworkPattern("10.1.0.0/16")).toEqual({ family: 4, first: 0x0a010000, last: 0x0a01ffff });
		expect(parseNetworkPattern("[10.1.0.0/16]")).toEqual(parseNetworkPattern("[10.1.0.0]/16"));
		expect(parseNetworkPattern("[10.1.2.3]")).toEqual({ family: 4, first: 0x0a010203, last: 0x0a010203 });
		expect(parseNetworkPattern("2001:db8::/32")).toMatchObject({ family: 6, first: 0x20010db8n << 96n });
		expect(parseNetworkPattern("10.0.0.0/08")).toMatchObject({ last: 0x0affffff });
	});

	test("host bits are refused with the network that was meant", () => {
		expect(parseNetworkPattern("192.168.1.1/24")).toMatchObject({ kind: "host-bits", suggestion: "192.168.1.0/24" });
		expect(parseNetworkPattern("2001:db8::1/32")).toMatchObject({ kind: "host-bits", suggestion: "2001:db8::/32" });
	});

	test("what cannot be read", () => {
		for (const text of [
			"10.0.0.0/33",
			"10.0.0.0/",
			"10.0.0.0/x",
			"10.0.0.0/+8",
			"10.0.0/8",
			"010.0.0.0/8",
			"256.1.1.1",
			"[10.0.0.0",
			"[10.0.0.0]x",
			"example.com",
			"::1%eth0",
			"1::2::3",
			"::/129",
			"1.2.3.4 x",
		]) {
			expect(parseNetworkPattern(text), text).toMatchObject({ kind: "bad-network" });
		}
	});

	test("a length is kept in one byte", () => {
		expect(parseNetworkPattern("0.0.0.0/256")).toEqual(parseNetworkPattern("0.0.0.0/0"));
		expect(parseNetworkPattern("::/264")).toEqual(parseNetworkPattern("::/8"));
		expect(parseNetworkPattern("::/4294967295")).toMatchObject({ kind: "bad-network" });
		expect(parseNetworkPattern("::/99999999999999999999")).toMatchObject({ kind: "bad-network" });
	});

	test("addresses are those of inet_pton", () => {
		const word = fc.constantFrom("0", "1", "ff", "FFFF", "10000", "", "01", "255", "256", "1.2.3.4", "1.2.3");
		fc.assert(
			fc.property(fc.array(word, { minLength: 1, maxLength: 9 }), fc.constantFrom(":", "."), (words, separator) => {
				const text = words.join(separator);
				expect(parseIPv4(text) !== undefined, text).toBe(isIPv4(text));
				expect(parseIPv6(text) !== undefined, text).toBe(isIPv6(text));
			}),
			{ numRuns: 2000 },
		);
	});

	test("an address that is written is read back", () => {
		fc.assert(fc.property(fc.nat(0xffffffff), (value) => parseIPv4(formatIPv4(value)) === value));
		const wide = fc.array(fc.constantFrom<bigint[]>(0n, 0n, 1n, 0xdb8n, 0xffffn), { minLength: 8, maxLength: 8 });
		fc.assert(
			fc.property(wide, (words) => {
				const value = words.reduce<bigint>((sum, word) => (sum << 16n) | word, 0n);
				expect(parseIPv6(formatIPv6(value))).toBe(value);
			}),
		);
	});

	test("the byte scan reads a network as the slow path does, or leaves it to it", () => {
		const octet = fc.constantFrom("0", "1", "01", "10", "128", "192", "255", "256", "");
		const length = fc.constantFrom("", "/0", "/1", "/8", "/08", "/24", "/31", "/32", "/33", "/", "/x", "/024");
		fc.assert(
			fc.property(fc.tuple(octet, octet, octet, octet), length, fc.constantFrom("", "x", "["), ([a, b, c, d], prefix, junk) => {
				const text = `${a}.${b}.${c}.${d}${prefix}${junk}`;
				const scanned = plainNetwork(Buffer.from(text), 0, text.length);
				if (scanned === undefined) return;
				const range = parseNetworkPattern(text);
				if (scanned.first > scanned.last)
					expect(range).toMatchObject({ kind: "host-bits", suggestion: `${formatIPv4(scanned.last)}/${scanned.length}` });
				else expect(range).toEqual({ family: 4, first: scanned.first, last: scanned.last });
			}),
			{ numRuns: 2000 },
		);
	});
});
