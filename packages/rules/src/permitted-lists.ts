import {
	type Address,
	containsAddress,
	type Listener,
	type Match,
	type MatchElement,
	type MatchList,
	openingsOf,
	type PolicyRule,
	type RelayPolicy,
	singleAddress,
} from "@relaylint/core";

/** One element of a list of clients that are let pass: addresses, and whether they are in or excluded. */
export type ListedAddresses = MatchList["elements"][number] & { readonly match: Extract<Match, { kind: "address" }> };

/** The lists of clients whose members some restriction of a listener lets pass (`mynetworks`), each once. */
export function permittingLists(listener: Listener): readonly MatchList[] {
	const lists = new Set<MatchList>();
	const seen = new Set<readonly PolicyRule[]>();
	const inMatch = (match: Match): void => {
		if (match.kind === "list") lists.add(match);
		else if (match.kind === "all" || match.kind === "any") match.operands.forEach(inMatch);
	};
	const inRules = (rules: readonly PolicyRule[]): void => {
		if (seen.has(rules)) return;
		seen.add(rules);
		for (const { match, action } of rules) {
			if (action.kind === "accept" || action.kind === "accept-session") inMatch(match);
			if (action.kind === "call") inRules(action.rules);
		}
	};
	for (const stage of listener.stages) inRules(stage.rules);
	return [...lists];
}

/** Elements that stand for more others stay one. */
const MOST_MEMBERS = 5000;

function membersOf(element: MatchElement): readonly MatchElement[] {
	return element.members?.(MOST_MEMBERS) ?? [element];
}

/** The elements of a list that are addresses or networks, exclusions with them. */
export function addressElements(list: MatchList): readonly ListedAddresses[] {
	let elements = known.get(list);
	if (elements === undefined) {
		elements = list.elements.flatMap(membersOf).filter((element): element is ListedAddresses => element.match.kind === "address");
		known.set(list, elements);
	}
	return elements;
}

const known = new WeakMap<MatchList, readonly ListedAddresses[]>();

/** The element by which an address is a member of a list; undefined where it is none, or is excluded. */
export function elementWith(list: MatchList, address: Address): ListedAddresses | undefined {
	const found = addressElements(list).find((element) => containsAddress(element.match.set, address));
	return found?.result.kind === "true" ? found : undefined;
}

/** Whether mail from an address to a foreign recipient passes because of an element of a list, whatever else the client says. */
export function relaysBy(policy: RelayPolicy, listener: Listener, address: Address, element: ListedAddresses): boolean {
	const region = { addresses: singleAddress(address), sample: address };
	return openingsOf(policy, listener, [region]).some(({ choices, ending }) => {
		if (choices.length > 0) return false;
		for (let at = ending?.state.trail; at !== undefined; at = at.before) {
			if (at.step.effect === "match" && at.step.origin === element.origin) return true;
		}
		return false;
	});
}
