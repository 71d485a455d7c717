import {
	type Address,
	ALL_ADDRESSES,
	type Attempt,
	addressClasses,
	analyse,
	attemptOf,
	type Configuration,
	containsAddress,
	contextOf,
	type DnsZone,
	evaluate,
	formatAddress,
	type HostFacts,
	isOpenByAddress,
	isPublicSuffix,
	type Listener,
	loadPublicSuffixes,
	type Mentions,
	mentionsOf,
	PUBLIC_ADDRESSES,
	type RelayPolicy,
	sampleOf,
	strangerWorld,
	walkListener,
} from "@relaylint/core";
import type { Random } from "./random.ts";

/** What a stranger does, and what the domain name system says of what it brings along. */
export interface StrangersAttempt {
	readonly attempt: Attempt;
	readonly dns: DnsZone;
}

/** A stranger's attempt that a server is said to refuse and that its evaluator takes. */
export interface Contradiction extends StrangersAttempt {
	readonly listener: string;
}

/** A host of which nobody said anything, as `check` has it. */
const NOBODY_SAID: HostFacts = { hostname: "unnamed-host.invalid", interfaces: undefined, users: undefined };

/** A domain that no fixture and no generated configuration spells out. */
const VICTIM = "bystander.test";
const OWN = "mallory.example";

/**
 * Tries random strangers at every listener that is said to be closed; what comes back contradicts that. Strangers come from the borders of all
 * sets of addresses, bring the names, senders and recipients that the configuration mentions, and have any records in domains of theirs.
 */
export async function contradictionsOf(
	{ policy }: Pick<Configuration, "policy">,
	random: Random,
	attempts: number,
): Promise<{ readonly tried: number; readonly contradictions: readonly Contradiction[] }> {
	await loadPublicSuffixes();
	const contradictions: Contradiction[] = [];
	let tried = 0;
	for (const { listener, verdict } of analyse(policy, NOBODY_SAID).listeners) {
		if (verdict !== "closed") continue;
		const mentions = mentionsOf(listener);
		const { v4, v6 } = listener.believes?.address === true ? ALL_ADDRESSES : PUBLIC_ADDRESSES;
		const within = { v4: listener.addresses.v4.length > 0 ? v4 : [], v6: listener.addresses.v6.length > 0 ? v6 : [] };
		const edges = edgesOf(mentions, within, random);
		const { classes } = addressClasses(within, mentions.addressSets);
		const ways = policy.localDomains.slice(0, 20).map((domain) => ({ domain, goesOn: goesOn(policy, listener, domain) }));
		const kept = ways.filter((way) => way.goesOn === "false").map(({ domain }) => domain);
		const keepsUsers = ways.length === 0 || ways.some((way) => way.goesOn !== "true");
		for (let at = 0; at < attempts; at++) {
			const one = strangersAttempt(policy, listener, mentions, { edges, kept, keepsUsers }, random);
			tried++;
			if (!isRelayed(policy, listener, one)) continue;
			const from = classes.filter(({ sample }) =>
				isRelayed(policy, listener, { ...one, attempt: { ...one.attempt, client: formatAddress(sample) } }),
			);
			const open = isOpenByAddress(from.map(({ addresses }) => addresses));
			if (open || listener.believes?.address === true) contradictions.push({ ...one, listener: listener.name });
		}
	}
	return { tried, contradictions };
}

function isRelayed(policy: RelayPolicy, listener: Listener, { attempt, dns }: StrangersAttempt): boolean {
	const decision = walkListener(listener, contextOf(attempt, strangerWorld(NOBODY_SAID, attempt, dns)), policy.facts);
	return decision.outcome === "accept" && decision.relayed === "yes";
}

/** Addresses on both sides of every border, and a few anywhere. */
function edgesOf(mentions: Mentions, within: typeof PUBLIC_ADDRESSES, random: Random): readonly string[] {
	const found: Address[] = [];
	for (const set of random.sample(mentions.addressSets, 40)) {
		for (const value of random.sample(set.v4, 8))
			found.push(...[value - 1, value, value + 1].map((near): Address => ({ family: 4, value: near })));
		for (const value of random.sample(set.v6, 8))
			found.push(...[value - 1n, value, value + 1n].map((near): Address => ({ family: 6, value: near })));
	}
	for (const { sample } of addressClasses(within, mentions.addressSets).classes.slice(0, 40)) found.push(sample);
	for (let at = 0; at < 10; at++) found.push({ family: 4, value: random.below(2 ** 32) });
	found.push({ family: 6, value: (0x2001n << 112n) + BigInt(random.below(2 ** 32)) });
	const usable = found.filter((address) => containsAddress(within, address));
	return usable.length > 0 ? usable.map(formatAddress) : [formatAddress(sampleOf(within) as Address)];
}

