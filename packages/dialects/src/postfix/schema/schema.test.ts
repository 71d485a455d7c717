import { describe, expect, it } from "vitest";
import { parameterRows } from "./parameters.ts";
import {
	closestParameter,
	compareRelease,
	defaultText,
	findParameter,
	isDeprecatedInRelease,
	isKnownInRelease,
	manualUrl,
	NEWEST_RELEASE,
	type ParameterSchema,
	parameterNames,
	parseRelease,
	type Release,
} from "./schema.ts";

const types = new Set(
	(
		"boolean integer reply-code time level enum enum-list string user command path path-list host domain address address-list interface-list " +
		"domain-list host-list string-list map map-list restriction-list class-list transport transport-list nexthop nexthop-list endpoint " +
		"milter-list service port cipher-list protocol-list"
	).split(" "),
);

function parameter(name: string): ParameterSchema {
	const schema = findParameter(name);
	if (!schema) throw new Error(`no such parameter: ${name}`);
	return schema;
}

function release(text: string): Release {
	const parsed = parseRelease(text);
	if (!parsed) throw new Error(`no such release: ${text}`);
	return parsed;
}

function defaultIn(name: string, version: string): string | undefined {
	return defaultText(parameter(name), release(version));
}

describe("the rows", () => {
	const all = parameterNames().map(parameter);

	it("are about nine hundred, unique and sorted within their subsystem", () => {
		expect(all.length).toBeGreaterThan(880);
		const names = parameterRows.flat().map((row) => row.slice(0, row.indexOf(" ")));
		expect(new Set(names).size).toBe(names.length);
		for (const rows of parameterRows) {
			const inFile = rows.map((row) => row.slice(0, row.indexOf(" ")));
			expect(inFile).toEqual([...inFile].sort());
		}
	});

	it("each have a known type, and words exactly where the type is an enumeration", () => {
		for (const { name, type, values } of all) {
			expect(types, name).toContain(type);
			expect(values.length > 0, name).toBe(type === "enum" || type === "enum-list");
		}
	});

	it("each say in one line of their own what the parameter does", () => {
		const lines = all.map((schema) => schema.doc);
		for (const { name, doc } of all) {
			expect(doc.length, name).toBeGreaterThan(9);
			expect(doc, name).not.toMatch(/\.$/);
			expect(doc, name).not.toMatch(/: $/);
		}
		for (const row of parameterRows.flat()) expect(row.slice(row.lastIndexOf(" | ") + 3).length, row).toBeLessThanOrEqual(100);
		expect(new Set(lines).size).toBeGreaterThan(lines.length - 10);
	});

	it("list default changes in order of release, within the life of the parameter", () => {
		for (const { name, defaults, since, removed } of all) {
			const [first, ...changes] = defaults;
			expect(first?.from, name).toBeUndefined();
			let previous = since.at(-1);
			for (const { from } of changes) {
				if (!from) throw new Error(`${name}: undated change`);
				if (previous) expect(compareRelease(previous, from), name).toBeLessThan(0);
				if (removed) expect(compareRelease(from, removed), name).toBeLessThan(0);
				previous = from;
			}
		}
	});

	it("name a known parameter, of the same release or later, where they name a replacement", () => {
		for (const { name, replacement, removed, deprecated } of all) {
			if (replacement === undefined) continue;
			expect(removed ?? deprecated, name).toBeDefined();
			expect(isKnownInRelease(parameter(replacement), release(NEWEST_RELEASE)), name).toBe(true);
		}
	});

	it("have boolean, numeric and enumerated defaults that are values of their type, or expressions", () => {
		for (const { name, type, values, defaults } of all) {
			for (const { text } of defaults) {
				if (text === "" || text.includes("$")) continue;
				if (type === "boolean") expect(text, name).toMatch(/^(yes|no)$/);
				if (type === "integer") expect(text, name).toMatch(/^-?\d+$/);
				if (type === "reply-code") expect(text, name).toMatch(/^[45]\d\d$/);
				if (type === "time") expect(text, name).toMatch(/^\d+[smhdw]$/);
				if (type === "enum") expect(values, name).toContain(text);
				if (type === "enum-list") for (const word of text.split(/[\s,]+/)) expect(values, name).toContain(word);
			}
		}
	});
});

