import type { Origin, StageRules } from "@relaylint/core";
import type { LookupTable } from "../tables/table.ts";
import type { Word } from "../words.ts";
import { ALWAYS, rule } from "./env.ts";
import { patternsOf } from "./lists.ts";
import { type RestrictionClass, type Server, wordsOf } from "./server.ts";

/** Why smtpd ends with a fatal error at its start, or that it may. */
export interface StartFailure {
	readonly reason: string;
	readonly origin: Origin;
}

/** One of these has to be in the relay or the recipient list, or smtpd does not run (postconf(5), "smtpd_relay_restrictions"). */
const REQUIRED = new Set([
	"reject_unauth_destination",
	"defer_unauth_destination",
	"reject",
	"defer",
	"defer_if_permit",
	"check_relay_domains",
]);

/** The match lists that smtpd opens at its start. */
const OPENED_LISTS = [
	"mydestination",
	"mynetworks",
	"relay_domains",
	"permit_mx_backup_networks",
	"smtpd_sasl_exceptions_networks",
	"smtpd_authorized_verp_clients",
	"smtpd_authorized_xclient_hosts",
	"smtpd_authorized_xforward_hosts",
	"smtpd_client_event_limit_exceptions",
];

const checked = new WeakMap<Server, { readonly failure: StartFailure | "open" | undefined }>();

/** What in the restriction lists keeps smtpd from starting; `open` where a template hole may bring what is missing. */
export function startFailure(server: Server): StartFailure | "open" | undefined {
	const known = checked.get(server) ?? { failure: failureOf(server) };
	checked.set(server, known);
	return known.failure;
}

function failureOf(server: Server): StartFailure | "open" | undefined {
	for (const one of server.classes.values()) {
		if (one.words.length === 0) return { reason: `restriction class ${one.name} needs a definition`, origin: one.origin };
	}
	const relay = wordsOf(server.own, "smtpd_relay_restrictions", "braces");
	const recipient = wordsOf(server.own, "smtpd_recipient_restrictions", "braces");
	const inRecipient = hasRequired(recipient, server.classes);
	const required = inRecipient === "no" ? hasRequired(relay, server.classes) : inRecipient;
	if (typeof required === "object" && ![...relay, ...recipient].some((word) => word.unknown.length > 0)) {
		return { reason: `restriction class ${required.endless.name} calls itself without end`, origin: required.endless.origin };
	}
	if (required !== "yes") {
		if ([...relay, ...recipient].some((word) => word.unknown.length > 0)) return "open";
		const origin = server.own.text("smtpd_relay_restrictions").origin;
		const near = origin.kind === "file" ? origin : server.own.text("smtpd_recipient_restrictions").origin;
		return {
			reason: `neither smtpd_relay_restrictions nor smtpd_recipient_restrictions holds a working reject_unauth_destination, defer_unauth_destination, reject, defer or defer_if_permit`,
			origin: near,
		};
	}
	for (const name of OPENED_LISTS) {
		const list = patternsOf(name, server);
		if (list.fatal !== undefined) return list.fatal;
		for (const element of list.elements) {
			if (element.pattern.kind !== "table") continue;
			const fatal = fatalTable(element.pattern.table, element.origin);
			if (fatal !== undefined) return fatal;
		}
	}
	return fatalTables(server);
}

/** Lists and maps that trivial-rewrite(8) opens at its start, beside those that smtpd opens too. */
const RESOLVER_LISTS = ["virtual_alias_domains", "virtual_mailbox_domains"];
const RESOLVER_MAPS = [
	"transport_maps",
	"relocated_maps",
	"sender_dependent_relayhost_maps",
	"sender_dependent_default_transport_maps",
];

