import {
	type AddressSet,
	chosen,
	dependsOn,
	errorTruth,
	FALSE,
	type Match,
	parseAddressSet,
	TRUE,
	type Truth,
	truthOf,
	unionOf,
} from "@relaylint/core";
import { isHostAddress, isHostname, mailAddressOfLiteral } from "../address/hostname.ts";
import { dnsFinds } from "./dns.ts";
import type { Restriction } from "./env.ts";
import { ALWAYS, type Occurrence, pendIfPermit, policyRefusal, rule } from "./env.ts";
import { clientNames } from "./facts.ts";
import { hostList } from "./host-lists.ts";
import { parentStyle, patternsOf } from "./lists.ts";
import { firstKey, type TableList, tableList } from "./lookup.ts";
import { integer, type Server, wordsOf, yes } from "./server.ts";

/** The addresses that are surely the server's own, where they are known. */
function ownAddresses({ place }: Occurrence): AddressSet {
	const sets = (place.server.environment.interfaces ?? []).map((one) => parseAddressSet(one.replace(/\/.*/, "")));
	const loopback = ["127.0.0.1", "::1"].map((one) => parseAddressSet(one));
	return unionOf([...sets, ...loopback].filter((set) => set !== undefined));
}

const permitMynetworks: Restriction = (occurrence) => {
	const { place, word } = occurrence;
	const list = patternsOf("mynetworks", place.server);
	const match = hostList(list, parentStyle("mynetworks", place.server));
	return { rules: [rule(match, { kind: "accept" }, word.origin)], taken: 0 };
};

const permitInetInterfaces: Restriction = (occurrence) => {
	const { origin } = occurrence.word;
	const match: Match = { kind: "address", fact: "client", set: ownAddresses(occurrence), origin };
	return { rules: [rule(match, { kind: "accept" }, origin)], taken: 0 };
};

const permitSaslAuthenticated: Restriction = ({ place, word }) => {
	const enabled = yes(place.server.own, "smtpd_sasl_auth_enable");
	const login: Match = place.knows.session
		? { kind: "flag", fact: "login", origin: word.origin }
		: { kind: "never", origin: word.origin };
	const match: Match =
		enabled.kind === "unknown"
			? { kind: "all", operands: [login, { kind: "unknown", because: enabled.because, origin: word.origin }] }
			: enabled.kind === "true"
				? login
				: { kind: "never", origin: word.origin };
	return { rules: [rule(match, { kind: "accept" }, word.origin)], taken: 0 };
};

/** Certificates are asked for only where one of these says so. */
function asksForCertificate(occurrence: Occurrence): Truth {
	const ask = yes(occurrence.place.server.own, "smtpd_tls_ask_ccert");
	return ask.kind === "true" ? ask : yes(occurrence.place.server.own, "smtpd_tls_req_ccert");
}

/** Bundles of public authorities: anyone can get a certificate that they vouch for. */
const PUBLIC_BUNDLE =
	/(^|\/)(ca-certificates\.crt|ca-bundle(\.trust)?\.crt|ca-bundle\.pem|tls-ca-bundle\.pem|cert\.pem|cacert\.pem)$|^\/etc\/ssl\/certs\/?$|^\/etc\/pki\/tls\/certs\/?$/;

/** Whether the authorities that the server trusts vouch for a certificate that a stranger can show. */
function trustsStrangers(occurrence: Occurrence): Truth {
	const { own } = occurrence.place.server;
	const file = own.text("smtpd_tls_CAfile").text.trim();
	const path = own.text("smtpd_tls_CApath").text.trim();
	if (yes(own, "tls_append_default_CA").kind === "true" || PUBLIC_BUNDLE.test(file) || PUBLIC_BUNDLE.test(path)) {
		return dependsOn({
			kind: "outside",
			key: "public-authorities",
			text: "whether the certificate comes from one of the public authorities that the server trusts",
		});
	}
	if (file === "" && path === "") return FALSE;
	return dependsOn({
		kind: "outside",
		key: `authorities:${file}:${path}`,
		text: `whether ${file === "" ? path : file} vouches for the client's certificate`,
	});
}

/** The client has shown a certificate by the time the list is walked. */
function certificate({ place, word }: Occurrence): Match {
	const wrapped = yes(place.server.own, "smtpd_tls_wrappermode").kind === "true";
	return place.knows.session || wrapped
		? { kind: "flag", fact: "certificate", origin: word.origin }
		: { kind: "never", origin: word.origin };
}

const permitTlsAllClientcerts: Restriction = (occurrence) => {
	const { origin } = occurrence.word;
	const match: Match = {
		kind: "all",
		operands: [
			certificate(occurrence),
			truthMatch(asksForCertificate(occurrence), occurrence),
			truthMatch(trustsStrangers(occurrence), occurrence),
		],
	};
	return { rules: [rule(match, { kind: "accept" }, origin), ...permitTlsClientcerts(occurrence).rules], taken: 0 };
};

