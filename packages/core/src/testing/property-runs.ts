const { RELAYLINT_SEED, RELAYLINT_LONG } = process.env;

/** The seed of all properties of a run: a fresh one, unless `RELAYLINT_SEED` gives one. A failure prints it. */
export const seed = Number(RELAYLINT_SEED ?? Math.floor(Math.random() * 2 ** 31));

/** True in `npm run test:long`, where every property has all its runs. */
export const isLong = RELAYLINT_LONG === "1";

/** How often a property is tried: a share that keeps `npm test` quick, and `long` times in `npm run test:long`. */
export function propertyRuns(share: number, long: number): { readonly seed: number; readonly numRuns: number } {
	return { seed, numRuns: isLong ? long : share };
}
