import type { Random } from "../../random.ts";
import { CLIENTS, DOMAINS } from "../words.ts";

/** One part of sendmail.mc, with the files it needs beside it, by the name of what makes their lines. */
interface Part {
	readonly text: string;
	readonly needs?: readonly Needed[];
}

/** A file that a part reads: how it is called, and what stands in it. */
export interface Needed {
	readonly file: string;
	readonly content: "access" | "own" | "relay" | "virtuser" | "mailertable" | "domaintable" | "aliases";
	/** The part reads it, but an administrator may have forgotten it. */
	readonly optional?: boolean;
}

const feature = (name: string, ...given: readonly string[]) =>
	`FEATURE(\`${name}'${given.map((one) => (one === "" ? ", " : `, \`${one}'`)).join("")})`;

/**
 * Random parts of a sendmail.mc between OSTYPE and MAILER, in the order of an administrator's. Left out is what is not followed in all its
 * consequences yet: rhsbl, block_bad_helo, bestmx_is_local, nullclient, and refusals as a LUSER_RELAY.
 */
export function featuresOf(random: Random): readonly Part[] {
	const parts: Part[] = [];
	const add = (text: string, ...needs: readonly Needed[]) => parts.push({ text, needs });
	/** Once in so many times. */
	const maybe = (of: number, make: () => void) => {
		if (random.chance(of)) make();
	};
	add(
		`define(\`confDOMAIN_NAME', \`${random.weigh([
			[12, "mx.example.com"],
			[1, "example.com"],
			[1, "mail.example.com"],
		])}')`,
	);
	if (!random.chance(8)) add(feature("use_cw_file"), { file: "local-host-names", content: "own" });
	maybe(2, () => add(feature("no_default_msa")));
	for (const line of daemons(random)) add(line);
	settings(random, add, maybe);
	const access = !random.chance(4);
	if (access) add(accessFeature(random), { file: "access", content: "access" });
	checks(random, add, maybe, access);
	tables(random, add, maybe);
	routing(random, add, maybe);
	login(random, add, maybe);
	return parts;
}

type Add = (text: string, ...needs: readonly Needed[]) => void;
type Maybe = (of: number, make: () => void) => void;

function accessFeature(random: Random): string {
	const given = random.weigh<readonly string[]>([
		[6, []],
		[2, ["hash -o /etc/mail/access"]],
		[2, ["hash -T<TMPF> -o /etc/mail/access.db"]],
		[1, ["hash -T<TMPF> /etc/mail/access"]],
		[2, ["", "skip"]],
		[1, ["", "lookupdotdomain"]],
		[1, ["", "relaytofulladdress"]],
		[1, ["", "skip", "lookupdotdomain"]],
		[1, ["btree /etc/mail/access"]],
	]);
	return feature("access_db", ...given);
}

/** Features that decide who may send and relay. */
function checks(random: Random, add: Add, maybe: Maybe, access: boolean): void {
	maybe(3, () => add(feature(random.pick(["blacklist_recipients", "blocklist_recipients"]))));
	maybe(3, () =>
		add(feature("delay_checks", ...random.pick(access ? [[], [], ["friend"], ["hater"], ["", "n"]] : [[], ["", "n"]]))),
	);
	maybe(5, () => add(feature("relay_hosts_only")));
	maybe(6, () => add(feature("relay_entire_domain")));
	maybe(8, () => add(feature("relay_local_from")));
	maybe(6, () => add(feature("relay_mail_from", ...random.pick([[], ["domain"]]))));
	maybe(7, () => add(feature("relay_based_on_MX")));
	maybe(30, () => add(feature("promiscuous_relay")));
	maybe(7, () => add(feature("loose_relay_check")));
	maybe(5, () => add(feature("accept_unqualified_senders")));
	maybe(4, () => add(feature("accept_unresolvable_domains")));
	maybe(7, () => add(feature("nouucp", random.pick(["reject", "nospecial"]))));
	maybe(7, () => add(feature("nopercenthack", random.pick(["reject", "nospecial"]))));
	maybe(10, () => add(feature("lookupdotdomain")));
	maybe(8, () => add(feature("require_rdns")));
	maybe(8, () => add(feature("use_client_ptr")));
	maybe(20, () => add(feature("badmx")));
	maybe(12, () => add(feature("dnsbl", "bl.example", ...random.pick([[], [], ["", "t"], ["quarantine"], ["discard"]]))));
	maybe(20, () => add(feature("enhdnsbl", "bl.example", ...random.pick([[], ["", "t"], ["", "", "127.0.0.2."]]))));
}

/** Tables of addresses and domains, and classes. */
function tables(random: Random, add: Add, maybe: Maybe): void {
	maybe(2, () => add("", { file: "relay-domains", content: "relay" }));
	maybe(8, () =>
		add(
			`define(\`confCR_FILE', \`${random.pick(["-o /etc/mail/relay-domains", "/etc/mail/relay-domains", "-o /etc/mail/relays %[^\\#]", "-o /etc/mail/absent"])}')`,
			{ file: "relay-domains", content: "relay" },
			{ file: "relays", content: "relay" },
		),
	);
	maybe(4, () => add(`RELAY_DOMAIN(\`${random.pick([...DOMAINS, ...CLIENTS, "10.1", "example"])}')`));
	maybe(10, () =>
		add(`RELAY_DOMAIN_FILE(\`${random.chance(6) ? "-o " : ""}/etc/mail/more-relays')`, {
			file: "more-relays",
			content: "relay",
		}),
	);
	maybe(4, () => add(`LOCAL_DOMAIN(\`${random.sample(DOMAINS, 1 + random.below(2)).join(" ")}')`));
	maybe(3, () => add(feature("virtusertable"), { file: "virtusertable", content: "virtuser" }));
	maybe(6, () => add(`VIRTUSER_DOMAIN(\`${random.pick(DOMAINS)}')`));
	maybe(16, () => add("VIRTUSER_DOMAIN_FILE(`/etc/mail/virtuser-domains')", { file: "virtuser-domains", content: "own" }));
	maybe(8, () => add(feature("virtuser_entire_domain")));
	maybe(4, () => add(feature("mailertable"), { file: "mailertable", content: "mailertable" }));
	maybe(6, () => add(feature("domaintable"), { file: "domaintable", content: "domaintable" }));
	maybe(5, () => add("", { file: "aliases", content: "aliases" }));
}

