import type { Recognition } from "@relaylint/core";

/** Formats of their own in which such words are only told about. */
const PROSE = /\.(?:md|markdown|rst|adoc|html?|xml|tex|py|rb|pl|pm|js|ts|json|ya?ml|c|h|java|php)$/i;

/** A property list of NetInfo: the attributes of the mail service, or its directory by name. */
const NETINFO_DUMP =
	/^[ \t]*"?(?:open_relay_addr_(?:flag|list)|smtp_plain_login_flag)"?[ \t]*=[ \t\r\n]*[("\w;]|^[ \t{]*"?name"?[ \t]*=[ \t]*\([ \t\r\n]*"?AppleMailServer"?/m;

/** The beginning of a dump of a whole NetInfo domain, in which the directory comes later. */
const NETINFO_ROOT =
	/^\s*(?:[^{}=\n]*\bnidump\b[^\n]*\n\s*)?\{\s*(?:"?\w+"?\s*=\s*\([^()]*\)\s*;\s*)*(?:"?(?:master|trusted_networks|CHILDREN)"?\s*=\s*\(|"?name"?\s*=\s*\(\s*"?(?:config|\/)"?\s*\))/;

/** A line of `niutil -read`. */
const NETINFO_LISTING = /^(?:open_relay_addr_(?:flag|list)|smtp_plain_login_flag):(?:[ \t]|$)/m;

/** A command that changes the directory. */
const NETINFO_COMMAND =
	/^[ \t]*(?:\S*[$#%>][ \t]+)?(?:sudo[ \t]+)?(?:\S*\/)?(?:niutil[ \t]+(?:\S+[ \t]+)*-\w+prop|nicl[ \t]+(?:\S+[ \t]+)*-\w+)[ \t]+(?:\S+[ \t]+)?\/config\/AppleMailServer\b/m;

/** A line of `serveradmin settings mail`. */
const ADMIN_SETTING =
	/^[ \t]*(?:(?:\S*[$#%>][ \t]+)?(?:sudo[ \t]+)?(?:\S*\/)?serveradmin[ \t]+settings[ \t]+)?mail:[A-Za-z_][^\s=]*(?::[^=\n]*)?[ \t]*=/m;

/** A line of the settings of another service, which a dump of all services has before those of mail. */
const OTHER_SETTING =
	/^(?:afp|appserver|calendar|dhcp|dirserv|dns|filebrowser|ftp|info|ipfilter|jabber):[\w:.-]+ = (?:".*"|[\d.]+|yes|no|_empty_\w+)\r?$/;

/** Whether a file is one of Apple's dumps, by its name and the head of its text. */
export function recogniseApple(path: string, head: string): Recognition | undefined {
	const base = path.slice(path.lastIndexOf("/") + 1);
	return isAppleDump(base, head) ? { kind: "main", main: [base] } : undefined;
}

function isAppleDump(base: string, head: string): boolean {
	if (PROSE.test(base) || /^#!/.test(head)) return false;
	if ([NETINFO_DUMP, NETINFO_ROOT, NETINFO_LISTING, NETINFO_COMMAND, ADMIN_SETTING].some((form) => form.test(head))) return true;
	const lines = head
		.split("\n")
		.slice(0, -1)
		.filter((line) => line.trim() !== "");
	return lines.length >= 5 && lines.every((line) => OTHER_SETTING.test(line));
}
