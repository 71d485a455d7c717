import { ANYTHING, type Automaton, representatives, stepText } from "../mapping/automaton.ts";
import { inRanges, type Ranges } from "../mapping/pattern.ts";

/** A part of the word that all tables read together: text, or what a client may choose. */
export type Segment =
	| { readonly kind: "text"; readonly text: string; readonly read: number }
	/** `least` characters of the ranges, or more; `name` is the field whose value it is, for a witness. */
	| { readonly kind: "free"; readonly ranges: Ranges; readonly least: number; readonly read: number; readonly name: string }
	/** Here a table has read all: its result is asked. */
	| { readonly kind: "end"; readonly table: number };

/** What one table says once it has read its text. */
export type Said =
	/** Goes on; `sure` is false where it may also refuse. */
	{ readonly kind: "pass"; readonly sure: boolean } | { readonly kind: "refuse" };

/** One table in the search: the automata of its patterns, and what follows from which of them match. */
export interface TableReader {
	readonly automata: readonly Automaton[];
	/** `matches` says of each pattern: yes, no, or maybe. */
	said(matches: readonly ("yes" | "no" | "maybe")[]): Said;
}

/** What a search found. */
export interface Found {
	/** `none` is a proof: no choice of the client passes all tables. */
	readonly kind: "none" | "some" | "too-many";
	/** Whether the choice found surely passes. */
	readonly sure: boolean;
	/** The fields of the word found. */
	readonly fields: ReadonlyMap<string, string>;
}

const MOST_STATES = 12_000;
/** Steps of automata that one search may take. */
const MOST_WORK = 2_000_000;

export { ANYTHING };

interface Standing {
	readonly segment: number;
	/** Characters of a free segment so far, up to its least. */
	readonly count: number;
	readonly states: readonly (readonly number[])[];
	readonly sure: boolean;
	readonly before: Standing | undefined;
	readonly unit: number;
}

/**
 * Looks for a word of the segments that passes every table: the product of all patterns' automata, each table reading the segments
 * that are its own. A word that surely passes is preferred. Bounded.
 */
export function searchPassing(segments: readonly Segment[], tables: readonly TableReader[], mostWork = MOST_WORK): Found {
	const bounds = segments.flatMap((segment) =>
		segment.kind === "free" ? segment.ranges.flatMap(([first, last]) => [first, last + 1]) : [],
	);
	const units = representatives(
		tables.flatMap(({ automata }) => automata),
		bounds,
	);
	const breadth = tables.reduce((sum, { automata }) => sum + automata.length, 1);
	let work = 0;
	const seen = new Set<string>();
	let best: Standing | undefined;
	const queue: Standing[] = [];
	const offer = (standing: Standing): void => {
		const settled = settle(standing, segments, tables);
		if (settled === undefined) return;
		const key = `${settled.segment}:${settled.count}:${settled.sure ? 1 : 0}:${settled.states.map((one) => one.join(",")).join(";")}`;
		if (seen.has(key)) return;
		seen.add(key);
		queue.push(settled);
	};
	offer({
		segment: 0,
		count: 0,
		states: tables.map(({ automata }) => automata.map(({ start }) => start)),
		sure: true,
		before: undefined,
		unit: -1,
	});
	for (let next = 0; next < queue.length; next++) {
		if (seen.size > MOST_STATES || work > mostWork) return { kind: "too-many", sure: false, fields: new Map() };
		const standing = queue[next] as Standing;
		const segment = segments[standing.segment];
		if (segment === undefined) {
			if (standing.sure) return { kind: "some", sure: true, fields: fieldsOf(standing, segments) };
			best ??= standing;
			continue;
		}
		if (segment.kind !== "free") continue;
		if (standing.count >= segment.least)
			offer({ ...standing, segment: standing.segment + 1, count: 0, before: standing, unit: -1 });
		for (const unit of units) {
			if (!inRanges(segment.ranges, unit)) continue;
			work += breadth;
			const states = standing.states.map((ofTable, table) =>
				(segment.read & (1 << table)) === 0
					? ofTable
					: ofTable.map((state, at) => tables[table]?.automata[at]?.step(state, unit) ?? 0),
			);
			offer({ ...standing, count: Math.min(segment.least, standing.count + 1), states, before: standing, unit });
		}
	}
	if (best === undefined) return { kind: "none", sure: false, fields: new Map() };
	return { kind: "some", sure: false, fields: fieldsOf(best, segments) };
}

/** Reads text and asks tables up to the next free segment; undefined where a table refuses. */
function settle(standing: Standing, segments: readonly Segment[], tables: readonly TableReader[]): Standing | undefined {
	let now = standing;
	for (;;) {
		const segment = segments[now.segment];
		if (segment === undefined || segment.kind === "free") return now;
		if (segment.kind === "text") {
			const { read, text } = segment;
			const states = now.states.map((ofTable, table) =>
				(read & (1 << table)) === 0
					? ofTable
					: ofTable.map((state, at) => {
							const automaton = tables[table]?.automata[at];
							return automaton === undefined ? 0 : stepText(automaton, state, text);
						}),
			);
			now = { ...now, segment: now.segment + 1, count: 0, states };
			continue;
		}
		const table = tables[segment.table];
		const states = now.states[segment.table] ?? [];
		const matches = states.map((state, at): "yes" | "no" | "maybe" => {
			const automaton = table?.automata[at];
			if (automaton === undefined || !automaton.accepts(state)) return "no";
			return automaton.exact ? "yes" : "maybe";
		});
		const said = table?.said(matches) ?? { kind: "pass", sure: true };
		if (said.kind === "refuse") return undefined;
		const left = now.states.map((ofTable, at) => (at === segment.table ? [] : ofTable));
		now = { ...now, segment: now.segment + 1, count: 0, states: left, sure: now.sure && said.sure };
	}
}

function fieldsOf(standing: Standing, segments: readonly Segment[]): ReadonlyMap<string, string> {
	const fields = new Map<string, string>();
	for (const segment of segments) if (segment.kind === "free") fields.set(segment.name, "");
	for (let at: Standing | undefined = standing; at !== undefined; at = at.before) {
		const segment = segments[at.before?.segment ?? -1];
		if (at.unit >= 0 && segment?.kind === "free")
			fields.set(segment.name, String.fromCharCode(at.unit) + (fields.get(segment.name) ?? ""));
	}
	return fields;
}
