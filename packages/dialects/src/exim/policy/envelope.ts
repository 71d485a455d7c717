import type { Context, Dependency, DnsZone } from "@relaylint/core";
import { type AddressRules, type ParsedAddress, parseAddress } from "../address/parse-address.ts";
import { limit } from "../expansion/value-of.ts";
import { type Server, setValue } from "./server.ts";

/** The recipient or the sender as the ACLs see it. */
export interface EnvelopeAddress {
	/** As written, routes and the like taken off. */
	readonly address: string;
	/** In lower case, as `$local_part` is. */
	readonly local: string;
	/** The local part as written. */
	readonly casefulLocal: string;
	readonly domain: string;
	/** Answers of named lists that were settled for another domain before a percent sign was followed. */
	readonly settled?: ReadonlyMap<string, boolean>;
}

/** What Exim makes of an envelope address. */
export type Envelope =
	| { readonly kind: "address"; readonly address: EnvelopeAddress }
	| { readonly kind: "null" }
	| { readonly kind: "refused"; readonly reason: string }
	| { readonly kind: "unknown"; readonly because: Dependency };

/** How a server reads addresses. */
export function addressRules(server: Server): AddressRules {
	return { literals: server.isOn("allow_domain_literals"), trailingDot: server.isOn("strip_trailing_dot") };
}

/** Reads the address of a command; an unqualified one is refused unless `unqualified` says what completes it. */
export function readEnvelope(
	text: string,
	server: Server,
	unqualified: (local: string) => string | undefined | Dependency,
): Envelope {
	const parsed: ParsedAddress = parseAddress(text, addressRules(server));
	switch (parsed.kind) {
		case "null":
			return { kind: "null" };
		case "error":
			return { kind: "refused", reason: parsed.reason };
		case "unknown":
			return { kind: "unknown", because: limit(parsed.reason) };
		case "unqualified": {
			const domain = unqualified(parsed.local);
			if (domain === undefined) return { kind: "refused", reason: "the address must contain a domain" };
			if (typeof domain !== "string") return { kind: "unknown", because: domain };
			return { kind: "address", address: addressOf(parsed.local, domain) };
		}
		case "address":
			return { kind: "address", address: addressOf(parsed.local, parsed.domain) };
	}
}

/** An address of its parts. */
export function addressOf(local: string, domain: string): EnvelopeAddress {
	return { address: `${local}@${domain}`, local: local.toLowerCase(), casefulLocal: local, domain: domain.toLowerCase() };
}

/** The domain that completes addresses without one. */
export function qualifyDomain(server: Server, option: "qualify_domain" | "qualify_recipient"): string | Dependency {
	const value = setValue(server, option) ?? (option === "qualify_recipient" ? setValue(server, "qualify_domain") : undefined);
	if (value !== undefined && value.text !== "" && !/[$\\]/.test(value.text)) return value.text;
	return server.hostname.kind === "text"
		? server.hostname.text
		: { kind: "outside", key: "hostname", text: "the name of the host" };
}

/** The records that a domain needs so that mail for it leaves. */
export function foreignZone(domain: string): DnsZone {
	return { [`${domain} MX`]: [`10 mail.${domain}`] };
}

const MEMO = new WeakMap<Server, symbol>();

/** Keeps a fact of one server for the rest of an attempt. */
export function remembered<T>(context: Context, server: Server, fact: string, compute: () => T): T {
	let key = MEMO.get(server);
	if (key === undefined) {
		key = Symbol("exim");
		MEMO.set(server, key);
	}
	const facts = context.memo(key, () => new Map<string, unknown>());
	if (!facts.has(fact)) facts.set(fact, compute());
	return facts.get(fact) as T;
}
