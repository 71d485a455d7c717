import type { Random } from "../random.ts";

/** Domains of generated configurations: the server's own, and those that lists and tables name. */
export const DOMAINS = [
	"example.com",
	"mx.example.com",
	"relay.example",
	"sub.relay.example",
	"virt.example",
	"mbox.example",
	"friend.example",
	"victim.example",
	"deep.sub.friend.example",
	"client.example",
	"other.net",
	"localhost",
] as const;

/** Clients at, beside and within the networks that generated configurations name. */
export const CLIENTS = [
	"203.0.113.7",
	"203.0.113.8",
	"203.0.113.127",
	"203.0.113.128",
	"203.0.114.0",
	"198.51.100.9",
	"192.0.2.77",
	"192.0.2.25",
	"192.0.3.1",
	"127.0.0.1",
	"127.1.2.3",
	"10.1.2.3",
	"10.1.2.255",
	"10.1.3.0",
	"10.2.0.0",
	"11.0.0.1",
	"9.255.255.255",
	"172.16.0.1",
	"172.32.0.0",
	"8.8.8.8",
	"2001:db8::25",
	"2001:db8::1",
	"2001:db8:1::5",
	"2001:db9::1",
	"2001:4860::8",
	"::1",
] as const;

const NETWORKS = [
	"127.0.0.0/8",
	"10.0.0.0/8",
	"10.1.0.0/16",
	"10.1.2.0/24",
	"10.1.2.3",
	"203.0.113.0/24",
	"203.0.113.0/25",
	"203.0.113.7",
	"203.0.113.7/32",
	"192.0.2.0/24",
	"172.16.0.0/12",
	"198.51.100.8/29",
	"0.0.0.0/0",
	"128.0.0.0/1",
	"[::1]",
	"[::1]/128",
	"[2001:db8::]/32",
	"[2001:db8::]/64",
	"[2001:db8::1]",
	"2001:db8:1::/48",
	"[::]/0",
] as const;

/** A network as an element of a network list. */
export function network(random: Random): string {
	return random.pick(NETWORKS);
}

/** A mail address at or near those that generated tables name. */
export function mailbox(random: Random): string {
	const local = random.weigh([
		[5, random.pick(["alice", "bob", "user", "x", "boss", "nosuch", "postmaster", "root"])],
		[2, random.pick(["alice+news", "alice+", "bob-list", "x+y+z", "Alice", "BOB"])],
	]);
	return `${local}@${random.pick(DOMAINS)}`;
}

/** Names that clients may have. */
export const CLIENT_NAMES = [
	"client.example",
	"pc.client.example",
	"a.b.client.example",
	"notclient.example",
	"mx.friend.example",
	"friend.example",
	"host.other.net",
	"pc.example.com",
	"relay.example",
] as const;
