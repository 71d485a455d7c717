import { afterAll, describe, expect, it } from "vitest";
import type { DocumentSymbol, WorkspaceEdit } from "vscode-languageserver";
import { labelsOf, openFolder } from "../testing/opened-folder.ts";

const MC = `divert(-1)
FEATURE(\`nouucp', \`reject')
divert(0)dnl
VERSIONID(\`a server')
OSTYPE(\`linux')dnl
DOMAIN(\`generic')dnl
define(\`confAUTH_MECHANISMS', \`PLAIN')dnl
define(\`MY_HUB', \`hub.example.com')dnl
ifdef(\`MY_HUB', \`dnl')
FEATURE(\`access_db', \`hash -o /etc/mail/access')dnl
FEATURE(\`use_cw_file')dnl
RELAY_DOMAIN(\`partner.example')dnl
DAEMON_OPTIONS(\`Port=smtp, Name=MTA')dnl
MAILER(\`local')dnl
MAILER(\`smtp')dnl
LOCAL_RULESETS
SLocal_check_rcpt
R$* $={R} $*	$@ RELAY
`;
const ACCESS = `# who may
10.1	RELAY
Connect:192.0.2	OK
From:spam.example	REJECT
Wrong:x	550 no
`;
const CF = `V10/Berkeley
Cwlocalhost
C{Partners}partner.example
Kfriends hash -o /etc/mail/friends
DDhub.example.com
O DeliveryMode=background
Scanonify=3
R$*	$: $>Tidy $1
STidy
R$* @ $={Partners} $*	$: $(friends $2 $) $&D
Scheck_rcpt
R$*	$#error $@ 5.7.1 $: no
Mlocal, P=/bin/x, F=lm
Msmtp, P=[IPC], F=m
`;

const opened = await openFolder({
	"mail/sendmail.mc": MC,
	"mail/access": ACCESS,
	"mail/local-host-names": "example.com\n",
	"other/sendmail.cf": CF,
});
const { client, uri } = opened;
afterAll(async () => expect(await opened.stop()).toEqual({ code: 0, errors: "" }));
const inMc = (words: string) => opened.hover("mail/sendmail.mc", words);
const inAccess = (words: string) => opened.hover("mail/access", words);
const inCf = (words: string) => opened.hover("other/sendmail.cf", words);

