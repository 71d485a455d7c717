import type { DnsZone } from "@relaylint/core";
import type { CaseProbe } from "../case.ts";
import type { Random } from "../random.ts";
import { CLIENT_NAMES, CLIENTS, DOMAINS, mailbox } from "./words.ts";

/** What a configuration's text names, and what stands at the edges of that. */
export interface Mined {
	readonly clients: readonly string[];
	readonly domains: readonly string[];
	readonly mailboxes: readonly string[];
}

/** The addresses, names and mail addresses at the boundaries of the sets that a text spells out. */
export function mine(text: string): Mined {
	const clients = new Set<string>();
	for (const [, address = "", bits] of text.matchAll(/(?<![\d.])(\d{1,3}(?:\.\d{1,3}){3})(?:\/(\d{1,2}))?(?![\d.])/g))
		for (const edge of edges4(address, Number(bits ?? 32))) clients.add(edge);
	const domains = new Set<string>();
	for (const [name] of text.matchAll(/(?<![\w.-])[a-zA-Z][\w-]*(?:\.[a-zA-Z][\w-]*)+/g))
		if (/\.(example|com|net|org|test|edu)$/i.test(name)) domains.add(name.toLowerCase());
	const mailboxes = new Set<string>();
	for (const [name] of text.matchAll(/[\w+-]+@[a-zA-Z][\w.-]*\w/g)) mailboxes.add(name);
	return { clients: [...clients], domains: [...domains], mailboxes: [...mailboxes] };
}

/** The first and last address of a network, and those before and after it; nothing for a malformed one. */
function edges4(address: string, bits: number): readonly string[] {
	const bytes = address.split(".").map(Number);
	if (bits > 32 || bytes.some((byte) => byte > 255)) return [];
	const value = bytes.reduce((sum, byte) => sum * 256 + byte, 0);
	const size = 2 ** (32 - bits);
	const first = value - (value % size);
	return [value, first - 1, first, first + size - 1, first + size]
		.filter(usable)
		.map((one) => [24, 16, 8, 0].map((shift) => Math.floor(one / 2 ** shift) % 256).join("."));
}

/** Whether a client can come from the address: neither `this network` nor multicast nor reserved, nor a broadcast address of the server's networks. */
function usable(value: number): boolean {
	const top = Math.floor(value / 2 ** 24);
	return top >= 1 && top < 224 && !BROADCAST.has(value);
}

const BROADCAST = new Set([0x7f000000, 0x7fffffff, 0xc0000200, 0xc00002ff]);

/** The names of the clients of one case: each address has one name, confirmed or forged, or none, throughout. */
export interface Naming {
	readonly of: ReadonlyMap<string, { readonly name?: string; readonly forged: boolean }>;
	/** The records that say so. */
	readonly zone: DnsZone;
}

/** Gives names to clients. `reverse` is the name under which an address is looked up. */
export function nameClients(
	random: Random,
	clients: readonly string[],
	names: readonly string[],
	reverse: (address: string) => string,
): Naming {
	const of = new Map<string, { name?: string; forged: boolean }>();
	const zone: Record<string, string[]> = {};
	for (const client of clients) {
		// The server's own and the loopback addresses have the names that the world gives them.
		if (random.chance(2) || /^127\.|^::1$|^192\.0\.2\.25$|^2001:db8::25$/.test(client)) {
			of.set(client, { forged: false });
			continue;
		}
		const name = random.pick(names);
		const forged = random.chance(4);
		of.set(client, { name, forged });
		zone[`${reverse(client)} PTR`] = [name];
		if (forged) continue;
		const key = `${name} ${client.includes(":") ? "AAAA" : "A"}`;
		zone[key] = [...(zone[key] ?? []), client];
	}
	return { of, zone };
}

/** Probes of one configuration: clients of `naming`, senders and recipients at and near what its text names. */
export function probesOf(
	random: Random,
	mined: Mined,
	naming: Naming,
	ports: readonly number[],
	count: number,
	login: boolean,
	tls: boolean,
): readonly CaseProbe[] {
	const clients = [...naming.of.keys()];
	return Array.from({ length: count }, (): CaseProbe => {
		const client = random.pick(clients);
		const named = naming.of.get(client);
		const port = random.pick(ports);
		const helo = random.chance(4) ? heloName(random, mined, client) : undefined;
		return {
			client,
			...(named?.name === undefined ? {} : { name: named.name }),
			...(named?.forged ? { forged: true } : {}),
			...(helo === undefined ? {} : { helo }),
			...(port === 25 ? {} : { port }),
			...((tls && random.chance(2)) || random.chance(24) ? { tls: true, ...(random.chance(3) ? { clientcert: true } : {}) } : {}),
			...(random.chance(login ? 3 : 24)
				? {
						auth: random.chance(4)
							? { user: random.pick(["alice", "bob", "eve"]), pass: random.pick(["right", "right", "wrong"]) }
							: true,
					}
				: {}),
			...(random.chance(6) ? {} : { from: senderOf(random, mined) }),
			to: recipientOf(random, mined),
		};
	});
}

