import type { Dependency, DnsType } from "@relaylint/core";
import { type Context, dependsOn, errorTruth, type FactName, type Truth } from "@relaylint/core";
import { clientAccessKeys, hostAccessKeys, mailAccessKeys, networkAccessKeys, nullSenderKeys } from "../address/access-keys.ts";
import type { EnvelopeReading } from "../address/envelope.ts";
import { domainToAscii, isHostAddress, isHostname, mailAddressOfLiteral } from "../address/hostname.ts";
import type { LookupKey } from "../address/settings.ts";
import { insideBraces, splitWords, type Word } from "../words.ts";
import { type AccessCheck, lowerAccess } from "./access.ts";
import { someFingerprint } from "./client-restrictions.ts";
import { exchangersOf } from "./dns.ts";
import type { Lowered, Occurrence, Place, Restriction } from "./env.ts";
import { serverError } from "./env.ts";
import { clientNames, recipientOf, senderOf } from "./facts.ts";
import { yes } from "./server.ts";

type Keys = ReturnType<AccessCheck["keys"]>;

interface AccessKind {
	readonly reads: readonly FactName[];
	readonly about: AccessCheck["about"];
	/** Whether any attempt comes to ask the table. */
	possible?(place: Place): boolean;
	/** An OK is a server error here: the client could have arranged it through its DNS. */
	readonly forbidsOk?: boolean;
	keys(context: Context, place: Place): Keys;
}

/** The table of an access restriction: `type:name`, or from 3.7 `{ type:name, { search_order = ... } }`; undefined where smtpd cannot read it. */
function tableNameOf(word: Word): Word | undefined {
	if (!word.text.startsWith("{")) return word;
	const inside = insideBraces(word);
	if (inside.kind !== "content") return undefined;
	const [table, ...attributes] = splitWords(inside.content.value, "braces");
	if (table === undefined || !table.text.includes(":")) return undefined;
	return attributes.every(isSearchOrder) ? table : undefined;
}

/** `search_order = cert_fingerprint, pubkey_fingerprint`, in braces where it has blanks. */
function isSearchOrder(word: Word): boolean {
	const inside = word.text.startsWith("{") ? insideBraces(word) : undefined;
	if (inside !== undefined && inside.kind !== "content") return false;
	const [, name = "", value = ""] = /^\s*([^\s=]*)\s*=\s*(.*?)\s*$/s.exec(inside?.content.text ?? word.text) ?? [];
	const orders = value.split(/[\s,]+/).filter((order) => order !== "");
	return name.toLowerCase() === "search_order" && orders.every((order) => /^(cert|pubkey)_fingerprint$/i.test(order));
}

function accessRestriction(kind: AccessKind): Restriction {
	return (occurrence: Occurrence): Lowered => {
		const { word, next, place } = occurrence;
		if (next === undefined || !next.text.includes(":")) return serverError(word, "wants type:table");
		const name = tableNameOf(next);
		if (name === undefined) return { ...serverError(word, `cannot read ${next.text}`), taken: 1 };
		const table = place.server.openTable(name.text, next.origin);
		const check: AccessCheck = {
			name: `${word.text} ${name.text}`,
			table,
			reads: kind.reads,
			about: kind.about,
			origin: next.origin,
			...(kind.forbidsOk === true ? { onAccept: "defer" as const } : {}),
			keys: (context) => kind.keys(context, place),
			possible: kind.possible?.(place) ?? true,
		};
		return { rules: lowerAccess(check, place), taken: 1 };
	};
}

const truth = (value: Truth): Keys => ({ kind: "truth", truth: value });
const open = (because: Dependency): Keys => truth(dependsOn(because));

function nameKeys(which: "name" | "reverseName"): AccessKind["keys"] {
	return (context, place) => {
		const names = clientNames(context);
		if (names.kind === "unknown") return open(names.because);
		return clientAccessKeys(names[which], context.attempt.client, place.server.accessStyle);
	};
}

