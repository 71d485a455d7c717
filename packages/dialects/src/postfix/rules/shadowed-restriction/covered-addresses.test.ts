import { differenceOf, isEmptyAddressSet, parseAddressSet, unionOf } from "@relaylint/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { CoveredAddresses } from "./covered-addresses.ts";

const network = fc
	.tuple(fc.constantFrom("10.0.0.", "2001:db8::"), fc.integer({ min: 0, max: 15 }), fc.integer({ min: 0, max: 4 }))
	.map(([prefix, host, bits]) => {
		const first = (host >> bits) << bits;
		return prefix === "10.0.0." ? `${prefix}${first}/${32 - bits}` : `${prefix}${first.toString(16)}/${128 - bits}`;
	});

test("what was added is what the union of sets holds", () => {
	fc.assert(
		fc.property(fc.array(network, { minLength: 1, maxLength: 12 }), network, (added, asked) => {
			const sets = added.map((text) => parseAddressSet(text) ?? { v4: [], v6: [] });
			const question = parseAddressSet(asked) ?? { v4: [], v6: [] };
			const covered = new CoveredAddresses();
			for (const set of sets) covered.add(set);
			expect(covered.has(question)).toBe(isEmptyAddressSet(differenceOf(question, unionOf(sets))));
		}),
		{ numRuns: 1000 },
	);
});