// Facts of the release notes and of postconf(5); the expressions are those that postconf -d prints.
describe("defaults by release", () => {
	it("keep relaying in the recipient restrictions before 2.10 and in the relay restrictions since (RELEASE_NOTES-2.10)", () => {
		expect(defaultIn("smtpd_recipient_restrictions", "2.1")).toBe("permit_mynetworks, reject_unauth_destination");
		expect(defaultIn("smtpd_recipient_restrictions", "2.9.15")).toBe("permit_mynetworks, reject_unauth_destination");
		expect(defaultIn("smtpd_recipient_restrictions", "2.10")).toBe("");
		expect(defaultIn("smtpd_relay_restrictions", "2.9")).toBeUndefined();
		expect(defaultIn("smtpd_relay_restrictions", "2.10.0")).toBe(
			"permit_mynetworks, permit_sasl_authenticated, defer_unauth_destination",
		);
		expect(defaultIn("smtpd_relay_restrictions", "3.7.11")).toBe(
			"${{$compatibility_level} <level {1} ? {} : {permit_mynetworks, permit_sasl_authenticated, defer_unauth_destination}}",
		);
	});

	it("depend on the compatibility level since 3.0 (RELEASE_NOTES-3.0, COMPATIBILITY_README)", () => {
		expect(defaultIn("mynetworks_style", "2.11")).toBe("subnet");
		expect(defaultIn("mynetworks_style", "3.0")).toBe("${{$compatibility_level} <level {2} ? {subnet} : {host}}");
		expect(defaultIn("relay_domains", "2.11")).toBe("$mydestination");
		expect(defaultIn("relay_domains", "3.0")).toBe("${{$compatibility_level} <level {2} ? {$mydestination} : {}}");
		expect(defaultIn("append_dot_mydomain", "2.11")).toBe("yes");
		expect(defaultIn("append_dot_mydomain", "3.11")).toBe("${{$compatibility_level} <level {1} ? {yes} : {no}}");
		expect(defaultIn("compatibility_level", "2.11")).toBeUndefined();
		expect(defaultIn("compatibility_level", "3.11")).toBe("0");
	});

	it("changed with 3.6: the order of the lists, the fingerprint digest, the lowest TLS version (RELEASE_NOTES-3.6)", () => {
		expect(defaultIn("smtpd_relay_before_recipient_restrictions", "3.5.25")).toBeUndefined();
		expect(defaultIn("smtpd_relay_before_recipient_restrictions", "3.6")).toBe(
			"${{$compatibility_level} <level {3.6} ? {no} : {yes}}",
		);
		expect(defaultIn("smtpd_tls_fingerprint_digest", "3.5")).toBe("md5");
		expect(defaultIn("smtpd_tls_fingerprint_digest", "3.6")).toBe("${{$compatibility_level} <level {3.6} ? {md5} : {sha256}}");
		expect(defaultIn("smtpd_tls_mandatory_protocols", "3.4")).toBe("!SSLv2, !SSLv3");
		expect(defaultIn("smtpd_tls_mandatory_protocols", "3.6")).toBe(">=TLSv1");
	});

	it("changed in single releases, as postconf(5) tells", () => {
		expect(defaultIn("inet_protocols", "2.1")).toBeUndefined();
		expect(defaultIn("inet_protocols", "2.8")).toBe("ipv4");
		expect(defaultIn("inet_protocols", "2.9")).toBe("all");
		expect(defaultIn("address_verify_sender", "2.4")).toBe("postmaster");
		expect(defaultIn("address_verify_sender", "2.5")).toBe("$double_bounce_sender");
		expect(defaultIn("address_verify_map", "2.6")).toBe("");
		expect(defaultIn("milter_protocol", "2.5")).toBe("2");
		expect(defaultIn("smtpd_forbidden_commands", "3.6")).toBe("CONNECT GET POST");
		expect(defaultIn("smtpd_forbidden_commands", "3.7")).toBe("CONNECT GET POST regexp:{{/^[^A-Z]/ Bogus}}");
		expect(defaultIn("smtp_tls_security_level", "3.10")).toBe("");
		expect(defaultIn("smtp_tls_security_level", "3.11")).toBe("${{$compatibility_level} <level {3.11} ? {} : {may}}");
		expect(defaultIn("milter_default_action", "3.10.7")).toBe("tempfail");
		expect(defaultIn("milter_default_action", "3.11")).toBe("shutdown");
	});

	it("stay what they were in 2.0 where no release note says otherwise", () => {
		expect(defaultIn("mydestination", "2.1")).toBe("$myhostname, localhost.$mydomain, localhost");
		expect(defaultIn("local_recipient_maps", "2.1")).toBe("proxy:unix:passwd.byname $alias_maps");
		expect(defaultIn("parent_domain_matches_subdomains", "2.1")).toBe(
			"debug_peer_list,fast_flush_domains,mynetworks,permit_mx_backup_networks,qmqpd_authorized_clients,relay_domains,smtpd_access_maps",
		);
		for (const version of ["2.1", "3.11"]) {
			expect(defaultIn("allow_untrusted_routing", version)).toBe("no");
			expect(defaultIn("allow_percent_hack", version)).toBe("yes");
			expect(defaultIn("resolve_dequoted_address", version)).toBe("yes");
			expect(defaultIn("smtpd_delay_reject", version)).toBe("yes");
			expect(defaultIn("smtpd_sasl_auth_enable", version)).toBe("no");
			expect(defaultIn("virtual_alias_domains", version)).toBe("$virtual_alias_maps");
		}
	});

	it("of a fix that went into several branches hold from its patch level on (HISTORY 20250210)", () => {
		const dane = "${{$smtp_tls_security_level} == {dane} ? {dane} : {may}}";
		expect(defaultIn("smtp_tls_dane_insecure_mx_policy", "3.5")).toBe("dane");
		expect(defaultIn("smtp_tls_dane_insecure_mx_policy", "3.7.12")).toBe(dane);
		expect(defaultIn("smtp_tls_dane_insecure_mx_policy", "3.7.13")).toBe("dane");
		expect(defaultIn("smtp_tls_dane_insecure_mx_policy", "3.9.1")).toBe(dane);
		expect(defaultIn("smtp_tls_dane_insecure_mx_policy", "3.10")).toBe("dane");
	});

	it("are computed for what comes from the machine", () => {
		expect(parameterNames().filter((name) => parameter(name).computed)).toEqual([
			"mail_release_date",
			"mail_version",
			"mydomain",
			"myhostname",
			"mynetworks",
			"process_id",
			"process_name",
			"service_name",
		]);
	});
});

