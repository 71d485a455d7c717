/** Ordered ranges of addresses, some of which overlap: the first that holds an address counts. */
export interface RangeList<N extends number | bigint> {
	readonly first: ArrayLike<N>;
	readonly last: ArrayLike<N>;
	readonly length: number;
}

/** The address space cut by the first range that holds each part: `starts` ascending, the owner of each part or -1. */
export interface Partition<N extends number | bigint> {
	readonly starts: ArrayLike<N>;
	readonly owners: Int32Array;
}

/**
 * Cuts an address space by the first range that holds each part. Each range claims the parts that nobody before it claimed;
 * claimed parts are stepped over by a union of neighbours, so that a million ranges cost no more than their sorting.
 */
export function partition<N extends number | bigint>(list: RangeList<N>, borders: ArrayLike<N>): Partition<N> {
	const parts = borders.length;
	const owners = new Int32Array(parts).fill(-1);
	const next = new Int32Array(parts + 1);
	for (let at = 0; at <= parts; at++) next[at] = at;
	const free = (from: number): number => {
		let root = from;
		while ((next[root] as number) !== root) root = next[root] as number;
		for (let at = from; at !== root; ) {
			const following = next[at] as number;
			next[at] = root;
			at = following;
		}
		return root;
	};
	let near = 0;
	for (let rule = 0; rule < list.length; rule++) {
		const first = list.first[rule] as N;
		const last = list.last[rule] as N;
		// Rules mostly stand in the order of their addresses.
		if (borders[near] !== first) near = search(borders, first);
		let part = free(near);
		while (part < parts && (borders[part] as N) <= last) {
			owners[part] = rule;
			next[part] = part + 1;
			part = free(part + 1);
		}
		near = Math.min(part, parts - 1);
	}
	return { starts: borders, owners };
}

/** The owner of an address, or -1. */
export function ownerOf<N extends number | bigint>(cut: Partition<N>, address: N): number {
	const part = search(cut.starts, address);
	return part === -1 ? -1 : (cut.owners[part] as number);
}

/** The last place whose value is not above `value`, or -1. */
export function search<N extends number | bigint>(sorted: ArrayLike<N>, value: N): number {
	let low = 0;
	let high = sorted.length;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if ((sorted[middle] as N) <= value) low = middle + 1;
		else high = middle;
	}
	return low - 1;
}
