import type { CharacterSet } from "./character-set.ts";
import { newlineBytes } from "./character-set.ts";
import type { AssertionKind, ExpressionNode } from "./expression-ast.ts";
import { singleByteSet } from "./expression-ast.ts";

/** One step of a program. Numbers are indices of steps; a fork prefers its first way. */
export type Step =
	| { readonly kind: "read"; readonly table: Uint8Array; readonly next: number }
	| { readonly kind: "fork"; readonly first: number; readonly second: number }
	| { readonly kind: "mark"; readonly slot: number; readonly next: number }
	| { readonly kind: "assert"; readonly assertion: AssertionKind; readonly next: number }
	| { readonly kind: "look"; readonly look: number; readonly negative: boolean; readonly next: number }
	| { readonly kind: "done" };

/** A nondeterministic automaton: it starts at `start` and ends at its one step `done`. */
export interface Program {
	readonly steps: readonly Step[];
	readonly start: number;
}

/** A look-around: whether its program, which for a look-ahead reads backwards, ends at a position. Inner ones come before outer ones. */
export interface Look {
	readonly direction: "ahead" | "behind";
	readonly program: Program;
}

/** What an expression compiles to. */
export interface CompiledProgram {
	readonly main: Program;
	readonly looks: readonly Look[];
	/** True where a match can only start at the first position. */
	readonly anchored: boolean;
}

/** The steps that repeat counts may add by copying: what keeps a match of a long text from taking minutes. */
export const maxCopiedSteps = 2000;

/**
 * In which order the ways through a choice are tried, which decides what the groups hold: as PCRE does, from left to right and with as many rounds as
 * possible; or as glibc does within the longest match, where a first empty branch comes after the second one and `x{0,2}` is `((x)?x)?`.
 */
export type Preference = "pcre" | "glibc";

/** Compiles `ast`, from which no back-reference may be left; undefined where repeat counts make it too large. */
export function compileProgram(ast: ExpressionNode, preference: Preference): CompiledProgram | undefined {
	const looks: Look[] = [];
	const tables = new Map<string, Uint8Array>();
	let copied = 0;
	let copying = 0;

	const tableOf = (set: CharacterSet): Uint8Array => {
		const key = set.join(";");
		let table = tables.get(key);
		if (table === undefined) {
			table = new Uint8Array(256);
			for (const [first, last] of set) table.fill(1, first, last + 1);
			tables.set(key, table);
		}
		return table;
	};

	/** Compiles from the end to the start, so that each node knows the step behind it. */
	const build = (root: ExpressionNode, backwards: boolean, captures: boolean): Program => {
		const steps: Step[] = [{ kind: "done" }];
		const add = (step: Step): number => {
			if (copying > 0 && ++copied > maxCopiedSteps) throw tooLarge;
			return steps.push(step) - 1;
		};
		const sequence = (nodes: readonly ExpressionNode[], next: number): number =>
			(backwards ? nodes : nodes.toReversed()).reduce((after, node) => emit(node, after), next);
		const fork = (lazy: boolean, into: number, past: number): Step =>
			lazy ? { kind: "fork", first: past, second: into } : { kind: "fork", first: into, second: past };

		/** Compiles the body of a repeat once more; the first round is no copy. */
		const round = (node: ExpressionNode & { kind: "repeat" }, index: number, next: number): number => {
			if (index > 0) copying++;
			const entry = emit(node.body, next);
			if (index > 0) copying--;
			return entry;
		};

		const repeat = (node: ExpressionNode & { kind: "repeat" }, next: number): number => {
			const lazy = node.mode === "lazy";
			let after = next;
			let index = 0;
			if (node.max === undefined) {
				// The loop's fork is put in place once the body, which leads back to it, is there.
				const loop = add({ kind: "done" });
				const body = round(node, index++, loop);
				steps[loop] = fork(lazy, body, next);
				after = node.min === 0 ? loop : body;
			} else if (preference === "pcre") {
				while (index < node.max - node.min) after = add(fork(lazy, round(node, index++, after), next));
			} else if (node.max > node.min) {
				const starts = [next];
				while (index < node.max - node.min) {
					after = round(node, index++, after);
					starts.push(after);
				}
				for (let i = index - 1; i >= 0; i--) after = add({ kind: "fork", first: after, second: starts[i] ?? next });
			}
			while (index < node.min || index < (node.max ?? 0)) after = round(node, index++, after);
			return after;
		};

		const choice = (branches: readonly ExpressionNode[], next: number): number => {
			const [first, second, ...others] = branches;
			const order =
				preference === "glibc" && first !== undefined && second !== undefined && isAbsent(first)
					? [second, first, ...others]
					: branches;
			return order
				.map((branch) => emit(branch, next))
				.reduceRight((less, more) => add({ kind: "fork", first: more, second: less }));
		};

		const emit = (node: ExpressionNode, next: number): number => {
			const set = singleByteSet(node);
			if (set !== undefined) return add({ kind: "read", table: tableOf(set), next });
			switch (node.kind) {
				case "concatenation":
					return sequence(node.items, next);
				case "alternation":
					return choice(node.branches, next);
				case "repeat":
					return repeat(node, next);
				case "group": {
					if (node.capture === undefined || !captures) return emit(node.body, next);
					const end = add({ kind: "mark", slot: 2 * node.capture + 1, next });
					return add({ kind: "mark", slot: 2 * node.capture, next: emit(node.body, end) });
				}
				case "newline-sequence": {
					const [first, second] = backwards ? [0x0a, 0x0d] : [0x0d, 0x0a];
					const pair = add({
						kind: "read",
						table: tableOf([[first, first]]),
						next: add({ kind: "read", table: tableOf([[second, second]]), next }),
					});
					return add({ kind: "fork", first: pair, second: add({ kind: "read", table: tableOf(newlineBytes), next }) });
				}
				case "assertion":
					return add({ kind: "assert", assertion: node.assertion, next });
				case "look-around": {
					const program = build(node.body, node.direction === "ahead", false);
					const look = looks.push({ direction: node.direction, program }) - 1;
					return add({ kind: "look", look, negative: node.negative, next });
				}
				default:
					return next;
			}
		};
		return { start: emit(root, 0), steps };
	};

	try {
		return { main: build(ast, false, true), looks, anchored: startsAtStart(ast) };
	} catch (error) {
		if (error === tooLarge) return undefined;
		throw error;
	}
}

/** True for what glibc makes no node of. */
function isAbsent(node: ExpressionNode): boolean {
	if (node.kind === "concatenation") return node.items.every(isAbsent);
	return node.kind === "empty" || (node.kind === "repeat" && node.max === 0);
}

const tooLarge = new Error("too many steps");

function startsAtStart(node: ExpressionNode): boolean {
	switch (node.kind) {
		case "assertion":
			return node.assertion === "text-start";
		case "concatenation":
			return node.items[0] !== undefined && startsAtStart(node.items[0]);
		case "alternation":
			return node.branches.every(startsAtStart);
		case "group":
			return startsAtStart(node.body);
		default:
			return false;
	}
}
