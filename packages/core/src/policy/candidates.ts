import type { Attempt, DnsZone } from "./attempt.ts";
import { isPublicSuffix } from "./public-suffix.ts";
import type { Mentions } from "./reachable.ts";
import { registrableDomainOf } from "./reachable.ts";
import type { Listener, RelayPolicy } from "./relay-policy.ts";

/** One thing that a stranger may try, whatever its address; the plainer, the fewer `turns` it takes. */
export interface Candidate {
	readonly attempt: Omit<Attempt, "client">;
	readonly dns: DnsZone;
	readonly turns: number;
	/** True where the recipient is foreign by the server's own rewriting. */
	readonly rewritten: boolean;
}

/** One way to choose a fact; the first of a list is the plain one. */
interface Choice {
	readonly change: Partial<Attempt>;
	readonly dns?: DnsZone;
	readonly turns: number;
	readonly rewritten?: boolean;
}

const FOREIGN = "victim.example";

/** A domain of the stranger's own. */
const OWN = "client.example";

/** Past this many candidates a search is cut: what was mentioned first is tried. */
const MOST_CANDIDATES = 3000;
const MOST_CHOICES = 60;

/** What a stranger may try at a listener, plainest first. */
export function candidatesFor(policy: RelayPolicy, listener: Listener, mentions: Mentions): readonly Candidate[] {
	const { reads } = mentions;
	const axes: readonly (readonly Choice[])[] = [
		recipients(policy, mentions),
		reads.has("sender") ? senders(policy, mentions) : PLAIN,
		reads.has("helo") ? helos(policy, mentions) : PLAIN,
		reads.has("client-name") ? clientNames(mentions) : PLAIN,
		reads.has("tls") || reads.has("certificate") ? TLS_CHOICES : PLAIN,
		logins(mentions),
	];
	let found: Candidate[] = [
		{
			attempt: {
				forged: false,
				helo: "client.sender.example",
				port: listener.port ?? 25,
				tls: false,
				clientCertificate: false,
				from: "someone@sender.example",
				mailArguments: "",
				to: `someone@${FOREIGN}`,
			},
			dns: {},
			turns: 0,
			rewritten: false,
		},
	];
	for (const axis of axes) {
		const product = found.flatMap((candidate) =>
			axis.slice(0, MOST_CHOICES).map((choice) => ({
				attempt: { ...candidate.attempt, ...choice.change },
				dns: { ...candidate.dns, ...choice.dns },
				turns: candidate.turns + choice.turns,
				rewritten: candidate.rewritten || choice.rewritten === true,
			})),
		);
		found = product.sort((a, b) => a.turns - b.turns).slice(0, MOST_CANDIDATES);
	}
	return found;
}

const PLAIN: readonly Choice[] = [{ change: {}, turns: 0 }];

const TLS_CHOICES: readonly Choice[] = [
	{ change: {}, turns: 0 },
	{ change: { tls: true }, turns: 1 },
	{ change: { tls: true, clientCertificate: true }, turns: 2 },
];

/** Logins that succeed whatever the password. */
function logins({ hints }: Mentions): readonly Choice[] {
	return [
		{ change: {}, turns: 0 },
		...hints.logins.map((user): Choice => ({ change: { login: { user, valid: false } }, turns: 2 })),
	];
}

