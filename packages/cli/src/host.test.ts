import { describe, expect, it } from "vitest";
import { defaultGateways } from "./host.ts";

describe("default gateways", () => {
	const route = `Iface	Destination	Gateway 	Flags	RefCnt	Use	Metric	Mask		MTU	Window	IRTT
eth0	00000000	0102A8C0	0003	0	0	100	00000000	0	0	0
eth0	0002A8C0	00000000	0001	0	0	100	00FFFFFF	0	0	0
tun0	00000000	00000000	0001	0	0	0	00000000	0	0	0
eth1	0000000A	FE00000A	0003	0	0	0	000000FF	0	0	0
`;
	const route6 = `00000000000000000000000000000000 00 00000000000000000000000000000000 00 fe800000000000000000000000000001 00000400 00000001 00000000 00000003     eth0
20010db8000000000000000000000000 40 00000000000000000000000000000000 00 00000000000000000000000000000000 00000100 00000001 00000000 00000001     eth0
00000000000000000000000000000000 00 00000000000000000000000000000000 00 00000000000000000000000000000000 ffffffff 00000001 00000000 00200200       lo
`;

	it("are read from the kernel's tables, in its byte order", () => {
		expect(defaultGateways(route, "", true)).toEqual(["192.168.2.1"]);
		expect(defaultGateways("h\neth0\t00000000\tC0A80201\t0003\t0\t0\t0\t00000000\n", "", false)).toEqual(["192.168.2.1"]);
		expect(defaultGateways(route, route6, true)).toEqual(["192.168.2.1", "fe80:0:0:0:0:0:0:1"]);
	});

	it("are none where the tables are empty or odd", () => {
		expect(defaultGateways("", "", true)).toEqual([]);
		expect(defaultGateways("a b c\n00000000 x", "zz 00\n", true)).toEqual([]);
	});
});
