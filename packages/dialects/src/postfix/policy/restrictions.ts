import type { PolicyRule } from "@relaylint/core";
import { unknownText } from "../expand.ts";
import { isKnownInRelease } from "../schema/release.ts";
import { findRestriction } from "../schema/restrictions.ts";
import { type Word, withOrigin } from "../words.ts";
import { accessRestrictions } from "./access-restrictions.ts";
import { addressRestrictions } from "./address-restrictions.ts";
import { clientRestrictions } from "./client-restrictions.ts";
import { dnsListRestrictions } from "./dns-lists.ts";
import {
	ALWAYS,
	type ListClass,
	type Lowered,
	type Occurrence,
	type Place,
	pendIfPermit,
	policyRefusal,
	type Restriction,
	rule,
	serverError,
} from "./env.ts";
import { holeInWord, integer, type RestrictionClass } from "./server.ts";

/** The table lookup that a bare `type:table` stands for in each list; lists that are not here refuse one. */
const DEFAULT_LOOKUP: Partial<Record<ListClass, string>> = {
	client: "check_client_access",
	helo: "check_helo_access",
	sender: "check_sender_access",
	recipient: "check_recipient_access",
	etrn: "check_etrn_access",
};

const alone =
	(make: (occurrence: Occurrence) => PolicyRule["action"]): Restriction =>
	(occurrence) => ({
		rules: [rule(ALWAYS, make(occurrence), occurrence.word.origin)],
		taken: 0,
	});

const generalRestrictions: Readonly<Record<string, Restriction>> = {
	permit: alone(() => ({ kind: "accept" })),
	reject: alone(({ place }) => policyRefusal(integer(place.server.own, "reject_code", 554), place)),
	defer: alone(({ place }) => policyRefusal(integer(place.server.own, "defer_code", 450), place)),
	defer_if_permit: alone(({ place }) => pendIfPermit(place)),
	defer_if_reject: alone(() => ({ kind: "pend", defer: "if-refused" })),
	sleep: (occurrence) => {
		const isNumber = occurrence.next !== undefined && /^\d+$/.test(occurrence.next.text);
		if (!isNumber) return serverError(occurrence.word, "sleep wants a number of seconds");
		return { rules: [], taken: 1 };
	},
	// What the client of a probe never does: talk before it is asked.
	reject_unauth_pipelining: () => ({ rules: [], taken: 0 }),
	// One recipient in a session is never several.
	reject_multi_recipient_bounce: () => ({ rules: [], taken: 0 }),
	check_policy_service: (occurrence) => {
		const { next, place, word } = occurrence;
		if (next === undefined || !next.text.includes(":")) return serverError(word, "check_policy_service wants transport:server");
		const service = next.text.replace(/^\{\s*|\s*[,}].*$/g, "");
		const because = {
			kind: "outside",
			key: `policy:${service}`,
			text: `the answer of the policy service ${service}`,
			origin: next.origin,
		} as const;
		const match = (answer: string) =>
			({ kind: "unknown", because: { ...because, key: `${because.key}:${answer}` }, origin: word.origin }) as const;
		return {
			rules: [
				rule(match("ok"), { kind: "accept" }, word.origin, `check_policy_service ${service}`),
				rule(match("reject"), policyRefusal(554, place), word.origin, `check_policy_service ${service}`),
				rule(match("defer-if-permit"), pendIfPermit(place), word.origin, `check_policy_service ${service}`),
			],
			taken: 1,
		};
	},
	// What was one restriction once is a class of two by name (postconf(5)).
	reject_sender_login_mismatch: (occurrence) => ({
		rules: ["reject_authenticated_sender_login_mismatch", "reject_unauthenticated_sender_login_mismatch"].flatMap(
			(name) => restrictions()[name]?.(occurrence).rules ?? [],
		),
		taken: 0,
	}),
};

let all: Readonly<Record<string, Restriction>> | undefined;

/** Every restriction that smtpd knows, by its name in lower case. */
function restrictions(): Readonly<Record<string, Restriction>> {
	all ??= {
		...generalRestrictions,
		...clientRestrictions,
		...addressRestrictions,
		...accessRestrictions,
		...dnsListRestrictions,
	};
	return all;
}

