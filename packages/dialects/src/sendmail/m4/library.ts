import type { FileOrigin } from "@relaylint/core";
import { FEATURES, HARMLESS_FEATURES } from "./features.ts";
import type { M4Host, Native } from "./host.ts";

/** Where Sendmail's m4 files stand on servers: the tree of Debian, of Red Hat and of the source. */
const TREES = ["/usr/share/sendmail/cf/", "/usr/share/sendmail-cf/", "/usr/lib/sendmail-cf/", "../"];

/** The OSTYPE files of cf/README whose settings this reader knows; those of Debian also say where class files stand. */
const DEBIAN_OSTYPE = /^debian$/;
const KNOWN_OSTYPES =
	/^(?:a-ux|aix[345]|altos|amdahl-uts|bsd4\.[34]|bsdi(?:[12]\.0)?|darwin|debian|dgux|domainos|dragonfly|dynix3\.2|freebsd[456]|gnu|hpux(?:9|10|11)|irix[456]|isc4\.1|linux|maxion|mklinux|mpeix|nextstep|openbsd|osf1|powerux|ptx2|qnx|riscos4\.5|sco-uw-2\.1|sco3\.2|sinix|solaris(?:2(?:\.ml|\.pre5)?|8|11)|sunos(?:3\.5|4\.1)|svr4|ultrix4|unicos(?:mk|mp)?|unixware7|unknown|uxpds)$/;

function recorded(run: (given: readonly string[], host: M4Host, origin: FileOrigin) => string | undefined): Native {
	return { blind: true, recorded: true, run: (given, host, origin) => run(given, host, origin) ?? "" };
}

/** Macros that switch to the part of the file in which text goes on. */
function section(number: number, also?: (host: M4Host, origin: FileOrigin) => void): Native {
	return {
		blind: false,
		recorded: true,
		run(_given, host, origin) {
			also?.(host, origin);
			host.diversion = number;
			return "";
		},
	};
}

/** Rule sets of an administrator's own that a macro begins. */
function ownRuleset(name: string): Native {
	return section(9, (host, origin) => host.emit(9, `\nS${name}\n`, origin));
}

function classLine(name: string, kind: "C" | "F", also?: string): Native {
	return recorded(([words = ""], host, origin) => {
		host.emit(5, `\n${kind}{${name}}${words}\n`, origin);
		if (also !== undefined) host.define(also, "", origin);
		return "";
	});
}

/** A file of the m4 tree that is not known by its name: read where it is to be found, its text thrown away, else something outside the files. */
function treeFile(kind: string, name: string, host: M4Host, origin: FileOrigin, argument = ""): void {
	if (readTreeFile(kind, name, host, origin, argument)) return;
	host.problem({ kind: "unknown-file", origin, text: `the file ${kind}/${name}.m4 is not to be found` });
}

function readTreeFile(kind: string, name: string, host: M4Host, origin: FileOrigin, argument: string): boolean {
	const after = `divert(\`${host.diversion}')dnl\n`;
	for (const tree of TREES) {
		if (!host.readFile(`${tree}${kind}/${name}.m4`, origin, after)) continue;
		host.define("_ARG_", argument, origin);
		host.diversion = -1;
		return true;
	}
	return false;
}

function feature(given: readonly string[], host: M4Host, origin: FileOrigin): string {
	const name = (given[0] ?? "").trim();
	if (host.definition("_MAILER_DEFINED_") !== undefined)
		host.problem({ kind: "feature-after-mailer", origin, text: `FEATURE(\`${name}') comes after MAILER` });
	const effect = Object.hasOwn(FEATURES, name) ? FEATURES[name] : undefined;
	if (effect !== undefined) effect(host, given.slice(1), origin);
	else if (!HARMLESS_FEATURES.has(name) && !readTreeFile("feature", name, host, origin, given[1] ?? ""))
		host.problem({ kind: "unknown-feature", origin, text: `there is no FEATURE(\`${name}')` });
	return "";
}

function ostype(given: readonly string[], host: M4Host, origin: FileOrigin): string {
	const name = (given[0] ?? "").trim();
	if (host.definition("__OSTYPE__") === undefined) host.define("__OSTYPE__", name, origin);
	if (DEBIAN_OSTYPE.test(name)) {
		const directory = host.definition("MAIL_SETTINGS_DIR")?.text ?? "/etc/mail/";
		host.define("confCR_FILE", `-o ${directory}relay-domains %[^\\#]`, origin);
		host.define("confCT_FILE", `${directory}trusted-users %[^\\#]`, origin);
		host.define("confCW_FILE", `${directory}local-host-names %[^\\#]`, origin);
		host.define("_FFR_MAIL_MACRO", "", origin);
	} else if (!KNOWN_OSTYPES.test(name)) treeFile("ostype", name, host, origin);
	return "";
}

