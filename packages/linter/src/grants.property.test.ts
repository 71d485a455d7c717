import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import {
	type Address,
	type AddressSet,
	type Attempt,
	attemptIn,
	containsAddress,
	contextOf,
	type Decision,
	formatAddress,
	type Grant,
	grantsOf,
	type ListenerGrants,
	loadPublicSuffixes,
	OWN,
	parseAddress,
	type RelayPolicy,
	type Session,
	sameSession,
	strangerWorld,
	walkListener,
} from "@relaylint/core";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { analyze, type Loaded, load } from "./analyze.ts";
import { discover } from "./discover.ts";
import { nodeFileSystem } from "./node-file-system.ts";

const fixtures = join(import.meta.dirname, "../../../fixtures/postfix");
const { RELAYLINT_SEED, RELAYLINT_LONG } = process.env;
const seed = Number(RELAYLINT_SEED ?? Math.floor(Math.random() * 2 ** 31));

/** A part of the fixtures, another one for each seed; all of them with RELAYLINT_LONG. */
const PARTS = RELAYLINT_LONG === undefined ? 10 : 1;
const cases = readdirSync(fixtures)
	.filter((name) => statSync(join(fixtures, name)).isDirectory())
	.filter((_, at) => at % PARTS === seed % PARTS);
const fileSystem = nodeFileSystem();

/** Numbers from 0 to 1, the same ones for the same seed (mulberry32). */
function randomFrom(start: number): () => number {
	let state = start;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let t = Math.imul(state ^ (state >>> 15), 1 | state);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
	};
}

const pick = <T>(random: () => number, all: readonly T[]): T => all[Math.floor(random() * all.length)] as T;

/** A random member of a set: any of its intervals, then any address of it; the ends of intervals come up often. */
function memberOf(set: AddressSet, random: () => number): Address {
	const edge = random();
	if (set.v4.length > 0 && (set.v6.length === 0 || random() < 0.8)) {
		const at = Math.floor((random() * set.v4.length) / 2) * 2;
		const [first = 0, last = 0] = set.v4.slice(at, at + 2);
		return { family: 4, value: edge < 0.2 ? first : edge < 0.4 ? last : first + Math.floor(random() * (last - first + 1)) };
	}
	const at = Math.floor((random() * set.v6.length) / 2) * 2;
	const [first = 0n, last = 0n] = set.v6.slice(at, at + 2);
	const some = BigInt(Math.floor(random() * 2 ** 48)) * BigInt(Math.floor(random() * 2 ** 48)) * (1n << 32n);
	return { family: 6, value: edge < 0.2 ? first : edge < 0.4 ? last : first + (some % (last - first + 1n)) };
}

async function loaded(name: string): Promise<Loaded> {
	const { targets } = await discover(fileSystem, [join(fixtures, name)]);
	const environment = {
		complete: true,
		unbuilt: [],
		hostname: "mx.example.com",
		interfaces: ["192.0.2.25/24"],
		users: ["alice"],
	};
	const outcome = targets[0] === undefined ? undefined : load(fileSystem, targets[0], environment);
	if (outcome?.kind !== "loaded") throw new Error(name);
	// The words of expressions are loaded by an analysis that meets some.
	await analyze(outcome.loaded);
	return outcome.loaded;
}

interface Asked {
	readonly decision: Decision;
	readonly holds: (row: Grant) => boolean;
	readonly refused: (row: Grant) => boolean;
}

function ask(policy: RelayPolicy, of: Loaded, listener: ListenerGrants, attempt: Attempt, session: Session, dns = {}): Asked {
	const context = contextOf(attempt, strangerWorld(of.host, attempt, dns));
	const address = parseAddress(attempt.client) as Address;
	return {
		decision: walkListener(listener.listener, context, policy.facts),
		holds: (row) =>
			containsAddress(row.addresses, address) &&
			row.sessions.some((one) => sameSession(one, session)) &&
			row.conditions.every((one) => one.holds(context, policy.facts).kind === (one.negated ? "false" : "true")),
		refused: (row) => row.unless.some((one) => one.holds(context, policy.facts).kind === "true"),
	};
}

const relayed = ({ decision }: Asked) => decision.outcome === "accept" && decision.relayed === "yes";

vi.setConfig({ testTimeout: 60_000 });

describe(`who may relay, on Postfix fixtures (seed ${seed})`, () => {
	beforeAll(loadPublicSuffixes);

	it.each(cases)("%s: members of every row are accepted, and nobody else", async (name) => {
		const random = randomFrom(seed);
		const of = await loaded(name);
		const { policy } = of.configuration;
		for (const listener of grantsOf(policy, of.host)) {
			const said = { accepted: 0, refused: 0 };
			const shown = listener.grants.flatMap((row) => (row.example === undefined ? [] : [{ row, example: row.example }]));
			for (const { row, example } of shown) {
				for (let i = 0; i < 8; i++) {
					const session = pick(random, row.sessions);
					const { login: _, ...envelope } = example.attempt;
					const attempt = { ...envelope, ...attemptIn(session), client: formatAddress(memberOf(row.addresses, random)) };
					const asked = ask(policy, of, listener, attempt, session, example.dns);
					// The names of addresses that are no stranger's are outside facts.
					if (!asked.holds(row) || asked.refused(row) || asked.decision.outcome === "unknown") continue;
					const what = JSON.stringify([row.by, row.destinations, attempt, asked.decision.depends.map((one) => one.text)]);
					expect(row.destinations.includes(OWN) ? asked.decision.outcome : relayed(asked) && "accept", what).toBe("accept");
					said.accepted++;
				}
			}
			const everywhere: AddressSet = { v4: [0, 0xffffffff], v6: [0n, (1n << 128n) - 1n] };
			const near = [everywhere, ...listener.grants.map((row) => row.addresses)];
			const envelopes = [{ attempt: { to: "someone@victim.example" }, dns: {} }, ...shown.map(({ example }) => example)];
			for (let i = 0; i < 40; i++) {
				const session = pick(random, listener.sessions);
				const { attempt: other, dns } = pick(random, envelopes);
				const client = formatAddress(memberOf(pick(random, near), random));
				const envelope = {
					from: "someone@sender.example",
					helo: "client.sender.example",
					port: 25,
					mailArguments: "",
					forged: false,
				};
				const attempt: Attempt = { ...envelope, ...without(other), ...attemptIn(session), client };
				const asked = ask(policy, of, listener, attempt, session, dns);
				if (relayed(asked)) {
					const what = JSON.stringify([attempt, listener.grants.map((row) => [row.by, row.conditions.map((one) => one.text)])]);
					expect(listener.grants.some(asked.holds), what).toBe(true);
				} else if (asked.decision.outcome !== "unknown") said.refused++;
			}
			expect(said.accepted > 0 || listener.grants.every((row) => row.example === undefined)).toBe(true);
		}
	});
});

function without(attempt: Partial<Attempt> & Pick<Attempt, "to">): Partial<Attempt> & Pick<Attempt, "to"> {
	const { login: _, ...rest } = attempt;
	return rest;
}
