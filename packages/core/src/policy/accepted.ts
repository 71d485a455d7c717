import { type Address, type AddressSet, ALL_ADDRESSES, containsAddress } from "../network/address-set.ts";
import { type AddressClass, addressClasses } from "./address-classes.ts";
import { type NameClass, nameClasses } from "./name-classes.ts";
import { walkRegion } from "./proof.ts";
import { mentionsOf } from "./reachable.ts";
import type { FixedFacts } from "./region.ts";
import type { Listener } from "./relay-policy.ts";
import type { Dependency } from "./truth.ts";
import { unique, type Walked } from "./walk.ts";

/** Attempts that the atoms with sets of their own do not tell apart. */
export interface Box {
	readonly addresses: AddressSet;
	readonly names: ReadonlyMap<string, NameClass>;
	readonly tls: boolean;
	readonly certificate: boolean;
	readonly login: boolean;
}

/**
 * What becomes of a box: `must` all of it is accepted whatever the unknowns are, `none` nothing of it is, `may` anything between. Where no atom
 * is computed or unknown there is no `may`.
 */
export interface BoxOutcome {
	readonly box: Box;
	readonly accepted: "must" | "may" | "none";
	readonly depends: readonly Dependency[];
	readonly walked: Walked;
}

/** More boxes than this are not made at once. */
const MOST_BOXES = 20_000;

/** The facts along which a listener's attempts are cut into boxes. */
export interface Dimensions {
	readonly addresses: readonly AddressClass[];
	readonly names: readonly { readonly fact: string; readonly classes: readonly NameClass[] }[];
}

/** Cuts each fact along the sets that a listener's lists ask; undefined where they are too many to be told apart. */
export function dimensionsOf(listener: Listener, within: AddressSet = ALL_ADDRESSES): Dimensions | undefined {
	const mentions = mentionsOf(listener);
	const { classes, uniform } = addressClasses(within, mentions.addressSets);
	if (!uniform) return undefined;
	return { addresses: classes, names: [...mentions.nameSets].map(([fact, sets]) => ({ fact, classes: nameClasses(sets) })) };
}

/** All boxes of a listener, together all its attempts; undefined where they are too many. */
export function boxesOf(dimensions: Dimensions): readonly Box[] | undefined {
	const { addresses, names } = dimensions;
	if (names.reduce((product, { classes }) => product * classes.length, addresses.length * 6) > MOST_BOXES) return undefined;
	const boxes: Box[] = [];
	for (const one of addresses) {
		for (const chosen of productOf(names)) {
			for (const [tls, certificate] of TLS_STATES)
				for (const login of [false, true]) boxes.push({ addresses: one.addresses, names: chosen, tls, certificate, login });
		}
	}
	return boxes;
}

/** A certificate is shown in TLS alone. */
const TLS_STATES = [
	[false, false],
	[true, false],
	[true, true],
] as const;

function productOf(names: Dimensions["names"]): readonly ReadonlyMap<string, NameClass>[] {
	return names.reduce<readonly ReadonlyMap<string, NameClass>[]>(
		(maps, { fact, classes }) => maps.flatMap((map) => classes.map((one) => new Map([...map, [fact, one]]))),
		[new Map()],
	);
}

/** What becomes of the attempts of a box. */
export function outcomeOfBox(listener: Listener, box: Box): BoxOutcome {
	const { tls, certificate, login } = box;
	const fixed: FixedFacts = { names: new Map([...box.names].map(([fact, one]) => [fact, one.sample])), tls, certificate, login };
	const walked = walkRegion(listener, { addresses: box.addresses, foreign: undefined, fixed, canHaveName: () => true });
	const accepting = walked.endings.filter((ending) => ending.outcome === "accept");
	const accepted = walked.overflowed
		? "may"
		: accepting.length === 0
			? "none"
			: accepting.length === walked.endings.length
				? "must"
				: "may";
	return { box, accepted, depends: unique(walked.endings.flatMap((ending) => ending.state.depends)), walked };
}

/** The facts of an attempt by which it falls into a box. */
export interface BoxFacts {
	readonly address: Address;
	readonly name: (fact: string) => string | undefined;
	readonly tls: boolean;
	readonly certificate: boolean;
	readonly login: boolean;
}

/** The box into which an attempt falls; every attempt has exactly one. */
export function boxAt(dimensions: Dimensions, facts: BoxFacts): Box | undefined {
	const within = dimensions.addresses.find((one) => containsAddress(one.addresses, facts.address));
	if (within === undefined) return undefined;
	const names = new Map<string, NameClass>();
	for (const { fact, classes } of dimensions.names) {
		const found = classes.find((one) => one.has(facts.name(fact)));
		if (found === undefined) return undefined;
		names.set(fact, found);
	}
	return { addresses: within.addresses, names, tls: facts.tls, certificate: facts.tls && facts.certificate, login: facts.login };
}
