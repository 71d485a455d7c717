import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { propertyRuns, seed } from "../testing/property-runs.ts";
import { nameClasses } from "./name-classes.ts";
import { containsName, nameSet } from "./name-set.ts";

const runs = propertyRuns(500, 30_000);

/** Names over few labels, so that one often stands above or below another. */
const name = fc
	.array(fc.constantFrom("a", "b", "host", "deep", "client", "example", "sender", "other", "test"), {
		minLength: 1,
		maxLength: 5,
	})
	.map((labels) => labels.join("."));
const set = fc
	.record({ exact: fc.array(name, { maxLength: 4 }), below: fc.array(name, { maxLength: 4 }) })
	.map(({ exact, below }) => nameSet(exact, below));

describe(`name sets (seed ${seed})`, () => {
	it("hold their names and what is below, by labels", () => {
		fc.assert(
			fc.property(set, name, (some, one) => {
				const under = [...some.below].some((above) => one.length > above.length && one.endsWith(`.${above}`));
				expect(containsName(some, one)).toBe(some.exact.has(one) || under);
			}),
			runs,
		);
	});

	it("cut all names into classes: one for each name, in which no set tells two apart", () => {
		fc.assert(
			fc.property(fc.array(set, { maxLength: 4 }), name, (sets, one) => {
				const classes = nameClasses(sets);
				const mine = classes.filter((some) => some.has(one));
				expect(mine).toHaveLength(1);
				const sample = mine[0]?.sample ?? "";
				for (const some of sets) expect(containsName(some, sample)).toBe(containsName(some, one));
				expect(classes.filter((some) => some.has(undefined))).toHaveLength(1);
			}),
			runs,
		);
	});
});