describe("the hover of Sendmail", () => {
	it("says of a feature, a definition and a macro of m4 what they do", async () => {
		expect(await inMc("FEATURE(`acc|ess_db")).toMatch(/FEATURE\(access_db\).*access map/s);
		expect(await inMc("define(`conf|AUTH")).toMatch(/Sets `AuthMechanisms`: the mechanisms of login/);
		expect(await inMc("RELAY_DO|MAIN(")).toMatch(/class R.*relayed/s);
		expect(await inMc("FEATURE(`no|uucp")).toMatch(/text is thrown away here; what it does, it does all the same/);
	});

	it("says of an access key what it is asked for, how large its network is, and what its value does", async () => {
		expect(await inAccess("10|.1")).toMatch(/clients, senders and recipients alike.*10\.1\.0\.0\/16.*65,536 addresses, private/s);
		expect(await inAccess("REL|AY")).toMatch(/relays from it and for it.*Who relays by it:.*10\.1\.0\.0\/16/s);
		expect(await inAccess("O|K")).toMatch(/relays nothing.*To let a client relay, the word is RELAY/s);
		expect(await inAccess("From:sp|am")).toMatch(/Asks the sender/);
		expect(await inAccess("Wro|ng:x")).toMatch(/none of Sendmail's/);
		expect(await inAccess("# wh|o")).toBeNull();
	});

	it("says of classes, maps, rule sets, macros and lines of a generated file what they are", async () => {
		expect(await inCf("$={Part|ners}")).toMatch(/a class.*`partner\.example` — sendmail\.cf:3/s);
		expect(await inCf("$(fri|ends")).toMatch(/a hash map: `hash -o \/etc\/mail\/friends`/);
		expect(await inCf("$>Ti|dy")).toMatch(/a rule set, sendmail\.cf:9.*1 rules/s);
		expect(await inCf("$&|D")).toMatch(/a macro.*hub\.example\.com/s);
		expect(await inCf("|Mlocal")).toMatch(/defines a mailer/);
	});
});

describe("the completion of Sendmail", () => {
	it("offers features, options, mailers and macros in an m4 source", async () => {
		const at = async (line: string) => labelsOf(await opened.complete("mail/sendmail.mc", line));
		expect(await at("FEATURE(`rel")).toEqual(expect.arrayContaining(["relay_entire_domain", "access_db", "greet_pause"]));
		expect(await at("define(`conf")).toContain("confPRIVACY_FLAGS");
		expect(await at("MAILER(`")).toContain("smtp");
		expect(await at("RELAY")).toEqual(expect.arrayContaining(["RELAY_DOMAIN", "FEATURE"]));
		expect(await at("dnl FEA")).toEqual([]);
	});

	it("offers tags and values in the access map", async () => {
		const at = async (line: string) => labelsOf(await opened.complete("mail/access", line));
		expect(await at("Con")).toEqual(expect.arrayContaining(["Connect:", "To:"]));
		expect(await at("Connect:192.0.2.9 R")).toEqual(expect.arrayContaining(["RELAY", "REJECT", "ERROR:"]));
		expect(await at("# R")).toEqual([]);
	});

	it("offers classes, maps and rule sets in a rule", async () => {
		const at = async (line: string) => labelsOf(await opened.complete("other/sendmail.cf", line));
		expect(await at("R$* $={")).toContain("Partners");
		expect(await at("R$*\t$(")).toContain("friends");
		expect(await at("R$*\t$>")).toEqual(expect.arrayContaining(["Tidy", "canonify", "check_rcpt"]));
	});
});

describe("the names of Sendmail", () => {
	it("lead to rule sets, classes, maps, files and names of m4", async () => {
		const inFile = (name: string, words: string) => opened.places("definition", name, words);
		expect(await inFile("other/sendmail.cf", "$>Ti|dy")).toEqual(["other/sendmail.cf:9:Tidy"]);
		expect(await inFile("other/sendmail.cf", "$={Part|ners}")).toEqual(["other/sendmail.cf:3:Partners"]);
		expect(await inFile("other/sendmail.cf", "$(fri|ends")).toEqual(["other/sendmail.cf:4:friends"]);
		expect(await inFile("mail/sendmail.mc", "`acc|ess_db")).toEqual(["mail/access:1:"]);
		expect(await inFile("mail/sendmail.mc", "`use_cw|_file")).toEqual(["mail/local-host-names:1:"]);
		expect(await inFile("mail/sendmail.mc", "ifdef(`MY_|HUB")).toEqual(["mail/sendmail.mc:8:MY_HUB"]);
		expect(await inFile("mail/sendmail.mc", "$={|R}")).toEqual(["mail/sendmail.mc:12:RELAY_DOMAIN"]);
	});

	it("are found and renamed in every rule", async () => {
		const context = { includeDeclaration: true };
		const found = await opened.places("references", "other/sendmail.cf", "STi|dy", { context });
		expect([...(found ?? [])].sort()).toEqual(["other/sendmail.cf:8:Tidy", "other/sendmail.cf:9:Tidy"]);
		const rename = (words: string, newName: string) =>
			client.request<WorkspaceEdit>("textDocument/rename", { ...opened.at("other/sendmail.cf", words), newName });
		expect(opened.editsOf(await rename("STi|dy", "Clean"))).toEqual([
			["other/sendmail.cf:8:Tidy", "Clean"],
			["other/sendmail.cf:9:Tidy", "Clean"],
		]);
		await expect(rename("Scheck_|rcpt", "other")).rejects.toThrow(/not yours/);
	});
});

describe("the marks and the policy of Sendmail", () => {
	it("outline calls, keys and rule sets with their rules", async () => {
		const ask = (name: string) =>
			client.request<DocumentSymbol[]>("textDocument/documentSymbol", { textDocument: { uri: uri(name) } });
		expect((await ask("mail/sendmail.mc")).map(({ name }) => name)).toEqual(
			expect.arrayContaining(["FEATURE(access_db)", "OSTYPE(linux)", "RELAY_DOMAIN(partner.example)", "MAILER(smtp)"]),
		);
		expect((await ask("mail/access")).map(({ name }) => name)).toEqual([
			"10.1",
			"Connect:192.0.2",
			"From:spam.example",
			"Wrong:x",
		]);
		const sets = (await ask("other/sendmail.cf")).filter(({ children }) => children !== undefined);
		expect(sets.map(({ name, children }) => [name, children?.length])).toEqual([
			["canonify", 1],
			["Tidy", 1],
			["check_rcpt", 1],
		]);
	});

	it("colour tags, values and names", async () => {
		const access = await opened.colours("mail/access");
		expect(access.get("Connect:")).toBe("type");
		expect(access.get("RELAY")).toBe("keyword");
		const cf = await opened.colours("other/sendmail.cf");
		expect(cf.get("Partners")).toBe("class");
		expect(cf.get("friends")).toMatch(/^namespace/);
		expect(cf.get("Tidy")).toMatch(/^function/);
	});

	it("say over the daemon's line what comes of it, and open where the access map is edited to be", async () => {
		expect(await opened.lenses("mail/sendmail.mc")).toContainEqual(expect.stringMatching(/^13: .*relay: /));
		const open = ACCESS.replace("10.1\tRELAY", "Connect:192\tRELAY\nConnect:193\tRELAY");
		const lenses = await opened.withText("mail/access", open, () => opened.lenses("mail/sendmail.mc"));
		expect(lenses).toContainEqual(expect.stringMatching(/^13: .*OPEN RELAY/));
	});

	it("try an envelope, with the entry that decides", async () => {
		const ask = (client_: string) =>
			client.request<{ decision: string; relayed: string; trace: { location?: { uri: string } }[] }>("workspace/executeCommand", {
				command: "relaylint.tryEnvelope",
				arguments: [uri("mail/sendmail.mc"), { client: client_, from: "a@sender.example", to: "x@victim.example" }],
			});
		expect((await ask("203.0.113.7")).decision).toBe("reject");
		const inside = await ask("10.1.2.3");
		expect(inside).toMatchObject({ decision: "accept", relayed: "yes" });
		expect(inside.trace.map(({ location }) => location?.uri)).toContain(uri("mail/access"));
	});
});
