import { type Origin, originText } from "../source/origin.ts";
import type { Context } from "./context.ts";
import { evaluateBy, type Leaf, leafTruth } from "./evaluate.ts";
import { leafOver } from "./evaluate-region.ts";
import type { FactName, Hints, VariableReader } from "./match.ts";
import { mentionsOf } from "./reachable.ts";
import type { Region } from "./region.ts";
import type { Action, Listener, NameFacts, Outcome, PolicyRule } from "./relay-policy.ts";
import { type Dependency, dependsOn, type Truth, truthOf } from "./truth.ts";
import { type Ending, stepsOf, type TraceStep, walkStages } from "./walk.ts";

/** Something that is so for some attempts of a region and not for others: a key that a table has, a name that a list has. */
export interface Literal {
	/** The same key is the same thing. */
	readonly key: string;
	/** `choice`: the attempt alone decides it; else it lies outside the files, or relaylint cannot tell it for many attempts together. */
	readonly kind: Dependency["kind"];
	readonly text: string;
	readonly origin: Origin | undefined;
	/** The facts of the attempt that it is about. */
	readonly reads: readonly FactName[];
	readonly hints: Hints | undefined;
	/** The text of what is looked up, where something is. */
	readonly content: (() => string) | undefined;
	/** Whether it is so for one attempt. */
	holds(context: Context, facts: NameFacts): Truth;
}

/** The literals of one listener, by their keys: filled while its lists are walked. */
export interface Literals {
	readonly listener: Listener;
	readonly known: Map<string, Literal>;
	/** The key under which what an atom, or a computed list, leaves open is known. */
	keyOf(thing: Leaf | Extract<Action, { kind: "compute" }>, because: Dependency): string;
}

/** One way through the lists: what has to be so and what must not be, and what comes of it. */
export interface Cube {
	readonly outcome: Outcome;
	readonly assumed: ReadonlyMap<string, boolean>;
	/** Whether what is accepted leaves for somebody else's server, where that is settled. */
	readonly leaves: Truth;
	readonly trace: readonly TraceStep[];
	readonly depends: readonly Dependency[];
}

/** Every way through the lists for the attempts of a region; together with their conditions they part the region. */
export interface Cell {
	readonly cubes: readonly Cube[];
	/** False where not every way was followed, or a way forgot what it assumed: then the cubes say less than the lists do. */
	readonly exact: boolean;
}

/** Literals that keep apart everything that is not known to be one. */
export function literalsOf(listener: Listener, keyOf?: Literals["keyOf"]): Literals {
	const numbers = new Map<unknown, number>();
	const apart: Literals["keyOf"] = (thing, because) => {
		if (thing.kind !== "compute" && (because.shared === true || thing.kind === "unknown")) return because.key;
		if (!numbers.has(thing)) numbers.set(thing, numbers.size);
		return `${because.key}#${numbers.get(thing)}`;
	};
	return { listener, known: new Map(), keyOf: keyOf ?? apart };
}

/** Walks a listener's lists for all attempts of a region together. */
export function walkCell({ listener, known, keyOf }: Literals, region: Region): Cell {
	const opened = (leaf: Leaf, variable: VariableReader): Truth => {
		const read = new Map<string, string | undefined>();
		const truth = leafOver(leaf, region, (name) => {
			read.set(name, variable(name));
			return variable(name);
		});
		if (truth.kind !== "unknown") return truth;
		// What a condition asks of a variable it asks anew where the variable has another value.
		const values = leaf.kind === "computed" && read.size > 0 ? JSON.stringify([...read]) : "";
		const key = `${keyOf(leaf, truth.because)}${values}`;
		if (!known.has(key)) known.set(key, literalOf(leaf, key, truth.because, read));
		return { ...truth, because: { ...truth.because, key, shared: true } };
	};
	const { endings, overflowed } = walkStages(listener, {
		leaf: (leaf, variable) => opened(leaf, variable),
		value: (value, variable) => value.over(region, variable),
		rules: (action) => branchesIn(action, region, known, keyOf),
	});
	const cubes = endings.map((ending): Cube => {
		const { assumed, depends, trail } = ending.state;
		return { outcome: ending.outcome, assumed, depends, leaves: leavesOf(ending), trace: stepsOf(trail) };
	});
	function leavesOf({ outcome, state }: Ending): Truth {
		if (outcome !== "accept") return truthOf(false);
		const variable = (name: string) => state.variables.get(name);
		return evaluateBy(listener.relays, (leaf) => {
			const truth = opened(leaf, variable);
			const assumed = truth.kind === "unknown" ? state.assumed.get(truth.because.key) : undefined;
			return assumed === undefined ? truth : truthOf(assumed);
		});
	}
	return { cubes, exact: !overflowed && cubes.every((cube) => cube.depends.every(({ key }) => cube.assumed.has(key))) };
}

