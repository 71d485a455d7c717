import type { Dialect, DialectId } from "@relaylint/core";

/** What can be said of a dialect without loading it. */
export interface DialectEntry {
	readonly id: DialectId;
	readonly title: string;
	/** True where the dialect is worth loading to ask whether it recognises a file, by the file's base name and the head of its text. */
	mayRecognise(baseName: string, head: string): boolean;
	/** The directories that hold its main file on a server, each a path's end. */
	readonly serverDirectories: readonly string[];
	load(): Promise<Dialect>;
}

/** Words that only a `main.cf` has at the start of a line, or a `master.cf` in its columns. */
const POSTFIX_HEAD =
	/^(?:smtpd?_\w+|mynetworks(?:_style)?|mydestination|myhostname|mydomain|myorigin|relayhost|relay_domains|inet_interfaces|virtual_\w+|compatibility_level|alias_maps|transport_maps|queue_directory)\s*=|^\S+\s+(?:inet|unix|fifo|pass)\s+[yn-]\s+[yn-]\s+[yn-]\s/m;

/** Words that a dump of NetInfo or of Server Admin's settings has. */
const APPLE_HEAD =
	/\bopen_relay_addr_|\bsmtp_plain_login_flag\b|\bAppleMailServer\b|\bnidump\b|^\s*\{\s*"?\w+"?\s*=|^[^=\n]*\b(?:mail|afp|appserver|calendar|dhcp|dirserv|dns|ftp|info|jabber):[^=\n]*=/m;

/** The name of an access table by itself, a channel block, a rewrite rule, a listing of channels. */
const MESSAGING_SERVER_HEAD =
	/^(?:(?:PORT|FROM|SEND|MAIL|ORIG_SEND|ORIG_MAIL)_ACCESS|INTERNAL_IP)[ \t]*\r?$|^tcp_\w+[ \t][^\n]*\b(?:smtp|switchchannel|saslswitchchannel)\b|^\S+[ \t]+\S*\$U[^\n]*@|^(?:role|instance)\.channel:|^l[ \t]*\r?\n[\w.-]+[ \t]*\r?$/im;

/** Words that only an m4 source of Sendmail, or a generated sendmail.cf, has at the start of a line. */
const SENDMAIL_HEAD =
	/^(?:FEATURE|OSTYPE|MAILER|DOMAIN|VERSIONID|DAEMON_OPTIONS|MASQUERADE_AS|divert|include|define)\(|^#{3,}[ \t]+SENDMAIL CONFIGURATION FILE|^O (?:DaemonPortOptions|DeliveryMode)=|^S(?:canonify|check_)/m;

/** Words that only a configuration of Exim has at the start of a line. */
const EXIM_HEAD =
	/^\s*(?:(?:domain|host|address|localpart)list\s+\w+\s*=|acl_smtp_\w+\s*=|begin\s+(?:acl|routers|transports|authenticators)\b|primary_hostname\s*=|exim_path\s*=)|^#\s+Runtime configuration file for Exim\s/m;

/** Every dialect, in the order in which a file is offered to them. */
export const dialects: readonly DialectEntry[] = [
	{
		id: "postfix",
		title: "Postfix",
		mayRecognise: (baseName, head) => /(?:^|[^a-z])(?:main|master)\.cf/i.test(baseName) || POSTFIX_HEAD.test(head),
		serverDirectories: ["etc/postfix", "Config/postfix"],
		load: async () => (await import("./postfix/index.ts")).postfix,
	},
	{
		id: "apple-mail",
		title: "Apple mail",
		mayRecognise: (_baseName, head) => APPLE_HEAD.test(head),
		serverDirectories: ["etc/postfix", "Config/postfix"],
		load: async () => (await import("./apple-mail/index.ts")).appleMail,
	},
	{
		id: "postcast",
		title: "PostCast Server",
		mayRecognise: (baseName, head) => /^postcast\.ini$/i.test(baseName) || /^[^\n]*relaylint:[ \t]*postcast-settings/i.test(head),
		serverDirectories: [],
		load: async () => (await import("./postcast/index.ts")).postcast,
	},
	{
		id: "messaging-server",
		title: "Messaging Server",
		mayRecognise: (baseName, head) =>
			/^(?:mappings|imta|dispatcher\.cnf|option\.dat)|\.mappings?$/i.test(baseName) || MESSAGING_SERVER_HEAD.test(head),
		serverDirectories: ["imta/config", "messaging/config", "pmdf/table", "config"],
		load: async () => (await import("./messaging-server/index.ts")).messagingServer,
	},
	{
		id: "sendmail",
		title: "Sendmail",
		mayRecognise: (baseName, head) =>
			/\.mc(?:\.|$)|sendmail|^submit\.cf$|^(?:local-host-names|relay-domains|virtusertable|mailertable|domaintable)$/i.test(
				baseName,
			) ||
			(/\.cf$/i.test(baseName) && !/(?:^|[^a-z])(?:main|master)\.cf/i.test(baseName)) ||
			SENDMAIL_HEAD.test(head),
		serverDirectories: ["etc/mail", "etc/sendmail"],
		load: async () => (await import("./sendmail/index.ts")).sendmail,
	},
	{
		id: "exim",
		title: "Exim",
		mayRecognise: (baseName, head) => /^(?:update-)?exim4?\b/.test(baseName) || EXIM_HEAD.test(head),
		serverDirectories: ["etc/exim4", "etc/exim", "usr/local/etc/exim"],
		load: async () => (await import("./exim/index.ts")).exim,
	},
];
