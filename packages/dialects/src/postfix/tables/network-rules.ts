import { ownerOf, type Partition, partition, search } from "./first-match.ts";
import type { NetworkRange } from "./network-pattern.ts";

/** The rules of a cidr table, each as the ranges of addresses that it takes; a rule's mark is the caller's number for it. */
export interface NetworkRules {
	/** Adds the rule of a network, or with `negated` of every other address of its family. */
	add(range: NetworkRange, negated: boolean, mark: number): void;
	/** The same as `add` for an IPv4 network outside every `if`. */
	add4(first: number, last: number, mark: number): void;
	/** Adds a rule that takes all that is left. */
	addRest(mark: number): void;
	/** Begins an `if`: rules up to its `endif` are asked only about these addresses; one without `endif` reaches to the end. Without a range it holds for all. */
	open(range: NetworkRange | undefined, negated: boolean): void;
	/** Ends the innermost `if`; false where there is none. */
	close(): boolean;
	/** The number of rules. */
	size(): number;
	find4(address: number): number | undefined;
	find6(address: bigint): number | undefined;
	/** The parts of the address space with the mark of the first rule that takes them, ascending. */
	forEach4(visit: (first: number, last: number, mark: number) => void): void;
	forEach6(visit: (first: bigint, last: bigint, mark: number) => void): void;
}

const LAST4 = 0xffffffff;
const LAST6 = (1n << 128n) - 1n;

interface Ranges<N extends number | bigint> {
	readonly ranges: readonly (readonly [N, N])[];
}

/** The addresses for which the `if` blocks around a rule hold; undefined for all. */
interface Condition {
	readonly v4: Ranges<number>;
	readonly v6: Ranges<bigint>;
}

const EVERYTHING: Condition = { v4: { ranges: [[0, LAST4]] }, v6: { ranges: [[0n, LAST6]] } };

/** An empty list of rules. */
export function createNetworkRules(): NetworkRules {
	let count = 0;
	let first4 = new Uint32Array(64);
	let last4 = new Uint32Array(64);
	let marks4 = new Int32Array(64);
	let size4 = 0;
	// While the ranges ascend without overlap they are their own partition.
	let ascending = true;
	const first6: bigint[] = [];
	const last6: bigint[] = [];
	const marks6: number[] = [];
	const conditions: (Condition | undefined)[] = [];
	let cut4: Partition<number> | undefined;
	let cut6: Partition<bigint> | undefined;

	const push4 = (first: number, last: number, mark: number) => {
		if (size4 === first4.length) {
			first4 = widen(first4, new Uint32Array(size4 * 2));
			last4 = widen(last4, new Uint32Array(size4 * 2));
			marks4 = widen(marks4, new Int32Array(size4 * 2));
		}
		if (size4 > 0 && first <= (last4[size4 - 1] as number)) ascending = false;
		first4[size4] = first;
		last4[size4] = last;
		marks4[size4] = mark;
		size4++;
	};
	const push6 = (first: bigint, last: bigint, mark: number) => {
		first6.push(first);
		last6.push(last);
		marks6.push(mark);
	};
	const addRanges = (taken: Condition, mark: number) => {
		const within = conditions.at(-1);
		const v4 = within === undefined ? taken.v4 : intersect(taken.v4, within.v4);
		const v6 = within === undefined ? taken.v6 : intersect(taken.v6, within.v6);
		for (const [first, last] of v4.ranges) push4(first, last, mark);
		for (const [first, last] of v6.ranges) push6(first, last, mark);
		count++;
	};
	const partition4 = () => {
		cut4 ??= partition(
			{ first: first4, last: last4, length: size4 },
			borders4(first4.subarray(0, size4), last4.subarray(0, size4)),
		);
		return cut4;
	};
	const partition6 = () => {
		cut6 ??= partition({ first: first6, last: last6, length: first6.length }, borders6(first6, last6));
		return cut6;
	};
	return {
		add: (range, negated, mark) => addRanges(taking(range, negated), mark),
		add4(first, last, mark) {
			if (conditions.length > 0) addRanges(taking({ family: 4, first, last }, false), mark);
			else {
				push4(first, last, mark);
				count++;
			}
		},
		addRest: (mark) => addRanges(EVERYTHING, mark),
		open(range, negated) {
			const within = conditions.at(-1);
			const taken = range === undefined ? EVERYTHING : taking(range, negated);
			conditions.push(within === undefined ? taken : { v4: intersect(taken.v4, within.v4), v6: intersect(taken.v6, within.v6) });
		},
		close() {
			if (conditions.length === 0) return false;
			conditions.pop();
			return true;
		},
		size: () => count,
		find4(address) {
			if (ascending) {
				const at = search(first4.subarray(0, size4), address);
				return at === -1 || (last4[at] as number) < address ? undefined : marks4[at];
			}
			const owner = ownerOf(partition4(), address);
			return owner === -1 ? undefined : marks4[owner];
		},
		find6(address) {
			const owner = ownerOf(partition6(), address);
			return owner === -1 ? undefined : marks6[owner];
		},
		forEach4(visit) {
			if (ascending) {
				for (let at = 0; at < size4; at++) visit(first4[at] as number, last4[at] as number, marks4[at] as number);
				return;
			}
			const { starts, owners } = partition4();
			forEachPart(owners, marks4, (from, to, mark) => {
				const after = starts[to];
				visit(starts[from] as number, after === undefined ? LAST4 : after - 1, mark);
			});
		},
		forEach6(visit) {
			const { starts, owners } = partition6();
			forEachPart(owners, marks6, (from, to, mark) => {
				const after = starts[to];
				visit(starts[from] as bigint, after === undefined ? LAST6 : after - 1n, mark);
			});
		},
	};
}

