import {
	type Context,
	chosen,
	type Dependency,
	dependsOn,
	FALSE,
	type Match,
	reverseName,
	TRUE,
	type Truth,
} from "@relaylint/core";
import { domainToAscii, isHostname } from "../address/hostname.ts";
import type { Restriction } from "./env.ts";
import { type Lowered, type Occurrence, type Place, policyRefusal, rule } from "./env.ts";
import { authorised, clientNames, recipientOf, senderOf } from "./facts.ts";
import { FOREIGN } from "./over.ts";
import { integer, wordsOf } from "./server.ts";

/** What is looked up in a DNS list: the labels in front of the list's own name; undefined where there is nothing to look up. */
type Subject = (context: Context, place: Place) => string | undefined | Dependency;

const client: Subject = (context) => reverseName(context.attempt.client).replace(/\.(in-addr|ip6)\.arpa$/, "");

const named =
	(which: "name" | "reverseName"): Subject =>
	(context) => {
		const names = clientNames(context);
		if (names.kind === "unknown") return names.because;
		return names[which] === "unknown" ? undefined : domainSubject(names[which]);
	};

const helo: Subject = (context, place) => (place.knows.helo ? domainSubject(context.attempt.helo) : undefined);

const sender: Subject = (context, place) => {
	if (!place.knows.sender) return undefined;
	const reading = senderOf(context, place.server);
	return reading.kind === "address" && reading.address !== "" ? domainSubject(reading.address) : undefined;
};

const recipient: Subject = (context, place) => {
	if (!place.knows.recipient) return undefined;
	const reading = recipientOf(context, place.server);
	return reading.kind === "address" ? domainSubject(reading.address) : undefined;
};

/** The domain of a name or address; literals and numeric names are not looked up. */
function domainSubject(what: string): string | undefined {
	const domain = what.slice(what.lastIndexOf("@") + 1);
	const last = domain.slice(domain.lastIndexOf(".") + 1);
	if (domain === "" || domain.startsWith("[") || /^\d+$/.test(last)) return undefined;
	const ascii = domainToAscii(domain) ?? domain;
	return isHostname(ascii) ? ascii : undefined;
}

interface DnsList {
	readonly domain: string;
	/** The pattern of results that count, behind `=`; absent: any. */
	readonly filter?: string;
}

function dnsList(text: string): DnsList {
	const equals = text.indexOf("=");
	return equals === -1 ? { domain: text } : { domain: text.slice(0, equals), filter: text.slice(equals + 1) };
}

/** Whether a subject is in a DNS list; a lookup that fails is `failing`. */
function listed(list: DnsList, subject: Subject, context: Context, place: Place): Truth | "failing" {
	const of = subject(context, place);
	if (of === undefined) return FALSE;
	if (typeof of !== "string") return dependsOn(of);
	const answer = context.world.dns(`${of}.${list.domain}`, "A");
	if (answer.kind === "unknown") {
		return dependsOn({
			kind: "outside",
			key: `dns-list:${list.domain}`,
			text: `whether the DNS list ${list.domain} names the client or its domain`,
		});
	}
	if (answer.kind === "servfail") return "failing";
	if (answer.kind !== "records") return FALSE;
	return answer.records.some((record) => list.filter === undefined || filterMatches(list.filter, record)) ? TRUE : FALSE;
}

/** Whether an address matches `d.d.d.d` where each octet may be `[n;n..m]` (postconf(5), "reject_rbl_client"). */
function filterMatches(filter: string, address: string): boolean {
	const octets = filter.match(/\[[^\]]*\]|[^.]+/g) ?? [];
	const own = address.split(".");
	return octets.length === own.length && octets.every((octet, at) => octetMatches(octet, Number(own[at])));
}

function octetMatches(pattern: string, value: number): boolean {
	if (!pattern.startsWith("[")) return Number(pattern) === value;
	return pattern
		.slice(1, -1)
		.split(/[;,]/)
		.some((part) => {
			const [low, high] = part.split("..").map((text) => Number(text.trim()));
			return low !== undefined && value >= low && value <= (high ?? low);
		});
}

