import {
	type ComputedAtom,
	type Context,
	chosen,
	type Dependency,
	dependsOn,
	errorTruth,
	FALSE,
	type Match,
	type Truth,
	truthOf,
} from "@relaylint/core";
import type { EnvelopeReading } from "../address/envelope.ts";
import { domainToAscii, isMailDomain } from "../address/hostname.ts";
import { dnsFinds } from "./dns.ts";
import { domainTest } from "./domain-lists.ts";
import type { Restriction } from "./env.ts";
import { type Occurrence, type Place, pendIfPermit, policyRefusal, rule } from "./env.ts";
import { authorised, claimOf, clientNames, recipientOf, senderOf } from "./facts.ts";
import { foreignRecipients } from "./foreign-recipients.ts";
import { parentStyle, patternsOf } from "./lists.ts";
import { permitMxBackup } from "./mx-backup.ts";
import { canHaveHostKey, FOREIGN } from "./over.ts";
import { senderMismatch } from "./sender-login.ts";
import { integer } from "./server.ts";
import { unlistedRules } from "./unlisted.ts";

type Which = "sender" | "recipient";

/** The address that a restriction is about: undefined where the client has not told it yet, or it is the null sender. */
function readingOf(which: Which, context: Context, place: Place): EnvelopeReading<Dependency> | undefined {
	if (!place.knows[which]) return undefined;
	return which === "sender" ? senderOf(context, place.server) : recipientOf(context, place.server);
}

/** A condition on the address as the client gave it. */
function onAddress(occurrence: Occurrence, which: Which, test: (address: string, context: Context) => Truth): ComputedAtom {
	return {
		kind: "computed",
		name: occurrence.word.text,
		reads: [which, "dns"],
		origin: occurrence.word.origin,
		evaluate(context) {
			const reading = readingOf(which, context, occurrence.place);
			if (reading?.kind !== "address" || reading.address === "") return FALSE;
			return test(reading.address, context);
		},
		over() {
			return occurrence.place.knows[which]
				? chosen(this, `a ${which} for ${occurrence.word.text}`, occurrence.word.origin)
				: FALSE;
		},
	};
}

/** The recipient is an authorised destination: it is local, virtual or relayed, and carries no routing of the sender's own. */
function authorisedMatch({ word, place }: Occurrence): Match {
	return {
		kind: "computed",
		name: "the recipient is an authorised destination",
		reads: ["recipient"],
		origin: word.origin,
		evaluate(context) {
			if (!place.knows.recipient) return FALSE;
			const own = authorised(context, place.server);
			if (own.kind === "error") return errorTruth(own.reason?.text ?? "the recipient cannot be resolved for now");
			if (own.kind === "unknown")
				return dependsOn(own.reason ?? { kind: "limit", key: "destination", text: "whether the recipient is local" });
			return truthOf(own.kind === "yes");
		},
		evidence: (context) => claimOf(context, place.server),
		over(region) {
			if (!place.knows.recipient || region.foreign === FOREIGN.elsewhere) return FALSE;
			return chosen(place.server, "a recipient that is an authorised destination", word.origin);
		},
		get hints() {
			return foreignRecipients(place.server);
		},
	};
}

/** False where the list is walked before the client has named a recipient. */
function knowsRecipient({ place }: Occurrence): Match {
	return place.knows.recipient ? { kind: "always" } : { kind: "never" };
}

function refuseUnauthorised(lower: 0 | 100): Restriction {
	return (occurrence) => {
		const { place, word } = occurrence;
		const code = integer(place.server.own, "relay_domains_reject_code", 554) - lower;
		const match: Match = {
			kind: "all",
			operands: [knowsRecipient(occurrence), { kind: "not", operand: authorisedMatch(occurrence) }],
		};
		return { rules: [rule(match, policyRefusal(code, place), word.origin)], taken: 0 };
	};
}

const permitAuthDestination: Restriction = (occurrence) => ({
	rules: [rule(authorisedMatch(occurrence), { kind: "accept" }, occurrence.word.origin)],
	taken: 0,
});

/** Gone since 3.9; permits where the recipient is authorised or the client's own name is in `relay_domains`, and refuses everything else. */
const checkRelayDomains: Restriction = (occurrence) => {
	const { place, word } = occurrence;
	const refusal = policyRefusal(integer(place.server.own, "relay_domains_reject_code", 554), place);
	// A name is looked for in the service's own list; recipients are the resolver's, by main.cf.
	const relayDomains = () => domainTest(patternsOf("relay_domains", place.server), parentStyle("relay_domains", place.server));
	const clientIsRelayed: Match = {
		kind: "computed",
		name: "the client's name is in relay_domains",
		reads: ["client-name"],
		origin: word.origin,
		evaluate(context) {
			const names = clientNames(context);
			if (names.kind === "unknown") return dependsOn(names.because);
			const test = relayDomains()(names.name);
			if (test.kind === "unknown") return dependsOn(test.reason);
			return truthOf(test.kind === "yes");
		},
		over(region) {
			const list = patternsOf("relay_domains", place.server);
			const style = parentStyle("relay_domains", place.server);
			const possible = list.elements.some(
				({ pattern, positive }) => positive && (pattern.kind !== "literal" || canHaveHostKey(region, pattern.text, style)),
			);
			return possible ? chosen(this, "a client whose name is in relay_domains", word.origin) : FALSE;
		},
	};
	return {
		rules: [
			rule({ kind: "any", operands: [clientIsRelayed, authorisedMatch(occurrence)] }, { kind: "accept" }, word.origin),
			rule(knowsRecipient(occurrence), refusal, word.origin),
		],
		taken: 0,
	};
};

