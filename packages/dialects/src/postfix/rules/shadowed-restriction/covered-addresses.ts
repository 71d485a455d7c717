import type { AddressSet } from "@relaylint/core";

/** A growing set of addresses that answers for long lists: each step takes the logarithm of its size, but for moving memory. */
export class CoveredAddresses {
	/** Sorted, disjoint, inclusive: start, end, start, end. */
	readonly #v4: number[] = [];
	readonly #v6: bigint[] = [];

	/** Whether every address of `set` was added. */
	has(set: AddressSet): boolean {
		return covers(this.#v4, set.v4) && covers(this.#v6, set.v6);
	}

	add(set: AddressSet): void {
		addAll(this.#v4, set.v4);
		addAll(this.#v6, set.v6);
	}
}

/** The index of the first range that ends at `value` or behind it. */
function firstEndingFrom<N extends number | bigint>(ranges: readonly N[], value: N): number {
	let low = 0;
	let high = ranges.length / 2;
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((ranges[2 * middle + 1] as N) < value) low = middle + 1;
		else high = middle;
	}
	return 2 * low;
}

function covers<N extends number | bigint>(ranges: readonly N[], set: readonly N[]): boolean {
	for (let i = 0; i < set.length; i += 2) {
		const at = firstEndingFrom(ranges, set[i] as N);
		if (at === ranges.length || (ranges[at] as N) > (set[i] as N) || (ranges[at + 1] as N) < (set[i + 1] as N)) return false;
	}
	return true;
}

function addAll<N extends number | bigint>(ranges: N[], set: readonly N[]): void {
	for (let i = 0; i < set.length; i += 2) {
		let [start, end] = [set[i] as N, set[i + 1] as N];
		const from = firstEndingFrom(ranges, before(start));
		let to = from;
		while (to < ranges.length && before(ranges[to] as N) <= end) {
			if ((ranges[to] as N) < start) start = ranges[to] as N;
			if ((ranges[to + 1] as N) > end) end = ranges[to + 1] as N;
			to += 2;
		}
		ranges.splice(from, to - from, start, end);
	}
}

/** The value before, so that ranges that touch become one. */
function before<N extends number | bigint>(value: N): N {
	return (typeof value === "bigint" ? value - 1n : (value as number) - 1) as N;
}
