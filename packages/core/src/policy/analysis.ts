import { type AddressSet, ALL_ADDRESSES, formatAddress, PUBLIC_ADDRESSES, sizeOf, unionOf } from "../network/address-set.ts";
import { type AddressClass, addressClasses, isOpenByAddress } from "./address-classes.ts";
import type { Attempt, DnsZone } from "./attempt.ts";
import { type Candidate, candidatesFor } from "./candidates.ts";
import { contextOf } from "./context.ts";
import { type Decision, surelyRelays, walkListener } from "./decide.ts";
import { type Opening, openingsOf } from "./proof.ts";
import { isReachable, type Mentions, mentionsOf } from "./reachable.ts";
import type { Listener, RelayPolicy } from "./relay-policy.ts";
import { type HostFacts, strangerWorld } from "./stranger.ts";
import type { Dependency } from "./truth.ts";
import { unique } from "./walk.ts";

/** Whether strangers can relay: a witness shows `open`, a proof shows `closed`. */
export type Verdict = "open" | "unknown" | "conditional" | "closed";

/** One attempt that is accepted and relayed, as the evaluator decided it in this run. */
export interface OpenWitness {
	readonly attempt: Attempt;
	readonly dns: DnsZone;
	readonly decision: Decision;
	/** The public addresses from which the same attempt is accepted. */
	readonly addresses: AddressSet;
}

/** The verdict on one listener. */
export interface ListenerAnalysis {
	readonly listener: Listener;
	readonly verdict: Verdict;
	readonly witness?: OpenWitness;
	/** Acceptances from too few addresses to be open: who is trusted beside the server's own side of the Internet. */
	readonly trusted?: OpenWitness;
	/** Outside facts or atoms in the way. */
	readonly depends: readonly Dependency[];
}

/** The verdict on a configuration: the worst of its listeners. */
export interface Analysis {
	readonly verdict: Verdict;
	readonly listeners: readonly ListenerAnalysis[];
}

const WORST_FIRST: readonly Verdict[] = ["open", "unknown", "conditional", "closed"];

/** The worse of verdicts; `closed` where there are none. */
export function worstOf(verdicts: readonly Verdict[]): Verdict {
	return WORST_FIRST.find((verdict) => verdicts.includes(verdict)) ?? "closed";
}

/** Works out for each listener whether strangers can relay: a proof from above, else a witness from below. */
export function analyse(policy: RelayPolicy, host: HostFacts): Analysis {
	const listeners = policy.listeners.filter(isReachable).map((listener) => analyseListener(policy, listener, host));
	const verdicts = listeners.map((listener) => listener.verdict);
	return { verdict: worstOf(policy.depends.length > 0 ? [...verdicts, "conditional"] : verdicts), listeners };
}

function analyseListener(policy: RelayPolicy, listener: Listener, host: HostFacts): ListenerAnalysis {
	const mentions = mentionsOf(listener);
	const within = ofFamilies(listener.believes?.address === true ? ALL_ADDRESSES : PUBLIC_ADDRESSES, listener);
	const { classes } = addressClasses(within, mentions.addressSets);
	const openings = openingsOf(policy, listener, classes);
	if (openings.length === 0) return { listener, verdict: "closed", depends: [] };
	const reached = (some: readonly Opening[]) => [...new Set(some.map((opening) => opening.addresses))];
	const wide = isOpen(reached(openings), listener);
	const certain = openings.filter((opening) => opening.depends.every((one) => one.kind !== "outside"));
	const open = new Set(openings.map((opening) => opening.addresses));
	const sure = isOpen(reached(certain), listener);
	const among = classes.filter((one) => open.has(one.addresses));
	const most = sure ? Number.POSITIVE_INFINITY : MOST_TRUSTED;
	let search = findWitness(policy, listener, host, mentions, { classes: among, most, quick: true });
	if (wide && search.witness === undefined) {
		const [most, some] = sure ? [MOST_FOLLOWED, among] : [FEW_FOLLOWED, among.slice(0, FEW_CLASSES)];
		const again = findWitness(policy, listener, host, mentions, { classes: some, most, quick: false });
		if (again.witness !== undefined) search = again;
	}
	if (search.witness !== undefined) return { listener, verdict: "open", witness: search.witness, depends: [] };
	const trusted = search.trusted === undefined ? {} : { trusted: search.trusted };
	if (!wide) return { listener, verdict: "closed", depends: [], ...trusted };
	const depends = unique(
		sure
			? certain.flatMap((opening) => [...opening.depends, ...opening.choices])
			: openings.flatMap((opening) => opening.depends),
	);
	return {
		listener,
		verdict: sure ? "unknown" : "conditional",
		depends,
		...trusted,
	};
}

