import { type AddressSet, formatAddress } from "../network/address-set.ts";
import { addressClasses } from "./address-classes.ts";
import type { Attempt, DnsZone } from "./attempt.ts";
import { type Candidate, candidatesFor } from "./candidates.ts";
import type { Literal } from "./cell.ts";
import { type Context, contextOf } from "./context.ts";
import type { FactName, Hints } from "./match.ts";
import { type Mentions, mentionsOf } from "./reachable.ts";
import type { Listener, RelayPolicy } from "./relay-policy.ts";
import { attemptIn, type Session } from "./session.ts";
import { type HostFacts, strangerWorld } from "./stranger.ts";

/** One attempt with the records that it needs, in the world in which a configuration is looked at. */
export interface Example {
	readonly attempt: Attempt;
	readonly dns: DnsZone;
	readonly rewritten: boolean;
	readonly context: Context;
}

/** Where attempts are looked for. */
export interface ExampleSearch {
	readonly policy: RelayPolicy;
	readonly listener: Listener;
	readonly host: HostFacts;
	/** What has to be so: its keys are what senders, names and recipients are taken from. */
	readonly wanted: readonly Literal[];
	/** Whether all that the lists mention is tried for recipients. */
	readonly everyRecipient: boolean;
	readonly most: number;
}

/** Attempts of a session from an address, plainest first, that may show what is wanted. */
export function* examplesFor(search: ExampleSearch, addresses: AddressSet, session: Session): Generator<Example> {
	const [first] = addressClasses(addresses, []).classes;
	if (first === undefined) return;
	for (const candidate of candidatesIn(search)) {
		const attempt: Attempt = { ...candidate.attempt, ...attemptIn(session), client: formatAddress(first.sample) };
		yield {
			attempt,
			dns: candidate.dns,
			rewritten: candidate.rewritten,
			context: contextOf(attempt, strangerWorld(search.host, attempt, candidate.dns)),
		};
	}
}

const known = new WeakMap<ExampleSearch, readonly Candidate[]>();

function candidatesIn(search: ExampleSearch): readonly Candidate[] {
	let candidates = known.get(search);
	if (candidates === undefined) {
		candidates = candidatesOf(search);
		known.set(search, candidates);
	}
	return candidates;
}

function candidatesOf({ policy, listener, wanted, everyRecipient, most }: ExampleSearch): readonly Candidate[] {
	const all = mentionsOf(listener);
	const reads = new Set<FactName>(wanted.flatMap((literal) => literal.reads));
	const own = wanted.map((literal) => literal.hints ?? {});
	const pick = (key: Exclude<keyof Hints, "addresses">, everything: boolean) => [
		...new Set([...own.flatMap((hints) => hints[key] ?? []), ...(everything ? all.hints[key] : [])]),
	];
	const narrowed: Mentions = {
		...all,
		reads: new Set([...reads].filter((fact) => fact !== "tls" && fact !== "certificate")),
		hints: {
			names: pick("names", everyRecipient),
			clients: pick("clients", false),
			helo: pick("helo", false),
			logins: pick("logins", false),
			senders: pick("senders", false),
			recipients: pick("recipients", everyRecipient),
			rewritten: pick("rewritten", everyRecipient),
		},
	};
	const found = candidatesFor(policy, listener, narrowed);
	// A stranger can only forge these names; their owners have them.
	const confirmed = found.flatMap((one) => (one.attempt.forged ? [{ ...one, attempt: { ...one.attempt, forged: false } }] : []));
	const served = reads.has("recipient") ? servedBy(policy, found[0]) : [];
	return [...found, ...confirmed, ...served].sort((a, b) => a.turns - b.turns).slice(0, most);
}

const MOST_SERVED = 12;

/** Recipients in the server's own domains. */
function servedBy(policy: RelayPolicy, plain: Candidate | undefined): readonly Candidate[] {
	if (plain === undefined) return [];
	const addresses = policy.localDomains.slice(0, MOST_SERVED).flatMap((domain) => [`postmaster@${domain}`, `someone@${domain}`]);
	return [...addresses, "postmaster"].map((to) => ({ ...plain, attempt: { ...plain.attempt, to }, turns: 1 }));
}
