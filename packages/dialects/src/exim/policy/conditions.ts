import {
	type AddressSet,
	dependsOn,
	FALSE,
	type FactName,
	type Hints,
	type Match,
	parseAddressSet,
	type Truth,
	truthOf,
} from "@relaylint/core";
import { compileExpression } from "../../expression/expression.ts";
import { samplesOf } from "../../expression/language.ts";
import type { AclCondition } from "../acl-statements.ts";
import { expand } from "../expansion/evaluate.ts";
import { type Condition, testOf } from "../expansion/value-of.ts";
import { splitList } from "../lists/split-list.ts";
import type { ValueText } from "../value.ts";
import { onFailure } from "./acl-parts.ts";
import { atomOf } from "./atoms.ts";
import { conditionTruth } from "./conditions-truth.ts";
import { dnsLists } from "./dns-lists.ts";
import { ALL_FACTS } from "./lists.ts";
import type { Place } from "./place.ts";
import type { Server } from "./server.ts";
import { verifyMatch } from "./verify.ts";

/** A condition of an ACL as a match (specification, 44.22). */
export function conditionMatch(condition: AclCondition, place: Place): Match {
	const match = positiveMatch(condition, place);
	if (!condition.negated) return match;
	const not: Match = { kind: "not", operand: match };
	const { value, name } = condition;
	// What is expanded as a whole is passed over where that is forced to fail, turned round or not.
	if (value === undefined || LISTS.has(name) || !/\bfail\b/.test(value.text)) return not;
	const fails = atomOf({
		name: `${name} is forced to fail`,
		origin: value.origin,
		reads: factsIn(value.text),
		scope: place.scope,
		test: (on) => onFailure(expand(value.text, on)),
	});
	return { kind: "any", operands: [fails, not] };
}

/** Conditions whose value is a list: it takes nothing where its expansion is forced to fail. */
const LISTS = new Set("domains hosts senders sender_domains local_parts recipients authenticated encrypted acl".split(" "));

function positiveMatch(condition: AclCondition, place: Place): Match {
	const { name, value, origin } = condition;
	if (value === undefined) return { kind: "always", origin };
	const { lists } = place;
	switch (name) {
		case "domains":
			return lists.domains.list(value);
		case "local_parts":
			return lists.localParts.list(value);
		case "recipients":
			return lists.recipients.list(value);
		case "senders":
			return lists.senders.list(value);
		case "sender_domains":
			return lists.senderDomains.list(value);
		case "hosts":
			return lists.hosts.list(value);
		case "condition":
			return stringCondition(value, place);
		case "authenticated":
			return flagList(value, place, "sender_host_authenticated", ["login"]);
		case "encrypted":
			return encrypted(value, place);
		case "verify":
			return verifyMatch(condition, value, place);
		case "dnslists":
			return dnsLists(value, place);
		case "ratelimit":
			return rateLimit(value, place);
		case "spf":
		case "spf_guess":
		case "seen":
			return {
				kind: "unknown",
				because: { kind: "outside", key: `${name}:${value.text}`, text: `${name} = ${value.text}`, origin },
				origin,
			};
		default:
			// What asks about the message's content is not there before DATA.
			return {
				kind: "unknown",
				because: { kind: "outside", key: `${name}:${value.text}`, text: `${name} = ${value.text}`, origin },
				origin,
			};
	}
}

/** `condition = string`: empty, `no`, `false` and zero are false, `yes`, `true` and other numbers true, anything else an error; a forced failure is true. */
function stringCondition(value: ValueText, place: Place): Match {
	return atomOf({
		name: `condition = ${value.text}`,
		origin: value.origin,
		reads: factsIn(value.text),
		scope: place.scope,
		forced: { kind: "true" },
		hints: withVariables(value.text, place.server),
		test: (on) => testOf(expand(value.text, on), conditionTruth),
	});
}

