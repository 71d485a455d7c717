import { describe, expect, it } from "vitest";
import { type CheckOptions, check } from "./check.ts";
import { memoryFileSystem } from "./file-system.ts";

/** What a check of a main.cf finds, by rule, certainty and severity. */
async function found(lines: readonly string[], options: CheckOptions = {}, master?: string) {
	const text = ["compatibility_level = 3.6", ...lines, ""].join("\n");
	const files = { "/conf/main.cf": text, ...(master === undefined ? {} : { "/conf/master.cf": master }) };
	const { findings } = await check(memoryFileSystem(files), ["/conf"], options);
	return findings.map(({ rule, certainty, severity, origin: { file, span } }) => ({
		rule,
		certainty,
		severity,
		words: file.text.slice(span.start, span.end),
	}));
}

const router = (certainty: string, severity: string, words: string) => [
	{ rule: "trusted-nat-router", certainty, severity, words },
];

describe("a trusted router", () => {
	it("is an error where relaylint.json names it", async () => {
		const declared = { natRouters: ["192.168.7.3"] };
		expect(await found(["mynetworks = 127.0.0.0/8 192.168.7.0/24"], declared)).toEqual(
			router("proven", "error", "192.168.7.0/24"),
		);
		expect(await found(["mynetworks = 127.0.0.0/8 192.168.7.3"], declared)).toEqual(router("proven", "error", "192.168.7.3"));
	});

	it("is a warning where it is this machine's gateway", async () => {
		const asked = { gateways: ["192.168.7.1"] };
		expect(await found(["mynetworks = 127.0.0.0/8 192.168.7.0/24"], asked)).toEqual(
			router("proven", "warning", "192.168.7.0/24"),
		);
	});

	it("is likely where it looks like one, and possible inside a range of containers", async () => {
		expect(await found(["mynetworks = 192.168.7.254"])).toEqual(router("likely", "warning", "192.168.7.254"));
		expect(await found(["mynetworks = 172.17.0.0/16"])).toEqual(router("possible", "info", "172.17.0.0/16"));
		expect(await found(["mynetworks = 10.0.0.0/8"])).toEqual(router("possible", "info", "10.0.0.0/8"));
	});

	it("is reported once for a list, as surely as it can be", async () => {
		expect(await found(["mynetworks = 10.0.0.0/8 192.168.7.254 172.16.0.0/12"], { natRouters: ["10.1.2.3"] })).toEqual(
			router("proven", "error", "10.0.0.0/8"),
		);
	});

	it("is none where it is excluded, loopback, or may not relay", async () => {
		const options = { natRouters: ["192.168.7.3"], gateways: ["192.168.7.1"] };
		expect(await found(["mynetworks = !192.168.7.3 !192.168.7.1 192.168.7.0/24"], options)).toEqual([]);
		expect(await found(["mynetworks = 127.0.0.0/8 [::ffff:127.0.0.0]/104 [::1]/128"], options)).toEqual([]);
		expect(await found(["mynetworks = 192.168.7.0/24", "smtpd_relay_restrictions = reject_unauth_destination"], options)).toEqual(
			[],
		);
	});

	it("is no finding of its own where everybody is trusted", async () => {
		const rules = (await found(["mynetworks = 0.0.0.0/0"], { natRouters: ["192.168.7.3"] })).map(({ rule }) => rule);
		expect(rules).toEqual(["open-relay"]);
	});
});

describe("a trusted network", () => {
	it("counts by what is left without the servers that relaylint.json names", async () => {
		const lines = ["mynetworks = 127.0.0.0/8 198.51.100.0/22"];
		expect((await found(lines)).map(({ severity }) => severity)).toEqual(["warning"]);
		expect(await found(lines, { ownServers: ["198.51.100.0/22"] })).toEqual([]);
	});

	it("is an open relay at fifteen million addresses, and nothing beside", async () => {
		expect((await found(["mynetworks = 8.0.0.0/8"])).map(({ rule }) => rule)).toEqual(["open-relay"]);
		expect((await found(["mynetworks = 8.0.0.0/9"])).map(({ rule }) => rule)).toEqual(["trusted-network-too-wide"]);
	});
});

describe("who may say which address it has", () => {
	it("is one finding, at the words that believe it", async () => {
		const proxy = ["smtpd_upstream_proxy_protocol = haproxy"];
		expect((await found(proxy)).map(({ rule, words }) => [rule, words])).toEqual([["open-relay", "haproxy"]]);
		const guarded = [...proxy, "smtpd_relay_restrictions = reject_unauth_destination"];
		expect((await found(guarded)).map(({ rule }) => rule)).toEqual(["proxy-protocol-unguarded"]);
		const everybody = ["smtpd_authorized_xclient_hosts = 0.0.0.0/0"];
		expect((await found(everybody)).map(({ rule, words }) => [rule, words])).toEqual([["open-relay", "0.0.0.0/0"]]);
		const some = ["smtpd_authorized_xclient_hosts = 127.0.0.1 10.0.0.0/8 192.168.7.5"];
		expect((await found(some)).map(({ rule, words }) => [rule, words])).toEqual([["xclient-trusts-too-much", "10.0.0.0/8"]]);
	});
});

describe("settings as they are shipped", () => {
	it("Debian's raise nothing", async () => {
		const lines = [
			"smtpd_banner = $myhostname ESMTP $mail_name (Debian/GNU)",
			"biff = no",
			"append_dot_mydomain = no",
			"readme_directory = no",
			"smtpd_tls_cert_file=/etc/ssl/certs/ssl-cert-snakeoil.pem",
			"smtpd_tls_key_file=/etc/ssl/private/ssl-cert-snakeoil.key",
			"smtpd_tls_security_level=may",
			"smtp_tls_CApath=/etc/ssl/certs",
			"smtp_tls_security_level=may",
			"smtp_tls_session_cache_database = btree:${data_directory}/smtp_scache",
			"smtpd_relay_restrictions = permit_mynetworks permit_sasl_authenticated defer_unauth_destination",
			"myhostname = mail.example.com",
			"alias_maps = hash:/etc/aliases",
			"alias_database = hash:/etc/aliases",
			"myorigin = /etc/mailname",
			"mydestination = $myhostname, example.com, localhost.example.com, localhost",
			"relayhost =",
			"mynetworks = 127.0.0.0/8 [::ffff:127.0.0.0]/104 [::1]/128",
			"mailbox_size_limit = 0",
			"recipient_delimiter = +",
			"inet_interfaces = all",
			"inet_protocols = all",
		];
		expect(await found(lines)).toEqual([]);
	});

	it("a submission service for users who log in raises nothing", async () => {
		const master = [
			"smtp inet n - y - - smtpd",
			"submission inet n - y - - smtpd",
			"  -o smtpd_tls_security_level=encrypt",
			"  -o smtpd_sasl_auth_enable=yes",
			"  -o smtpd_tls_auth_only=yes",
			"  -o smtpd_client_restrictions=permit_sasl_authenticated,reject",
			"127.0.0.1:10025 inet n - y - - smtpd",
			"  -o content_filter=",
			"  -o receive_override_options=no_header_body_checks,no_unknown_recipient_checks",
			"  -o smtpd_recipient_restrictions=permit_mynetworks,reject",
			"  -o mynetworks=127.0.0.0/8",
			"",
		].join("\n");
		const lines = ["myhostname = mail.example.com", "smtpd_tls_chain_files = /etc/ssl/private/mail.pem"];
		expect(await found(lines, {}, master)).toEqual([]);
	});
});