function domain(given: readonly string[], host: M4Host, origin: FileOrigin): string {
	const name = (given[0] ?? "").trim();
	if (name === "debian-mta") host.define("DEBIAN_MTA", "", origin);
	else if (name === "debian-msp") host.define("DEBIAN_MSP", "", origin);
	else if (name === "generic") {
		for (const one of ["redirect", "use_cw_file"]) FEATURES[one]?.(host, [], origin);
	} else if (BERKELEY.test(name) && !readTreeFile("domain", name, host, origin, "")) berkeley(name, host, origin);
	else if (!BERKELEY.test(name)) treeFile("domain", name, host, origin);
	return "";
}

/** The domain files of the place where Sendmail was written, which its source still brings. */
const BERKELEY = /^(?:Berkeley\.EDU|(?:CS|EECS|S2K)\.Berkeley\.EDU|berkeley-only)$/;

function berkeley(name: string, host: M4Host, origin: FileOrigin): void {
	if (name === "berkeley-only") return;
	for (const one of ["redirect", "use_cw_file", "stickyhost"]) FEATURES[one]?.(host, [], origin);
	host.define("confCW_FILE", "-o /etc/sendmail.cw", origin);
	for (const relay of ["UUCP_RELAY", "BITNET_RELAY"]) {
		if (host.definition(relay) === undefined) host.define(relay, "relay.invalid", origin);
	}
}

function mailer(given: readonly string[], host: M4Host, origin: FileOrigin): string {
	const name = (given[0] ?? "").trim();
	const called = (given[1] ?? "").trim() || name;
	host.define("_MAILER_DEFINED_", "1", origin);
	host.define(`_MAILER_${called}_`, "", origin);
	if (!/^(?:local|smtp|uucp|usenet|phquery|ssh|qpage|xagent|procmail|mail11|cyrus|cyrusv2|fax|pop)$/.test(name))
		treeFile("mailer", name, host, origin);
	return "";
}

function appended(name: string, line: string): Native {
	return recorded(([words = ""], host, origin) => {
		host.define(name, `${host.definition(name)?.text ?? ""}\n${line}=${words}`, origin);
		return "";
	});
}