const FACTS: readonly (readonly [RegExp, FactName])[] = [
	[/sender_host_address|match_ip/, "client"],
	[/sender_host_name|sender_fullhost|sender_rcvhost/, "client-name"],
	[/sender_helo_name|smtp_command/, "helo"],
	[/sender_address|return_path/, "sender"],
	[/(?<!sender_address_)(?:domain|local_part)|recipient/, "recipient"],
	[/tls_|received_protocol/, "tls"],
	[/authenticated|acl_c|acl_m/, "login"],
	[/interface|received_ip/, "server"],
	[/dnsdb|mx_any/, "dns"],
];

/** The facts that a string reads when it is expanded. */
export function factsIn(text: string): readonly FactName[] {
	if (/\$\{?acl_/.test(text)) return ALL_FACTS;
	return FACTS.flatMap(([pattern, fact]) => (pattern.test(text) ? [fact] : []));
}

/** The literal texts of a string, as values that a client may say. */
export function expansionHints(text: string): Hints {
	if (!text.includes("$")) return {};
	const words = new Set<string>();
	for (const [, word] of text.matchAll(/\{\s*([^{}$\\]+?)\s*\}/g)) if (word !== undefined && word.length < 80) words.add(word);
	for (const source of text.matchAll(/\{(?:\\N)?(\^?[^{}]*?)(?:\\N)?\}/g)) {
		const expression = compileExpression((source[1] ?? "").replace(/\\\\/g, "\\"), "pcre");
		if (expression.kind === "compiled" && /[\\^$.*+?[(|]/.test(source[1] ?? ""))
			for (const sample of samplesOf(expression.ast).slice(0, 6)) words.add(sample.text);
	}
	const items = [...words]
		.flatMap((word) => (word.includes(":") ? [word, ...splitList(word).map((item) => item.text)] : [word]))
		.slice(0, 60);
	const names = items.filter((word) => /^[A-Za-z0-9._-]+$/.test(word));
	const networks = items.flatMap((word): readonly AddressSet[] => {
		const set = parseAddressSet(word);
		return set === undefined ? [] : [set];
	});
	return {
		...(networks.length > 0 ? { addresses: networks } : {}),
		...(/sender_helo_name/.test(text)
			? { helo: items.filter((word) => /^[A-Za-z0-9.[\]:-]+$/.test(word)).flatMap((word) => [word, `${word}.client.example`]) }
			: {}),
		...(/sender_address/.test(text)
			? {
					senders: items
						.filter((word) => /^\S+$/.test(word))
						.flatMap((word) => (word.includes("@") ? [word] : /_domain/.test(text) ? [word] : [`${word}@`, word])),
				}
			: {}),
		...(/\$\{?(?:domain|local_part)/.test(text)
			? { recipients: names.flatMap((word) => (/local_part/.test(text) ? [`${word}@`] : [word])) }
			: {}),
		...(/sender_host_name/.test(text)
			? { names: names.filter((word) => word.includes(".")).map((word) => word.replace(/^\./, "")) }
			: {}),
	};
}

const variableWords = new WeakMap<Server, Hints>();

/** The hints of a string; one that reads variables may meet whatever they are set to, and whatever decides that. */
function withVariables(text: string, server: Server): Hints {
	const own = expansionHints(text);
	if (!/\$\{?acl_/.test(text)) return own;
	let known = variableWords.get(server);
	if (known === undefined) {
		const all: Hints[] = [];
		for (const acl of server.document.acls.values()) {
			for (const { conditions } of acl.statements) {
				for (const { name, value } of conditions) {
					if (value === undefined) continue;
					if (name === "set" || name === "condition") all.push(expansionHints(value.text));
					else if (name === "acl")
						all.push({
							senders: value.text
								.split(/\s+/)
								.slice(1)
								.filter((word) => /^[\w.@-]+$/.test(word)),
						});
				}
			}
		}
		known = joinedHints(all);
		variableWords.set(server, known);
	}
	return joinedHints([own, known]);
}

function joinedHints(all: readonly Hints[]): Hints {
	const words = (name: "helo" | "senders" | "recipients" | "names"): readonly string[] =>
		[...new Set(all.flatMap((one) => one[name] ?? []))].slice(0, 60);
	return {
		addresses: all.flatMap(({ addresses }) => addresses ?? []),
		helo: words("helo"),
		senders: words("senders"),
		recipients: words("recipients"),
		names: words("names"),
	};
}

/** `authenticated = *`: the client has logged in, by an authenticator whose name the list takes. */
function flagList(value: ValueText, place: Place, variable: string, reads: readonly FactName[]): Match {
	return atomOf({
		name: `authenticated = ${value.text}`,
		origin: value.origin,
		reads,
		scope: place.scope,
		hints: { logins: ["someone"] },
		test: (on) => {
			const name = on.variable(variable);
			const list = /[$\\]/.test(value.text) ? expand(value.text, on) : undefined;
			if (list?.kind === "failed" || list?.kind === "error") return FALSE;
			if (list?.kind === "open") return dependsOn(list.because);
			const text = list?.text ?? value.text;
			return testOf(name, (own) => (own === "" ? FALSE : stringList(text, own)));
		},
	});
}

/** A list of names, in which `*` takes any. */
function stringList(list: string, own: string): Truth {
	let positive = true;
	for (const { text } of splitList(list)) {
		positive = !text.startsWith("!");
		const bare = positive ? text : text.slice(1).trim();
		if (
			bare === "*" ||
			bare.toLowerCase() === own.toLowerCase() ||
			(bare.startsWith("*") && own.toLowerCase().endsWith(bare.slice(1).toLowerCase()))
		)
			return truthOf(positive);
	}
	return truthOf(!positive);
}

/** `encrypted = *`: the session is in TLS, with a cipher that the list takes. */
function encrypted(value: ValueText, place: Place): Match {
	return atomOf({
		name: `encrypted = ${value.text}`,
		origin: value.origin,
		reads: ["tls"],
		scope: place.scope,
		test: (on): Condition => {
			const list = /[$\\]/.test(value.text) ? expand(value.text, on).kind : "text";
			if (list === "failed" || list === "error") return FALSE;
			// Before STARTTLS nothing is encrypted, but on a port that begins with TLS.
			if (place.point === "connect" || place.point === "starttls") {
				if (place.server.option("tls_on_connect_ports") === undefined) return FALSE;
				return dependsOn({ kind: "limit", key: "tls-at-connect", text: "whether the port begins with TLS" });
			}
			const tls = on.context?.attempt.tls ?? on.region?.fixed?.tls;
			const items = splitList(value.text).map(({ text }) => text);
			const any = items[0] === "*";
			if (tls === false) return FALSE;
			if (tls === undefined) return dependsOn({ kind: "choice", key: "tls", text: "whether the client uses TLS" });
			if (any) return { kind: "true" };
			return dependsOn({ kind: "outside", key: "cipher", text: "the cipher that client and server agree on" });
		},
	});
}

/** A limit of more than a few messages is not met by the first one of a client. */
function rateLimit(value: ValueText, place: Place): Match {
	const limited = /^\s*(\d+(?:\.\d+)?)\s*\//.exec(value.text)?.[1];
	return atomOf({
		name: `ratelimit = ${value.text}`,
		origin: value.origin,
		reads: ["client"],
		scope: place.scope,
		test: ({ region }) => {
			if (region !== undefined && limited !== undefined && Number(limited) >= 2)
				return dependsOn({ kind: "choice", key: "rate", text: "how fast the client is" });
			if (limited !== undefined && Number(limited) >= 2) return FALSE;
			return dependsOn({ kind: "outside", key: `rate:${value.text}`, text: "what the client sent before" });
		},
	});
}