function rejectNonFqdn(which: Which): Restriction {
	return (occurrence) => {
		const { place, word } = occurrence;
		const match = onAddress(occurrence, which, (address, context) => {
			const reading = readingOf(which, context, place);
			return truthOf(isUnqualifiedAddress(address, reading?.kind === "address" && reading.smtputf8));
		});
		return {
			rules: [rule(match, policyRefusal(integer(place.server.own, "non_fqdn_reject_code", 504), place), word.origin)],
			taken: 0,
		};
	};
}

/** An address whose domain is neither fully qualified nor a literal. */
function isUnqualifiedAddress(address: string, utf8: boolean): boolean {
	const at = address.lastIndexOf("@");
	const domain = at === -1 ? "" : address.slice(at + 1);
	if (domain.startsWith("[") && domain.endsWith("]")) return false;
	const bare = domain.endsWith(".") ? domain.slice(0, -1) : domain;
	return bare === "" || !isMailDomain(bare, utf8) || !bare.includes(".");
}

function rejectUnknownDomain(which: Which): Restriction {
	return (occurrence) => {
		const { place, word } = occurrence;
		const lookup = (wanted: "null-mx" | "missing" | "failing"): Match =>
			onAddress(occurrence, which, (_address, context) => {
				const found = domainLookup(which, context, place);
				if (found === undefined) return FALSE;
				if (found.kind === "unknown") return dependsOn(found.because);
				return truthOf(found.kind === wanted);
			});
		const code = integer(place.server.own, "unknown_address_reject_code", 450);
		const action = place.server.own.text("unknown_address_tempfail_action").text.trim();
		const failing = action === "defer_if_permit" ? pendIfPermit(place) : policyRefusal(450, place);
		return {
			rules: [
				rule(lookup("null-mx"), policyRefusal(which === "sender" ? 550 : 556, place), word.origin),
				rule(lookup("missing"), policyRefusal(code, place), word.origin),
				rule(lookup("failing"), failing, word.origin),
			],
			taken: 0,
		};
	};
}

/** Looks up the domain of an address that is not the server's own; undefined where nothing is looked up. */
function domainLookup(which: Which, context: Context, place: Place) {
	const reading = readingOf(which, context, place);
	if (reading?.kind !== "address" || reading.resolution?.kind !== "resolved") return undefined;
	const { resolution } = reading;
	if (resolution.class !== "default" && resolution.class !== "relay") return undefined;
	if (resolution.domain === "" || resolution.domain.startsWith("[")) return undefined;
	return dnsFinds(context.world, domainToAscii(resolution.domain) ?? resolution.domain, ["MX", "A", "AAAA"]);
}

function rejectUnverified(which: Which): Restriction {
	return (occurrence) => {
		const { place, word } = occurrence;
		const because: Dependency = {
			kind: "outside",
			key: `verify:${which}`,
			text: `whether the ${which}'s own server says that the address is deliverable`,
			origin: word.origin,
		};
		const match: Match = {
			...onAddress(occurrence, which, () => dependsOn(because)),
			over: () => (place.knows[which] ? dependsOn(because) : FALSE),
		};
		return { rules: [rule(match, policyRefusal(450, place), word.origin)], taken: 0 };
	};
}

function rejectUnlisted(which: Which): Restriction {
	return ({ place, word }) => ({
		rules: place.knows[which] ? unlistedRules(which, place, word.origin) : [],
		taken: 0,
	});
}

/** Restrictions on the sender and the recipient (postconf(5), "smtpd_sender_restrictions", "smtpd_recipient_restrictions"). */
export const addressRestrictions: Readonly<Record<string, Restriction>> = {
	permit_auth_destination: permitAuthDestination,
	permit_mx_backup: permitMxBackup,
	reject_unauth_destination: refuseUnauthorised(0),
	defer_unauth_destination: refuseUnauthorised(100),
	check_relay_domains: checkRelayDomains,
	reject_non_fqdn_sender: rejectNonFqdn("sender"),
	reject_non_fqdn_recipient: rejectNonFqdn("recipient"),
	reject_unknown_address: rejectUnknownDomain("sender"),
	reject_unknown_sender_domain: rejectUnknownDomain("sender"),
	reject_unknown_recipient_domain: rejectUnknownDomain("recipient"),
	reject_unverified_sender: rejectUnverified("sender"),
	reject_unverified_recipient: rejectUnverified("recipient"),
	reject_unlisted_sender: rejectUnlisted("sender"),
	reject_unlisted_recipient: rejectUnlisted("recipient"),
	check_recipient_maps: rejectUnlisted("recipient"),
	reject_authenticated_sender_login_mismatch: senderMismatch("authenticated"),
	reject_known_sender_login_mismatch: senderMismatch("known"),
	reject_unauthenticated_sender_login_mismatch: senderMismatch("unauthenticated"),
};
