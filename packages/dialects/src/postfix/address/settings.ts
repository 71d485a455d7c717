import type { Origin } from "@relaylint/core";

/** The answer to a yes-or-no question about the configuration: `error` is a lookup that fails (Postfix answers 4xx), `unknown` what the files do not settle. */
export type DomainTest<Reason> =
	| { readonly kind: "yes" /** The words that say so. */; readonly by?: Origin }
	| { readonly kind: "no" }
	| { readonly kind: "error"; readonly reason: Reason }
	| { readonly kind: "unknown"; readonly reason: Reason };

/** What a lookup table says to one key; `error` fails the whole request with 4xx. */
export type LookupResult<Reason> =
	| { readonly kind: "found"; readonly value: string }
	| { readonly kind: "absent" }
	| { readonly kind: "error"; readonly reason: Reason }
	| { readonly kind: "unknown"; readonly reason: Reason };

/**
 * One key with which a table is asked. A `full` key is put to tables of every type, a partial one (a parent domain, an address
 * without its extension, ...) only to tables that take partial keys: see `takesPartialKeys`.
 */
export interface LookupKey {
	readonly text: string;
	readonly full: boolean;
	/** The address extension, its delimiter included, that was taken off to make this key. */
	readonly extension?: string;
}

/** A table, or a list of tables in order, as a function of a key that it may be asked with. Keys of fixed tables are case-folded by the table. */
export type TableLookup<Reason> = (key: LookupKey) => LookupResult<Reason>;

/** How names below a domain find it: `parent` by the domain itself, `dot-parent` by `.domain` (`parent_domain_matches_subdomains`, postconf(5)). */
export type ParentStyle = "parent" | "dot-parent";

/**
 * Everything of a configuration that decides how Postfix understands an envelope address, after all `$name` expansion. The names are those of
 * postconf(5). Tests and lookups are functions, so that this folder knows nothing of match lists and tables; they should be cheap or cached.
 */
export interface AddressSettings<Reason> {
	readonly myhostname: string;
	readonly mydomain: string;
	readonly myorigin: string;
	readonly appendAtMyorigin: boolean;
	readonly appendDotMydomain: boolean;
	readonly swapBangpath: boolean;
	readonly allowPercentHack: boolean;
	readonly resolveDequotedAddress: boolean;
	readonly resolveNullDomain: boolean;
	readonly resolveNumericDomain: boolean;
	readonly allowUntrustedRouting: boolean;
	readonly allowMinUser: boolean;
	readonly emptyAddressRecipient: string;
	/** A set of characters; empty where extensions are off. */
	readonly recipientDelimiter: string;
	readonly ownerRequestSpecial: boolean;
	readonly doubleBounceSender: string;
	/** `address_verify_sender`; empty or `<>` is the null sender. */
	readonly addressVerifySender: string;
	/** `address_verify_sender_ttl`, in seconds. */
	readonly addressVerifySenderTtl: number;
	readonly strictRfc821Envelopes: boolean;
	readonly smtputf8Enable: boolean;
	readonly strictSmtputf8: boolean;
	/** `SMTPUTF8` in `smtpd_discard_ehlo_keywords`. */
	readonly smtputf8Discarded: boolean;
	/** `DSN` in `smtpd_discard_ehlo_keywords`. */
	readonly dsnDiscarded: boolean;
	/** The client is in `smtpd_authorized_verp_clients`. */
	readonly verpAllowed: boolean;
	/** In bytes; 0 is no limit. */
	readonly messageSizeLimit: number;
	/** In bytes. */
	readonly lineLengthLimit: number;

	/** Does `mydestination` match; asked with names and with `[address]` forms as they stand, in any case. */
	readonly isLocalDomain: (domain: string) => DomainTest<Reason>;
	/** Is this one of `inet_interfaces` or `proxy_interfaces`; asked with a valid address without brackets and without `IPv6:`. */
	readonly isOwnAddress: (address: string) => DomainTest<Reason>;
	readonly isVirtualAliasDomain: (domain: string) => DomainTest<Reason>;
	readonly isVirtualMailboxDomain: (domain: string) => DomainTest<Reason>;
	/** Does `relay_domains` match, its parent-domain style included. */
	readonly isRelayDomain: (domain: string) => DomainTest<Reason>;

	/** `transport:nexthop` as in postconf(5); the same holds for the three below. */
	readonly localTransport: string;
	readonly virtualTransport: string;
	readonly relayTransport: string;
	readonly defaultTransport: string;
	readonly relayhost: string;
	/** `transport_maps`; absent where it is empty. */
	readonly transportLookup?: TableLookup<Reason>;
	/** Whether `transport_maps` is in `parent_domain_matches_subdomains`. */
	readonly transportParentStyle: ParentStyle;
	/** `relocated_maps`. */
	readonly relocatedLookup?: TableLookup<Reason>;
	/** `sender_dependent_default_transport_maps`. */
	readonly senderTransportLookup?: TableLookup<Reason>;
	/** `sender_dependent_relayhost_maps`. */
	readonly senderRelayhostLookup?: TableLookup<Reason>;
}

/** The part of the settings that rewriting to canonical form needs. */
export type RewriteSettings = Pick<
	AddressSettings<unknown>,
	"myorigin" | "mydomain" | "appendAtMyorigin" | "appendDotMydomain" | "swapBangpath" | "allowPercentHack"
>;
