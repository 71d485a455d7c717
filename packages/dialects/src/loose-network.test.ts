import { containsAddress, parseAddress, sizeOf } from "@relaylint/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { looseNetwork } from "./loose-network.ts";

/** The notation, how many IPv4 addresses there are, and whether the second text is one of them. */
function shown(text: string, member: string): readonly unknown[] {
	const found = looseNetwork(text);
	const address = parseAddress(member);
	if (found === undefined || address === undefined) return [];
	return [found.notation, sizeOf(found.addresses).v4, containsAddress(found.addresses, address)];
}

describe("looseNetwork", () => {
	it.each([
		["192.0.2.1", "192.0.2.1", "address", 1],
		["192.0.2.0/24", "192.0.2.255", "network", 256],
		["192.0.2.77/24", "192.0.2.255", "network", 256],
		["192.0.2.0/255.255.255.0", "192.0.2.255", "netmask", 256],
		["192.0.2.0/0.0.0.0", "203.0.113.7", "netmask", 2 ** 32],
		["192.0.2.0/255.255.255.255", "192.0.2.0", "netmask", 1],
		["192.0.2.1-192.0.2.9", "192.0.2.9", "range", 9],
		["192.0.2.1-9", "192.0.2.9", "range", 9],
		["192.0.2.*", "192.0.2.200", "wildcard", 256],
		["192.*.*.*", "192.200.2.200", "wildcard", 2 ** 24],
		["192.0.2", "192.0.2.200", "octets", 256],
		["192.0.2.", "192.0.2.200", "octets", 256],
		["10", "10.1.2.3", "octets", 2 ** 24],
		["*", "203.0.113.7", "everything", 2 ** 32],
	])("reads %s, in which is %s", (text, member, notation, size) => {
		expect(shown(text, member)).toEqual([notation, size, true]);
	});

	it.each([
		"",
		"mail.example.com",
		"300",
		"192.0.2.300",
		"192.0.2.0/255.0.255.0",
		"192.0.2.9-192.0.2.1",
		"192.0.2.1-2-3",
		"192*",
		"1.2.3.4.*",
		"192.0.2.0/33",
		"1.2.3.*.*",
	])("takes %j for no addresses", (text) => {
		expect(looseNetwork(text)).toBeUndefined();
	});

	it("says where bits behind the prefix are set", () => {
		expect(looseNetwork("192.0.2.77/24")?.hostBits).toBe(true);
		expect(looseNetwork("192.0.2.0/24")?.hostBits).toBeUndefined();
	});

	it("never throws", () => {
		fc.assert(
			fc.property(fc.stringMatching(/^[\d.*/:-]{0,20}$/), (text) => {
				const found = looseNetwork(text);
				if (found !== undefined) expect(sizeOf(found.addresses).v4 + Number(sizeOf(found.addresses).v6)).toBeGreaterThan(0);
			}),
		);
	});
});