describe("the life of a parameter", () => {
	const known = (name: string, version: string) => isKnownInRelease(parameter(name), release(version));

	it("begins with its release, or with the patch level that a branch got it in", () => {
		expect(known("smtpd_client_ipv4_prefix_length", "3.7")).toBe(false);
		expect(known("smtpd_client_ipv4_prefix_length", "3.8")).toBe(true);
		// postconf(5): since 3.9, 3.8.4, 3.7.9, 3.6.13 and 3.5.23
		expect(known("smtpd_forbid_bare_newline", "3.7.8")).toBe(false);
		expect(known("smtpd_forbid_bare_newline", "3.7.9")).toBe(true);
		expect(known("smtpd_forbid_bare_newline", "3.8.0")).toBe(false);
		expect(known("smtpd_forbid_bare_newline", "3.4.29")).toBe(false);
		expect(defaultIn("smtpd_forbid_bare_newline", "3.7.11")).toBe("no");
		expect(defaultIn("smtpd_forbid_bare_newline", "3.9.0")).toBe("normalize");
		expect(defaultIn("smtpd_forbid_unauth_pipelining", "3.9")).toBe("yes");
	});

	it("ends with the release that removed it", () => {
		expect(known("tls_legacy_public_key_fingerprints", "3.10")).toBe(true);
		expect(known("tls_legacy_public_key_fingerprints", "3.11")).toBe(false);
		expect(known("smtpd_sasl_application_name", "2.2")).toBe(true);
		expect(known("smtpd_sasl_application_name", "2.3")).toBe(false);
		expect(parameter("smtpd_sasl_application_name").replacement).toBe("smtpd_sasl_path");
	});

	it("says what replaces an old name (RELEASE_NOTES-3.6, DEPRECATION_README)", () => {
		const old = parameter("postscreen_blacklist_action");
		expect(old.replacement).toBe("postscreen_denylist_action");
		expect(isDeprecatedInRelease(old, release("3.5"))).toBe(false);
		expect(isDeprecatedInRelease(old, release("3.6"))).toBe(true);
		expect(defaultText(old, release("3.5"))).toBe("ignore");
		expect(defaultText(old, release("3.6"))).toBe("");
		expect(parameter("smtpd_use_tls").replacement).toBe("smtpd_tls_security_level");
	});

	it("flags what Postfix sets itself", () => {
		expect(parameterNames().filter((name) => parameter(name).readOnly)).toEqual([
			"mail_release_date",
			"mail_version",
			"process_id",
			"process_name",
			"service_name",
			"stress",
		]);
	});
});