/** The keys of an envelope address; what is wrong with the address comes first. */
function mailKeys(reading: EnvelopeReading<Dependency>, place: Place): Keys {
	if (reading.kind === "unknown")
		return open(reading.reasons[0] ?? { kind: "limit", key: "address", text: "how the address is read" });
	if (reading.kind === "refused") return undefined;
	if (reading.resolution === undefined) return nullSenderKeys(place.server.own.text("smtpd_null_access_lookup_key").text.trim());
	const { resolution } = reading;
	if (resolution.kind === "failed") return truth(errorTruth("the address cannot be resolved for now"));
	if (resolution.kind === "resolved") return mailAccessKeys(resolution.folded, place.server.accessStyle, place.server.address);
	if (resolution.kind === "invalid") return undefined;
	const folded = new Set(resolution.possible.map((one) => (one.kind === "resolved" ? one.folded : "")));
	const [only] = folded;
	if (folded.size === 1 && only !== undefined && only !== "" && resolution.complete) {
		return mailAccessKeys(only, place.server.accessStyle, place.server.address);
	}
	return open(resolution.reasons[0] ?? { kind: "limit", key: "address", text: "how the address is resolved" });
}

const senderKeys: AccessKind["keys"] = (context, place) =>
	place.knows.sender ? mailKeys(senderOf(context, place.server), place) : undefined;
const recipientKeys: AccessKind["keys"] = (context, place) =>
	place.knows.recipient ? mailKeys(recipientOf(context, place.server), place) : undefined;
const heloKeys: AccessKind["keys"] = (context, place) =>
	place.knows.helo ? hostAccessKeys(context.attempt.helo, place.server.accessStyle) : undefined;

/** The keys of a domain's own servers: the names of its exchangers or name servers, and the addresses of each (access(5), "check_..._mx_access"). */
function serverKeys(
	type: "MX" | "NS" | "A",
	subject: (context: Context, place: Place) => string | undefined | Dependency,
): AccessKind["keys"] {
	return (context, place) => {
		const of = subject(context, place);
		if (of === undefined) return undefined;
		if (typeof of !== "string") return open(of);
		const domain = of.slice(of.lastIndexOf("@") + 1);
		if (domain.startsWith("[")) {
			const address = type !== "NS" && domain.endsWith("]") ? mailAddressOfLiteral(domain.slice(1, -1)) : undefined;
			return address === undefined ? undefined : networkAccessKeys(address);
		}
		const hosts = serversOf(context, domainToAscii(domain) ?? domain, type);
		if (hosts === undefined || !Array.isArray(hosts)) return hosts === undefined ? undefined : open(hosts as Dependency);
		const keys: LookupKey[] = [];
		for (const host of hosts as readonly string[]) {
			if (isHostAddress(host)) {
				keys.push(...networkAccessKeys(host));
				continue;
			}
			if (type !== "A") keys.push(...hostAccessKeys(host, place.server.accessStyle));
			if (!isHostname(host)) continue;
			// In the order of getaddrinfo(3) on a server with both families (RFC 6724).
			const before = keys.length;
			for (const family of ["AAAA", "A"] as const) {
				const addresses = context.world.dns(host, family);
				if (addresses.kind === "unknown") return open(addresses.because);
				if (addresses.kind === "records") for (const address of addresses.records) keys.push(...networkAccessKeys(address));
			}
			if (keys.length === before && !host.replace(/\.$/, "").includes(".")) return open(loneLabel(host));
		}
		return keys;
	};
}

/** getaddrinfo(3) completes a name of one label, and finds it in the machine's /etc/hosts. */
const loneLabel = (name: string): Dependency => ({
	kind: "outside",
	key: `host:${name.toLowerCase()}`,
	text: `the addresses of "${name}" by the machine's own files`,
});

function serversOf(context: Context, domain: string, type: "MX" | "NS" | "A"): readonly string[] | undefined | Dependency {
	if (type === "A") return [domain];
	const ask = (name: string, wanted: DnsType) =>
		isHostname(name) ? context.world.dns(name, wanted) : ({ kind: "nxdomain" } as const);
	let answer = ask(domain, type);
	if (answer.kind === "unknown") return answer.because;
	if (type === "MX") {
		if (answer.kind === "servfail") return undefined;
		if (answer.kind !== "records") return [domain];
		const exchangers = exchangersOf(answer.records);
		return exchangers.some((one) => one.host === "") ? undefined : exchangers.map((one) => one.host);
	}
	for (let rest = domain; answer.kind === "no-data" || answer.kind === "nxdomain"; ) {
		const dot = rest.indexOf(".");
		if (dot === -1 || dot === rest.length - 1) return undefined;
		rest = rest.slice(dot + 1);
		answer = ask(rest, type);
		if (answer.kind === "unknown") return answer.because;
	}
	return answer.kind === "records" ? answer.records.map((name) => name.replace(/\.$/, "")) : undefined;
}

