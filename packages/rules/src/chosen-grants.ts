import {
	type Attempt,
	attemptOf,
	type Configuration,
	contextOf,
	type DnsZone,
	type Hints,
	type HostFacts,
	isPublicSuffix,
	type Listener,
	type ListenerAnalysis,
	type Match,
	mentionsOf,
	type NameSet,
	type Origin,
	type SourceFile,
	strangerWorld,
	surelyRelays,
	type TraceStep,
	walkListener,
} from "@relaylint/core";
import { decidingPlace, keyOf, type Place } from "./deciding-place.ts";

/** What a client says about itself, by which something may let it pass. */
export type Said = "sender" | "helo" | "name";

/** Something that lets a client relay by what the client says, with an attempt that shows it. */
export interface ChosenGrant {
	readonly place: Place;
	readonly attempt: Attempt;
	readonly dns: DnsZone;
	readonly trace: readonly TraceStep[];
	/** What the client says: a sender, a HELO name, its own name. */
	readonly value: string;
	/** True where every name below the value does. */
	readonly below: boolean;
	readonly listeners: Set<string>;
}

/** What the rules of grants by the client's own words are given. */
export interface GrantInput {
	readonly configuration: Configuration;
	readonly host: HostFacts;
	readonly listeners: readonly ListenerAnalysis[];
}

/**
 * Everything that lets a stranger relay by what it says of one kind, each table or list once, at the words that decide; what an open relay's own
 * witness came through is left out, since that finding says it.
 */
export function grantsBy(said: Said, { configuration, host, listeners }: GrantInput): readonly ChosenGrant[] {
	const [main] = configuration.files;
	if (main === undefined) return [];
	const grants = new Map<string, ChosenGrant>();
	const shown = new Set(listeners.flatMap(({ witness }) => witness?.decision.trace.flatMap(({ origin }) => keyAt(origin)) ?? []));
	for (const { listener, verdict } of listeners) {
		// A stranger chooses a sender or a HELO name freely: where the server is closed, none lets it relay.
		if (verdict === "closed" && said !== "name") continue;
		const facts = { configuration, host, listener, main };
		for (const atom of mentionsOf(listener).atoms) {
			if (keyAt(originOf(atom)).some((key) => shown.has(key))) continue;
			const grant = firstGrant(said, valuesOf(said, atom), facts);
			if (grant === undefined) continue;
			const key = keyOf(grant.place.origin);
			if (shown.has(key)) continue;
			const known = grants.get(key) ?? grant;
			grants.set(key, known);
			known.listeners.add(listener.name);
		}
	}
	return [...grants.values()];
}

interface Facts {
	readonly configuration: Configuration;
	readonly host: HostFacts;
	readonly listener: Listener;
	readonly main: SourceFile;
}

/** The most values of one table that are tried. */
const MOST_VALUES = 40;

function firstGrant(said: Said, values: readonly string[], facts: Facts): ChosenGrant | undefined {
	for (const value of values.slice(0, MOST_VALUES)) {
		for (const { attempt, below } of attemptsWith(said, value)) {
			const trace = relaying(attempt, facts);
			if (trace === undefined) continue;
			// What lets anybody pass is no grant by this.
			if (relaying(attemptOf({ to: attempt.to }), facts) !== undefined) return undefined;
			const place = decidingPlace(trace, facts.listener, facts.main);
			return { place, attempt, dns: {}, trace, value: value.replace(/^\./, ""), below, listeners: new Set() };
		}
	}
	return undefined;
}

/** The trace of an attempt that is surely accepted and relayed. */
function relaying(attempt: Attempt, { configuration: { policy }, host, listener }: Facts): readonly TraceStep[] | undefined {
	const context = contextOf(attempt, strangerWorld(host, attempt, {}));
	if (!surelyRelays(listener, context, policy.facts)) return undefined;
	return walkListener(listener, context, policy.facts).trace;
}

const TO = "someone@victim.example";

function attemptsWith(said: Said, value: string): readonly { readonly attempt: Attempt; readonly below: boolean }[] {
	const with_ = (change: Partial<Attempt>, below = false) => ({ attempt: attemptOf({ to: TO, ...change }), below });
	switch (said) {
		case "sender":
			return [with_({ from: senderOf(value) })];
		case "helo":
			return [with_({ helo: value.startsWith(".") ? `host${value}` : value })];
		case "name": {
			const name = value.replace(/^\./, "");
			const helo = "client.sender.example";
			return [with_({ name: `host.${name}`, helo }, true), with_({ name, helo })];
		}
	}
}

/** A key of a table of senders as an address: `domain`, `.domain`, `user@`, `user@domain`, `<>`. */
function senderOf(key: string): string {
	if (key === "<>" || key === "") return "";
	if (key.endsWith("@")) return `${key}sender.example`;
	if (key.includes("@")) return key;
	return key.startsWith(".") ? `someone@host${key}` : `someone@${key}`;
}

function valuesOf(said: Said, atom: Match): readonly string[] {
	const hints: Hints = atom.kind === "computed" ? (atom.hints ?? {}) : {};
	switch (said) {
		case "sender":
			return hints.senders ?? [];
		case "helo":
			return hints.helo ?? [];
		case "name": {
			const names = atom.kind === "name" && atom.fact === "client-name" ? namesOf(atom.set) : (hints.names ?? []);
			return names.filter(isOfSomebody);
		}
	}
}

function namesOf({ exact, below }: NameSet): readonly string[] {
	return [...exact, ...below];
}

/** Whether a name can be that of a machine on the Internet: not `localhost`, `unknown` or one of a private network. */
function isOfSomebody(name: string): boolean {
	const bare = name.replace(/^\./, "");
	const top = bare.slice(bare.lastIndexOf(".") + 1);
	return bare.includes(".") && !bare.includes("<") && /[a-z]/i.test(top) && isPublicSuffix(top) !== false;
}

function originOf(atom: Match): Origin | undefined {
	return "origin" in atom ? atom.origin : undefined;
}

function keyAt(origin: Origin | undefined): readonly string[] {
	return origin?.kind === "file" ? [keyOf(origin)] : [];
}
