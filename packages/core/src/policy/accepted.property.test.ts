import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseAddress } from "../network/address-set.ts";
import { attempt as anyAttempt, anyListener, exactListener, facts, outcomes, settled } from "../testing/arbitrary-policy.ts";
import { propertyRuns, seed } from "../testing/property-runs.ts";
import { type Box, type BoxFacts, boxAt, boxesOf, type Dimensions, dimensionsOf, outcomeOfBox } from "./accepted.ts";
import type { Attempt } from "./attempt.ts";
import { contextOf } from "./context.ts";
import { type Decision, walkListener } from "./decide.ts";
import type { Listener } from "./relay-policy.ts";
import { probeWorld } from "./world.ts";

const runs = propertyRuns(800, 100_000);
const world = probeWorld({ hostname: "mx.example.com", address: "192.0.2.25", addresses: [], zone: {} });

function decideAt(listener: Listener, attempt: Attempt): Decision {
	return walkListener(listener, contextOf(attempt, world), facts);
}

function factsOf(attempt: Attempt): BoxFacts {
	const address = parseAddress(attempt.client);
	if (address === undefined) throw new Error(attempt.client);
	const name = (fact: string) => facts.name(fact, contextOf(attempt, world));
	return { address, name, tls: attempt.tls, certificate: attempt.clientCertificate, login: attempt.login !== undefined };
}

/** What the analysis says of the box in which an attempt falls. */
function saidOf(listener: Listener, dimensions: Dimensions, attempt: Attempt): "must" | "may" | "none" {
	const box = boxAt(dimensions, factsOf(attempt));
	if (box === undefined) throw new Error("an attempt in no box");
	return outcomeOfBox(listener, box).accepted;
}

const several = fc.array(anyAttempt, { minLength: 1, maxLength: 8 });

describe(`the accepted set (seed ${seed})`, () => {
	it("is the evaluator's where nothing is computed or unknown", () => {
		fc.assert(
			fc.property(exactListener, several, (listener, attempts) => {
				const dimensions = dimensionsOf(listener) as Dimensions;
				for (const attempt of attempts) {
					expect(saidOf(listener, dimensions, attempt)).toBe(decideAt(listener, attempt).outcome === "accept" ? "must" : "none");
				}
			}),
			runs,
		);
	});

	it("bounds the evaluator from below and from above", () => {
		fc.assert(
			fc.property(anyListener, several, (listener, attempts) => {
				const dimensions = dimensionsOf(listener) as Dimensions;
				for (const attempt of attempts) {
					const said = saidOf(listener, dimensions, attempt);
					const { outcome } = decideAt(listener, attempt);
					if (said === "must") expect(outcome).toBe("accept");
					if (outcome === "accept") expect(said).not.toBe("none");
				}
			}),
			runs,
		);
	});

	it("bounds it whatever the facts outside the files turn out to be", () => {
		fc.assert(
			fc.property(anyListener, several, outcomes, (listener, attempts, known) => {
				const dimensions = dimensionsOf(listener) as Dimensions;
				for (const attempt of attempts) {
					const said = saidOf(listener, dimensions, attempt);
					const before = decideAt(listener, attempt).outcome;
					const { outcome } = decideAt(settled(listener, known), attempt);
					if (said === "must") expect(outcome).toBe("accept");
					if (said === "none") expect(outcome).not.toBe("accept");
					if (before !== "unknown") expect(outcome).toBe(before);
				}
			}),
			propertyRuns(500, 100_000),
		);
	});

	it("covers every attempt by the boxes that it is cut into", () => {
		fc.assert(
			fc.property(exactListener, anyAttempt, (listener, attempt) => {
				const dimensions = dimensionsOf(listener) as Dimensions;
				const boxes = boxesOf(dimensions);
				fc.pre(boxes !== undefined && boxes.length < 2000);
				const own = boxAt(dimensions, factsOf(attempt));
				const same = (box: Box) =>
					box.addresses === own?.addresses &&
					box.tls === own.tls &&
					box.certificate === own.certificate &&
					box.login === own.login &&
					[...box.names].every(([fact, one]) => own.names.get(fact) === one);
				expect(boxes?.filter(same)).toHaveLength(1);
			}),
			propertyRuns(200, 10_000),
		);
	});
});