function denies(subject: Subject, reads: "client" | "client-name" | "helo" | "sender" | "recipient"): Restriction {
	return (occurrence) => {
		const { next } = occurrence;
		// Without its argument smtpd only complains in the log.
		return next === undefined ? { rules: [], taken: 0 } : { rules: [denyRule(next.text, subject, reads, occurrence)], taken: 1 };
	};
}

function denyRule(
	text: string,
	subject: Subject,
	reads: "client" | "client-name" | "helo" | "sender" | "recipient",
	occurrence: Occurrence,
) {
	const { place, word } = occurrence;
	const list = dnsList(text);
	const match: Match = {
		kind: "computed",
		name: `${word.text} ${text}`,
		reads: [reads, "dns"],
		origin: word.origin,
		evaluate(context) {
			const found = listed(list, subject, context, place);
			return found === "failing" ? FALSE : found;
		},
		over() {
			return chosen(this, `a client or domain in the list of ${word.text} ${text}`, word.origin);
		},
	};
	return rule(
		match,
		policyRefusal(integer(place.server.own, "maps_rbl_reject_code", 554), place),
		word.origin,
		`${word.text} ${text}`,
	);
}

function permits(subject: Subject, reads: "client" | "client-name"): Restriction {
	return (occurrence): Lowered => {
		const { next, place, word } = occurrence;
		if (next === undefined) return { rules: [], taken: 0 };
		const list = dnsList(next.text);
		const match = (wanted: "listed" | "failing"): Match => ({
			kind: "computed",
			name: `${word.text} ${next.text}`,
			reads: [reads, "dns", "recipient"],
			origin: word.origin,
			evaluate(context) {
				if (place.atRcpt && place.knows.recipient) {
					// A list never lets mail through to a destination that is not the server's own.
					const own = authorised(context, place.server);
					if (own.kind === "no") return FALSE;
					if (own.kind === "unknown" && own.reason !== undefined) return dependsOn(own.reason);
				}
				const found = listed(list, subject, context, place);
				if (found === "failing") return wanted === "failing" ? TRUE : FALSE;
				return wanted === "listed" ? found : FALSE;
			},
			over(region) {
				if (place.atRcpt && place.knows.recipient && region.foreign === FOREIGN.elsewhere) return FALSE;
				if (wanted === "failing") return chosen(this, `a failing lookup of ${next.text}`, word.origin);
				return dependsOn({
					kind: "outside",
					key: `dns-list:${list.domain}`,
					text: `whether the DNS list ${list.domain} names the client`,
					origin: word.origin,
				});
			},
		});
		return {
			rules: [
				rule(match("failing"), { kind: "pend", defer: "if-refused" }, word.origin, `${word.text} ${next.text}`),
				rule(match("listed"), { kind: "accept" }, word.origin, `${word.text} ${next.text}`),
			],
			taken: 1,
		};
	};
}

/** Restrictions that ask DNS black and white lists (postconf(5)). */
export const dnsListRestrictions: Readonly<Record<string, Restriction>> = {
	reject_rbl_client: denies(client, "client"),
	reject_rbl: denies(client, "client"),
	reject_rhsbl_client: denies(named("name"), "client-name"),
	reject_rhsbl_reverse_client: denies(named("reverseName"), "client-name"),
	reject_rhsbl_helo: denies(helo, "helo"),
	reject_rhsbl_sender: denies(sender, "sender"),
	reject_rhsbl_recipient: denies(recipient, "recipient"),
	permit_dnswl_client: permits(client, "client"),
	permit_rhswl_client: permits(named("name"), "client-name"),
	reject_maps_rbl: (occurrence) => ({
		rules: wordsOf(occurrence.place.server.own, "maps_rbl_domains").map((word) =>
			denyRule(word.text, client, "client", occurrence),
		),
		taken: 0,
	}),
};
