import type { FileOrigin } from "@relaylint/core";
import type { M4Host } from "./host.ts";

/** What a FEATURE does when it is read: names it defines, and configuration lines it brings. */
export type FeatureEffect = (host: M4Host, given: readonly string[], origin: FileOrigin) => void;

const flag =
	(name: string): FeatureEffect =>
	(host, _given, origin) =>
		host.define(name, "1", origin);

/** A map of a feature: `hash /etc/mail/NAME` unless an argument says otherwise. */
function mapLine(host: M4Host, map: string, file: string, argument: string, flags: string, origin: FileOrigin): void {
	const said = argument.trim();
	const kind = host.definition("DATABASE_MAP_TYPE")?.text ?? "hash";
	const directory = host.definition("MAIL_SETTINGS_DIR")?.text ?? "/etc/mail/";
	const specification = said === "" ? `${kind}${flags} ${directory}${file}` : said === "LDAP" ? `ldap${flags}` : said;
	host.emit(6, `\nK${map} ${specification}\n`, origin);
}

const mapped =
	(mark: string, map: string, file: string): FeatureEffect =>
	(host, [argument = ""], origin) => {
		host.define(mark, "", origin);
		mapLine(host, map, file, argument, "", origin);
	};

/** An argument of a feature that must be one of a few words. */
const choice =
	(name: string, letters: Readonly<Record<string, string>>, otherwise: string): FeatureEffect =>
	(host, [argument = ""], origin) =>
		host.define(name, letters[argument.trim().charAt(0).toLowerCase()] ?? otherwise, origin);

const ACCESS_OPTIONS: Readonly<Record<string, string>> = {
	skip: "_ACCESS_SKIP_",
	lookupdotdomain: "_LOOKUPDOTDOMAIN_",
	relaytofulladdress: "_RELAY_FULL_ADDR_",
};

/** Where a feature needs the access map and none was asked for before it, it does nothing (and says so when the file is built). */
const withAccess =
	(effect: FeatureEffect): FeatureEffect =>
	(host, given, origin) => {
		if (host.definition("_ACCESS_TABLE_") !== undefined) effect(host, given, origin);
		else
			host.problem({
				kind: "bad-argument",
				origin,
				text: "this feature needs FEATURE(`access_db') before it, and does nothing here",
			});
	};

function blocklist(host: M4Host, _given: readonly string[], origin: FileOrigin): void {
	host.define("_BLOCKLIST_RCPT_", "1", origin);
}

/** A list in the DNS: a line of our own in the diversion of such lists, which stands for the rules that ask it. */
const dnsList =
	(map: string): FeatureEffect =>
	(host, given, origin) =>
		host.emit(8, `\n#relaylint:${map} ${JSON.stringify(given)}\n`, origin);

