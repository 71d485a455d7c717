import type { AddressSet } from "../network/address-set.ts";
import type { AddressClass } from "./address-classes.ts";
import { evaluateOver, leafOver } from "./evaluate-region.ts";
import { isPublicSuffix } from "./public-suffix.ts";
import { choiceOf, type ForeignKind, type Region } from "./region.ts";
import type { Action, Listener, PolicyRule, RelayPolicy } from "./relay-policy.ts";
import type { Dependency } from "./truth.ts";
import { type Budget, type Ending, type Interpreter, type Walked, walkStages } from "./walk.ts";

/** One way in which some stranger of a region may be let through to a foreign recipient. */
export interface Opening {
	readonly addresses: AddressSet;
	readonly foreign: string;
	/** The outside facts on which it hangs, and what relaylint cannot tell; empty where it hangs on the stranger's choices alone. */
	readonly depends: readonly Dependency[];
	/** What the stranger has to choose for it. */
	readonly choices: readonly Dependency[];
	/** Where the walk ended; absent where it was not followed so far. */
	readonly ending?: Ending;
}

/**
 * The analysis from above: walks a listener's lists for all strangers of each address class and each way of being foreign together. What it
 * does not return is proven: no such attempt is accepted. What it returns may be.
 */
export function openingsOf(policy: RelayPolicy, listener: Listener, classes: readonly AddressClass[]): readonly Opening[] {
	const budget: Budget = { left: MOST_STEPS };
	return policy.foreign.flatMap((kind) =>
		kind.exists.kind === "false" ? [] : classes.flatMap(({ addresses }) => openingsIn(listener, kind, addresses, budget)),
	);
}

/** What all walks of one proof may take together. */
const MOST_STEPS = 300_000;

/** Walks a listener's lists for a region. */
export function walkRegion(listener: Listener, region: Region, budget?: Budget): Walked {
	const interpreter: Interpreter = {
		leaf: (leaf, variable) => leafOver(leaf, region, variable),
		rules: (action) => branchRules(action, region),
		value: (value, variable) => value.over(region, variable),
	};
	return walkStages(listener, interpreter, budget);
}

function openingsIn(listener: Listener, kind: ForeignKind, addresses: AddressSet, budget: Budget): readonly Opening[] {
	const region: Region = { addresses, foreign: kind.name, canHaveName };
	const { endings, overflowed } = walkRegion(listener, region, budget);
	const existence = kind.exists.kind === "unknown" ? [kind.exists.because] : [];
	// What was not followed to its end may be an acceptance: without one that was met, it is proven of nobody that there is none.
	if (overflowed && !endings.some((ending) => ending.outcome === "accept")) {
		const [ending] = endings;
		return [
			{
				addresses,
				foreign: kind.name,
				depends: [...existence, OVERFLOW],
				choices: [],
				...(ending === undefined ? {} : { ending }),
			},
		];
	}
	return endings.flatMap((ending): readonly Opening[] => {
		if (ending.outcome !== "accept") return [];
		const leaves = evaluateOver(listener.relays, region, (name) => ending.state.variables.get(name));
		if (leaves.kind === "false") return [];
		const all = [
			...existence,
			...ending.state.depends,
			...(leaves.kind === "unknown" ? [leaves.because] : []),
			...(overflowed ? [OVERFLOW] : []),
		];
		return [
			{
				addresses,
				foreign: kind.name,
				depends: all.filter((one) => one.kind !== "choice"),
				choices: all.filter((one) => one.kind === "choice" && ending.state.assumed.get(one.key) === true),
				ending,
			},
		];
	});
}

const OVERFLOW: Dependency = {
	kind: "limit",
	key: "too-many-ways",
	text: "too many combinations of unknown facts to follow them all",
};

/** A computed list as one call for each list it can be: which one, the stranger chooses; one of them it is. */
function branchRules(action: Extract<Action, { kind: "compute" }>, region: Region): readonly PolicyRule[] {
	const branches = action.branches?.(region);
	if (branches === undefined) {
		const because: Dependency = { kind: "limit", key: `list:${action.name}`, text: action.name };
		const origin = { kind: "default", text: action.name } as const;
		return [{ match: { kind: "unknown", because, origin }, action: { kind: "accept" }, origin }];
	}
	return branches.map((rules, at): PolicyRule => {
		const origin = rules[0]?.origin ?? { kind: "default", text: action.name };
		const call: Action = { kind: "call", name: action.name, rules };
		if (at === branches.length - 1) return { match: { kind: "always" }, action: call, origin };
		return {
			match: { kind: "unknown", because: choiceOf(rules, `which result of ${action.name} applies`, origin), origin },
			action: call,
			origin,
		};
	});
}

/** Whether a stranger can have a name confirmed by the DNS: only below a name under which anybody registers, or none at all. */
export function canHaveName(name: string, below: boolean): boolean | undefined {
	if (!below) return name === "unknown";
	if (name.includes("<")) return false;
	return name === "" ? true : isPublicSuffix(name);
}