/** Whether smtpd knows a word as a restriction of its own; case does not matter. */
export function isRestriction(name: string): boolean {
	return name.toLowerCase() === "warn_if_reject" || Object.hasOwn(restrictions(), name.toLowerCase());
}

/** As many restrictions of a list are followed. */
const MOST_RESTRICTIONS = 20_000;

/** What begins with a word as one word of which nothing is known. */
function theRest({ start, end, origin }: Word): Word {
	const value = unknownText(`what follows in a list of more than ${MOST_RESTRICTIONS} restrictions`, origin, "limit");
	return { text: value.text, start, end, origin, unknown: value.unknown, value };
}

/** Lowers a list of restrictions as smtpd walks it (SMTPD_ACCESS_README): from the left, the first that decides ends it. */
export function lowerList(words: readonly Word[], place: Place, name: string): readonly PolicyRule[] {
	const key = `${name} ${place.warn ? "warn" : ""}`;
	const known = place.lowered.get(key);
	if (known !== undefined) return known;
	const rules: PolicyRule[] = [];
	place.lowered.set(key, rules);
	let warn = place.warn;
	for (let at = 0; at < words.length; at++) {
		const word = words[at] as Word;
		if (at >= MOST_RESTRICTIONS) {
			rules.push(...lowerOne({ word: theRest(word), next: undefined, place }).rules);
			break;
		}
		if (word.text.toLowerCase() === "warn_if_reject") {
			warn = true;
			continue;
		}
		const lowered = lowerOne({ word, next: words[at + 1], place: warn === place.warn ? place : { ...place, warn } });
		rules.push(...lowered.rules);
		at += lowered.taken;
		warn = place.warn;
	}
	return rules;
}

/**
 * Whether the release has the restriction; what was removed, or is yet to come, is a server error there. A removed one still counts where nobody
 * says which release it is: the file is then older than the newest release, and taking it for an error would hide what it lets through.
 */
function isInRelease(name: string, { server }: Place): boolean {
	const known = findRestriction(name);
	return (
		known === undefined ||
		isKnownInRelease(known, server.release) ||
		(known.removed !== undefined && server.environment.release === undefined)
	);
}

/** Whether a class names itself, alone or by way of other classes. */
function callsItself(start: RestrictionClass, classes: Place["server"]["classes"]): boolean {
	const seen = new Set<string>();
	const waiting = [start];
	for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
		for (const { text } of one.words) {
			if (text === start.name) return true;
			const named = classes.get(text);
			if (named === undefined || seen.has(text)) continue;
			seen.add(text);
			waiting.push(named);
		}
	}
	return false;
}

function lowerOne(occurrence: Occurrence): Lowered {
	const { word, place } = occurrence;
	const name = word.text.toLowerCase();
	const hole = holeInWord(word, "a restriction list");
	if (hole !== undefined) {
		const match = (answer: string) =>
			({ kind: "unknown", because: { ...hole, key: `${hole.key}:${answer}` }, origin: word.origin }) as const;
		return {
			rules: [
				rule(match("ok"), { kind: "accept" }, word.origin, word.text),
				rule(match("reject"), policyRefusal(554, place), word.origin, word.text),
			],
			taken: 0,
		};
	}
	if (name.includes(":")) {
		const lookup = DEFAULT_LOOKUP[place.list];
		if (lookup === undefined) return serverError(word, "say which check_..._access it is for");
		const lowered = restrictions()[lookup]?.({
			word: { ...withOrigin(word, word.origin), text: lookup },
			next: word,
			place,
		});
		return { rules: lowered?.rules ?? [], taken: 0 };
	}
	if (!isInRelease(name, place)) return serverError(word, `not a restriction of this release`);
	if (Object.hasOwn(restrictions(), name)) return (restrictions()[name] as Restriction)(occurrence);
	const named = place.server.classes.get(word.text);
	if (named !== undefined) {
		const rules = lowerList(named.words, place, named.name);
		// smtpd runs out of stack there and the connection ends; what goes round through a table is counted and deferred.
		const endless = callsItself(named, place.server.classes) ? ({ endless: "reject" } as const) : {};
		return { rules: [rule(ALWAYS, { kind: "call", name: named.name, rules, ...endless }, word.origin)], taken: 0 };
	}
	return serverError(word, "no such restriction");
}
