import { type AddressSet, addressesOf, parseAddress } from "@relaylint/core";
import type { SendmailMap } from "../maps/map.ts";
import { entryOrigin, type TableEntry } from "../maps/table.ts";
import type { Server } from "../server.ts";
import { type AccessValue, meaningAtConnection, meaningOf } from "./values.ts";

/** The addresses whose keys begin with these parts: `10.1`, `IPv6:2001:db8`; undefined for what is no such key. */
export function prefixSet(key: string): { readonly set: AddressSet; readonly length: number } | undefined {
	const octets = /^(\d{1,3})(?:\.(\d{1,3}))?(?:\.(\d{1,3}))?(?:\.(\d{1,3}))?$/.exec(key);
	if (octets !== null) {
		const parts = octets.slice(1).filter((part) => part !== undefined);
		if (parts.some((part) => Number(part) > 255 || String(Number(part)) !== part)) return undefined;
		const value = [0, 1, 2, 3].reduce((sum, at) => sum * 256 + Number(parts[at] ?? 0), 0);
		return { set: addressesOf({ family: 4, value }, parts.length * 8), length: parts.length * 8 };
	}
	const six = /^ipv6((?::[0-9a-f]{1,4}){0,8})$/i.exec(key);
	if (six === null) return undefined;
	const groups = (six[1] ?? "").split(":").slice(1);
	if (groups.some((group) => group.length > 1 && group.startsWith("0"))) return undefined;
	const address = parseAddress(groups.length === 8 ? groups.join(":") : `${groups.join(":")}::`);
	if (address === undefined) return undefined;
	// An IPv4 address in IPv6 clothes is one of IPv4 to the rules.
	if (address.family === 4) return undefined;
	return { set: addressesOf(address, groups.length * 16), length: groups.length * 16 };
}

/** An entry of the access map about clients. */
export interface ClientEntry {
	readonly entry: TableEntry;
	readonly value: AccessValue;
	readonly tagged: boolean;
}

/** An entry about clients by address. */
export interface AddressEntry extends ClientEntry {
	readonly set: AddressSet;
	readonly length: number;
}

/** An entry about clients by name. */
export interface NameEntry extends ClientEntry {
	readonly name: string;
}

/** What the access map says of clients. */
export interface ClientEntries {
	/** The most specific first. */
	readonly addresses: readonly AddressEntry[];
	readonly names: readonly NameEntry[];
	/** Entries for clients without a name by their address in brackets. */
	readonly bracketed: readonly ClientEntry[];
}

const known = new WeakMap<SendmailMap, ClientEntries>();

/** The entries of the access map that the rules ask for a client, as they would find them. */
export function clientEntries(map: SendmailMap): ClientEntries {
	let found = known.get(map);
	if (found === undefined) {
		found = collect(map);
		known.set(map, found);
	}
	return found;
}

function collect(map: SendmailMap): ClientEntries {
	const addresses = new Map<string, AddressEntry>();
	const names = new Map<string, NameEntry>();
	const bracketed: ClientEntry[] = [];
	for (const [folded, entry] of map.table?.entries ?? []) {
		const tagged = folded.startsWith("connect:");
		const key = tagged ? folded.slice("connect:".length) : folded;
		if (key === "" || key.includes("@")) continue;
		const value = meaningAtConnection(entry.value);
		if (key.startsWith("[")) {
			bracketed.push({ entry, value, tagged });
			continue;
		}
		const prefix = prefixSet(key);
		if (prefix !== undefined) {
			const there = addresses.get(key);
			if (there === undefined || tagged) addresses.set(key, { entry, value, tagged, ...prefix });
		} else if (!key.includes(":") && !key.includes("/")) {
			const there = names.get(key);
			if (there === undefined || tagged) names.set(key, { entry, value, tagged, name: key });
		}
	}
	return {
		addresses: [...addresses.values()].sort((a, b) => b.length - a.length),
		names: [...names.values()].sort((a, b) => labels(b.name) - labels(a.name)),
		bracketed,
	};
}

function labels(name: string): number {
	return name.split(".").length;
}

/** The words of an entry. */
export function placeOfEntry({ entry }: ClientEntry): ReturnType<typeof entryOrigin> {
	return entryOrigin(entry);
}

/** The domains of recipients that the access map relays to, tagged `To:` or without a tag; full addresses with FEATURE(access_db)'s option alone. */
export function relayedKeys(server: Server, map: SendmailMap): readonly { readonly key: string; readonly entry: TableEntry }[] {
	const found: { key: string; entry: TableEntry }[] = [];
	for (const [folded, entry] of map.table?.entries ?? []) {
		const tagged = folded.startsWith("to:");
		const key = tagged ? folded.slice(3) : folded;
		if (key === "" || /[:[/]/.test(key) || prefixSet(key) !== undefined) continue;
		if (key.includes("@") && !(server.has("relay-full-address") && tagged)) continue;
		if (meaningOf(entry.value) === "relay") found.push({ key, entry });
	}
	return found;
}
