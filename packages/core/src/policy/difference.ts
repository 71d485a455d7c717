import {
	type AddressSet,
	formatAddress,
	LOOPBACK,
	PUBLIC_ADDRESSES,
	sameAddresses,
	intersectionOf,
	isEmptyAddressSet,
	unionOf,
} from "../network/address-set.ts";
import { isClaimed } from "./analysis.ts";
import type { Attempt, DnsZone } from "./attempt.ts";
import { contextOf } from "./context.ts";
import { type Decision, walkListener } from "./decide.ts";
import { examplesFor } from "./example.ts";
import { type CubePair, differingPairs, type PairedCell, type PairedCells, pairedCells } from "./paired-cells.ts";
import { isReachable } from "./reachable.ts";
import type { Listener, RelayPolicy } from "./relay-policy.ts";
import type { Session } from "./session.ts";
import { type HostFacts, strangerWorld } from "./stranger.ts";
import type { TraceStep } from "./walk.ts";

/** One of two configurations that are compared. */
export interface Side {
	readonly policy: RelayPolicy;
	readonly host: HostFacts;
}

/** Attempts that one configuration accepts and the other does not, shown by one of them. */
export interface Difference {
	readonly kind: "newly-accepted" | "newly-refused";
	/** What the listener is called. */
	readonly listener: string;
	/** The addresses from which the same attempt is decided otherwise. */
	readonly addresses: AddressSet;
	readonly session: Session;
	readonly attempt: Attempt;
	readonly dns: DnsZone;
	readonly old: Decision;
	readonly new: Decision;
	/** True where somebody without a login of this server's comes to send mail to other people's domains. */
	readonly opens: boolean;
}

/** How two configurations differ in what they accept. */
export interface Comparison {
	readonly differences: readonly Difference[];
	/** True where it is proven that there is no difference beside these. */
	readonly proven: boolean;
	/** Why it is not. */
	readonly reasons: readonly string[];
}

/** Compares what two configurations accept: a proof from above where nothing differs, else attempts that both evaluators decided in this run. */
export function compare(before: Side, after: Side): Comparison {
	const differences: Difference[] = [];
	const reasons = new Set<string>();
	for (const pair of listenerPairs(before.policy, after.policy)) {
		const found = compareListeners(before, after, pair);
		differences.push(...found.differences);
		for (const reason of found.reasons) reasons.add(reason);
	}
	for (const [which, { policy }] of [
		["old", before],
		["new", after],
	] as const) {
		for (const { text } of policy.depends) reasons.add(`the ${which} configuration depends on ${text}`);
	}
	if (sameDepends(before.policy, after.policy))
		for (const reason of [...reasons]) if (reason.includes("configuration depends on")) reasons.delete(reason);
	return { differences, proven: reasons.size === 0, reasons: [...reasons] };
}

function sameDepends(a: RelayPolicy, b: RelayPolicy): boolean {
	const keys = (policy: RelayPolicy) =>
		policy.depends
			.map(({ key }) => key)
			.sort()
			.join("\n");
	return keys(a) === keys(b);
}

interface ListenerPair {
	readonly name: string;
	readonly old: Listener;
	readonly new: Listener;
	/** What of the listeners themselves is not compared. */
	readonly reasons: readonly string[];
}

/** A listener that takes nothing, in the place of one that is not there. */
function absent(listener: Listener): Listener {
	const origin = { kind: "default", text: `no listener ${listener.name}` } as const;
	const refuse = { match: { kind: "always" }, action: { kind: "refuse", outcome: "fatal" }, origin } as const;
	return {
		name: listener.name,
		port: listener.port,
		addresses: listener.addresses,
		stages: [{ name: "start", at: "connect", rules: [refuse], origin }],
		relays: { kind: "never" },
		origin,
		identity: () => "absent",
	};
}

