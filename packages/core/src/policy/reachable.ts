import { type AddressSet, differenceOf, isEmptyAddressSet, LOOPBACK } from "../network/address-set.ts";
import type { FactName, Hints, Match } from "./match.ts";
import type { NameSet } from "./name-set.ts";
import { isPublicSuffix } from "./public-suffix.ts";
import { EVERYBODY } from "./region.ts";
import type { Listener, PolicyRule } from "./relay-policy.ts";

/** Whether a stranger can connect to a listener: it is not bound to loopback addresses alone. */
export function isReachable(listener: Listener): boolean {
	return listener.addressesDepend !== undefined || !isEmptyAddressSet(differenceOf(listener.addresses, LOOPBACK));
}

/** What a listener's lists mention: the facts they read and the values at which their answers may change. */
export interface Mentions {
	readonly reads: ReadonlySet<FactName>;
	readonly addressSets: readonly AddressSet[];
	readonly hints: Required<Omit<Hints, "addresses">>;
	/** The name sets that are asked for each name fact. */
	readonly nameSets: ReadonlyMap<string, readonly NameSet[]>;
	/** Every atom that was met, each once. */
	readonly atoms: readonly Match[];
}

const known = new WeakMap<Listener, Mentions>();

/** What the lists of a listener mention; lists that follow from the attempt mention only what their atoms say. */
export function mentionsOf(listener: Listener): Mentions {
	let mentions = known.get(listener);
	if (mentions === undefined) {
		mentions = collectMentions(listener);
		known.set(listener, mentions);
	}
	return mentions;
}

function collectMentions(listener: Listener): Mentions {
	const reads = new Set<FactName>();
	const addressSets = new Set<AddressSet>();
	const hints = {
		names: new Set<string>(),
		clients: new Set<string>(),
		helo: new Set<string>(),
		senders: new Set<string>(),
		recipients: new Set<string>(),
		rewritten: new Set<string>(),
		logins: new Set<string>(),
	};
	const nameSets = new Map<string, NameSet[]>();
	const atoms = new Set<Match>();
	const seen = new Set<unknown>();
	/** A name that is not the client's own stands in the word after which its fact is called (`sender-domain`), else in any that a client says. */
	const saidNames = (fact: string, { exact, below }: NameSet): void => {
		const words = { helo: hints.helo, sender: hints.senders, recipient: hints.recipients };
		const all = ["helo", "sender", "recipient"] as const;
		const own = all.filter((word) => fact.startsWith(word));
		for (const word of own.length > 0 ? own : all) {
			reads.add(word);
			for (const name of exact) words[word].add(name);
			for (const name of below) words[word].add(`host.${name}`);
		}
	};
	const inMatch = (match: Match): void => {
		if (seen.has(match)) return;
		seen.add(match);
		switch (match.kind) {
			case "all":
			case "any":
				match.operands.forEach(inMatch);
				return;
			case "not":
				inMatch(match.operand);
				return;
			case "list":
				for (const element of match.elements) inMatch(element.match);
				return;
			case "address":
				atoms.add(match);
				reads.add("client");
				addressSets.add(match.set);
				return;
			case "name":
				atoms.add(match);
				nameSets.set(match.fact, [...(nameSets.get(match.fact) ?? []), match.set]);
				for (const name of match.set.exact) hints.names.add(name);
				for (const name of match.set.below) hints.names.add(`host.${name}`);
				if (match.fact === "client-name") reads.add("client-name");
				else saidNames(match.fact, match.set);
				return;
			case "flag":
				atoms.add(match);
				reads.add(match.fact);
				return;
			case "computed": {
				atoms.add(match);
				for (const fact of match.reads) reads.add(fact);
				for (const set of match.hints?.addresses ?? []) addressSets.add(set);
				for (const name of match.hints?.names ?? []) hints.names.add(name);
				for (const name of match.hints?.clients ?? []) hints.clients.add(name);
				for (const helo of match.hints?.helo ?? []) hints.helo.add(helo);
				for (const sender of match.hints?.senders ?? []) hints.senders.add(sender);
				for (const recipient of match.hints?.recipients ?? []) hints.recipients.add(recipient);
				for (const recipient of match.hints?.rewritten ?? []) hints.rewritten.add(recipient);
				for (const login of match.hints?.logins ?? []) hints.logins.add(login);
				return;
			}
			default:
				atoms.add(match);
		}
	};
	const inRules = (rules: readonly PolicyRule[]): void => {
		if (seen.has(rules)) return;
		seen.add(rules);
		for (const rule of rules) {
			inMatch(rule.match);
			if (rule.action.kind === "call") inRules(rule.action.rules);
			if (rule.action.kind === "compute") rule.action.branches?.(EVERYBODY).forEach(inRules);
		}
	};
	for (const stage of listener.stages) inRules(stage.rules);
	inMatch(listener.relays);
	return {
		reads,
		addressSets: [...addressSets],
		hints: {
			names: [...hints.names],
			clients: [...hints.clients],
			helo: [...hints.helo],
			senders: [...hints.senders],
			recipients: [...hints.recipients],
			rewritten: [...hints.rewritten],
			logins: [...hints.logins],
		},
		nameSets,
		atoms: [...atoms],
	};
}

/** What a stranger would register to have a name of {@link Hints.clients}: the label and all that follows. */
export function registrableDomainOf(name: string): string | undefined {
	return /(?:^|\.)(client(?:-[a-z0-9-]+)?\..+)$/.exec(name)?.[1];
}

/** Whether a stranger can have one of the names that are mentioned depends on the Public Suffix List. */
export function dependsOnSuffixes({ hints }: Mentions): boolean {
	const suffixes = hints.clients.map((name) => registrableDomainOf(name)?.replace(/^[^.]*\./, "") ?? "");
	return [...hints.names, ...suffixes].some((name) => isPublicSuffix(name) === undefined);
}
