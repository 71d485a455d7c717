import { type Life, parseLife } from "./release.ts";

/**
 * What follows a restriction word: `map` a type:table, `domain` a DNS zone with an optional `=filter`, `policy-server` a socket or
 * `{ … }` group, `seconds`, `restriction` the next restriction; `none` nothing.
 */
export type RestrictionArgument = "none" | "map" | "domain" | "policy-server" | "seconds" | "restriction";

/** The SMTP event from which on a restriction has what it judges; judged earlier it has no effect. */
export type RestrictionStage = "connect" | "helo" | "mail" | "rcpt" | "data" | "etrn" | "rewrite";

/** What a restriction can do beside passing on: `table` whatever its table says; `server` whatever its policy server says; `error` fail with 451. */
export type RestrictionOutcome = "permit" | "reject" | "defer" | "table" | "server" | "flag" | "error";

/** One word of the access restriction lists (postconf(5)). */
export interface Restriction extends Life {
	readonly name: string;
	readonly argument: RestrictionArgument;
	readonly stage: RestrictionStage;
	readonly outcomes: readonly RestrictionOutcome[];
	/** The word's place in postconf(5), where it has one. */
	readonly anchor: string | undefined;
	/** What it does, in one sentence without a full stop. */
	readonly doc: string;
}

/** The restriction of that name in any letter case, known in any release; undefined for classes and unknown words. */
export function findRestriction(name: string): Restriction | undefined {
	const word = name.toLowerCase();
	if (table.has(word)) return table.get(word);
	const row = rows.find((one) => one.startsWith(word) && one.startsWith(" | ", word.length));
	const found = row === undefined ? undefined : parseRow(row);
	table.set(word, found);
	return found;
}

/** Every restriction word of every release, sorted. */
export function restrictionNames(): readonly string[] {
	return rows.map((row) => row.slice(0, row.indexOf(" ")));
}

/** The lists in which the restriction can have an effect; with smtpd_delay_reject the client, HELO and sender lists are judged at RCPT TO. */
export function restrictionLists(restriction: Restriction, delayReject: boolean): readonly string[] {
	if (restriction.stage === "rewrite") return ["local_header_rewrite_clients"];
	if (restriction.stage === "etrn") return ["smtpd_etrn_restrictions"];
	const first = stageOrder.indexOf(restriction.stage);
	return lists
		.filter((list) => (delayReject && list.delayed ? stageOrder.indexOf("rcpt") : stageOrder.indexOf(list.stage)) >= first)
		.map((list) => list.name);
}

/** The restriction's place in the postconf(5) manual page, or of the list where it is described. */
export function restrictionUrl(restriction: Restriction): string {
	return `https://www.postfix.org/postconf.5.html#${restriction.anchor ?? "smtpd_recipient_restrictions"}`;
}

const stageOrder: readonly RestrictionStage[] = ["connect", "helo", "mail", "rcpt", "data"];

const lists: readonly { readonly name: string; readonly stage: RestrictionStage; readonly delayed: boolean }[] = [
	{ name: "smtpd_client_restrictions", stage: "connect", delayed: true },
	{ name: "smtpd_helo_restrictions", stage: "helo", delayed: true },
	{ name: "smtpd_sender_restrictions", stage: "mail", delayed: true },
	{ name: "smtpd_relay_restrictions", stage: "rcpt", delayed: false },
	{ name: "smtpd_recipient_restrictions", stage: "rcpt", delayed: false },
	{ name: "smtpd_data_restrictions", stage: "data", delayed: false },
	{ name: "smtpd_end_of_data_restrictions", stage: "data", delayed: false },
];

const table = new Map<string, Restriction | undefined>();

function parseRow(row: string): Restriction {
	const [name, argument, stage, outcomes, life, anchor, doc] = row.split(" | ");
	if (!name || !argument || !stage || outcomes === undefined || life === undefined || !doc)
		throw new Error(`malformed restriction row: ${row}`);
	return {
		name,
		argument: argument as RestrictionArgument,
		stage: stage as RestrictionStage,
		outcomes: outcomes === "" ? [] : (outcomes.split(" ") as RestrictionOutcome[]),
		...parseLife(life),
		anchor: anchor === "-" ? undefined : anchor || name,
		doc,
	};
}