function strangersAttempt(
	policy: RelayPolicy,
	listener: Listener,
	mentions: Mentions,
	{
		edges,
		kept,
		keepsUsers,
	}: { readonly edges: readonly string[]; readonly kept: readonly string[]; readonly keepsUsers: boolean },
	random: Random,
): StrangersAttempt {
	const { hints } = mentions;
	const local = kept.length > 0 ? random.pick(kept) : "[192.0.2.25]";
	const spelled = [...hints.names, ...policy.localDomains];
	const mentioned = () => (spelled.length > 0 ? random.pick(spelled).replace(/^\./, "") : local);
	const some = (from: readonly string[], otherwise: () => string) =>
		from.length > 0 && !random.chance(3) ? random.pick(from) : otherwise();
	const client = random.pick(edges);
	// Where every user's mail surely goes on to another server, what looks like a route is a user's name as well.
	const to = recipientOf(policy, mentions, keepsUsers ? local : undefined, mentioned, random);
	const from = random.weigh<string>([
		[2, `someone@${OWN}`],
		[1, ""],
		[1, `someone@${mentioned()}`],
		[1, `alice@${local}`],
		[1, "someone"],
		[1, `"a b"@${OWN}`],
		[3, envelope(some(hints.senders, mentioned), OWN)],
		[1, to],
	]);
	const helo = random.weigh<string>([
		[2, `mail.${OWN}`],
		[1, mentioned()],
		[1, random.pick([client, `[${client}]`, "127.0.0.1", "[127.0.0.1]", "localhost", "[IPv6:::1]", ".", "unnamed-host.invalid"])],
		[2, dotted(some(hints.helo, mentioned))],
	]);
	const { name, forged } = clientName(mentions, spelled, mentioned, random);
	const tls = random.chance(2);
	const attempt: Attempt = {
		client,
		forged,
		helo,
		port: listener.port ?? 25,
		tls,
		clientCertificate: tls && random.chance(2),
		from,
		mailArguments: random.chance(8) ? " AUTH=<>" : "",
		to,
		...(name === undefined ? {} : { name }),
		...(random.chance(6) ? { login: { user: "alice", valid: listener.believes?.login === true } } : {}),
	};
	return { attempt, dns: recordsOf(attempt, random) };
}

/** Whether mail for a domain goes on to another server: what is routed by way of a relay domain goes to its owner, whatever stands before the `@`. */
function goesOn(policy: RelayPolicy, listener: Listener, domain: string): "true" | "false" | "error" | "unknown" {
	const attempt = attemptOf({ to: `postmaster@${domain}` });
	const context = contextOf(attempt, strangerWorld(NOBODY_SAID, attempt, {}));
	const reader = { name: (fact: string) => policy.facts.name(fact, context), variable: () => undefined };
	return evaluate(listener.relays, context, reader).kind;
}

/** Recipients in somebody else's domain, plainly or by the ways in which servers were fooled, and those that the server itself makes foreign. */
function recipientOf(
	policy: RelayPolicy,
	{ hints }: Mentions,
	local: string | undefined,
	mentioned: () => string,
	random: Random,
): string {
	const plain = [
		`someone@${VICTIM}`,
		`postmaster@${VICTIM}`,
		`someone@deep.${VICTIM}`,
		...random.sample(hints.recipients, 3).map((one) => envelope(one, VICTIM)),
		`someone@not-${mentioned()}`,
		`someone@${mentioned()}.${VICTIM}`,
		`SOMEONE@${VICTIM.toUpperCase()}`,
	].filter((to) => isForeign(policy, to));
	const tricks = [
		`someone%${VICTIM}@${local}`,
		`${VICTIM}!someone@${local}`,
		`"someone@${VICTIM}"@${local}`,
		`@${local}:someone@${VICTIM}`,
		`@other.${VICTIM},@${local}:someone@${VICTIM}`,
		`someone@${VICTIM}@${local}`,
		`${VICTIM}!someone`,
		`someone%${VICTIM}`,
		`"someone@${VICTIM}"`,
		`someone%${VICTIM}@[192.0.2.25]`,
		`someone%${VICTIM}%${local}@${local}`,
		`${local}!${VICTIM}!someone`,
		`someone@${VICTIM}.`,
	];
	const lists = [local === undefined ? [] : tricks, plain, plain, hints.rewritten].filter((list) => list.length > 0);
	return lists.length === 0 ? `someone@${VICTIM}` : random.pick(random.pick(lists));
}

