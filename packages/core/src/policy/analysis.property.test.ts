import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AddressSet, formatAddress, PUBLIC_ADDRESSES, parseAddressSet } from "../network/address-set.ts";
import { anyListener, exactListener, facts, networks, outcomes, settled, strangersAttempt } from "../testing/arbitrary-policy.ts";
import { isLong, propertyRuns, seed } from "../testing/property-runs.ts";
import { addressClasses, isOpenByAddress } from "./address-classes.ts";
import { analyse } from "./analysis.ts";
import type { Attempt } from "./attempt.ts";
import { contextOf } from "./context.ts";
import { walkListener } from "./decide.ts";
import type { Listener, RelayPolicy } from "./relay-policy.ts";
import { strangerWorld } from "./stranger.ts";
import { FALSE, TRUE } from "./truth.ts";

const host = { hostname: "mx.example.com", interfaces: undefined, users: undefined };

function policyOf(listener: Listener): RelayPolicy {
	return {
		listeners: [listener],
		facts,
		claimed: { claims: () => FALSE },
		foreign: [{ name: "elsewhere", exists: TRUE }],
		localDomains: [],
		depends: [],
	};
}

function isRelayed(listener: Listener, attempt: Attempt): boolean {
	const decision = walkListener(listener, contextOf(attempt, strangerWorld(host, attempt, {})), facts);
	return decision.outcome === "accept" && decision.relayed === "yes";
}

const { classes } = addressClasses(
	PUBLIC_ADDRESSES,
	networks.map((text) => parseAddressSet(text) as AddressSet),
);

/** Whether an attempt is relayed from so many addresses that it is a stranger's. */
function opens(listener: Listener, attempt: Attempt): boolean {
	if (!isRelayed(listener, attempt)) return false;
	const from = classes.filter(({ sample }) => isRelayed(listener, { ...attempt, client: formatAddress(sample) }));
	return isOpenByAddress(from.map(({ addresses }) => addresses));
}

/** Strangers' attempts for each policy: the more that is the long run's. */
const strangers = fc.array(strangersAttempt, { minLength: 40, maxLength: 40 });

const TIMEOUT = isLong ? 1_800_000 : 20_000;

describe(`the verdict (seed ${seed})`, () => {
	it(
		"closed is contradicted by no stranger, whatever the facts outside the files turn out to be",
		() => {
			fc.assert(
				fc.property(anyListener, strangers, outcomes, (listener, attempts, known) => {
					fc.pre(analyse(policyOf(listener), host).verdict === "closed");
					const real = settled(listener, known);
					expect(attempts.filter((attempt) => opens(real, attempt))).toEqual([]);
				}),
				propertyRuns(12, 3_000),
			);
		},
		TIMEOUT,
	);

	it(
		"open shows an attempt that is relayed, and conditional and unknown say why",
		() => {
			fc.assert(
				fc.property(anyListener, (listener) => {
					const { verdict, listeners } = analyse(policyOf(listener), host);
					const [one] = listeners;
					if (verdict === "open") expect(one?.witness !== undefined && opens(listener, one.witness.attempt)).toBe(true);
					if (verdict === "conditional" || verdict === "unknown") expect(one?.depends).not.toEqual([]);
				}),
				propertyRuns(12, 3_000),
			);
		},
		TIMEOUT,
	);

	it(
		"is one of open and closed where every atom has a set, and strangers agree",
		() => {
			fc.assert(
				fc.property(exactListener, strangers, (listener, attempts) => {
					const { verdict } = analyse(policyOf(listener), host);
					if (attempts.some((attempt) => opens(listener, attempt))) expect(verdict).toBe("open");
				}),
				propertyRuns(12, 3_000),
			);
		},
		TIMEOUT,
	);
});