/** Octets of a fingerprint by `smtpd_tls_fingerprint_digest`. */
const DIGEST_OCTETS: Readonly<Record<string, number>> = { md5: 16, sha1: 20, sha224: 28, sha256: 32, sha384: 48, sha512: 64 };

/** The fingerprint of some certificate, in the form that the service's tables are asked with: no table that lists fingerprints has this one. */
export function someFingerprint(server: Server): string {
	const octets = DIGEST_OCTETS[server.own.text("smtpd_tls_fingerprint_digest").text.trim().toLowerCase()] ?? 32;
	return Array.from({ length: octets }, (_, at) => ((at * 37 + 11) & 255).toString(16).toUpperCase().padStart(2, "0")).join(":");
}

const permitTlsClientcerts: Restriction = (occurrence) => {
	const { place, word } = occurrence;
	const tables = tableList("relay_clientcerts", wordsOf(place.server.own, "relay_clientcerts"), place.server);
	const match: Match = {
		kind: "all",
		operands: [
			certificate(occurrence),
			truthMatch(asksForCertificate(occurrence), occurrence),
			{
				kind: "computed",
				name: "relay_clientcerts",
				reads: ["certificate"],
				origin: word.origin,
				evaluate(context) {
					if (context.attempt.listedCertificate === true) return listsCertificates(tables);
					const found = firstKey(tables, [{ text: someFingerprint(place.server), full: true }]);
					if (found.kind === "error") return errorTruth(found.reason.text);
					return found.kind === "unknown" ? dependsOn(found.reason) : truthOf(found.kind === "found");
				},
				over(region) {
					if (region.fixed?.listedCertificate === true) return listsCertificates(tables);
					const found = firstKey(tables, [{ text: someFingerprint(place.server), full: true }]);
					return found.kind === "unknown" ? dependsOn(found.reason) : truthOf(found.kind === "found");
				},
			},
		],
	};
	return { rules: [rule(match, { kind: "accept" }, word.origin)], taken: 0 };
};

/** Whether the tables list certificates at all: one that is listed is then found. */
function listsCertificates({ tables, open }: TableList): Truth {
	for (const { failure, entries, name } of tables) {
		if (failure?.kind === "error") return errorTruth(failure.reason);
		if (failure !== undefined || entries === undefined)
			return dependsOn({ kind: "outside", key: `table:${name.text}`, text: failure?.reason ?? name.text });
		if (entries.kind !== "keys" || entries.entryCount > 0) return TRUE;
	}
	return open === undefined ? FALSE : dependsOn(open);
}

function truthMatch(truth: Truth, { word }: Occurrence): Match {
	if (truth.kind === "unknown") return { kind: "unknown", because: truth.because, origin: word.origin };
	return truth.kind === "true" ? { kind: "always" } : { kind: "never" };
}

/** A condition on the client's names that needs nothing but the DNS. */
function onNames(
	occurrence: Occurrence,
	name: string,
	test: (names: Extract<ReturnType<typeof clientNames>, { kind: "known" }>) => boolean,
): Match {
	return {
		kind: "computed",
		name,
		reads: ["client", "client-name"],
		origin: occurrence.word.origin,
		identity: () => "names",
		evaluate(context) {
			const names = clientNames(context);
			return names.kind === "unknown" ? dependsOn(names.because) : truthOf(test(names));
		},
		over() {
			return chosen(this, `a client name for ${name}`, occurrence.word.origin);
		},
	};
}

/** Refuses by a parameter's code where the client's name is missing, and for the time being where its lookup failed. */
function rejectNameless(which: "status" | "reverseStatus"): Restriction {
	return (occurrence) => {
		const { place, word } = occurrence;
		const code = integer(place.server.own, "unknown_client_reject_code", 450);
		const failing = onNames(occurrence, `${word.text}: lookup failed`, (names) => names[which] === "failing");
		const missing = onNames(occurrence, word.text, (names) => names[which] !== "ok");
		return {
			rules: [rule(failing, policyRefusal(450, place), word.origin), rule(missing, policyRefusal(code, place), word.origin)],
			taken: 0,
		};
	};
}

/** A condition on the HELO name, false where the client has said none yet. */
function onHelo(occurrence: Occurrence, test: (helo: string) => boolean): Match {
	return {
		kind: "computed",
		name: occurrence.word.text,
		reads: ["helo"],
		origin: occurrence.word.origin,
		identity: () => "helo",
		evaluate: (context) => truthOf(occurrence.place.knows.helo && test(context.attempt.helo)),
		over() {
			return occurrence.place.knows.helo
				? chosen(this, `a HELO name for ${occurrence.word.text}`, occurrence.word.origin)
				: FALSE;
		},
	};
}

/** A name with its last dot off, as the checks of HELO names take it. */
const withoutDot = (name: string): string => (name.endsWith(".") ? name.slice(0, -1) : name);

/** An address literal whose address is none; the brackets may be missing. */
function isBadLiteral(helo: string): boolean {
	const inside = helo.startsWith("[") && helo.endsWith("]") && helo.length > 2 ? helo.slice(1, -1) : helo;
	return mailAddressOfLiteral(inside) === undefined;
}