function literalOf(leaf: Leaf, key: string, because: Dependency, read: ReadonlyMap<string, string | undefined>): Literal {
	return {
		key,
		kind: because.kind === "limit" && leaf.kind === "computed" && leaf.over === undefined ? "choice" : because.kind,
		text: leaf.kind === "name" ? nameText(leaf) : because.text,
		origin: because.origin ?? ("origin" in leaf ? leaf.origin : undefined),
		reads: readsOf(leaf),
		hints: leaf.kind === "computed" ? leaf.hints : leaf.kind === "name" ? namesIn(leaf) : undefined,
		content: contentOf(leaf),
		holds(context, facts) {
			let other = false;
			const variable = (name: string) => {
				other ||= !read.has(name);
				return read.get(name);
			};
			const truth = leafTruth(leaf, context, { name: (fact, of) => facts.name(fact, of), variable });
			return other ? dependsOn({ kind: "limit", key, text: because.text }) : truth;
		},
	};
}

function contentOf(leaf: Leaf): (() => string) | undefined {
	if (leaf.kind === "name") return () => JSON.stringify([[...leaf.set.exact].sort(), [...leaf.set.below].sort()]);
	return leaf.kind === "computed" && leaf.content !== undefined ? () => leaf.content?.() ?? "" : undefined;
}

const MOST_NAMES_SHOWN = 4;

function nameText({ fact, set }: Extract<Leaf, { kind: "name" }>): string {
	const names = [...new Set([...set.exact, ...[...set.below].map((name) => `*.${name}`)])];
	const more = names.length - MOST_NAMES_SHOWN;
	const text = names.slice(0, MOST_NAMES_SHOWN).join(", ");
	const what = fact === "client-name" ? "the client's confirmed name" : fact;
	return `${what} is ${names.length === 1 ? "" : "one of "}${text}${more > 0 ? ` and ${more} more` : ""}`;
}

function namesIn({ fact, set }: Extract<Leaf, { kind: "name" }>): Hints | undefined {
	if (fact !== "client-name") return undefined;
	return { names: [...[...set.exact].filter((name) => !name.startsWith(".")), ...[...set.below].map((name) => `host.${name}`)] };
}

function readsOf(leaf: Leaf): readonly FactName[] {
	if (leaf.kind === "computed") return leaf.reads;
	if (leaf.kind === "name") return [leaf.fact === "client-name" ? "client-name" : "recipient"];
	return leaf.kind === "address" ? ["client"] : [];
}