function listenerPairs(before: RelayPolicy, after: RelayPolicy): readonly ListenerPair[] {
	const left = [...after.listeners];
	const pairs: ListenerPair[] = [];
	for (const old of before.listeners) {
		const at = [
			left.findIndex((one) => one.name === old.name && one.port === old.port),
			left.findIndex((one) => one.port !== undefined && one.port === old.port && sameAddresses(one.addresses, old.addresses)),
		].find((place) => place !== -1);
		const [match] = at === undefined ? [] : left.splice(at, 1);
		const reachable = [old, match].map((one) => one !== undefined && isReachable(one));
		const reasons =
			match !== undefined && reachable[0] === reachable[1] && !sameAddresses(old.addresses, match.addresses)
				? [`the addresses on which ${old.name} listens differ`]
				: [];
		pairs.push({
			name: old.name,
			old: match !== undefined && reachable[1] === true && reachable[0] === false ? absent(old) : old,
			new: match === undefined || (reachable[0] === true && reachable[1] === false) ? absent(old) : match,
			reasons,
		});
	}
	for (const one of left) pairs.push({ name: one.name, old: absent(one), new: one, reasons: [] });
	return pairs;
}

/** Pairs of ways that end with the same lines, and where they may be taken. */
interface Suspicion {
	readonly pair: CubePair;
	readonly cells: PairedCell[];
}

/** As many suspicions are followed with attempts, and as many attempts for each. */
const MOST_SUSPICIONS = 60;
const MOST_TRIED = 60;
const MOST_CELLS_TRIED = 3;

function compareListeners(
	before: Side,
	after: Side,
	pair: ListenerPair,
): { readonly differences: readonly Difference[]; readonly reasons: readonly string[] } {
	const paired = pairedCells(pair.old, pair.new);
	const reasons = new Set(pair.reasons);
	if (!paired.uniform) reasons.add(`${pair.name}: the lists name too many networks to tell all of them apart`);
	const suspicions = new Map<string, Suspicion>();
	for (const cell of paired.cells) {
		if (!cell.old.exact || !cell.new.exact) reasons.add(`${pair.name}: the lists have more ways through than relaylint follows`);
		for (const one of differingPairs(cell)) {
			const key = `${lastLine(one.old.trace)}\n${lastLine(one.new.trace)}\n${one.old.outcome}\n${one.new.outcome}`;
			const known = suspicions.get(key);
			if (known === undefined) suspicions.set(key, { pair: one, cells: [cell] });
			else if (known.cells.at(-1) !== cell) known.cells.push(cell);
		}
	}
	const differences = new Map<string, Difference>();
	let followed = 0;
	for (const suspicion of suspicions.values()) {
		followed++;
		const shown = followed <= MOST_SUSPICIONS && follow(suspicion, paired, before, after, pair, differences);
		// Where both ask the same of different things, one attempt that shows it does not show that there are no others.
		const changed = changedIn(suspicion.pair, paired);
		if (changed !== undefined) reasons.add(`${pair.name}: ${changed} is not the same in both`);
		else if (!shown) reasons.add(reasonOf(suspicion, paired, pair.name));
	}
	return { differences: [...differences.values()], reasons: [...reasons] };
}

/** What both sides ask of different settings or tables on the way. */
function changedIn({ old, new: now }: CubePair, paired: PairedCells): string | undefined {
	const stem = (key: string) => key.replace(/@\d+$/, "");
	for (const [cube, mine, other] of [
		[old, paired.old, paired.new],
		[now, paired.new, paired.old],
	] as const) {
		for (const key of cube.assumed.keys()) {
			if (other.known.has(key) || !/@\d+$/.test(key)) continue;
			if ([...other.known.keys()].some((one) => stem(one) === stem(key))) return mine.known.get(key)?.text;
		}
	}
	return undefined;
}

function reasonOf({ pair }: Suspicion, paired: PairedCells, listener: string): string {
	const ours = [...pair.old.assumed.keys()].filter((key) => !pair.new.assumed.has(key));
	const theirs = [...pair.new.assumed.keys()].filter((key) => !pair.old.assumed.has(key));
	const texts = [...ours.map((key) => paired.old.known.get(key)), ...theirs.map((key) => paired.new.known.get(key))];
	const [first, second] = [...new Set(texts.flatMap((literal) => (literal === undefined ? [] : [literal.text])))];
	if (first === undefined) return `${listener}: ${lastText(pair.old.trace)} and ${lastText(pair.new.trace)} are not told apart`;
	return `${listener}: ${first}${second === undefined ? "" : `, and ${second},`} may not be the same in both`;
}