const addressOf =
	(read: (context: Context, server: Place["server"]) => EnvelopeReading<Dependency>) => (context: Context, place: Place) => {
		const reading = read(context, place.server);
		return reading.kind === "address" && reading.address !== "" ? reading.address : undefined;
	};

const SUBJECTS: readonly {
	readonly prefix: string;
	readonly reads: readonly FactName[];
	readonly of: (context: Context, place: Place) => string | undefined | Dependency;
}[] = [
	{ prefix: "check_client_", reads: ["client-name"], of: (context) => clientName(context, "name") },
	{ prefix: "check_reverse_client_hostname_", reads: ["client-name"], of: (context) => clientName(context, "reverseName") },
	{ prefix: "check_helo_", reads: ["helo"], of: (context, place) => (place.knows.helo ? context.attempt.helo : undefined) },
	{
		prefix: "check_sender_",
		reads: ["sender"],
		of: (context, place) => (place.knows.sender ? addressOf(senderOf)(context, place) : undefined),
	},
	{
		prefix: "check_recipient_",
		reads: ["recipient"],
		of: (context, place) => (place.knows.recipient ? addressOf(recipientOf)(context, place) : undefined),
	},
];

function clientName(context: Context, which: "name" | "reverseName"): string | undefined | Dependency {
	const names = clientNames(context);
	if (names.kind === "unknown") return names.because;
	return names[which] === "unknown" ? undefined : names[which];
}

const serverRestrictions: Readonly<Record<string, Restriction>> = Object.fromEntries(
	SUBJECTS.flatMap(({ prefix, reads, of }) =>
		(["MX", "NS", "A"] as const).map((type) => [
			`${prefix}${type.toLowerCase()}_access`,
			accessRestriction({ reads: [...reads, "dns"], about: "other", forbidsOk: true, keys: serverKeys(type, of) }),
		]),
	),
);

function asksForCertificates({ server }: Place): boolean {
	return ["smtpd_tls_ask_ccert", "smtpd_tls_req_ccert"].some((name) => yes(server.own, name).kind !== "false");
}

/** Restrictions that look something up in an access(5) table. */
export const accessRestrictions: Readonly<Record<string, Restriction>> = {
	...serverRestrictions,
	check_client_access: accessRestriction({ reads: ["client", "client-name"], about: "client", keys: nameKeys("name") }),
	check_reverse_client_hostname_access: accessRestriction({
		reads: ["client", "client-name"],
		about: "client",
		forbidsOk: true,
		keys: nameKeys("reverseName"),
	}),
	check_helo_access: accessRestriction({ reads: ["helo"], about: "helo", keys: heloKeys }),
	check_sender_access: accessRestriction({ reads: ["sender"], about: "sender", keys: senderKeys }),
	check_recipient_access: accessRestriction({ reads: ["recipient"], about: "recipient", keys: recipientKeys }),
	// No probe says ETRN.
	check_etrn_access: accessRestriction({ reads: [], about: "other", keys: () => undefined }),
	check_ccert_access: accessRestriction({
		reads: ["certificate"],
		about: "other",
		possible: asksForCertificates,
		keys(context, place) {
			return asksForCertificates(place) && context.attempt.tls && context.attempt.clientCertificate
				? [{ text: someFingerprint(place.server), full: true }]
				: undefined;
		},
	}),
	check_sasl_access: accessRestriction({
		reads: ["login"],
		about: "other",
		keys(context, place) {
			const { login } = context.attempt;
			// Before MAIL nobody has logged in.
			if (!place.knows.session || login?.valid !== true || yes(place.server.own, "smtpd_sasl_auth_enable").kind === "false")
				return undefined;
			return [{ text: login.user, full: true }];
		},
	}),
};