describe("support states", () => {
	it("are modelled for what decides who may relay", () => {
		for (const name of (
			"mynetworks mynetworks_style mydestination relay_domains virtual_alias_domains virtual_alias_maps virtual_mailbox_domains " +
			"virtual_mailbox_maps transport_maps relayhost local_recipient_maps relay_recipient_maps smtpd_client_restrictions " +
			"smtpd_helo_restrictions smtpd_sender_restrictions smtpd_relay_restrictions smtpd_recipient_restrictions smtpd_data_restrictions " +
			"smtpd_restriction_classes smtpd_delay_reject smtpd_sasl_auth_enable smtpd_tls_security_level smtpd_tls_wrappermode " +
			"relay_clientcerts permit_mx_backup_networks inet_interfaces proxy_interfaces allow_untrusted_routing compatibility_level " +
			"smtpd_authorized_xclient_hosts smtpd_upstream_proxy_protocol parent_domain_matches_subdomains"
		).split(" "))
			expect(parameter(name).support, name).toBe("modelled");
	});

	it("are irrelevant for the clients that deliver mail, and unmodelled for what rewrites commands", () => {
		for (const name of parameterNames()) {
			if (/^(smtp|lmtp|tlsproxy)_/.test(name)) expect(parameter(name).support, name).toBe("irrelevant");
		}
		expect(parameter("smtpd_command_filter").support).toBe("unmodelled");
	});
});

describe("releases", () => {
	it("are read from what users and Postfix write", () => {
		expect(parseRelease("3.7.11")).toEqual({ major: 3, minor: 7, patch: 11 });
		expect(parseRelease("3.7")).toEqual({ major: 3, minor: 7 });
		expect(parseRelease("3.11-20250101")).toEqual({ major: 3, minor: 11 });
		for (const text of ["", "3", "x", "3.7.1.1", "apple-10.6", "3,7"]) expect(parseRelease(text), text).toBeUndefined();
	});

	it("are ordered by number, a branch without patch level last of its patch levels", () => {
		const ordered = ["2.1", "2.9", "2.10", "3.0", "3.7.0", "3.7.11", "3.7", "3.10.1", "3.11"].map(release);
		for (const [index, current] of ordered.entries())
			for (const [other, second] of ordered.entries())
				expect(Math.sign(compareRelease(current, second))).toBe(Math.sign(index - other));
	});
});

describe("suggestions", () => {
	it("find the name that was meant", () => {
		expect(closestParameter("smtpd_relay_restriction")).toBe("smtpd_relay_restrictions");
		expect(closestParameter("my_networks")).toBe("mynetworks");
		expect(closestParameter("mynetwokrs")).toBe("mynetworks");
		expect(closestParameter("smtpd_recipent_restrictions")).toBe("smtpd_recipient_restrictions");
		expect(closestParameter("smtpd_tls_cafile")).toBe("smtpd_tls_CAfile");
		expect(closestParameter("relaydomains")).toBe("relay_domains");
	});

	it("stay silent where nothing is near", () => {
		for (const name of ["", "x", "my_own_class", "colour_of_the_server"]) expect(closestParameter(name), name).toBeUndefined();
	});
});

it("links to the parameter in the manual", () => {
	expect(manualUrl("mynetworks")).toBe("https://www.postfix.org/postconf.5.html#mynetworks");
});
