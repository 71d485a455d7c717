import { describe, expect, it } from "vitest";
import { ALL_ADDRESSES } from "../network/address-set.ts";
import { analyse } from "./analysis.ts";
import { attemptOf } from "./attempt.ts";
import { contextOf } from "./context.ts";
import { walkListener } from "./decide.ts";
import type { Match } from "./match.ts";
import type { Listener, PolicyRule, RelayPolicy } from "./relay-policy.ts";
import { strangerWorld } from "./stranger.ts";
import { FALSE, TRUE } from "./truth.ts";

const origin = { kind: "default", text: "written here" } as const;
const host = { hostname: "mx.example.com", interfaces: undefined, users: undefined };
const facts = { name: () => undefined };

const outside = (key: string): Match => ({ kind: "unknown", because: { kind: "outside", key, text: key }, origin });

function listenerOf(rules: readonly PolicyRule[]): Listener {
	const stages = [{ name: "stage", at: "rcpt" as const, rules, origin }];
	return { name: "smtp", port: 25, addresses: ALL_ADDRESSES, stages, relays: { kind: "always" }, origin };
}

function verdictOf(rules: readonly PolicyRule[]): string {
	const policy: RelayPolicy = {
		listeners: [listenerOf(rules)],
		facts,
		claimed: { claims: () => FALSE },
		foreign: [{ name: "elsewhere", exists: TRUE }],
		localDomains: [],
		depends: [],
	};
	return analyse(policy, host).verdict;
}

describe("a walk that is too long to be followed", () => {
	it("is no proof, though every ending that was reached refuses", () => {
		const refusals = Array.from(
			{ length: 1200 },
			(_, at): PolicyRule => ({ match: outside(`fact ${at}`), action: { kind: "refuse", outcome: "reject" }, origin }),
		);
		const last: PolicyRule = { match: { kind: "always" }, action: { kind: "accept-session" }, origin };
		expect(verdictOf([...refusals, last])).not.toBe("closed");
	});

	it("ends, however often lists call lists", () => {
		let rules: readonly PolicyRule[] = [{ match: { kind: "never" }, action: { kind: "accept" }, origin }];
		for (let level = 0; level < 40; level++) {
			const inner = rules;
			rules = [1, 2, 3].map(
				(): PolicyRule => ({ match: { kind: "always" }, action: { kind: "call", name: `list ${level}`, rules: inner }, origin }),
			);
		}
		const refused: PolicyRule = { match: { kind: "always" }, action: { kind: "refuse", outcome: "reject" }, origin };
		expect(verdictOf([...rules, refused])).toBe("unknown");
		const attempt = attemptOf({ to: "a@victim.example" });
		const decision = walkListener(listenerOf([...rules, refused]), contextOf(attempt, strangerWorld(host, attempt, {})), facts);
		expect(decision.outcome).toBe("unknown");
		expect(decision.depends.map((one) => one.kind)).toEqual(["limit"]);
	});
});
