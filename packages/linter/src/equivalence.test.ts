import { readdirSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { nodeFileSystem } from "./node-file-system.ts";
import { probe } from "./probe.ts";
import { readProbes } from "./probes.ts";

const EQUIVALENT = join(import.meta.dirname, "../../../fixtures/equivalent");

/** Clients that are neither loopback nor the server: at the edges of what the policies name, and anywhere. */
const EDGES = [
	"192.168.5.0",
	"192.168.5.1",
	"192.168.5.255",
	"192.168.4.255",
	"192.168.6.0",
	"10.0.0.1",
	"10.0.255.255",
	"10.1.0.0",
	"10.1.255.255",
	"10.2.0.0",
	"126.255.255.255",
	"128.0.0.0",
	"203.0.113.6",
	"203.0.113.7",
	"8.8.8.8",
];
const anywhere = fc.sample(
	fc.tuple(fc.integer({ min: 1, max: 223 }), fc.nat(255), fc.nat(255), fc.nat(255)).filter(([first]) => first !== 127),
	{ numRuns: 25, seed: 25 },
);
const clients = [...EDGES, ...anywhere.map((octets) => octets.join("."))];

interface Envelope {
	readonly client: string;
	readonly from: string;
	readonly login: boolean;
}

const envelopes: readonly Envelope[] = clients.flatMap((client) =>
	["someone@sender.example", "someone@trusted.example"].flatMap((from) =>
		[false, true].map((login) => ({ client, from, login })),
	),
);

const within = (prefix: string) => (one: Envelope) => one.client.startsWith(prefix);
const inNetwork = within("192.168.5.");
const isTrusted = ({ from }: Envelope) => from.endsWith("@trusted.example");

/** Who may relay by each policy, in a language of its own. */
const WANTED: Readonly<Record<string, (one: Envelope) => boolean>> = {
	"all-but-one-network": (one) => !inNetwork(one),
	everybody: () => true,
	"forgeable-sender": isTrusted,
	"half-of-all-addresses": ({ client }) => Number.parseInt(client, 10) >= 128,
	"logged-in-users": ({ login }) => login,
	"network-or-login": (one) => one.login || inNetwork(one),
	"network-with-a-hole": (one) => inNetwork(one) && one.client !== "192.168.5.1",
	nobody: () => false,
	"one-host": ({ client }) => client === "203.0.113.7",
	"one-network": inNetwork,
	"sender-of-one-network": (one) => inNetwork(one) && isTrusted(one),
	"two-networks": (one) => inNetwork(one) || within("10.1.")(one),
};

/** Servers of these policies take logins: the others have nobody who could. */
const WITH_LOGINS: ReadonlySet<string> = new Set(["logged-in-users", "network-or-login"]);

const textOf = ({ client, from, login }: Envelope) => `${client} ${from}${login ? " logged in" : ""}`;
const asked = (policy: string) => envelopes.filter(({ login }) => !login || WITH_LOGINS.has(policy));

/** The envelopes to a foreign recipient that the server accepts. */
async function relayedFrom(policy: string, dialect: string): Promise<readonly string[]> {
	const probes = asked(policy).map(({ client, from, login }) => ({
		client,
		from,
		to: "someone@victim.example",
		...(login ? { auth: true } : {}),
	}));
	const read = readProbes(JSON.stringify({ probes }));
	if (read.kind === "bad") throw new Error(read.reason);
	const outcome = await probe(nodeFileSystem(), join(EQUIVALENT, policy, dialect), read.set);
	if (outcome.kind === "bad") throw new Error(`${dialect}: ${outcome.reason}`);
	return outcome.answers.flatMap(({ outcome: answer, relayed }, index) => {
		const one = asked(policy)[index];
		if (one === undefined || answer === "unknown") throw new Error(`${dialect}: ${one && textOf(one)} is unknown`);
		return answer === "accept" && relayed !== "no" ? [textOf(one)] : [];
	});
}

vi.setConfig({ testTimeout: 60_000 });

const policies = readdirSync(EQUIVALENT);

describe("the policies", () => {
	it("are at least ten in Postfix, Exim and Sendmail, and eight in Messaging Server", () => {
		const held = (dialects: readonly string[]) =>
			policies.filter((policy) => dialects.every((dialect) => readdirSync(join(EQUIVALENT, policy)).includes(dialect))).length;
		expect(held(["postfix", "exim", "sendmail"])).toBeGreaterThanOrEqual(10);
		expect(held(["postfix", "exim", "sendmail", "messaging-server"])).toBeGreaterThanOrEqual(8);
		expect(Object.keys(WANTED).sort()).toEqual(policies);
	});
});

describe.each(policies)("the policy %s", (policy) => {
	const dialects = readdirSync(join(EQUIVALENT, policy));

	it("is written for several mail servers", () => {
		expect(dialects.length).toBeGreaterThanOrEqual(3);
	});

	it.each(dialects)("lets relay in %s whom its name says", async (dialect) => {
		const wanted = asked(policy).filter((one) => WANTED[policy]?.(one));
		expect(await relayedFrom(policy, dialect)).toEqual(wanted.map(textOf));
	});
});