function heloName(random: Random, mined: Mined, client: string): string {
	return random.weigh<() => string>([
		[3, () => domainNear(random, mined)],
		[
			2,
			() =>
				random.pick([
					"helo.example",
					"sub.helo.example",
					"localhost",
					"mx.example.com",
					"x",
					"bad_name.example",
					"-bad.example",
					"a..b",
					"nowhere.invalid",
				]),
		],
		[1, () => (client.includes(":") ? `[IPv6:${client}]` : `[${client}]`)],
		[1, () => client],
	])();
}

function senderOf(random: Random, mined: Mined): string {
	return random.weigh<() => string>([
		[2, () => ""],
		[8, () => near(random, mined)],
		[
			1,
			() =>
				random.pick([
					"nobody@gone.invalid",
					"alice",
					"alice@[203.0.113.7]",
					'"a b"@friend.example',
					"@friend.example:alice@sender.example",
					"someone@sub.sender.example",
					"x@nohost.deep.example",
				]),
		],
	])();
}

function recipientOf(random: Random, mined: Mined): string {
	return random.weigh<() => string>([
		[10, () => near(random, mined)],
		[3, () => "x@victim.example"],
		[3, () => `${random.pick(["alice", "bob", "user"])}@example.com`],
		[4, () => tricky(random, mined)],
	])();
}

/** Forms of a recipient that say one thing to the eye and another to the router. */
function tricky(random: Random, mined: Mined): string {
	const [first, second] = [domainNear(random, mined), domainNear(random, mined)];
	const local = random.pick(["alice", "bob", "x", "user", "nosuch"]);
	return random.pick([
		`${local}%${first}@${second}`,
		`${local}%${first}`,
		`${first}!${local}@${second}`,
		`${first}!${local}`,
		`"${local}@${first}"@${second}`,
		`"${local}"@${first}`,
		`@${first}:${local}@${second}`,
		`${local}@${first}@${second}`,
		`${local}@[192.0.2.25]`,
		`${local}@[203.0.113.9]`,
		`${local}@[127.0.0.1]`,
		`${local}@[IPv6:2001:db8::25]`,
		`${local}@${first}.`,
		`${local}@.${first}`,
		`${local}@`,
		local,
		`"${local}"`,
		"postmaster",
		`${local}@127.0.0.1`,
		`${local}@localhost`,
		`"${local} x"@${first}`,
		`"${local}%${first}"@${second}`,
		`${local}%${first}@`,
		`@${first}`,
		`${local}\\@${first}`,
	]);
}

/** A mail address at, beside or below one that the configuration names. */
function near(random: Random, mined: Mined): string {
	const base =
		mined.mailboxes.length > 0 && random.chance(2)
			? random.pick(mined.mailboxes)
			: random.chance(3)
				? mailbox(random)
				: `${random.pick(["alice", "bob", "user", "x", "nosuch"])}@${domainNear(random, mined)}`;
	const at = base.lastIndexOf("@");
	const [local, domain] = [base.slice(0, at), base.slice(at + 1)];
	return random.weigh<() => string>([
		[10, () => base],
		[1, () => `${local}+news@${domain}`],
		[1, () => `${local}-list@${domain}`],
		[1, () => `${local}@sub.${domain}`],
		[1, () => `${local}@x${domain}`],
		[1, () => `other@${domain}`],
		[1, () => `${local}@${domain.replace(/^[^.]*\./, "")}`],
		[1, () => base.toUpperCase()],
	])();
}

function domainNear(random: Random, mined: Mined): string {
	const base = mined.domains.length > 0 && random.chance(2) ? random.pick(mined.domains) : random.pick(DOMAINS);
	return random.weigh<() => string>([
		[8, () => base],
		[2, () => `sub.${base}`],
		[1, () => `x${base}`],
		[1, () => base.toUpperCase()],
		[1, () => base.replace(/^[^.]*\./, "")],
	])();
}

/** Clients to ask from: some of the usual ones, and some at the edges of the networks that the configuration names. */
export function clientsNear(random: Random, mined: Mined, count: number): readonly string[] {
	const near = random.sample(mined.clients, Math.ceil(count / 2));
	return [...new Set([...near, ...random.sample(CLIENTS, count - near.length)])];
}

/** Names for clients: the usual ones, and those that the configuration names, with what stands below and beside them. */
export function namesNear(mined: Mined): readonly string[] {
	const domains = mined.domains.filter((name) => name !== "mx.example.com");
	return [...CLIENT_NAMES, ...domains, ...domains.map((name) => `pc.${name}`), ...domains.map((name) => `not${name}`)];
}