function rejectHelo(codeName: string, fallback: number, isBadName: (name: string) => boolean): Restriction {
	return (occurrence) => {
		const { place, word } = occurrence;
		const own = integer(place.server.own, codeName, fallback);
		const bad = integer(place.server.own, "invalid_hostname_reject_code", 501);
		return {
			rules: [
				rule(
					onHelo(occurrence, (helo) => helo.startsWith("[") && isBadLiteral(helo)),
					policyRefusal(bad, place),
					word.origin,
				),
				rule(
					onHelo(occurrence, (helo) => !helo.startsWith("[") && isBadName(withoutDot(helo))),
					policyRefusal(own, place),
					word.origin,
				),
			],
			taken: 0,
		};
	};
}

const rejectUnknownHelo: Restriction = (occurrence) => {
	const { place, word } = occurrence;
	const bad = integer(place.server.own, "invalid_hostname_reject_code", 501);
	const code = integer(place.server.own, "unknown_hostname_reject_code", 450);
	const lookup = (wanted: "missing" | "failing"): Match => ({
		kind: "computed",
		name: word.text,
		reads: ["helo", "dns"],
		origin: word.origin,
		identity: () => "helo",
		evaluate(context) {
			const { helo } = context.attempt;
			if (!place.knows.helo || helo.startsWith("[")) return FALSE;
			const found = dnsFinds(context.world, helo, ["A", "AAAA", "MX"]);
			return found.kind === "unknown" ? dependsOn(found.because) : truthOf(found.kind === wanted);
		},
		over() {
			return place.knows.helo ? chosen(this, `a HELO name for ${word.text}`, word.origin) : FALSE;
		},
	});
	const failing =
		place.server.own.text("unknown_helo_hostname_tempfail_action").text.trim() === "defer_if_permit"
			? pendIfPermit(place)
			: policyRefusal(450, place);
	return {
		rules: [
			rule(
				onHelo(occurrence, (helo) => helo.startsWith("[") && isBadLiteral(helo)),
				policyRefusal(bad, place),
				word.origin,
			),
			rule(lookup("missing"), policyRefusal(code, place), word.origin),
			rule(lookup("failing"), failing, word.origin),
		],
		taken: 0,
	};
};

/** Permits whoever says an address for a name; gone since 3.9 (postconf(5)). */
const permitNakedIpAddress: Restriction = (occurrence) => {
	const { place, word } = occurrence;
	const bad = integer(place.server.own, "invalid_hostname_reject_code", 501);
	const isNumeric = (helo: string) => /^[0-9.:]*$/.test(helo);
	return {
		rules: [
			rule(
				onHelo(occurrence, (helo) => isNumeric(helo) && isBadLiteral(helo)),
				policyRefusal(bad, place),
				word.origin,
			),
			rule({ ...onHelo(occurrence, isNumeric), hints: { helo: ["203.0.113.7"] } } as Match, { kind: "accept" }, word.origin),
		],
		taken: 0,
	};
};

const rejectPlaintextSession: Restriction = ({ place, word }) => ({
	rules: [
		rule(
			place.knows.session || yes(place.server.own, "smtpd_tls_wrappermode").kind === "true"
				? { kind: "not", operand: { kind: "flag", fact: "tls", origin: word.origin } }
				: ALWAYS,
			policyRefusal(integer(place.server.own, "plaintext_reject_code", 450), place),
			word.origin,
		),
	],
	taken: 0,
});

const isInvalidName = (name: string): boolean => !isHostname(name) && !isHostAddress(name);
const isUnqualified = (name: string): boolean => !isHostname(name) || !name.includes(".");

/** Restrictions on the client, its session and its HELO name (postconf(5), "smtpd_client_restrictions", "smtpd_helo_restrictions"). */
export const clientRestrictions: Readonly<Record<string, Restriction>> = {
	permit_mynetworks: permitMynetworks,
	permit_inet_interfaces: permitInetInterfaces,
	permit_sasl_authenticated: permitSaslAuthenticated,
	permit_tls_all_clientcerts: permitTlsAllClientcerts,
	permit_tls_clientcerts: permitTlsClientcerts,
	permit_naked_ip_address: permitNakedIpAddress,
	reject_plaintext_session: rejectPlaintextSession,
	reject_unknown_client_hostname: rejectNameless("status"),
	reject_unknown_client: rejectNameless("status"),
	reject_unknown_reverse_client_hostname: rejectNameless("reverseStatus"),
	reject_invalid_helo_hostname: rejectHelo("invalid_hostname_reject_code", 501, isInvalidName),
	reject_invalid_hostname: rejectHelo("invalid_hostname_reject_code", 501, isInvalidName),
	reject_non_fqdn_helo_hostname: rejectHelo("non_fqdn_reject_code", 504, isUnqualified),
	reject_non_fqdn_hostname: rejectHelo("non_fqdn_reject_code", 504, isUnqualified),
	reject_unknown_helo_hostname: rejectUnknownHelo,
	reject_unknown_hostname: rejectUnknownHelo,
};