/** A computed list as one call for each list it can be; which one is a literal of its own. */
function branchesIn(
	action: Extract<Action, { kind: "compute" }>,
	region: Region,
	known: Map<string, Literal>,
	keyOf: Literals["keyOf"],
): readonly PolicyRule[] {
	const branches = action.branches?.(region);
	const origin: Origin = { kind: "default", text: action.name };
	if (branches === undefined) {
		const because: Dependency = { kind: "limit", key: `list:${action.name}`, text: action.name };
		return [{ match: { kind: "unknown", because, origin }, action: { kind: "accept" }, origin }];
	}
	return branches.map((rules, at): PolicyRule => {
		const first = rules[0];
		const call: Action = { kind: "call", name: action.name, rules };
		const here = first?.origin ?? origin;
		if (at === branches.length - 1) return { match: { kind: "always" }, action: call, origin: here };
		const text = `${action.name} gives ${action.label?.(rules) ?? (first === undefined ? "nothing" : (first.text ?? originText(first.origin)))}`;
		const plain: Dependency = { kind: "choice", key: `branch:${action.name}:${at}`, text, shared: true, origin: here };
		const key = keyOf(action, plain);
		if (!known.has(key)) {
			known.set(key, {
				key,
				kind: "choice",
				text,
				origin: here,
				reads: action.reads ?? [],
				hints: undefined,
				content: action.content === undefined ? undefined : () => action.content?.() ?? "",
				holds: (context) => truthOf(sameRules(action.rules(context), rules)),
			});
		}
		return { match: { kind: "unknown", because: { ...plain, key }, origin: here }, action: call, origin: here };
	});
}

function sameRules(a: readonly PolicyRule[], b: readonly PolicyRule[]): boolean {
	return a === b || (a.length === b.length && a.every((rule, at) => rule === b[at]));
}

/** The way through the lists that one attempt of the region takes; undefined where something outside the files, or unfollowed, decides it. */
export function cubeFor(cell: Cell, literals: Literals, context: Context, facts: NameFacts): Cube | undefined {
	if (!cell.exact) return undefined;
	const truths = new Map<string, Truth>();
	const truthAt = (key: string) => {
		let truth = truths.get(key);
		if (truth === undefined) {
			truth = literals.known.get(key)?.holds(context, facts) ?? dependsOn({ kind: "limit", key, text: key });
			truths.set(key, truth);
		}
		return truth;
	};
	let possible: Cube | undefined;
	for (const cube of cell.cubes) {
		let sure = true;
		let fits = true;
		for (const [key, value] of cube.assumed) {
			const { kind } = truthAt(key);
			if (kind === "error") return undefined;
			if (kind === "unknown") sure = false;
			else if ((kind === "true") !== value) {
				fits = false;
				break;
			}
		}
		if (!fits) continue;
		if (sure) return cube;
		if (possible !== undefined && possible.outcome !== cube.outcome) return undefined;
		possible = cube;
	}
	return possible;
}

/** Keys by what the atoms say, so that the same atom of two configurations has one key where both are known to answer the same. */
export function comparableKeys(listener: Listener, side: string): Literals["keyOf"] {
	const own = listener.identity?.();
	const { keyOf: apart } = literalsOf(listener);
	const ordinals = new Map<unknown, number>();
	const counts = new Map<string, number>();
	for (const atom of mentionsOf(listener).atoms) {
		if (atom.kind !== "computed") continue;
		const place = `${atom.name}|${placeOf(atom.origin)}`;
		const count = counts.get(place) ?? 0;
		counts.set(place, count + 1);
		ordinals.set(atom, count);
	}
	return (thing, because) => {
		if (thing.kind === "name") return `name:${thing.fact}:${[...thing.set.exact].sort()}|${[...thing.set.below].sort()}`;
		if (thing.kind === "unknown") return because.key;
		const identity = ("identity" in thing ? thing.identity?.() : undefined) ?? own;
		if (identity === undefined) return `${side}:${apart(thing, because)}`;
		const what = thing.kind === "compute" ? because.key : `${because.text}#${ordinals.get(thing) ?? 0}`;
		return `${what}@${interned(identity)}`;
	};
}

const identities = new Map<string, number>();

/** A short text for a long one; equal for equal ones alone. */
function interned(text: string): number {
	const known = identities.get(text) ?? identities.size;
	identities.set(text, known);
	return known;
}

function placeOf(origin: Origin): string {
	return origin.kind === "file" ? `${origin.file.path}:${origin.span.start}` : origin.text;
}