/** Foreign recipients: a plain one, those that the configuration mentions, then the forms in which relays were fooled. */
function recipients(policy: RelayPolicy, mentions: Mentions): readonly Choice[] {
	const choices: Choice[] = [];
	const seen = new Set<string>();
	const add = (to: string, turns: number) => {
		const domain = to.slice(to.lastIndexOf("@") + 1).toLowerCase();
		if (seen.has(to)) return;
		seen.add(to);
		const plain = /^[^@%!"]+@[^@]+$/.test(to) && !domain.startsWith("[");
		choices.push({
			change: { to },
			turns,
			...(plain && !existsByItself(domain) ? { dns: { [`${domain} MX`]: [`10 mail.${FOREIGN}`] } } : {}),
		});
	};
	add(`someone@${FOREIGN}`, 0);
	for (const mentioned of mentions.hints.recipients) add(foreignAddress(mentioned), 1);
	for (const to of mentions.hints.rewritten) choices.push({ change: { to }, turns: 2, rewritten: true });
	for (const name of mentions.hints.names) {
		if (isPublicSuffix(name) === true) add(`someone@victim.${name}`, 1);
	}
	const local = policy.localDomains[0] ?? "[192.0.2.25]";
	for (const trick of [
		`someone%${FOREIGN}@${local}`,
		`${FOREIGN}!someone@${local}`,
		`"someone@${FOREIGN}"@${local}`,
		`@${local}:someone@${FOREIGN}`,
		`someone@${FOREIGN}@${local}`,
		`${FOREIGN}!someone`,
		`someone%${FOREIGN}`,
		`"someone@${FOREIGN}"`,
		`someone%${FOREIGN}@[192.0.2.25]`,
	]) {
		add(trick, 3);
	}
	const relayed = mentions.hints.names.find((name) => name !== local && !name.startsWith("host."));
	if (relayed !== undefined)
		for (const trick of [`someone%${FOREIGN}@${relayed}`, `${FOREIGN}!someone@${relayed}`, `"someone@${FOREIGN}"@${relayed}`])
			add(trick, 4);
	return choices;
}

/** A mentioned recipient key as an address: `domain`, `.domain`, `user@`, `user@domain`. */
function foreignAddress(mentioned: string): string {
	if (mentioned.endsWith("@")) return `${mentioned}${FOREIGN}`;
	if (mentioned.includes("@")) return mentioned;
	return mentioned.startsWith(".") ? `someone@host${mentioned}` : `someone@${mentioned}`;
}

/** Whether a domain has its mail exchanger elsewhere in the world of probes without being told. */
function existsByItself(domain: string): boolean {
	return /^[^.]+\.(com|org|net|edu|example|test)$/.test(domain);
}

function senders(policy: RelayPolicy, mentions: Mentions): readonly Choice[] {
	const local = policy.localDomains[0];
	const named = mentions.hints.senders.map((mentioned): Choice => ({ change: { from: senderAddress(mentioned) }, turns: 1 }));
	return [
		{ change: {}, turns: 0 },
		...named,
		{ change: { from: "" }, turns: 2 },
		...(local === undefined ? [] : [{ change: { from: `someone@${local}` }, turns: 2 }]),
		{ change: { from: "someone" }, turns: 3 },
	];
}

function senderAddress(mentioned: string): string {
	if (mentioned === "<>" || mentioned === "") return "";
	if (mentioned.endsWith("@")) return `${mentioned}sender.example`;
	if (mentioned.includes("@")) return mentioned;
	return mentioned.startsWith(".") ? `someone@host${mentioned}` : `someone@${mentioned}`;
}

function helos(policy: RelayPolicy, mentions: Mentions): readonly Choice[] {
	const local = policy.localDomains[0];
	const named = mentions.hints.helo.map(
		(helo): Choice => ({ change: { helo: helo.startsWith(".") ? `host${helo}` : helo }, turns: 1 }),
	);
	return [
		{ change: {}, turns: 0 },
		...named,
		...(local === undefined ? [] : [{ change: { helo: local }, turns: 2 }]),
		{ change: { helo: "localhost" }, turns: 2 },
		{ change: { helo: "127.0.0.1" }, turns: 2 },
		{ change: { helo: "[127.0.0.1]" }, turns: 2 },
	];
}

/** Names that a stranger can have: any forged one, and a confirmed one in a domain that it can register. */
function clientNames(mentions: Mentions): readonly Choice[] {
	const choices: Choice[] = [
		{ change: {}, turns: 0 },
		{ change: { name: "pc.client.example" }, turns: 1 },
	];
	for (const mentioned of mentions.hints.names) {
		const name = mentioned.replace(/^\./, "");
		if (isPublicSuffix(name) === true) choices.push({ change: { name: `host.client.${name}` }, turns: 1 });
		if (name.endsWith(`.${OWN}`)) choices.push({ change: { name }, turns: 1 });
		choices.push({ change: { name, forged: true, helo: "client.sender.example" }, turns: 2 });
	}
	for (const name of mentions.hints.clients) {
		const domain = registrableDomainOf(name);
		const spelled = mentions.hints.names.some((other) => `.${other}`.endsWith(`.${domain}`));
		if (domain === undefined || (spelled && domain !== OWN)) continue;
		if (isPublicSuffix(domain.slice(domain.indexOf(".") + 1)) === true) choices.push({ change: { name }, turns: 1 });
	}
	return choices;
}
