import type { AddressSet } from "@relaylint/core";
import type { Element, Pattern, Ranges } from "./pattern.ts";

/** A step on characters of the ranges to another node. */
interface Edge {
	readonly ranges: Ranges;
	readonly to: number;
}

/** A pattern as a non-deterministic automaton over folded characters; node 0 is its start. */
interface Graph {
	readonly edges: Edge[][];
	readonly silent: number[][];
	accept: number;
}

/** Every UTF-16 unit. */
export const ANYTHING: Ranges = [[0, 0xffff]];

/** A pattern as a deterministic automaton that is worked out as it is walked. State 0 is dead: nothing that follows matches. */
export interface Automaton {
	readonly start: number;
	/** False where the automaton takes more texts than the pattern surely does. */
	readonly exact: boolean;
	/** Where the pattern's ranges begin or end: within two neighbours all characters are alike to it. */
	readonly bounds: ReadonlySet<number>;
	step(state: number, unit: number): number;
	accepts(state: number): boolean;
}

/** Past this many states an automaton stands still in one that may be anything; it is then no longer exact. */
const MOST_STATES = 4000;

const made = new WeakMap<Pattern, Automaton>();

/** The automaton of a pattern: what it cannot express (back matches, sequences without a meaning) it takes too much of. */
export function automatonOf(pattern: Pattern): Automaton {
	let automaton = made.get(pattern);
	if (automaton === undefined) {
		automaton = makeAutomaton(pattern.elements);
		made.set(pattern, automaton);
	}
	return automaton;
}

function makeAutomaton(elements: readonly Element[]): Automaton {
	const graph: Graph = { edges: [[]], silent: [[]], accept: 0 };
	let exact = true;
	let at = 0;
	for (const element of elements) {
		switch (element.kind) {
			case "text":
				for (let i = 0; i < element.text.length; i++) {
					const unit = element.text.charCodeAt(i);
					at = along(graph, at, [[unit, unit]]);
				}
				break;
			case "wild":
				if (!element.many) at = along(graph, at, element.set ?? ANYTHING);
				else at = loop(graph, at, element.set ?? ANYTHING);
				break;
			case "address": {
				const next = element.family === 4 ? quad(graph, at, element.set) : undefined;
				if (next === undefined) {
					exact = false;
					at = loop(graph, at, ADDRESS_TEXT);
				} else at = next;
				break;
			}
			default:
				exact = false;
				at = loop(graph, at, ANYTHING);
		}
	}
	graph.accept = at;
	return determinised(graph, exact);
}

/** Digits, letters of hexadecimal, colons and dots. */
const ADDRESS_TEXT: Ranges = [
	[46, 46],
	[48, 58],
	[97, 102],
];

function node(graph: Graph): number {
	graph.edges.push([]);
	graph.silent.push([]);
	return graph.edges.length - 1;
}

function along(graph: Graph, from: number, ranges: Ranges): number {
	const to = node(graph);
	graph.edges[from]?.push({ ranges, to });
	return to;
}

function loop(graph: Graph, from: number, ranges: Ranges): number {
	const to = node(graph);
	graph.silent[from]?.push(to);
	graph.edges[to]?.push({ ranges, to });
	return to;
}

/** Dotted quads of one network; undefined for a set that is none. */
function quad(graph: Graph, from: number, set: AddressSet): number | undefined {
	const [first, last, more] = set.v4;
	if (first === undefined || last === undefined || more !== undefined) return undefined;
	let at = from;
	for (let octet = 0; octet < 4; octet++) {
		const shift = 24 - octet * 8;
		if (octet > 0) at = along(graph, at, [[46, 46]]);
		at = decimal(graph, at, (first >>> shift) & 255, (last >>> shift) & 255);
	}
	return at;
}

/** Decimal numbers from `low` to `high`, without leading zeros. */
function decimal(graph: Graph, from: number, low: number, high: number): number {
	const end = node(graph);
	const nodes = new Map<string, number>([["", from]]);
	for (let value = low; value <= high; value++) {
		const text = String(value);
		for (let length = 1; length <= text.length; length++) {
			const prefix = text.slice(0, length);
			if (nodes.has(prefix)) continue;
			const unit = prefix.charCodeAt(length - 1);
			nodes.set(prefix, along(graph, nodes.get(prefix.slice(0, -1)) ?? from, [[unit, unit]]));
		}
		graph.silent[nodes.get(text) ?? from]?.push(end);
	}
	return end;
}

function determinised(graph: Graph, exactSoFar: boolean): Automaton {
	const bounds = new Set<number>();
	for (const edges of graph.edges) {
		for (const { ranges } of edges) {
			for (const [first, last] of ranges) {
				bounds.add(first);
				bounds.add(last + 1);
			}
		}
	}
	const ids = new Map<string, number>();
	const sets: (readonly number[])[] = [];
	const accepting: boolean[] = [];
	const steps: Map<number, number>[] = [];
	let exact = exactSoFar;
	const idOf = (nodes: ReadonlySet<number>): number => {
		const sorted = [...nodes].sort((a, b) => a - b);
		const key = sorted.join(",");
		let id = ids.get(key);
		if (id === undefined) {
			id = sets.length;
			ids.set(key, id);
			sets.push(sorted);
			accepting.push(nodes.has(graph.accept));
			steps.push(new Map());
		}
		return id;
	};
	const close = (nodes: Set<number>): Set<number> => {
		const pending = [...nodes];
		for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
			for (const next of graph.silent[at] ?? []) {
				if (nodes.has(next)) continue;
				nodes.add(next);
				pending.push(next);
			}
		}
		return nodes;
	};
	idOf(new Set());
	const start = idOf(close(new Set([0])));
	return {
		start,
		get exact() {
			return exact;
		},
		bounds,
		accepts: (state) => accepting[state] ?? false,
		step(state, unit) {
			if (state === 0) return 0;
			const known = steps[state]?.get(unit);
			if (known !== undefined) return known;
			const next = new Set<number>();
			for (const at of sets[state] ?? []) {
				for (const { ranges, to } of graph.edges[at] ?? []) {
					if (ranges.some(([first, last]) => unit >= first && unit <= last)) next.add(to);
				}
			}
			if (sets.length > MOST_STATES) {
				exact = false;
				return state;
			}
			const id = idOf(close(next));
			steps[state]?.set(unit, id);
			return id;
		},
	};
}

/** Walks a text, which is folded. */
export function stepText(automaton: Automaton, from: number, text: string): number {
	let state = from;
	for (let at = 0; at < text.length && state !== 0; at++) state = automaton.step(state, text.charCodeAt(at));
	return state;
}

/** One readable character of each class of characters that no automaton tells apart; capital letters are folded and stand for nothing. */
export function representatives(automata: Iterable<Automaton>, further: Iterable<number> = []): readonly number[] {
	const bounds = new Set<number>([0, 33, 65, 91, 127, ...further]);
	for (const automaton of automata) for (const bound of automaton.bounds) bounds.add(bound);
	const sorted = [...bounds].filter((bound) => bound <= 0xffff).sort((a, b) => a - b);
	return sorted.flatMap((first, index) => {
		const last = (sorted[index + 1] ?? 0x10000) - 1;
		if (first >= 65 && last <= 90) return [];
		const readable = READABLE.find((unit) => unit >= first && unit <= last);
		return [readable ?? first];
	});
}

const READABLE = [..."axz019.-_|@"].map((one) => one.charCodeAt(0));