/** Whether a plain recipient's domain is nobody's whom the server serves. */
function isForeign(policy: RelayPolicy, to: string): boolean {
	if (/["%!]|@.*@|^@|^[^@]*$|\[/.test(to)) return false;
	const domain = to.slice(to.lastIndexOf("@") + 1).toLowerCase();
	return registrableDomain(domain) !== undefined && policy.claimed.claims(domain).kind === "false";
}

/** A mentioned key as an address: `domain`, `.domain`, `user@`, `user@domain`. */
function envelope(mentioned: string, domain: string): string {
	if (mentioned === "<>" || mentioned === "") return "";
	if (mentioned.endsWith("@")) return `${mentioned}${domain}`;
	return mentioned.includes("@") ? mentioned : `someone@${dotted(mentioned)}`;
}

function dotted(mentioned: string): string {
	return mentioned.startsWith(".") ? `host${mentioned}` : mentioned;
}

/** A confirmed name below a domain that nobody spelled out, any forged one, or none. */
function clientName(
	{ hints }: Mentions,
	spelled: readonly string[],
	mentioned: () => string,
	random: Random,
): { readonly name?: string; readonly forged: boolean } {
	if (random.chance(3)) return { forged: false };
	const own = [
		`pc.${OWN}`,
		OWN,
		`${mentioned()}.${OWN}`,
		`evil${mentioned()}`,
		`evil-${mentioned()}`,
		`${mentioned()}evil.test`,
		...random.sample(hints.clients, 2),
		...spelled.filter((name) => isPublicSuffix(name) === true).map((name) => `mallory.${name}`),
	];
	const name = random.pick(own).toLowerCase();
	if (random.chance(3)) return { name: random.chance(2) ? mentioned() : name, forged: true };
	return isTheirs(name, spelled) ? { name, forged: false } : { name, forged: true };
}

/** Whether somebody can register the domain of a name: nothing that is spelled out stands at or below it. */
function isTheirs(name: string, spelled: readonly string[]): boolean {
	const domain = registrableDomain(name);
	return domain !== undefined && !spelled.some((one) => `.${one}`.endsWith(`.${domain}`));
}

/** The part of a name that is registered, by the Public Suffix List; undefined where nobody registers such a name. */
function registrableDomain(name: string): string | undefined {
	const labels = name.split(".");
	if (!labels.every((label) => /^[a-z0-9_-]+$/.test(label))) return undefined;
	for (let at = labels.length - 2; at >= 0; at--) {
		const domain = labels.slice(at).join(".");
		if (isPublicSuffix(labels.slice(at + 1).join(".")) === true && isPublicSuffix(domain) !== true) return domain;
	}
	return undefined;
}

/** Records in the domains that a stranger brings along; a recipient's domain has its mail exchanger elsewhere. */
function recordsOf(attempt: Attempt, random: Random): DnsZone {
	const zone: Record<string, readonly string[] | "NXDOMAIN" | "SERVFAIL"> = {};
	const domain = (address: string) => address.slice(address.lastIndexOf("@") + 1).toLowerCase();
	const recipients = domain(attempt.to);
	for (const name of new Set([domain(attempt.from), attempt.helo.toLowerCase(), attempt.name ?? ""])) {
		if (name === "" || name === recipients || /[[\]"%!\s]|@|:/.test(name) || name === attempt.name) continue;
		const address = random.pick([attempt.client, "127.0.0.1", "192.0.2.25", "203.0.113.200"]);
		if (random.chance(5)) zone[name] = random.pick(["NXDOMAIN", "SERVFAIL"] as const);
		else if (!address.includes(":")) {
			zone[`${name} A`] = [address];
			zone[`${name} MX`] = [random.pick([`10 ${name}`, "10 mx.example.com", "0 ."])];
		}
	}
	if (/^[^@"%!]+@[^@[\]]+$/.test(attempt.to)) zone[`${recipients} MX`] = [`10 mail.${VICTIM}`];
	return zone;
}
