import { includes, word } from "./character-set.ts";
import type { AssertionKind } from "./expression-ast.ts";
import type { CompiledProgram, Look, Program, Step } from "./program.ts";

/** Which match is wanted: the first by preference (PCRE), or the longest of the leftmost (POSIX). */
export type MatchChoice = "first" | "longest";

/** Start and end of each group in a match, -1 where it took no part; group 0 is the match. */
export type MatchSpans = readonly number[];

/** A recorded group boundary, and those recorded before it. */
interface Mark {
	readonly slot: number;
	readonly position: number;
	readonly earlier: Mark | undefined;
}

/** The automaton's threads at one position, in order of preference. */
interface Threads {
	count: number;
	readonly steps: Int32Array;
	readonly starts: Int32Array;
	readonly marks: (Mark | undefined)[];
}

/**
 * Runs `compiled` over `bytes` and answers the spans of `groups` groups, or null where nothing matches.
 *
 * All ways to match advance together, one byte at a time, and two that reach one step are one: the time is at most the text's length times
 * the number of steps, whatever the expression.
 */
export function matchProgram(compiled: CompiledProgram, bytes: string, groups: number, choice: MatchChoice): MatchSpans | null {
	const looks = lookTables(compiled.looks, bytes);
	const { steps, start } = compiled.main;
	const seen = new Int32Array(steps.length).fill(-1);
	let now = emptyThreads(steps.length);
	let then = emptyThreads(steps.length);
	let best: { readonly start: number; readonly end: number; readonly marks: Mark | undefined } | undefined;

	for (let position = 0; position <= bytes.length; position++) {
		// Threads that reach this position were put into `now` by the step before; a new one starts here with the least preference.
		if (best === undefined && (position === 0 || !compiled.anchored))
			addThread(now, seen, steps, start, position, position, undefined, bytes, looks);
		if (now.count === 0 && (best !== undefined || compiled.anchored)) break;
		const code = bytes.charCodeAt(position);
		then.count = 0;
		for (let i = 0; i < now.count; i++) {
			const step = steps[now.steps[i] ?? 0];
			const threadStart = now.starts[i] ?? 0;
			if (best !== undefined && threadStart > best.start) break;
			if (step?.kind === "done") {
				if (best === undefined || threadStart < best.start || choice === "first" || position > best.end)
					best = { start: threadStart, end: position, marks: now.marks[i] };
				if (choice === "first") break;
			} else if (step?.kind === "read" && step.table[code] === 1) {
				addThread(then, seen, steps, step.next, position + 1, threadStart, now.marks[i], bytes, looks);
			}
		}
		[now, then] = [then, now];
	}
	return best === undefined ? null : spansOf(best.start, best.end, best.marks, groups);
}

function emptyThreads(size: number): Threads {
	return { count: 0, steps: new Int32Array(size), starts: new Int32Array(size), marks: new Array<Mark | undefined>(size) };
}

/** Adds what can be reached from `entry` without reading, in order of preference. `seen` holds the last position at which each step was added. */
function addThread(
	threads: Threads,
	seen: Int32Array,
	steps: readonly Step[],
	entry: number,
	position: number,
	start: number,
	entryMarks: Mark | undefined,
	bytes: string,
	looks: readonly Uint8Array[],
): void {
	let index = entry;
	let marks = entryMarks;
	let pending: Pending | undefined;
	for (;;) {
		const step = steps[index];
		if (step !== undefined && seen[index] !== position) {
			seen[index] = position;
			if (step.kind === "read" || step.kind === "done") {
				threads.steps[threads.count] = index;
				threads.starts[threads.count] = start;
				threads.marks[threads.count++] = marks;
			} else if (step.kind === "fork") {
				pending = { index: step.second, marks, below: pending };
				index = step.first;
				continue;
			} else if (step.kind === "mark") {
				marks = { slot: step.slot, position, earlier: marks };
				index = step.next;
				continue;
			} else if (
				step.kind === "assert" ? holds(step.assertion, bytes, position) : (looks[step.look]?.[position] === 1) !== step.negative
			) {
				index = step.next;
				continue;
			}
		}
		if (pending === undefined) return;
		({ index, marks, below: pending } = pending);
	}
}

/** The second way of a fork, still to be taken. */
interface Pending {
	readonly index: number;
	readonly marks: Mark | undefined;
	readonly below: Pending | undefined;
}

function holds(assertion: AssertionKind, bytes: string, position: number): boolean {
	const end = bytes.length;
	switch (assertion) {
		case "text-start":
			return position === 0;
		case "text-end":
			return position === end;
		case "text-end-or-newline":
			return position === end || (position === end - 1 && bytes[position] === "\n");
		case "line-start":
			return position === 0 || bytes[position - 1] === "\n";
		case "line-start-inside":
			return position === 0 || (position < end && bytes[position - 1] === "\n");
		case "line-end":
			return position === end || bytes[position] === "\n";
		case "word-boundary":
			return isWord(bytes, position - 1) !== isWord(bytes, position);
		case "not-word-boundary":
			return isWord(bytes, position - 1) === isWord(bytes, position);
		case "word-start":
			return !isWord(bytes, position - 1) && isWord(bytes, position);
		case "word-end":
			return isWord(bytes, position - 1) && !isWord(bytes, position);
	}
}

function isWord(bytes: string, position: number): boolean {
	return position >= 0 && position < bytes.length && includes(word, bytes.charCodeAt(position));
}

/** For each look-around, the positions at which it finds its body: one pass over the text each, backwards for a look-ahead. */
function lookTables(looks: readonly Look[], bytes: string): readonly Uint8Array[] {
	const tables: Uint8Array[] = [];
	for (const { direction, program } of looks) tables.push(lookTable(direction, program, bytes, tables));
	return tables;
}

function lookTable(
	direction: Look["direction"],
	{ steps, start }: Program,
	bytes: string,
	inner: readonly Uint8Array[],
): Uint8Array {
	const found = new Uint8Array(bytes.length + 1);
	const seen = new Int32Array(steps.length).fill(-1);
	let now = emptyThreads(steps.length);
	let then = emptyThreads(steps.length);
	for (let n = 0; n <= bytes.length; n++) {
		const position = direction === "ahead" ? bytes.length - n : n;
		const nextPosition = direction === "ahead" ? position - 1 : position + 1;
		addThread(now, seen, steps, start, position, position, undefined, bytes, inner);
		const code = bytes.charCodeAt(direction === "ahead" ? position - 1 : position);
		then.count = 0;
		for (let i = 0; i < now.count; i++) {
			const step = steps[now.steps[i] ?? 0];
			if (step?.kind === "done") found[position] = 1;
			else if (step?.kind === "read" && step.table[code] === 1)
				addThread(then, seen, steps, step.next, nextPosition, 0, undefined, bytes, inner);
		}
		[now, then] = [then, now];
	}
	return found;
}

function spansOf(start: number, end: number, marks: Mark | undefined, groups: number): MatchSpans {
	const spans = new Array<number>(2 * (groups + 1)).fill(-1);
	spans[0] = start;
	spans[1] = end;
	// The latest mark of a slot is the one that counts.
	for (let mark = marks; mark !== undefined; mark = mark.earlier) if (spans[mark.slot] === -1) spans[mark.slot] = mark.position;
	return spans;
}