/** What keeps trivial-rewrite(8) from starting: smtpd then gets no answer about any address, and its clients none to MAIL. */
function resolverFailure(server: Server): StartFailure | undefined {
	const shared = { ...server, own: server.shared };
	for (const name of RESOLVER_LISTS) {
		for (const { pattern, origin } of patternsOf(name, shared).elements) {
			const fatal = pattern.kind === "table" ? fatalTable(pattern.table, origin) : undefined;
			if (fatal !== undefined) return fatal;
		}
	}
	for (const name of RESOLVER_MAPS) {
		for (const word of wordsOf(server.shared, name, "braces")) {
			const fatal = word.unknown.length > 0 ? undefined : fatalTable(server.openTable(word.text, word.origin), word.origin);
			if (fatal !== undefined) return fatal;
		}
	}
	return undefined;
}

/** MAIL FROM, and whatever follows it, where nobody answers smtpd's questions about addresses. */
export function resolverStage(server: Server): readonly StageRules[] {
	const failure = resolverFailure(server);
	if (failure === undefined) return [];
	const { origin, reason } = failure;
	return [
		{ name: "trivial-rewrite", at: "mail", rules: [rule(ALWAYS, { kind: "refuse", outcome: "fatal" }, origin, reason)], origin },
	];
}

/**
 * The membership walk of smtpd: it skips what follows `warn_if_reject`, ends at a `permit`, enters classes, and looks at nothing else.
 * `endless`: it enters a class from within before it finds what it looks for, and does not come back.
 */
export function hasRequired(
	words: readonly Word[],
	classes: ReadonlyMap<string, RestrictionClass>,
	within: readonly string[] = [],
	/** Classes that were looked through and hold none: each is asked once, however often it is named. */
	without: Set<string> = new Set(),
): "yes" | "no" | { readonly endless: RestrictionClass } {
	for (let at = 0; at < words.length; at++) {
		const { text } = words[at] as Word;
		const name = text.toLowerCase();
		if (name === "warn_if_reject" && at + 1 < words.length) {
			at++;
			continue;
		}
		if (name === "permit") return "no";
		if (REQUIRED.has(name)) return "yes";
		const named = classes.get(text);
		if (named === undefined || without.has(text)) continue;
		const inside = within.includes(text) ? { endless: named } : hasRequired(named.words, classes, [...within, text], without);
		if (inside !== "no") return inside;
		without.add(text);
	}
	return "no";
}

function fatalTable(table: LookupTable, origin: Origin): StartFailure | undefined {
	return table.failure?.kind === "error" && table.failure.fatal === true ? { reason: table.failure.reason, origin } : undefined;
}

/** Tables that restriction lists and maps name and that no daemon can open. */
function fatalTables(server: Server): StartFailure | undefined {
	const lists = ["client", "helo", "sender", "relay", "recipient", "data", "end_of_data", "etrn"].map((list) =>
		wordsOf(server.own, `smtpd_${list}_restrictions`, "braces"),
	);
	for (const words of [...lists, ...[...server.classes.values()].map((one) => one.words)]) {
		for (const [at, word] of words.entries()) {
			const before = words[at - 1]?.text.toLowerCase();
			if (before === "check_policy_service" && word.unknown.length === 0 && !/^(\{\s*)?(inet|unix):/.test(word.text)) {
				return { reason: `check_policy_service wants inet:host:port or unix:path, not "${word.text}"`, origin: word.origin };
			}
			if (!word.text.includes(":") || word.text.startsWith("{") || before === "check_policy_service" || word.unknown.length > 0)
				continue;
			const fatal = fatalTable(server.openTable(word.text, word.origin), word.origin);
			if (fatal !== undefined) return fatal;
		}
	}
	for (const name of [
		"local_recipient_maps",
		"relay_recipient_maps",
		"virtual_alias_maps",
		"virtual_mailbox_maps",
		"canonical_maps",
		"recipient_canonical_maps",
		"sender_canonical_maps",
		"relay_clientcerts",
		"smtpd_sender_login_maps",
	]) {
		for (const word of wordsOf(server.own, name, "braces")) {
			if (word.unknown.length > 0) continue;
			const fatal = fatalTable(server.openTable(word.text, word.origin), word.origin);
			if (fatal !== undefined) return fatal;
		}
	}
	return undefined;
}