/** Addresses of the families on which a listener can be reached. */
function ofFamilies(addresses: AddressSet, listener: Listener): AddressSet {
	return {
		v4: listener.addresses.v4.length === 0 ? [] : addresses.v4,
		v6: listener.addresses.v6.length === 0 ? [] : addresses.v6,
	};
}

/** Whether acceptances from these addresses let strangers relay: there are enough of them, or the client may say which one it has. */
function isOpen(accepted: readonly AddressSet[], listener: Listener): boolean {
	return isOpenByAddress(accepted) || (listener.believes?.address === true && accepted.length > 0);
}

/** How many attempts are tried to show who is trusted where a proof says that no stranger is. */
const MOST_TRUSTED = 100;

/** How many attempts are followed through everything unknown on their way where none was accepted without any. */
const MOST_FOLLOWED = 200;
/** As many, and from so many classes of addresses, where every acceptance seems to hang on something outside: it may come out the same either way. */
const FEW_FOLLOWED = 20;
const FEW_CLASSES = 8;

/** How many attempts one search makes in all, from every class of addresses: what needs more turns is not found. */
const MOST_ATTEMPTS = 6_000;

/** How many rules a search looks at that gives up an attempt at the first unknown; then one that follows everything unknown. */
const MOST_QUICK_STEPS = 1_000_000;
const MOST_STEPS = 100_000;

interface Search {
	readonly witness?: OpenWitness;
	readonly trusted?: OpenWitness;
}

/** The analysis from below: the first attempt, plainest first, that the evaluator accepts and relays from enough addresses. */
function findWitness(
	policy: RelayPolicy,
	listener: Listener,
	host: HostFacts,
	mentions: Mentions,
	{ classes, most, quick }: { readonly classes: readonly AddressClass[]; readonly most: number; readonly quick: boolean },
): Search {
	let trusted: OpenWitness | undefined;
	const budget = { left: quick ? MOST_QUICK_STEPS : MOST_STEPS };
	const tried = Math.min(most, Math.ceil(MOST_ATTEMPTS / Math.max(1, classes.length)));
	for (const candidate of candidatesFor(policy, listener, mentions).slice(0, tried)) {
		if (isClaimed(policy, candidate)) continue;
		const accepted: { addresses: AddressSet; attempt: Attempt; decision: Decision }[] = [];
		for (const { addresses, sample } of classes) {
			const attempt: Attempt = { ...candidate.attempt, client: formatAddress(sample) };
			const world = strangerWorld(host, attempt, candidate.dns);
			const context = contextOf(attempt, world);
			if (budget.left < 0) return trusted === undefined ? {} : { trusted };
			if (quick && !surelyRelays(listener, context, policy.facts, budget)) continue;
			const decision = walkListener(listener, context, policy.facts, ...(quick ? [] : [budget]));
			if (budget.left < 0) return trusted === undefined ? {} : { trusted };
			if (decision.outcome === "accept" && decision.relayed === "yes") accepted.push({ addresses, attempt, decision });
		}
		const first = accepted[0];
		if (first === undefined) continue;
		const all = accepted.map((entry) => entry.addresses);
		const witness: OpenWitness = {
			attempt: first.attempt,
			dns: candidate.dns,
			decision: first.decision,
			addresses: unionOf(all),
		};
		if (isOpen(all, listener)) return { witness };
		if (trusted === undefined || sizeOf(trusted.addresses).v4 < sizeOf(witness.addresses).v4) trusted = witness;
		// Nobody else is left to be trusted, and no stranger to be found.
		if (accepted.length === classes.length && most <= MOST_TRUSTED) break;
	}
	return trusted === undefined ? {} : { trusted };
}

/** Whether the recipient's domain is one that the configuration serves, so that mail for it is no relaying for strangers. */
export function isClaimed(
	policy: Pick<RelayPolicy, "claimed">,
	candidate: Pick<Candidate, "rewritten"> & { readonly attempt: Pick<Attempt, "to"> },
): boolean {
	const { to } = candidate.attempt;
	if (candidate.rewritten) return false;
	if (/["%!]|@.*@|^@|^[^@]*$/.test(to)) return false;
	return policy.claimed.claims(to.slice(to.lastIndexOf("@") + 1).toLowerCase()).kind !== "false";
}
