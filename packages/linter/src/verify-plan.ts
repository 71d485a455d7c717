import {
	type Attempt,
	attemptOf,
	containsAddress,
	contextOf,
	type Decision,
	type Listener,
	LOOPBACK,
	parseAddress,
	parseAddressSet,
	strangerWorld,
	type World,
	walkListener,
} from "@relaylint/core";
import { UNNAMED_HOST } from "./analyze.ts";
import type { Opened } from "./open-configuration.ts";
import type { PolicyResult } from "./policy.ts";

/** One attempt to be played, and what the files say of it. */
export interface PlannedAttempt {
	readonly attempt: Attempt;
	/** Why it is played: a witness, a row of the policy, or a trick that relays were once fooled by. */
	readonly why: string;
	readonly expected: Decision;
	/** What the files say whatever the DNS that the server asks: which names exist in it, and the client's own, nobody here knows. */
	readonly whateverTheNames: Decision;
}

const unknownName: World["dns"] = (name) => ({
	kind: "unknown",
	because: { kind: "outside", key: `dns:${name}`, text: `the DNS records of ${name}` },
});

/** What the server said to one attempt, up to RCPT TO. */
export interface Played {
	readonly planned: PlannedAttempt;
	/** The answer in the contract's words, or that there was none. */
	readonly answer: "accept" | "reject" | "defer" | "none";
	/** The server's own words. */
	readonly reply: string;
	/** The command that it answers. */
	readonly stage: string;
}

/** Whether a server and the files agree on one attempt; `open` where the files do not tell. */
export type Agreement = "same" | "other" | "open";

/** Whether an address may be played against: it is loopback, or `network.ownServers` lists it. */
export function isOwnServer(address: string, ownServers: readonly string[]): boolean {
	const target = parseAddress(address);
	if (target === undefined) return false;
	return (
		containsAddress(LOOPBACK, target) ||
		ownServers.some((one) => containsAddress(parseAddressSet(one) ?? { v4: [], v6: [] }, target))
	);
}

/** The listener that takes connections to a port, else the only one or the first. */
export function listenerAt({ configuration }: Pick<Opened, "configuration">, port: number): Listener | undefined {
	const { listeners } = configuration.policy;
	return listeners.find((one) => one.port === port) ?? listeners.find((one) => one.port === 25) ?? listeners[0];
}

const FOREIGN = "victim.example";
const MOST_PLANNED = 120;

/**
 * The attempts to be played from one address: the witnesses of the verdict and the examples of the policy that need no login or TLS, then the
 * known tricks, each with what the evaluator says of it from that address.
 */
export function verifyPlan(result: PolicyResult, listener: Listener, client: string, port: number): readonly PlannedAttempt[] {
	const { configuration, host } = result;
	const { policy } = configuration;
	const planned = new Map<string, PlannedAttempt>();
	const add = (said: Partial<Attempt> & Pick<Attempt, "to">, why: string) => {
		const attempt = attemptOf({ ...said, client, port });
		const key = JSON.stringify([attempt.helo, attempt.from, attempt.to]);
		// What stands for a name that the files do not tell is no name of the server.
		if (key.includes(UNNAMED_HOST)) return;
		if (planned.has(key) || planned.size >= MOST_PLANNED || /[^\x20-\x7e]/.test(`${attempt.from}${attempt.to}${attempt.helo}`))
			return;
		const world = strangerWorld(host, attempt, {});
		const decided = (dns: World["dns"]) => walkListener(listener, contextOf(attempt, { ...world, dns }), policy.facts);
		planned.set(key, { attempt, why, expected: decided(world.dns), whateverTheNames: decided(unknownName) });
	};
	const plain = (attempt: Attempt) => attempt.login === undefined && !attempt.tls;
	const envelope = ({ helo, from, to }: Attempt) => ({ helo, from, to });
	for (const { witness } of result.analysis.listeners)
		if (witness !== undefined && plain(witness.attempt)) add(envelope(witness.attempt), "the witness of the verdict");
	for (const { example } of result.listeners.flatMap((one) => one.grants))
		if (example !== undefined && plain(example.attempt)) add(envelope(example.attempt), "an example of the policy");
	const own = policy.localDomains.find((name) => name.includes(".")) ?? host.hostname;
	for (const to of recipientTricks(own, "[127.0.0.1]"))
		for (const from of [`someone@sender.example`, `someone@${own}`]) add({ from, to }, "a known trick");
	for (const from of senders(own)) add({ from, to: `someone@${FOREIGN}` }, "a known sender");
	for (const helo of ["localhost", own, "[127.0.0.1]", "friend"]) add({ helo, to: `someone@${FOREIGN}` }, "a known HELO name");
	add({ to: `postmaster@${own}` }, "mail for the server itself");
	return [...planned.values()];
}

/** Forms of a recipient by which relays were fooled: percent, bang, quotes, routes, two at signs. */
function recipientTricks(own: string, literal: string): readonly string[] {
	return [
		`someone@${FOREIGN}`,
		`someone%${FOREIGN}@${literal}`,
		`someone%${FOREIGN}@${own}`,
		`"someone@${FOREIGN}"`,
		`"someone%${FOREIGN}"`,
		`someone@${FOREIGN}@${literal}`,
		`someone@${FOREIGN}@${own}`,
		`"someone@${FOREIGN}"@${literal}`,
		`"someone@${FOREIGN}"@${own}`,
		`"someone@${FOREIGN}@${own}"`,
		`@${literal}:someone@${FOREIGN}`,
		`@${own}:someone@${FOREIGN}`,
		`${FOREIGN}!someone`,
		`${FOREIGN}!someone@${literal}`,
		`${FOREIGN}!someone@${own}`,
		`someone@${FOREIGN}@`,
		`someone%${FOREIGN}%${own}@${own}`,
		`someone%${FOREIGN}@localhost`,
	];
}

function senders(own: string): readonly string[] {
	return [
		"",
		`someone@${FOREIGN}`,
		`someone@no-such-host.${FOREIGN}`,
		`someone@${own}`,
		"someone@[127.0.0.1]",
		"someone@localhost",
		"someone",
		`postmaster@${own}`,
	];
}

/** Whether an answer up to RCPT TO is what the files say; a refusal that comes at DATA only is not seen there. */
export function agreement(played: Played): Agreement {
	const sure = agreementWith(played.planned.whateverTheNames, played.answer);
	if (sure !== "open") return sure;
	return agreementWith(played.planned.expected, played.answer) === "same" ? "same" : "open";
}

function agreementWith({ outcome, stage }: Decision, answer: Played["answer"]): Agreement {
	if (outcome === "unknown") return "open";
	const expected = stage === "data" && outcome !== "fatal" ? "accept" : outcome;
	if (expected === "accept") return answer === "accept" ? "same" : "other";
	// A server that defers what its files reject, or the other way round, is closed all the same, but it is not what the files say.
	if (expected === "fatal" || expected === "noauth" || expected === "notls") return answer === "accept" ? "other" : "same";
	return answer === expected ? "same" : "other";
}
