import { FOREIGN, OUTSIDE, type SeedRow } from "./row.ts";

const settings = (text: string) => ({ "postcast.ini": `; relaylint: postcast-settings 1\n${text}` });
const ALLOW = "Allow access ONLY for users with these IP addresses";

/** What the vendor's page on open relays advises, as settings. */
export const rows: readonly SeedRow[] = [
	{
		id: "C1",
		title: "another port as the solution",
		files: settings("[System]\nHost Name = 203.0.113.40\nServer Port = 4711\n"),
		verdict: "open",
		fires: ["open-relay", "port-change-as-protection"],
		silent: ["internal-error"],
	},
	{
		id: "C2",
		title: "a port that is none",
		files: settings("[System]\nHost Name = 127.0.0.1\nServer Port = 70000\n"),
		verdict: "closed",
		fires: ["unknown-screen-setting"],
		silent: ["open-relay"],
	},
	{
		id: "C3",
		title: "the beginning of an address that is no other's",
		files: settings(`[System]\nHost Name = 203.0.113.40\n[Security]\n${ALLOW} = 192.168.0\n`),
		verdict: "closed",
		fires: [],
		silent: ["open-relay", "ambiguous-address-prefix", "undocumented-access-value"],
		probes: [
			{ client: OUTSIDE, to: FOREIGN, expect: "reject" },
			{ client: "192.168.0.7", to: FOREIGN, expect: "accept" },
		],
	},
	{
		id: "C3 with 192.168.1",
		title: "the beginning of an address that others have too",
		files: settings(`[System]\nHost Name = 203.0.113.40\n[Security]\n${ALLOW} = 192.168.1\n`),
		verdict: "closed",
		fires: ["ambiguous-address-prefix"],
		silent: ["open-relay"],
	},
	{
		id: "C4",
		title: "an empty list is everybody",
		files: settings(`[System]\nHost Name = 203.0.113.40\n[Security]\n${ALLOW} =\n`),
		verdict: "open",
		fires: ["open-relay"],
		silent: ["internal-error"],
		probes: [{ client: OUTSIDE, to: FOREIGN, expect: "accept" }],
	},
	{
		id: "C5",
		title: "a LAN address, behind a router of which nothing is said",
		files: settings("[System]\nHost Name = 192.168.0.2\n"),
		verdict: "conditional",
		fires: ["exposure-not-said"],
		silent: ["open-relay"],
	},
];
