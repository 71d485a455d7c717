import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { analyze, load } from "./analyze.ts";
import { discover } from "./discover.ts";
import { nodeFileSystem } from "./node-file-system.ts";

const directory = "../shared/conformance/postfix";

/** The verdict of each recorded case, with its reason: the recorded answers show who gets in, postconf(5) and SMTPD_ACCESS_README why. */
const VERDICTS: Readonly<Record<string, readonly [verdict: string, because: string]>> = {
	"both-empty": ["closed", "smtpd refuses to run: neither list holds a restriction that refuses"],
	"class-conditional": ["open", "static:OK in the class comes before its reject"],
	"class-has-the-reject": ["closed", "the guard in the class refuses"],
	"class-permit-first": ["open", "permit in the class comes before everything that refuses"],
	"client-access-ok": ["closed", "the table names single networks and domains, no stranger"],
	compat2: ["closed", "the defaults of level 2"],
	"data-restrictions-reject": ["open", "only one sender is refused, at DATA"],
	"default-closed": ["closed", "the defaults"],
	"defer-action-order": ["closed", "only example.com gets by the reject"],
	"defer-if-permit": ["closed", "defer_if_permit refuses whoever is not in mynetworks"],
	"delay-reject-no": ["closed", "the default relay restrictions stand"],
	"duplicate-parameter": ["closed", "smtpd refuses to run: permit hides the guard"],
	"hash-trailing-comment": [
		"closed",
		"what follows the # is read as elements of mynetworks, of which the first fails for strangers",
	],
	"helo-access-ok": ["open", "anybody may say the name in the table"],
	"master-overrides": ["open", "ports 2526 and 2527 are opened by -o"],
	"mx-backup": ["closed", "only domains whose owner points an MX here: the recipients are never of the stranger's choice alone"],
	"mx-backup-networks": ["closed", "the same, held to networks"],
	"mynetworks-any": ["open", "0.0.0.0/0"],
	"mynetworks-class": ["closed", "private networks and one address"],
	"mynetworks-hostbits": ["closed", "every look-up in mynetworks fails"],
	"mynetworks-style-class": ["conditional", "the class depends on the addresses of the host's interfaces"],
	"mynetworks-style-ignored": ["closed", "mynetworks is set to the loopback network"],
	"mynetworks-table": ["closed", "private networks"],
	"nat-router": ["closed", "private addresses; no router is declared"],
	"no-compat-level": [
		"closed",
		"smtpd refuses to run: the relay restrictions of level 0 are empty, and the recipient list has no guard",
	],
	"no-compat-level-legacy": ["conditional", "the subnets depend on the addresses of the host's interfaces"],
	"parent-domain-off": ["closed", "named domains alone"],
	"permit-auth-destination": ["closed", "reject comes last"],
	"permit-first": ["closed", "smtpd refuses to run: permit hides the guard"],
	"permit-in-recipient": ["closed", "the default relay restrictions stand"],
	"permit-inet-interfaces": ["closed", "the host's own addresses"],
	"permit-naked-ip": ["open", "anybody may say an address in HELO"],
	"permit-only": ["closed", "smtpd refuses to run"],
	postscreen: ["closed", "loopback and 10.0.0.0/8"],
	"recipient-access-ok": ["open", "postmaster@ of any domain, by the table"],
	"reject-in-client-list": ["closed", "smtpd refuses to run: it looks for a guard in the relay and recipient lists alone"],
	"reject-in-sender-list-only": ["closed", "delayed, the guard of the sender list refuses at RCPT"],
	"relay-domains-parent": ["closed", "named domains; * is a name like any other"],
	"relay-domains-regexp": ["open", "the expression matches inside names that anybody can register"],
	"relay-domains-static": ["open", "every domain is one of relay_domains"],
	"relay-empty-nothing": ["closed", "smtpd refuses to run"],
	"relay-empty-recipient-ok": ["closed", "the recipient list has the guard"],
	"relay-permit-recipient-closed": ["closed", "the recipient list has the guard"],
	"relay-permit-recipient-conditional": ["open", "anybody may say the sender in the table"],
	"restriction-class": ["closed", "the classes are reached from private networks alone"],
	"routing-default": ["closed", "named domains alone"],
	"routing-nohack": ["closed", "named domains alone"],
	"routing-untrusted": ["closed", "mail goes to relay.example, which the server names; what that server does next is its own"],
	sasl: ["closed", "strangers have no account"],
	"sasl-dovecot": ["closed", "strangers have no account"],
	"sasl-not-enabled": ["closed", "nobody can log in"],
	"sender-access-null": ["open", "anybody may send from <>"],
	"sender-access-ok": ["open", "anybody may say the senders in the table"],
	"sender-restrictions-ok": ["closed", "OK leaves its own list alone"],
	"static-ok-then-reject": ["open", "static:OK lets every client in"],
	"tls-clientcerts": ["conditional", "strangers relay with a certificate of the authorities in a file that is not there"],
	"typo-table": ["conditional", "the table is not there: it may be elsewhere, and name anybody"],
	"undefined-and-typo": ["closed", "an unknown restriction makes every recipient wait"],
	"virtual-and-transport": ["closed", "named domains, and one alias that the server chose"],
	"warn-if-reject": ["closed", "smtpd refuses to run: the only guard warns"],
	"warn-if-reject-comma": ["closed", "smtpd refuses to run: the only guard warns"],
};

const fileSystem = nodeFileSystem();

describe("verdicts of the recorded cases of Postfix", () => {
	it("are said for every case", () => {
		expect(Object.keys(VERDICTS).sort()).toEqual(readdirSync(directory).sort());
	});

	it.each(Object.entries(VERDICTS))("%s: %s", async (name, [verdict]) => {
		const path = join(directory, name);
		const { targets } = await discover(fileSystem, [path]);
		const target = targets[0];
		if (target === undefined) throw new Error("no configuration");
		const root = join(path, "root");
		const withRoot = statSync(root, { throwIfNoEntry: false })?.isDirectory() === true ? { root } : {};
		const outcome = load(fileSystem, target, { complete: false, unbuilt: [] }, withRoot);
		if (outcome.kind !== "loaded") throw new Error(outcome.kind);
		expect((await analyze(outcome.loaded)).analysis().verdict).toBe(verdict);
	});
});
