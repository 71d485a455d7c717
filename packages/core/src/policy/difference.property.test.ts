import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { attempt as anyAttempt, anyListener, exactListener, facts } from "../testing/arbitrary-policy.ts";
import type { Attempt } from "./attempt.ts";
import { contextOf } from "./context.ts";
import { type Decision, walkListener } from "./decide.ts";
import { compare, type Side } from "./difference.ts";
import { differingPairs, pairedCells } from "./paired-cells.ts";
import type { Listener, RelayPolicy } from "./relay-policy.ts";
import { type HostFacts, strangerWorld } from "./stranger.ts";
import { FALSE, TRUE } from "./truth.ts";

const { RELAYLINT_SEED } = process.env;
const seed = Number(RELAYLINT_SEED ?? Math.floor(Math.random() * 2 ** 31));
const host: HostFacts = { hostname: "mx.example.com", interfaces: undefined, users: undefined };
const RUNS = 80;

const policyOf = (listener: Listener): RelayPolicy => ({
	listeners: [listener],
	facts,
	claimed: { claims: () => FALSE },
	foreign: [{ name: "elsewhere", exists: TRUE }],
	localDomains: [],
	depends: [],
});
const sideOf = (listener: Listener): Side => ({ policy: policyOf(listener), host });

const contextFor = (attempt: Attempt) => contextOf(attempt, strangerWorld(host, attempt, {}));
const decideAt = (listener: Listener, attempt: Attempt): Decision => walkListener(listener, contextFor(attempt), facts);
const several = fc.array(anyAttempt, { minLength: 1, maxLength: 8 });

describe(`the difference of two policies (seed ${seed})`, () => {
	it("holds an attempt exactly where the decisions differ, where nothing is computed or unknown", () => {
		let [same, other] = [0, 0];
		fc.assert(
			fc.property(exactListener, exactListener, several, (a, b, attempts) => {
				const cells = pairedCells(a, b);
				for (const attempt of attempts) {
					const context = contextFor(attempt);
					const differs = (decideAt(a, attempt).outcome === "accept") !== (decideAt(b, attempt).outcome === "accept");
					expect(cells.differs({ old: context, new: context }, { old: facts, new: facts })).toBe(differs);
					if (differs) other++;
					else same++;
				}
			}),
			{ seed, numRuns: RUNS },
		);
		expect(Math.min(same, other)).toBeGreaterThan(10);
	}, 60_000);

	it("never says otherwise of an attempt than the decisions do, and what it cannot tell it leaves open", () => {
		fc.assert(
			fc.property(anyListener, anyListener, several, (a, b, attempts) => {
				const cells = pairedCells(a, b);
				for (const attempt of attempts) {
					const context = contextFor(attempt);
					const said = cells.differs({ old: context, new: context }, { old: facts, new: facts });
					const outcomes = [a, b].map((one) => decideAt(one, attempt).outcome);
					if (said === undefined || outcomes.includes("unknown")) continue;
					expect(said).toBe((outcomes[0] === "accept") !== (outcomes[1] === "accept"));
				}
			}),
			{ seed, numRuns: RUNS },
		);
	}, 60_000);

	it("is empty, and proven so, between a policy and itself", () => {
		fc.assert(
			fc.property(exactListener, (listener) => {
				expect(compare(sideOf(listener), sideOf(listener))).toMatchObject({ differences: [], proven: true, reasons: [] });
			}),
			{ seed, numRuns: RUNS / 4 },
		);
	}, 60_000);

	it("is never proven empty where two decisions differ, and what it shows differs", () => {
		let proven = 0;
		fc.assert(
			fc.property(anyListener, anyListener, several, (a, b, attempts) => {
				const pairs = pairedCells(a, b).cells.flatMap(differingPairs);
				const comparison = compare(sideOf(a), sideOf(b));
				for (const { attempt, kind } of comparison.differences) {
					const outcomes = [a, b].map((one) => decideAt(one, attempt).outcome === "accept");
					expect(outcomes).toEqual(kind === "newly-accepted" ? [false, true] : [true, false]);
				}
				if (comparison.differences.length > 0 || !comparison.proven) return;
				proven++;
				expect(pairs).toEqual([]);
				for (const attempt of attempts) {
					const outcomes = [a, b].map((one) => decideAt(one, attempt).outcome);
					if (!outcomes.includes("unknown")) expect(outcomes[0] === "accept").toBe(outcomes[1] === "accept");
				}
			}),
			{ seed, numRuns: RUNS / 4 },
		);
		expect(proven).toBeGreaterThan(0);
	}, 120_000);
});