/** name | argument | stage | outcomes | life (as in `parameters.ts`) | anchor where it is not the name, `-` for none | what it does */
const rows: readonly string[] = [
	"check_address_map | map | rewrite | permit |  |  | Rewrites headers for clients whose address is a key of the table",
	"check_ccert_access | map | connect | table | +2.2 |  | Looks up the client certificate's fingerprint; needs smtpd_tls_ask_ccert",
	"check_client_a_access | map | connect | table error | +3.0 |  | Looks up the addresses of the client's name; OK is an error",
	"check_client_access | map | connect | table |  |  | Looks up the client's name, parent domains, address and address prefixes",
	"check_client_mx_access | map | connect | table error | +2.7 |  | Looks up the MX hosts of the client's name; OK is an error",
	"check_client_ns_access | map | connect | table error | +2.7 |  | Looks up the DNS servers of the client's name; OK is an error",
	"check_etrn_access | map | etrn | table |  |  | Looks up the domain of an ETRN command",
	"check_helo_a_access | map | helo | table error | +3.0 |  | Looks up the addresses of the HELO name; OK is an error",
	"check_helo_access | map | helo | table |  |  | Looks up the HELO name, which the client chooses freely, and its parent domains",
	"check_helo_mx_access | map | helo | table error | +2.1 |  | Looks up the MX hosts of the HELO name; OK is an error",
	"check_helo_ns_access | map | helo | table error | +2.1 |  | Looks up the DNS servers of the HELO name; OK is an error",
	"check_policy_service | policy-server | connect | server | +2.1 |  | Asks a policy server, whose answer is an access(5) action",
	"check_recipient_a_access | map | rcpt | table error | +3.0 |  | Looks up the addresses of the recipient's domain; OK is an error",
	"check_recipient_access | map | rcpt | table |  |  | Looks up the recipient, its domain, parent domains and user@",
	"check_recipient_maps | none | rcpt | reject | ~2.1 >reject_unlisted_recipient | reject_unlisted_recipient | Old name of reject_unlisted_recipient",
	"check_recipient_mx_access | map | rcpt | table error | +2.1 |  | Looks up the MX hosts of the recipient's domain; OK is an error",
	"check_recipient_ns_access | map | rcpt | table error | +2.1 |  | Looks up the DNS servers of the recipient's domain; OK is an error",
	"check_relay_domains | none | rcpt | permit reject | ~2.2 -3.9 >reject_unauth_destination | - | Accepts clients in, and mail for, relay_domains and local domains, refuses the rest",
	"check_reverse_client_hostname_a_access | map | connect | table error | +3.0 |  | Looks up the addresses of the client's unverified name; OK is an error",
	"check_reverse_client_hostname_access | map | connect | table | +2.6 |  | Looks up the client's unverified name, which its owner can forge",
	"check_reverse_client_hostname_mx_access | map | connect | table error | +2.7 |  | Looks up the MX hosts of the client's unverified name; OK is an error",
	"check_reverse_client_hostname_ns_access | map | connect | table error | +2.7 |  | Looks up the DNS servers of the client's unverified name; OK is an error",
	"check_sasl_access | map | connect | table | +2.11 |  | Looks up the login name",
	"check_sender_a_access | map | mail | table error | +3.0 |  | Looks up the addresses of the sender's domain; OK is an error",
	"check_sender_access | map | mail | table |  |  | Looks up the sender, which the client chooses freely, its domain and user@",
	"check_sender_mx_access | map | mail | table error | +2.1 |  | Looks up the MX hosts of the sender's domain; OK is an error",
	"check_sender_ns_access | map | mail | table error | +2.1 |  | Looks up the DNS servers of the sender's domain; OK is an error",
	"defer | none | connect | defer |  |  | Refuses every request for now",
	"defer_if_permit | none | connect | flag | +2.1 |  | Refuses for now if a later restriction, or the end of the list, would accept",
	"defer_if_reject | none | connect | flag | +2.1 |  | Turns a later refusal into one for now",
	"defer_unauth_destination | none | rcpt | defer | +2.10 |  | Refuses for now what reject_unauth_destination refuses for good",
	"permit | none | connect | permit |  |  | Accepts every request that gets here",
	"permit_auth_destination | none | rcpt | permit |  |  | Accepts mail for this machine's own domains and relay_domains",
	"permit_dnswl_client | domain | connect | permit | +2.8 |  | Accepts clients in a DNS allowlist, but never a destination that reject_unauth_destination refuses",
	"permit_inet_interfaces | none | connect | permit | +2.2 |  | Accepts clients whose address is one of inet_interfaces",
	"permit_mx_backup | none | rcpt | permit | ~3.9 >relay_domains |  | Accepts mail for any domain that names this machine as an MX",
	"permit_mynetworks | none | connect | permit |  |  | Accepts clients in mynetworks",
	"permit_naked_ip_address | none | helo | permit | ~2.0 -3.9 >permit_mynetworks | - | Accepts clients whose HELO is an address without brackets",
	"permit_rhswl_client | domain | connect | permit | +2.8 |  | Accepts client names in a DNS allowlist, but never what reject_unauth_destination refuses",
	"permit_sasl_authenticated | none | connect | permit |  |  | Accepts clients that have logged in",
	"permit_tls_all_clientcerts | none | connect | permit | +2.2 |  | Accepts any client certificate that a trusted authority signed",
	"permit_tls_clientcerts | none | connect | permit | +2.2 |  | Accepts client certificates whose fingerprint is in relay_clientcerts",
	"reject | none | connect | reject |  |  | Refuses every request that gets here",
	"reject_authenticated_sender_login_mismatch | none | mail | reject | +2.1 |  | Refuses a logged-in client that does not own the sender address",
	"reject_invalid_helo_hostname | none | helo | reject | +2.3 |  | Refuses malformed HELO names",
	"reject_invalid_hostname | none | helo | reject | ~2.3 >reject_invalid_helo_hostname | reject_invalid_helo_hostname | Old name of reject_invalid_helo_hostname",
	"reject_known_sender_login_mismatch | none | mail | reject | +2.11 |  | Refuses a sender address that has an owner who is not logged in",
	"reject_maps_rbl | none | connect | reject | ~2.1 -3.9 >reject_rbl_client | - | Refuses clients listed in maps_rbl_domains",
	"reject_multi_recipient_bounce | none | data | reject | +2.1 |  | Refuses mail from the empty sender to several recipients",
	"reject_non_fqdn_helo_hostname | none | helo | reject | +2.3 |  | Refuses HELO names that are neither fully qualified nor an address in brackets",
	"reject_non_fqdn_hostname | none | helo | reject | ~2.3 >reject_non_fqdn_helo_hostname | reject_non_fqdn_helo_hostname | Old name of reject_non_fqdn_helo_hostname",
	"reject_non_fqdn_recipient | none | rcpt | reject |  |  | Refuses recipients whose domain is not fully qualified",
	"reject_non_fqdn_sender | none | mail | reject |  |  | Refuses senders whose domain is not fully qualified",
	"reject_plaintext_session | none | connect | reject | +2.3 |  | Refuses sessions without TLS",
	"reject_rbl | domain | connect | reject | ~2.1 >reject_rbl_client | reject_rbl_client | Old name of reject_rbl_client",
	"reject_rbl_client | domain | connect | reject |  |  | Refuses clients whose address is in a DNS blocklist",
	"reject_rhsbl_client | domain | connect | reject |  |  | Refuses clients whose name is in a DNS blocklist",
	"reject_rhsbl_helo | domain | helo | reject |  |  | Refuses HELO names in a DNS blocklist",
	"reject_rhsbl_recipient | domain | rcpt | reject |  |  | Refuses recipient domains in a DNS blocklist",
	"reject_rhsbl_reverse_client | domain | connect | reject | +2.8 |  | Refuses clients whose unverified name is in a DNS blocklist",
	"reject_rhsbl_sender | domain | mail | reject |  |  | Refuses sender domains in a DNS blocklist",
	"reject_sender_login_mismatch | none | mail | reject |  |  | Refuses senders who are not the owner, logged in or not",
	"reject_unauth_destination | none | rcpt | reject |  |  | Refuses foreign recipients and routed addresses; what keeps a relay closed",
	"reject_unauth_pipelining | none | connect | reject |  |  | Refuses clients that send commands ahead of time",
	"reject_unauthenticated_sender_login_mismatch | none | mail | reject | +2.1 |  | Refuses an owned sender address from a client that has not logged in",
	"reject_unknown_address | none | mail | reject | ~2.1 >reject_unknown_sender_domain | reject_unknown_sender_domain | Old name of reject_unknown_sender_domain",
	"reject_unknown_client | none | connect | reject | ~2.3 >reject_unknown_client_hostname | reject_unknown_client_hostname | Old name of reject_unknown_client_hostname",
	"reject_unknown_client_hostname | none | connect | reject | +2.3 |  | Refuses clients without a name that resolves back to their address",
	"reject_unknown_helo_hostname | none | helo | reject | +2.3 |  | Refuses HELO names without address or MX record",
	"reject_unknown_hostname | none | helo | reject | ~2.3 >reject_unknown_helo_hostname | reject_unknown_helo_hostname | Old name of reject_unknown_helo_hostname",
	"reject_unknown_recipient_domain | none | rcpt | reject |  |  | Refuses foreign recipient domains without mail records",
	"reject_unknown_reverse_client_hostname | none | connect | reject | +2.3 |  | Refuses clients whose address has no name",
	"reject_unknown_sender_domain | none | mail | reject |  |  | Refuses foreign sender domains without mail records",
	"reject_unlisted_recipient | none | rcpt | reject | +2.1 |  | Refuses recipients that the tables of their domain do not list",
	"reject_unlisted_sender | none | mail | reject | +2.1 |  | Refuses senders that the tables of their domain do not list",
	"reject_unverified_recipient | none | rcpt | reject defer | +2.1 |  | Refuses recipients to which a probe message bounces",
	"reject_unverified_sender | none | mail | reject defer | +2.1 |  | Refuses senders to which a probe message bounces",
	"sleep | seconds | connect |  | +2.3 |  | Waits, then goes on",
	"warn_if_reject | restriction | connect | flag |  |  | Only logs what the next restriction would refuse",
];
