import { readdirSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
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
	"203.0.113.7",
	"8.8.8.8",
];
const anywhere = fc.sample(
	fc.tuple(fc.integer({ min: 1, max: 223 }), fc.nat(255), fc.nat(255), fc.nat(255)).filter(([first]) => first !== 127),
	{ numRuns: 60, seed: 25 },
);
const clients = [...EDGES, ...anywhere.map((octets) => octets.join("."))];

/** Plain envelopes to a foreign recipient, from every client; the answers as one text. */
async function relayedFrom(policy: string, dialect: string): Promise<readonly string[]> {
	const probes = clients.map((client) => ({ client, from: "someone@sender.example", to: "someone@victim.example" }));
	const read = readProbes(JSON.stringify({ probes }));
	if (read.kind === "bad") throw new Error(read.reason);
	const outcome = await probe(nodeFileSystem(), join(EQUIVALENT, policy, dialect), read.set);
	if (outcome.kind === "bad") throw new Error(`${dialect}: ${outcome.reason}`);
	return outcome.answers.flatMap(({ outcome: answer, relayed }, index) => {
		if (answer === "unknown") throw new Error(`${dialect}: ${clients[index]} is unknown`);
		return answer === "accept" && relayed !== "no" ? [clients[index] ?? ""] : [];
	});
}

describe.each(readdirSync(EQUIVALENT))("the policy %s", async (policy) => {
	const dialects = readdirSync(join(EQUIVALENT, policy));
	const [first = ""] = dialects;
	const wanted = await relayedFrom(policy, first);

	it("is written for several mail servers", () => {
		expect(dialects.length).toBeGreaterThanOrEqual(3);
	});

	it.each(dialects)("lets the same clients relay in %s", async (dialect) => {
		expect(await relayedFrom(policy, dialect)).toEqual(wanted);
	});

	it("lets relay whom its name says", () => {
		const inside = (client: string) => policy === "everybody" || (policy === "one-network" && client.startsWith("192.168.5."));
		expect(wanted).toEqual(clients.filter(inside));
	});
});
