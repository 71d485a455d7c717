import { ALL_ADDRESSES, type AddressSet, containsAddress } from "../network/address-set.ts";
import { type AddressClass, addressClasses } from "./address-classes.ts";
import { type Cell, type Cube, comparableKeys, cubeFor, type Literals, literalsOf, walkCell } from "./cell.ts";
import type { Context } from "./context.ts";
import { type NameClass, nameClasses } from "./name-classes.ts";
import type { NameSet } from "./name-set.ts";
import { mentionsOf } from "./reachable.ts";
import type { FixedFacts } from "./region.ts";
import type { Listener, NameFacts } from "./relay-policy.ts";
import { fixedBy, type Session, sessionOf, sessionsOf } from "./session.ts";

/** Attempts that neither of two listeners tells apart by what it knows as sets, with every way through the lists of each. */
export interface PairedCell {
	readonly addresses: AddressClass;
	readonly names: ReadonlyMap<string, NameClass>;
	readonly session: Session;
	readonly old: Cell;
	readonly new: Cell;
}

/** Two listeners cut along the sets of both. */
export interface PairedCells {
	readonly cells: readonly PairedCell[];
	readonly old: Literals;
	readonly new: Literals;
	/** False where there were too many address sets to tell all apart. */
	readonly uniform: boolean;
	/** Whether one accepts an attempt that the other does not; undefined where something outside the files, or unfollowed, decides it. */
	differs(
		contexts: { readonly old: Context; readonly new: Context },
		facts: { readonly old: NameFacts; readonly new: NameFacts },
	): boolean | undefined;
}

/** As many cells are made by the names that sets tell apart; past it names are left to the ways through the lists. */
const MOST_NAMED_CELLS = 2000;

/** Walks two listeners over the same cells; atoms that are known to answer the same in both are one literal. */
export function pairedCells(before: Listener, after: Listener, within: AddressSet = ALL_ADDRESSES): PairedCells {
	const mentions = [mentionsOf(before), mentionsOf(after)];
	const { classes, uniform } = addressClasses(
		within,
		mentions.flatMap((one) => one.addressSets),
	);
	const sessions = sessionsOf({ reads: new Set(mentions.flatMap((one) => [...one.reads])) });
	const sides = { old: literalsOf(before, comparableKeys(before, "old")), new: literalsOf(after, comparableKeys(after, "new")) };
	const sets = new Map<string, NameSet[]>();
	for (const { nameSets } of mentions) for (const [fact, some] of nameSets) sets.set(fact, [...(sets.get(fact) ?? []), ...some]);
	const named = [...sets].map(([fact, some]) => ({ fact, classes: nameClasses(some) }));
	const size = named.reduce((product, one) => product * one.classes.length, classes.length * sessions.length);
	const names = size > MOST_NAMED_CELLS ? [new Map<string, NameClass>()] : productOf(named);
	const cells = classes.flatMap((addresses) =>
		names.flatMap((some) =>
			sessions.map((session): PairedCell => {
				const fixed: FixedFacts = fixedBy(session, new Map([...some].map(([fact, one]) => [fact, one.sample])));
				const region = { addresses: addresses.addresses, foreign: undefined, fixed, canHaveName: () => true };
				return { addresses, names: some, session, old: walkCell(sides.old, region), new: walkCell(sides.new, region) };
			}),
		),
	);
	return {
		cells,
		...sides,
		uniform,
		differs(contexts, facts) {
			const { attempt, client } = contexts.old;
			const session = sessionOf(attempt, sessions);
			const cell = cells.find(
				(one) =>
					one.session === session &&
					client !== undefined &&
					containsAddress(one.addresses.addresses, client) &&
					[...one.names].every(([fact, some]) => some.has(facts.old.name(fact, contexts.old))),
			);
			if (cell === undefined) return undefined;
			const was = cubeFor(cell.old, sides.old, contexts.old, facts.old);
			const is = cubeFor(cell.new, sides.new, contexts.new, facts.new);
			return was === undefined || is === undefined ? undefined : (was.outcome === "accept") !== (is.outcome === "accept");
		},
	};
}

function productOf(
	named: readonly { readonly fact: string; readonly classes: readonly NameClass[] }[],
): readonly ReadonlyMap<string, NameClass>[] {
	return named.reduce<readonly ReadonlyMap<string, NameClass>[]>(
		(maps, { fact, classes }) => maps.flatMap((map) => classes.map((one) => new Map([...map, [fact, one]]))),
		[new Map()],
	);
}

/** Two ways through the lists that one attempt may take, of which one ends in an acceptance and the other does not. */
export interface CubePair {
	readonly old: Cube;
	readonly new: Cube;
}

/** The pairs of a cell that may differ: none is a proof that no attempt of the cell is decided otherwise. */
export function differingPairs(cell: PairedCell): readonly CubePair[] {
	const pairs: CubePair[] = [];
	const [accepting, others] = [0, 1].map((want) =>
		cell.new.cubes.filter((cube) => (cube.outcome === "accept") === (want === 0)),
	) as [Cube[], Cube[]];
	for (const old of cell.old.cubes) {
		for (const one of old.outcome === "accept" ? others : accepting) if (areTogether(old, one)) pairs.push({ old, new: one });
	}
	return pairs;
}

function areTogether(a: Cube, b: Cube): boolean {
	for (const [key, value] of a.assumed) {
		const other = b.assumed.get(key);
		if (other !== undefined && other !== value) return false;
	}
	return true;
}
