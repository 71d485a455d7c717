import type { Random } from "../random.ts";
import { type Subject, tableReference, type Workshop } from "./tables.ts";
import { mailbox } from "./words.ts";

/** A restriction list of so many items; an item is a restriction with its argument. */
export function restrictions(workshop: Workshop, count: number): readonly string[] {
	return Array.from({ length: count }, () => restriction(workshop, 0));
}

function restriction(workshop: Workshop, depth: number): string {
	const { random, classes } = workshop;
	return random.weigh<() => string>([
		[14, () => random.pick(WORDS)],
		[4, () => random.pick(RARE)],
		[16, () => lookup(workshop)],
		[classes.length > 0 ? 4 : 0, () => random.pick(classes)],
		[depth < 2 ? 3 : 0, () => `warn_if_reject ${restriction(workshop, depth + 1)}`],
		[1, () => random.pick(LISTS)],
		[
			1,
			() =>
				`check_${random.pick(["client", "sender", "recipient", "helo"])}_${random.pick(["mx", "a", "ns"])}_access ${tableReference(workshop, "client", () => action(workshop))}`,
		],
		[1, () => random.pick(["PERMIT_MYNETWORKS", "no_such_restriction", "Reject"])],
	])();
}

function lookup(workshop: Workshop): string {
	const { random } = workshop;
	const [word, subject] = random.weigh<readonly [string, Subject]>([
		[4, ["check_client_access", "client"]],
		[4, ["check_sender_access", "sender"]],
		[5, ["check_recipient_access", "recipient"]],
		[3, ["check_helo_access", "helo"]],
		[1, ["check_reverse_client_hostname_access", "client"]],
		[1, ["check_sasl_access", "sender"]],
	]);
	return `${word} ${tableReference(workshop, subject, () => action(workshop))}`;
}

/** The right-hand side of an access table. */
export function action(workshop: Workshop): string {
	const { random, classes } = workshop;
	return random.weigh<() => string>([
		[10, () => random.pick(["OK", "OK", "ok", "Ok", "1", "12345"])],
		[5, () => random.pick(["REJECT", "reject", "REJECT go away", "550 no", "554 5.7.1 no such luck", "571 x"])],
		[3, () => random.pick(["DUNNO", "dunno", "DUNNO x"])],
		[3, () => random.pick(["DEFER", "450 later", "451 4.3.0 later", "DEFER busy", "421 bye", "521 gone"])],
		[3, () => random.pick(["DEFER_IF_PERMIT", "DEFER_IF_REJECT", "defer_if_permit maybe", "DEFER_IF_REJECT 4.7.1 hm"])],
		[
			2,
			() =>
				random.pick([
					"HOLD",
					"WARN",
					"INFO x",
					"PREPEND X-A: b",
					"FILTER smtp:[127.0.0.1]:10025",
					"DISCARD",
					"DISCARD why",
					`REDIRECT ${mailbox(random)}`,
					`BCC ${mailbox(random)}`,
				]),
		],
		[
			4,
			() =>
				random.pick([
					"permit_mynetworks",
					"reject_unauth_destination",
					"permit_auth_destination",
					"permit",
					"reject",
					"permit_mynetworks, reject",
					"permit_sasl_authenticated reject",
					"reject_unknown_sender_domain",
					"permit_inet_interfaces",
					"defer_unauth_destination",
				]),
		],
		[classes.length > 0 ? 2 : 0, () => random.pick(classes)],
		[
			1,
			() =>
				random.pick([
					"OK because",
					"550",
					"4.7.1 odd",
					"accept",
					"nonsense",
					"200 fine",
					"warn_if_reject reject",
					"xyz@example.com",
				]),
		],
	])();
}

const WORDS = [
	"permit_mynetworks",
	"permit_mynetworks",
	"permit_sasl_authenticated",
	"reject_unauth_destination",
	"reject_unauth_destination",
	"defer_unauth_destination",
	"permit_auth_destination",
	"permit",
	"reject",
	"defer",
	"defer_if_permit",
	"defer_if_reject",
	"reject_non_fqdn_sender",
	"reject_non_fqdn_recipient",
	"reject_unknown_sender_domain",
	"reject_unknown_recipient_domain",
	"reject_unlisted_recipient",
	"reject_unknown_client_hostname",
	"reject_invalid_helo_hostname",
	"reject_non_fqdn_helo_hostname",
] as const;

const RARE = [
	"reject_unknown_reverse_client_hostname",
	"reject_unknown_helo_hostname",
	"reject_plaintext_session",
	"reject_unauth_pipelining",
	"reject_multi_recipient_bounce",
	"permit_inet_interfaces",
	"permit_mx_backup",
	"permit_tls_clientcerts",
	"permit_tls_all_clientcerts",
	"permit_naked_ip_address",
	"check_relay_domains",
	"reject_sender_login_mismatch",
	"reject_authenticated_sender_login_mismatch",
	"reject_unauthenticated_sender_login_mismatch",
	"reject_known_sender_login_mismatch",
] as const;

const LISTS = [
	"reject_rbl_client bl.example",
	"reject_rbl_client bl.example=127.0.0.[2..3]",
	"permit_dnswl_client wl.example",
	"reject_rhsbl_sender bl.example",
	"reject_rhsbl_client bl.example",
	"reject_rhsbl_helo bl.example",
	"permit_rhswl_client wl.example",
] as const;

/** How many items a list has. */
export function listLength(random: Random): number {
	return random.weigh([
		[1, 0],
		[5, 1],
		[5, 2],
		[4, 3],
		[2, 4],
		[1, 5],
		[1, 6],
		[1, 8],
	]);
}