/** Joins neighbouring parts of one rule. */
function forEachPart(
	owners: Int32Array,
	marks: ArrayLike<number>,
	visit: (from: number, to: number, mark: number) => void,
): void {
	for (let from = 0; from < owners.length; ) {
		const owner = owners[from] as number;
		if (owner === -1) {
			from++;
			continue;
		}
		const mark = marks[owner] as number;
		let to = from + 1;
		while (to < owners.length && owners[to] !== -1 && marks[owners[to] as number] === mark) to++;
		visit(from, to, mark);
		from = to;
	}
}

function taking(range: NetworkRange, negated: boolean): Condition {
	if (range.family === 4) {
		const { first, last } = range;
		return { v4: negated ? around(first, last, 0, LAST4, 1) : { ranges: [[first, last]] }, v6: { ranges: [] } };
	}
	const { first, last } = range;
	return { v4: { ranges: [] }, v6: negated ? around(first, last, 0n, LAST6, 1n) : { ranges: [[first, last]] } };
}

function around<N extends number | bigint>(first: N, last: N, lowest: N, highest: N, one: N): Ranges<N> {
	const ranges: [N, N][] = [];
	if (first > lowest) ranges.push([lowest, ((first as number) - (one as number)) as N]);
	if (last < highest) ranges.push([((last as number) + (one as number)) as N, highest]);
	return { ranges };
}

function intersect<N extends number | bigint>(left: Ranges<N>, right: Ranges<N>): Ranges<N> {
	const ranges: [N, N][] = [];
	for (const [first, last] of left.ranges) {
		for (const [from, to] of right.ranges) {
			// No Math.max: these may be big integers.
			let start: N = from;
			if (first > from) start = first;
			let end: N = to;
			if (last < to) end = last;
			if (start <= end) ranges.push([start, end]);
		}
	}
	return { ranges };
}

function widen<A extends Uint32Array | Int32Array>(from: A, to: A): A {
	to.set(from);
	return to;
}

function borders4(first: Uint32Array, last: Uint32Array): Uint32Array {
	const all = new Uint32Array(first.length * 2);
	let size = 0;
	for (const start of first) all[size++] = start;
	for (const end of last) if (end !== LAST4) all[size++] = end + 1;
	const sorted = all.subarray(0, size).sort();
	let kept = 0;
	for (let at = 0; at < size; at++) if (at === 0 || sorted[at] !== sorted[at - 1]) sorted[kept++] = sorted[at] as number;
	return sorted.subarray(0, kept);
}

function borders6(first: readonly bigint[], last: readonly bigint[]): readonly bigint[] {
	const all = [...first];
	for (const end of last) if (end !== LAST6) all.push(end + 1n);
	// No Set: big integers that differ in their upper half alone have one hash.
	all.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
	return all.filter((border, at) => at === 0 || border !== all[at - 1]);
}
