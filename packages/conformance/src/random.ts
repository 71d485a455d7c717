/** Choices that depend on a seed alone. */
export interface Random {
	/** A whole number from 0 up to, not including, `limit`. */
	below(limit: number): number;
	/** True once in so many times: `chance(4)` in a quarter. */
	chance(of: number): boolean;
	pick<T>(from: readonly T[]): T;
	/** One of the values, each with its weight. */
	weigh<T>(from: readonly (readonly [number, T])[]): T;
	/** Up to `count` different places of a list, in random order. */
	sample<T>(from: readonly T[], count: number): readonly T[];
	/** Another source, for a part that must not move what comes after it. */
	fork(): Random;
}

/** A source of choices for a seed: the mulberry32 generator. */
export function randomFrom(seed: number): Random {
	let state = seed >>> 0;
	const next = (): number => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return (mixed ^ (mixed >>> 14)) >>> 0;
	};
	const random: Random = {
		below: (limit) => Math.floor((next() / 4294967296) * limit),
		chance: (of) => random.below(of) === 0,
		pick: (from) => {
			if (from.length === 0) throw new Error("nothing to pick from");
			return from[random.below(from.length)] as (typeof from)[number];
		},
		weigh: (from) => {
			let left = random.below(from.reduce((sum, [weight]) => sum + weight, 0));
			for (const [weight, value] of from) {
				left -= weight;
				if (left < 0) return value;
			}
			throw new Error("no weights");
		},
		sample: (from, count) => {
			const rest = [...from];
			const taken: typeof rest = [];
			while (taken.length < count && rest.length > 0) taken.push(...rest.splice(random.below(rest.length), 1));
			return taken;
		},
		fork: () => randomFrom(next()),
	};
	return random;
}