/** What decides where recipients go. */
function routing(random: Random, add: Add, maybe: Maybe): void {
	const relay = () => random.pick(["hub.example.com", "smtp:gate.other.net", "[198.18.7.7]", "esmtp:[198.18.7.7]"]);
	maybe(6, () => add(`define(\`SMART_HOST', \`${relay()}')`));
	maybe(10, () => add(`define(\`MAIL_HUB', \`${relay()}')`));
	maybe(10, () => add(`define(\`LUSER_RELAY', \`${random.pick([relay(), "local:alice"])}')`));
	maybe(14, () => add(`define(\`LOCAL_RELAY', \`${relay()}')`));
	maybe(14, () => add(`define(\`UUCP_RELAY', \`${relay()}')`));
	maybe(20, () => add(`define(\`BITNET_RELAY', \`${relay()}')`));
	maybe(8, () => add(feature("nocanonify", ...random.pick([[], ["canonify_hosts"]]))));
	maybe(12, () => add(feature("stickyhost")));
	maybe(12, () => add(feature("redirect")));
	maybe(12, () => add(feature("always_add_domain")));
	maybe(12, () => add("MASQUERADE_AS(`example.com')"));
	maybe(16, () => add(feature("preserve_local_plus_detail")));
}

/** Logins and TLS. */
function login(random: Random, add: Add, maybe: Maybe): void {
	maybe(3, () => {
		add(`define(\`confAUTH_MECHANISMS', \`${random.pick(["PLAIN LOGIN", "LOGIN", "DIGEST-MD5 PLAIN", "EXTERNAL GSSAPI"])}')`);
		maybe(2, () => add(`TRUST_AUTH_MECH(\`${random.pick(["PLAIN LOGIN", "LOGIN", "PLAIN", "DIGEST-MD5", "plain login"])}')`));
		maybe(3, () => add(`define(\`confAUTH_OPTIONS', \`${random.pick(["p", "A", "p,y", "A p", "y"])}')`));
	});
	maybe(5, () =>
		add(
			"define(`confSERVER_CERT', `/etc/mail/tls/server.pem')\ndefine(`confSERVER_KEY', `/etc/mail/tls/server.key')\ndefine(`confCACERT', `/etc/mail/tls/ca.pem')\ndefine(`confCACERT_PATH', `/etc/mail/tls')",
		),
	);
}

function settings(random: Random, add: Add, maybe: Maybe): void {
	maybe(14, () => add(`define(\`confDELIVERY_MODE', \`${random.pick(["background", "queueonly", "interactive", "deferred"])}')`));
	maybe(10, () =>
		add(
			`define(\`confPRIVACY_FLAGS', \`${random.pick(["authwarnings,noexpn,novrfy", "goaway", "needmailhelo", "needexpnhelo", "noetrn"])}')`,
		),
	);
	maybe(20, () => add("define(`confALLOW_BOGUS_HELO', `True')"));
	maybe(20, () => add("define(`confDONT_PROBE_INTERFACES', `True')"));
	maybe(20, () => add("define(`confRELAY_MSG', `\"550 not here\"')"));
	maybe(20, () => add("define(`confREJECT_MSG', `\"550 go away\"')"));
	maybe(30, () => add("undefine(`USE_CW_FILE')"));
	maybe(12, () => add("dnl FEATURE(`promiscuous_relay')"));
	maybe(24, () => add("# FEATURE(`relay_entire_domain')"));
	maybe(24, () => add("divert(-1)\nFEATURE(`relay_local_from')\ndivert(0)dnl"));
	maybe(16, () => add("ifdef(`_ACCESS_TABLE_', `', `FEATURE(`accept_unqualified_senders')')"));
}

/** DAEMON_OPTIONS, most of the time none. */
function daemons(random: Random): readonly string[] {
	const options = (port: string, name: string) => {
		const modifiers = random.weigh<() => string>([
			[4, () => ""],
			[1, () => `, M=${random.pick(["a", "u", "f", "E", "A", "S", "Ea", "uf", "b", "c", "r", "h", "C"])}`],
		])();
		const family = random.weigh([
			[8, ""],
			[1, "Family=inet, "],
			[1, "Addr=127.0.0.1, "],
			[1, "Addr=192.0.2.25, "],
		]);
		return `DAEMON_OPTIONS(\`${family}Port=${port}, Name=${name}${modifiers}')`;
	};
	return random.weigh<() => readonly string[]>([
		[6, () => []],
		[3, () => [options(random.pick(["25", "smtp"]), "MTA")]],
		[2, () => [options("25", "MTA"), options("2525", "ALT")]],
		[1, () => [options("25", "MTA"), `FEATURE(\`no_default_msa')\n${options("587", "MSA2")}`]],
	])();
}