/** The macros of cf/README. */
export const SENDMAIL_MACROS: ReadonlyMap<string, Native> = new Map<string, Native>([
	["FEATURE", recorded(feature)],
	["OSTYPE", recorded(ostype)],
	["DOMAIN", recorded(domain)],
	["MAILER", recorded(mailer)],
	[
		"HACK",
		recorded(([name = ""], host, origin) => {
			treeFile("hack", name.trim(), host, origin);
		}),
	],
	[
		"SITECONFIG",
		recorded(([name = ""], host, origin) => {
			treeFile("siteconfig", name.trim(), host, origin);
		}),
	],
	["VERSIONID", recorded(([words = ""]) => `##### ${words.replaceAll("\n", " ")} #####`)],
	["DAEMON_OPTIONS", appended("_DPO_", "O DaemonPortOptions")],
	["CLIENT_OPTIONS", appended("_CPO_", "O ClientPortOptions")],
	["MAIL_FILTER", recorded(() => "")],
	["INPUT_MAIL_FILTER", recorded(() => "")],
	["QUEUE_GROUP", recorded(() => "")],
	["LOCAL_CONFIG", section(6)],
	["LOCAL_RULE_0", section(3)],
	["LOCAL_RULE_3", section(2)],
	["LOCAL_UUCP", section(4)],
	["LOCAL_DNSBL", section(8)],
	["LOCAL_RULE_1", ownRuleset("sender=1")],
	["LOCAL_RULE_2", ownRuleset("recipient=2")],
	["LOCAL_RULESETS", section(9, (host, origin) => host.emit(9, "\n", origin))],
	["LOCAL_SRV_FEATURES", ownRuleset("Local_srv_features")],
	["LOCAL_CLT_FEATURES", ownRuleset("Local_clt_features")],
	["LOCAL_TRY_TLS", ownRuleset("Local_try_tls")],
	["LOCAL_TLS_RCPT", ownRuleset("Local_tls_rcpt")],
	["LOCAL_TLS_CLIENT", ownRuleset("Local_tls_client")],
	["LOCAL_TLS_SERVER", ownRuleset("Local_tls_server")],
	["MAILER_DEFINITIONS", section(7)],
	["LOCAL_NET_CONFIG", section(1, (host, origin) => host.define("_LOCAL_RULES_", "1", origin))],
	["EXPOSED_USER", classLine("E", "C")],
	["EXPOSED_USER_FILE", classLine("E", "F")],
	["LOCAL_USER", classLine("L", "C")],
	["LOCAL_USER_FILE", classLine("L", "F")],
	[
		"MASQUERADE_AS",
		recorded(([name = ""], host, origin) => {
			host.define("MASQUERADE_NAME", name, origin);
		}),
	],
	["MASQUERADE_DOMAIN", classLine("M", "C")],
	["MASQUERADE_DOMAIN_FILE", classLine("M", "F")],
	["MASQUERADE_EXCEPTION", classLine("N", "C")],
	["MASQUERADE_EXCEPTION_FILE", classLine("N", "F")],
	["LOCAL_DOMAIN", classLine("w", "C")],
	["CANONIFY_DOMAIN", classLine("Canonify", "C")],
	["CANONIFY_DOMAIN_FILE", classLine("Canonify", "F")],
	["GENERICS_DOMAIN", classLine("G", "C")],
	["GENERICS_DOMAIN_FILE", classLine("G", "F")],
	["LDAPROUTE_DOMAIN", classLine("LDAPRoute", "C")],
	["LDAPROUTE_DOMAIN_FILE", classLine("LDAPRoute", "F")],
	["LDAPROUTE_EQUIVALENT", classLine("LDAPRouteEquiv", "C")],
	["LDAPROUTE_EQUIVALENT_FILE", classLine("LDAPRouteEquiv", "F")],
	["VIRTUSER_DOMAIN", classLine("VirtHost", "C", "_VIRTHOSTS_")],
	["VIRTUSER_DOMAIN_FILE", classLine("VirtHost", "F", "_VIRTHOSTS_")],
	["RELAY_DOMAIN", classLine("R", "C")],
	["RELAY_DOMAIN_FILE", classLine("R", "F")],
	["TRUST_AUTH_MECH", classLine("TrustAuthMech", "C", "_USE_AUTH_")],
	["MODIFY_MAILER_FLAGS", recorded(() => "")],
	["PUSHDIVERT", { blind: true, run: ([number = "0"]) => `pushdef(\`__D__', divnum)divert(${number})` }],
	["POPDIVERT", { blind: false, run: () => "divert(__D__)popdef(`__D__')" }],
	["CONCAT", { blind: true, run: (given) => given.join("") }],
	["DOL", { blind: true, run: ([number = ""]) => `$${number}` }],
	["lower", { blind: true, run: ([text = ""]) => text.toLowerCase() }],
	["strcasecmp", { blind: true, run: ([a = "", b = ""]) => (a.toLowerCase() === b.toLowerCase() ? "1" : "0") }],
	[
		"_DEFIFNOT",
		{
			blind: true,
			run([name = "", text = ""], host, origin) {
				if (host.definition(name) === undefined) host.define(name, text, origin);
				return "";
			},
		},
	],
]);

/** What the head of Sendmail's m4 tree defines before a file is read (cf/README, "TWEAKING CONFIGURATION OPTIONS"). */
const DEFAULTS: readonly (readonly [name: string, text: string])[] = [
	["DATABASE_MAP_TYPE", "hash"],
	["confDELIVERY_MODE", "background"],
	["confOPERATORS", ".:%@!^/[]+"],
	["confPRIVACY_FLAGS", "authwarnings"],
	["_DPO_", ""],
];

/** Makes the macros of cf/README known, as reading `m4/cf.m4` does; doing it again changes nothing. */
export function loadSendmailMacros(host: M4Host, origin: FileOrigin): void {
	host.withoutComments();
	host.diversion = 0;
	if (host.definition("OSTYPE") !== undefined) return;
	host.install(SENDMAIL_MACROS);
	host.undefine("unix");
	if (host.definition("MAIL_SETTINGS_DIR") === undefined) host.define("MAIL_SETTINGS_DIR", "/etc/mail/", origin);
	host.define("_CF_DIR_", host.definition("_CF_DIR_")?.text ?? "/usr/share/sendmail/cf/", origin);
	for (const [name, text] of DEFAULTS) host.define(name, text, origin);
	const directory = host.definition("MAIL_SETTINGS_DIR")?.text ?? "/etc/mail/";
	host.define("confCW_FILE", `${directory}local-host-names`, origin);
	host.define("confCR_FILE", `-o ${directory}relay-domains`, origin);
}
