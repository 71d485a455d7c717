import { type Address, parseAddress } from "../network/address-set.ts";
import type { Attempt } from "./attempt.ts";
import type { World } from "./world.ts";

/** One attempt in its world, with what was worked out about it so far: each derived fact is computed once. */
export interface Context {
	readonly attempt: Attempt;
	readonly world: World;
	/** The client's address, or undefined where it is none. */
	readonly client: Address | undefined;
	/** Computes a derived fact on first use; the key is any value that stands for the fact, such as a module's own symbol. */
	memo<T>(key: unknown, compute: () => T): T;
}

export function contextOf(attempt: Attempt, world: World): Context {
	const known = new Map<unknown, unknown>();
	return {
		attempt,
		world,
		client: parseAddress(attempt.client),
		memo<T>(key: unknown, compute: () => T): T {
			if (!known.has(key)) known.set(key, compute());
			return known.get(key) as T;
		},
	};
}
