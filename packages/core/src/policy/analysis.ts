import { type AddressSet, formatAddress, PUBLIC_ADDRESSES, sizeOf } from "../network/address-set.ts";
import { addressClasses, isOpenByAddress } from "./address-classes.ts";
import type { Attempt, DnsZone } from "./attempt.ts";
import { type Candidate, candidatesFor } from "./candidates.ts";
import { contextOf } from "./context.ts";
import { type Decision, walkListener } from "./decide.ts";
import { isReachable, mentionsOf } from "./reachable.ts";
import type { Listener, RelayPolicy } from "./relay-policy.ts";
import { type HostFacts, strangerWorld } from "./stranger.ts";
import type { Dependency } from "./truth.ts";

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

const NO_PROOF: Dependency = {
	kind: "limit",
	key: "no-proof",
	text: "no attempt of a stranger was found that relays, and no proof that there is none",
};

/** Looks for a stranger who can relay through any listener. */
export function analyse(policy: RelayPolicy, host: HostFacts): Analysis {
	const listeners = policy.listeners.filter(isReachable).map((listener) => analyseListener(policy, listener, host));
	return { verdict: worstOf(listeners.map((listener) => listener.verdict)), listeners };
}

function analyseListener(policy: RelayPolicy, listener: Listener, host: HostFacts): ListenerAnalysis {
	const mentions = mentionsOf(listener);
	const { classes } = addressClasses(PUBLIC_ADDRESSES, mentions.addressSets);
	const depends = new Map<string, Dependency>();
	let trusted: OpenWitness | undefined;
	let allFatal = true;
	for (const candidate of candidatesFor(policy, listener, mentions)) {
		if (isClaimed(policy, candidate)) continue;
		const accepted: { addresses: AddressSet; attempt: Attempt; decision: Decision }[] = [];
		for (const { addresses, sample } of classes) {
			const attempt: Attempt = { ...candidate.attempt, client: formatAddress(sample) };
			const world = strangerWorld(host, attempt, candidate.dns);
			const decision = walkListener(listener, contextOf(attempt, world), policy.facts);
			if (decision.outcome !== "fatal") allFatal = false;
			if (decision.outcome === "accept" && decision.relayed === "yes") accepted.push({ addresses, attempt, decision });
			else if (decision.outcome === "unknown" || decision.relayed === "unknown") {
				for (const because of decision.depends) depends.set(because.key, because);
			}
		}
		const first = accepted[0];
		if (first === undefined) continue;
		const all = accepted.map((entry) => entry.addresses);
		const witness: OpenWitness = {
			attempt: first.attempt,
			dns: candidate.dns,
			decision: first.decision,
			addresses: { v4: all.flatMap((set) => set.v4), v6: all.flatMap((set) => set.v6) },
		};
		if (isOpenByAddress(all)) return { listener, verdict: "open", witness, depends: [] };
		if (trusted === undefined || sizeOf(trusted.addresses).v4 < sizeOf(witness.addresses).v4) trusted = witness;
	}
	const found = [...depends.values()];
	const verdict = verdictWithoutWitness(found, allFatal);
	return {
		listener,
		verdict,
		depends: verdict === "unknown" && found.length === 0 ? [NO_PROOF] : found,
		...(trusted === undefined ? {} : { trusted }),
	};
}

/** A service that never runs is closed; without a proof nothing else is. */
function verdictWithoutWitness(depends: readonly Dependency[], allFatal: boolean): Verdict {
	if (allFatal) return "closed";
	if (depends.length > 0 && depends.every((because) => because.kind === "outside")) return "conditional";
	return "unknown";
}

/** Whether the recipient's domain is one that the configuration serves, so that mail for it is no relaying for strangers. */
function isClaimed(policy: RelayPolicy, candidate: Candidate): boolean {
	const { to } = candidate.attempt;
	if (/["%!]|@.*@|^@|^[^@]*$/.test(to)) return false;
	return policy.claimed.claims(to.slice(to.lastIndexOf("@") + 1).toLowerCase()).kind !== "false";
}