/** Looks for an attempt that shows a suspicion; what differs on the way is taken along. */
function follow(
	{ pair: wantedPair, cells }: Suspicion,
	paired: PairedCells,
	before: Side,
	after: Side,
	pair: ListenerPair,
	found: Map<string, Difference>,
): boolean {
	const literals = [
		...[...wantedPair.old.assumed].flatMap(([key]) => paired.old.known.get(key) ?? []),
		...[...wantedPair.new.assumed].flatMap(([key]) => paired.new.known.get(key) ?? []),
	];
	const order = [...cells].sort((a, b) => rank(a) - rank(b)).slice(0, MOST_CELLS_TRIED);
	for (const cell of order) {
		for (const [side, listener] of [
			[after, pair.new],
			[before, pair.old],
		] as const) {
			const search = { ...side, listener, wanted: literals, everyRecipient: true, most: MOST_TRIED };
			for (const { attempt, dns, rewritten } of examplesFor(search, cell.addresses.addresses, cell.session)) {
				const decided = decideBoth(attempt, dns, before, after, pair);
				if (decided === undefined) continue;
				const key = `${decided.kind}\n${lastLine(decided.old.trace)}\n${lastLine(decided.new.trace)}\n${JSON.stringify(cell.session)}`;
				if (!found.has(key)) {
					const addresses = unionOf(
						paired.cells.flatMap((other) =>
							other.session === cell.session &&
							decideBoth({ ...attempt, client: formatAddress(other.addresses.sample) }, dns, before, after, pair)?.kind ===
								decided.kind
								? [other.addresses.addresses]
								: [],
						),
					);
					const relays = decided.kind === "newly-accepted" && decided.new.relayed !== "no";
					const stranger = !cell.session.login && cell.session.certificate !== "listed";
					const opens = relays && stranger && !isClaimed(after.policy, { attempt, rewritten });
					const { kind } = decided;
					found.set(key, {
						kind,
						listener: pair.name,
						addresses,
						session: cell.session,
						attempt,
						dns,
						opens,
						old: decided.old,
						new: decided.new,
					});
				}
				return true;
			}
		}
	}
	return false;
}

/** Strangers first, in the plainest session. */
function rank({ addresses, session }: PairedCell): number {
	const set = addresses.addresses;
	const where = !isEmptyAddressSet(intersectionOf(set, PUBLIC_ADDRESSES))
		? 0
		: isEmptyAddressSet(intersectionOf(set, LOOPBACK))
			? 1
			: 2;
	return where * 8 + (session.login ? 4 : 0) + (session.certificate === "none" ? 0 : 2) + (session.tls ? 1 : 0);
}

function decideBoth(attempt: Attempt, dns: DnsZone, before: Side, after: Side, pair: ListenerPair) {
	const at = (listener: Listener, { policy, host }: Side) =>
		walkListener(listener, contextOf(attempt, strangerWorld(host, attempt, dns)), policy.facts);
	const old = at(pair.old, before);
	if (old.outcome === "unknown") return undefined;
	const now = at(pair.new, after);
	if (now.outcome === "unknown" || (old.outcome === "accept") === (now.outcome === "accept")) return undefined;
	return { kind: now.outcome === "accept" ? ("newly-accepted" as const) : ("newly-refused" as const), old, new: now };
}

function lastLine(trace: readonly TraceStep[]): string {
	const step = trace.at(-1);
	if (step === undefined) return "";
	return `${step.origin.kind === "file" ? step.origin.span.start : ""}:${step.text}:${step.effect}`;
}

function lastText(trace: readonly TraceStep[]): string {
	return trace.at(-1)?.text ?? "the end of the lists";
}