/** Every FEATURE of cf/README that can change who relays, and the rest as names that do not. */
export const FEATURES: Readonly<Record<string, FeatureEffect>> = {
	accept_unqualified_senders: flag("_ACCEPT_UNQUALIFIED_SENDERS_"),
	accept_unresolvable_domains: flag("_ACCEPT_UNRESOLVABLE_DOMAINS_"),
	access_db(host, given, origin) {
		host.define("_ACCESS_TABLE_", "", origin);
		for (const option of given.slice(1)) {
			const name = ACCESS_OPTIONS[option.trim().toLowerCase()];
			if (name !== undefined) host.define(name, "1", origin);
		}
		const said = given[0]?.trim() ?? "";
		const marked = said === "" || said === "LDAP" || said.startsWith("sequence ") || said.includes("<TMPF>");
		mapLine(host, "access", "access", marked ? said : said.replace(/^(\S+)/, "$1 -T<TMPF>"), " -T<TMPF>", origin);
	},
	badmx: flag("_BADMX_CHK_"),
	bcc: flag("_ADD_BCC_"),
	bestmx_is_local: (host, [argument = ""], origin) => host.define("_BESTMX_IS_LOCAL_", argument, origin),
	bitdomain: mapped("_BITDOMAIN_TABLE_", "bitdomain", "bitdomain"),
	blacklist_recipients: withAccess(blocklist),
	blocklist_recipients: withAccess(blocklist),
	block_bad_helo(host, _given, origin) {
		host.define("_BLOCK_BAD_HELO_", "", origin);
		host.emit(
			5,
			"\nC{R}127.0.0.1\nC{R}IPv6:0:0:0:0:0:0:0:1 IPv6:::1\nC{w}[127.0.0.1]\nC{w}[IPv6:0:0:0:0:0:0:0:1] [IPv6:::1]\n",
			origin,
		);
	},
	conncontrol: flag("_CONN_CONTROL_"),
	delay_checks(host, [argument = "", compatible = ""], origin) {
		host.define("_DELAY_CHECKS_", "1", origin);
		const letter = argument.trim().charAt(0).toLowerCase();
		if (letter === "f") host.define("_SPAM_FRIEND_", "1", origin);
		else if (letter === "h") host.define("_SPAM_HATER_", "1", origin);
		if (compatible === "") host.define("_DELAY_COMPAT_8_10_", "1", origin);
	},
	dnsbl: dnsList("dnsbl"),
	domaintable: mapped("_DOMAIN_TABLE_", "domaintable", "domaintable"),
	enhdnsbl: dnsList("enhdnsbl"),
	genericstable: mapped("_GENERICS_TABLE_", "generics", "genericstable"),
	generics_entire_domain: flag("_GENERICS_ENTIRE_DOMAIN_"),
	ldap_routing: flag("_LDAP_ROUTING_"),
	lookupdotdomain: withAccess(flag("_LOOKUPDOTDOMAIN_")),
	loose_relay_check: flag("_LOOSE_RELAY_CHECK_"),
	mailertable: mapped("_MAILER_TABLE_", "mailertable", "mailertable"),
	masquerade_entire_domain: flag("_MASQUERADE_ENTIRE_DOMAIN_"),
	msp(host, _given, origin) {
		host.define("_MSP_", "1", origin);
		host.define("_NO_MSA_", "1", origin);
		host.define("confDELIVERY_MODE", "i", origin);
		host.define("confDONT_PROBE_INTERFACES", "True", origin);
		if ((host.definition("_DPO_")?.text ?? "") === "")
			host.define("_DPO_", "\nO DaemonPortOptions=Name=NoMTA, Addr=127.0.0.1, M=E", origin);
	},
	mtamark: dnsList("mtamark"),
	no_default_msa: flag("_NO_MSA_"),
	nocanonify(host, [argument = ""], origin) {
		host.define("_NO_CANONIFY_", "1", origin);
		if (argument.trim().toLowerCase() === "canonify_hosts") host.define("_CANONIFY_HOSTS_", "1", origin);
	},
	nopercenthack: choice("_NO_PERCENTHACK_", { r: "r", n: "n" }, "e"),
	nouucp: choice("_NO_UUCP_", { r: "r", n: "n" }, "e"),
	nullclient(host, [hub = ""], origin) {
		host.define("_NULL_CLIENT_", hub, origin);
		host.define("MAIL_HUB", hub, origin);
		host.define("SMART_HOST", hub, origin);
		for (const mailer of ["local", "smtp"]) host.define(`_MAILER_${mailer}_`, "", origin);
	},
	preserve_local_plus_detail: flag("_PRESERVE_LOCAL_PLUS_DETAIL_"),
	promiscuous_relay: flag("_PROMISCUOUS_RELAY_"),
	ratecontrol: flag("_RATE_CONTROL_"),
	relay_based_on_MX: flag("_RELAY_MX_SERVED_"),
	relay_entire_domain: flag("_RELAY_ENTIRE_DOMAIN_"),
	relay_hosts_only: flag("_RELAY_HOSTS_ONLY_"),
	relay_local_from: flag("_RELAY_LOCAL_FROM_"),
	relay_mail_from: withAccess((host, [argument = ""], origin) => {
		host.define("_RELAY_DB_FROM_", "1", origin);
		if (argument === "domain") host.define("_RELAY_DB_FROM_DOMAIN_", "1", origin);
	}),
	require_rdns: flag("_REQUIRE_RDNS_"),
	rhsbl: dnsList("rhsbl"),
	stickyhost: flag("_STICKY_LOCAL_DOMAIN_"),
	use_client_ptr: flag("_USE_CLIENT_PTR_"),
	use_ct_file: flag("_USE_CT_FILE_"),
	use_cw_file: flag("USE_CW_FILE"),
	uucpdomain: mapped("_UUDOMAIN_TABLE_", "uudomain", "uudomain"),
	virtuser_entire_domain: flag("_VIRTUSER_ENTIRE_DOMAIN_"),
	virtusertable: mapped("_VIRTUSER_TABLE_", "virtuser", "virtusertable"),
	redirect(host, _given, origin) {
		host.define("_REDIRECT_", "1", origin);
		host.emit(6, "\nCPREDIRECT\n", origin);
	},
	local_procmail: flag("_LOCAL_PROCMAIL_"),
	local_lmtp: flag("_LOCAL_LMTP_"),
};

/** Features of cf/README that say nothing about who relays. */
export const HARMLESS_FEATURES: ReadonlySet<string> = new Set(
	`allmasquerade always_add_domain authinfo check_cert_altnames check_other compat_check domainmap greet_pause limited_masquerade
	local_no_masquerade masquerade_envelope notsticky prefixmod queuegroup smrsh sts tls_failures tls_session_features vnet
	preserve_luser_host conditional_mailer`
		.split(/\s+/)
		.filter((name) => name !== ""),
);
