import type { Origin } from "@relaylint/core";

/** What a configuration asks for beyond the bare rules, however it says so: in m4, or in the rules of a generated file. */
export type FeatureName =
	| "access"
	| "access-skip"
	| "lookup-dot-domain"
	| "relay-full-address"
	| "blocklist-recipients"
	| "delay-checks"
	| "spam-friend"
	| "spam-hater"
	| "hosts-only"
	| "entire-domain"
	| "local-from"
	| "mail-from"
	| "mail-from-domain"
	| "mx-served"
	| "promiscuous"
	| "loose-relay-check"
	| "accept-unqualified"
	| "accept-unresolvable"
	| "no-uucp"
	| "reject-uucp"
	| "no-percent-hack"
	| "reject-percent-hack"
	| "no-canonify"
	| "canonify-hosts"
	| "virtuser"
	| "virtuser-entire-domain"
	| "mailertable"
	| "domaintable"
	| "bestmx-local"
	| "require-rdns"
	| "client-ptr"
	| "bad-mx"
	| "rate-control"
	| "connection-control"
	| "ldap-routing"
	| "sticky-host"
	| "block-bad-helo"
	| "bitdomain"
	| "uucpdomain"
	| "bcc"
	| "smtp-mailer"
	| "uucp-mailer"
	| "redirect"
	| "mailmacro"
	| "plus-detail";

/** The features of a configuration with the words that ask for them. */
export type Features = ReadonlyMap<FeatureName, Origin>;

/** The names that m4 files define for each feature: what a feature does is done by hand with `define` as well. */
export const FEATURE_MARKS: Readonly<Record<string, FeatureName>> = {
	_ACCESS_TABLE_: "access",
	_ACCESS_SKIP_: "access-skip",
	_LOOKUPDOTDOMAIN_: "lookup-dot-domain",
	_RELAY_FULL_ADDR_: "relay-full-address",
	_BLOCKLIST_RCPT_: "blocklist-recipients",
	_DELAY_CHECKS_: "delay-checks",
	_SPAM_FRIEND_: "spam-friend",
	_SPAM_HATER_: "spam-hater",
	_RELAY_HOSTS_ONLY_: "hosts-only",
	_RELAY_ENTIRE_DOMAIN_: "entire-domain",
	_RELAY_LOCAL_FROM_: "local-from",
	_RELAY_DB_FROM_: "mail-from",
	_RELAY_DB_FROM_DOMAIN_: "mail-from-domain",
	_RELAY_MX_SERVED_: "mx-served",
	_PROMISCUOUS_RELAY_: "promiscuous",
	_LOOSE_RELAY_CHECK_: "loose-relay-check",
	_ACCEPT_UNQUALIFIED_SENDERS_: "accept-unqualified",
	_ACCEPT_UNRESOLVABLE_DOMAINS_: "accept-unresolvable",
	_NO_UUCP_: "no-uucp",
	_NO_PERCENTHACK_: "no-percent-hack",
	_NO_CANONIFY_: "no-canonify",
	_CANONIFY_HOSTS_: "canonify-hosts",
	_VIRTUSER_TABLE_: "virtuser",
	_VIRTUSER_ENTIRE_DOMAIN_: "virtuser-entire-domain",
	_MAILER_TABLE_: "mailertable",
	_DOMAIN_TABLE_: "domaintable",
	_BESTMX_IS_LOCAL_: "bestmx-local",
	_REQUIRE_RDNS_: "require-rdns",
	_USE_CLIENT_PTR_: "client-ptr",
	_BADMX_CHK_: "bad-mx",
	_RATE_CONTROL_: "rate-control",
	_CONN_CONTROL_: "connection-control",
	_LDAP_ROUTING_: "ldap-routing",
	_STICKY_LOCAL_DOMAIN_: "sticky-host",
	_BLOCK_BAD_HELO_: "block-bad-helo",
	_BITDOMAIN_TABLE_: "bitdomain",
	_UUDOMAIN_TABLE_: "uucpdomain",
	_ADD_BCC_: "bcc",
	_MAILER_smtp_: "smtp-mailer",
	_MAILER_uucp_: "uucp-mailer",
	_REDIRECT_: "redirect",
	_FFR_MAIL_MACRO: "mailmacro",
	_PRESERVE_LOCAL_PLUS_DETAIL_: "plus-detail",
};
