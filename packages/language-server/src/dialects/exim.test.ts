import { afterAll, describe, expect, it } from "vitest";
import type { DocumentLink, DocumentSymbol, FoldingRange, InlayHint, WorkspaceEdit } from "vscode-languageserver";
import { labelsOf, openFolder } from "../testing/opened-folder.ts";

const EXIM = `# The server
OFFICE = 10.1.0.0/16
primary_hostname = mx.example.com
domainlist local_domains = @ : example.com
domainlist relay_to_domains = lsearch;/etc/exim/relays
hostlist relay_from_hosts = 127.0.0.1 : OFFICE : 192.0.2.0/24
acl_smtp_rcpt = acl_check_rcpt
no_smtp_enforce_sync

begin acl

acl_check_rcpt:
  warn    set acl_m_trusted = no
  deny    senders = *@bad.example
  accept  hosts = +relay_from_hosts
  accept  authenticated = plain
  require message = relay not permitted: $acl_m_trusted
          domains = +local_domains : +relay_to_domains
  deny    acl = acl_extra
  accept
  deny    hosts = *

acl_extra:
  deny    condition = \${if match_domain{$domain}{+local_domains}}

begin routers

remote:
  driver = dnslookup
  domains = ! +local_domains
  transport = remote_smtp

local:
  driver = accept
  transport = local_delivery

begin transports

remote_smtp:
  driver = smtp

local_delivery:
  driver = appendfile
  file = /var/mail/$local_part_data

begin authenticators

plain:
  driver = plaintext
  public_name = PLAIN
  server_condition = \${if eq{$auth3}{x}}
`;
const DEBIAN = `dc_eximconfig_configtype='internet'
dc_other_hostnames='example.com'
dc_local_interfaces=''
dc_relay_domains=''
dc_relay_nets='192.0.2.0/24'
dc_use_split_config='false'
`;

const opened = await openFolder({
	"exim.conf": EXIM,
	relays: "backup.example\n",
	"debian/update-exim4.conf.conf": DEBIAN,
});
const { client, uri } = opened;
afterAll(async () => expect(await opened.stop()).toEqual({ code: 0, errors: "" }));
const hover = (words: string) => opened.hover("exim.conf", words);
const complete = async (text: string) => labelsOf(await opened.complete("exim.conf", text));
const document = { textDocument: { uri: uri("exim.conf") } };

describe("the hover of Exim", () => {
	it("says of a statement what it decides, what gets to it, and who relays by it", async () => {
		const said = await hover("acc|ept  hosts = +relay");
		expect(said).toMatch(/\*\*accept\*\* — Lets through what meets all of it/);
		expect(said).toMatch(/hosts = \+relay_from_hosts.*65,793 addresses/s);
		expect(said).toMatch(/Gets here, in acl_check_rcpt, what is left by.*deny senders = \*@bad\.example/s);
		expect(said).toMatch(/Who relays by it:.*10\.1\.0\.0\/16.*127\.0\.0\.1.*192\.0\.2\.0\/24.*anywhere/s);
		expect(await hover("requ|ire message")).toMatch(/Refuses what does not meet all of it/);
		expect(await hover("requ|ire message")).not.toMatch(/Who relays by it:.*192\.0\.2/s);
	});

	it("says that nothing gets behind a statement that holds for everybody", async () => {
		expect(await hover("de|ny    hosts = *\n")).toMatch(/Nothing gets here.*`accept`/);
	});

	it("says of a macro, a list, an ACL and a driver what they are", async () => {
		expect(await hover(": OFF|ICE :")).toMatch(/\*\*OFFICE\*\* — a macro.*`10\.1\.0\.0\/16`.*exim\.conf:2/s);
		expect(await hover("hosts = +relay_from|_hosts")).toMatch(/a hostlist, exim\.conf:6.*65,793 addresses/s);
		expect(await hover("acl_smtp_rcpt = acl_ch|eck_rcpt")).toMatch(/an ACL, exim\.conf:12.*Asked by exim\.conf:7/s);
		expect(await hover("transport = remote|_smtp")).toMatch(/a transport.*driver = smtp/s);
	});

	it("says of an option its type, default and meaning, and of a condition what it asks", async () => {
		expect(await hover("primary|_hostname")).toMatch(/\*\*primary_hostname\*\* \(string\) — The name of this host/);
		expect(await hover("acl_smtp_r|cpt =")).toMatch(/expanded.*for each recipient.*Default: unset/s);
		expect(await hover("smtp_enforce|_sync")).toMatch(/boolean.*Never decides who relays/s);
		expect(await hover("authen|ticated = plain")).toMatch(/a condition.*the client has logged in/s);
		expect(await hover("192.0.2|.0/24")).toMatch(/256 addresses/);
		expect(await hover("$local_part|_data")).toMatch(/a variable of Exim/);
		expect(await hover("# The ser|ver")).toBeNull();
	});

	it("says what Debian's settings mean", async () => {
		const said = await opened.hover("debian/update-exim4.conf.conf", "dc_relay|_nets");
		expect(said).toMatch(/networks whose machines may send.*256 addresses/s);
	});
});

describe("the completion of Exim", () => {
	it("offers options, lists and values in the main section", async () => {
		const at = (line: string) => complete(EXIM.replace("no_smtp_enforce_sync", `${line}|`));
		expect(await at("acl_smtp_r")).toEqual(expect.arrayContaining(["acl_smtp_rcpt", "hostlist"]));
		expect(await at("acl_smtp_mail = ")).toEqual(expect.arrayContaining(["acl_check_rcpt", "acl_extra"]));
		expect(await at("smtp_enforce_sync = ")).toEqual(["true", "false"]);
		expect(await at("auth_advertise_hosts = +")).toContain("+relay_from_hosts");
		expect(await at("auth_advertise_hosts = +")).not.toContain("+local_domains");
		expect(await at("qualify_domain = O")).toContain("OFFICE");
		expect(await at("# acl")).toEqual([]);
	});

	it("offers verbs, conditions and what they take in an ACL", async () => {
		const at = (line: string) => complete(EXIM.replace("  deny    acl = acl_extra", `  ${line}|`));
		expect(await at("")).toEqual(expect.arrayContaining(["accept", "require", "hosts", "message"]));
		expect(await at("deny ho")).toContain("hosts");
		expect(await at("deny ho")).not.toContain("accept");
		expect(await at("accept domains = ")).toEqual(expect.arrayContaining(["+local_domains", "+relay_to_domains", "@"]));
		expect(await at("accept verify = ")).toContain("recipient");
		expect(await at("accept acl = ")).toEqual(["acl_check_rcpt", "acl_extra"]);
		expect(await at("accept condition = $acl_m")).toEqual(expect.arrayContaining(["acl_m_trusted", "sender_address"]));
		expect(await at("accept authenticated = ")).toContain("plain");
	});

	it("offers the options of a driver, its drivers and transports", async () => {
		const at = (line: string) => complete(EXIM.replace("  transport = remote_smtp", `  ${line}|`));
		expect(await at("")).toEqual(expect.arrayContaining(["transport", "mx_domains"]));
		expect(await at("")).not.toContain("route_list");
		expect(await at("transport = ")).toEqual(["remote_smtp", "local_delivery"]);
		expect(await complete(EXIM.replace("driver = smtp", "driver = |"))).toContain("appendfile");
	});
});

describe("the names of Exim", () => {
	const context = { includeDeclaration: true };

	it("lead to where lists, macros, ACLs, drivers, variables and files are defined", async () => {
		const definition = (words: string) => opened.places("definition", "exim.conf", words);
		expect(await definition("hosts = +relay|_from_hosts")).toEqual(["exim.conf:6:relay_from_hosts"]);
		expect(await definition(": OFF|ICE :")).toEqual(["exim.conf:2:OFFICE"]);
		expect(await definition("deny    acl = acl_|extra")).toEqual(["exim.conf:23:acl_extra"]);
		expect(await definition("transport = remote|_smtp")).toEqual(["exim.conf:39:remote_smtp"]);
		expect(await definition("permitted: $acl_m|_trusted")).toEqual(["exim.conf:13:acl_m_trusted"]);
		expect(await definition("authenticated = pl|ain")).toEqual(["exim.conf:48:plain"]);
		expect(await definition("/etc/exim/re|lays")).toEqual(["relays:1:"]);
	});

	it("are found everywhere, in expansions too", async () => {
		const found = await opened.places("references", "exim.conf", "domainlist local_do|mains", { context });
		expect(found).toEqual([
			"exim.conf:4:local_domains",
			"exim.conf:18:local_domains",
			"exim.conf:24:local_domains",
			"exim.conf:30:local_domains",
		]);
	});

	it("are renamed with their uses, and only to what may be a name", async () => {
		const rename = (words: string, newName: string) =>
			client.request<WorkspaceEdit>("textDocument/rename", { ...opened.at("exim.conf", words), newName });
		expect(opened.editsOf(await rename("acl_check_r|cpt:", "acl_recipients"))).toEqual([
			["exim.conf:12:acl_check_rcpt", "acl_recipients"],
			["exim.conf:7:acl_check_rcpt", "acl_recipients"],
		]);
		expect(opened.editsOf(await rename("OFF|ICE =", "NETS"))).toEqual([
			["exim.conf:2:OFFICE", "NETS"],
			["exim.conf:6:OFFICE", "NETS"],
		]);
		await expect(rename("OFF|ICE =", "nets")).rejects.toThrow(/capital letter/);
		await expect(rename("hostlist relay_from|_hosts", "a b")).rejects.toThrow(/letters/);
		await expect(rename("acl_check_r|cpt:", "acl_extra")).rejects.toThrow(/there already/);
	});
});

describe("the marks of Exim", () => {
	it("outline settings, ACLs with their statements and drivers with their options", async () => {
		const symbols = await client.request<DocumentSymbol[]>("textDocument/documentSymbol", document);
		const acl = symbols.find(({ name }) => name === "acl_check_rcpt");
		expect(acl?.children?.map(({ name }) => name)).toEqual([
			"warn",
			"deny",
			"accept",
			"accept",
			"require",
			"deny",
			"accept",
			"deny",
		]);
		expect(symbols.find(({ name }) => name === "remote")?.children?.map(({ name }) => name)).toEqual([
			"driver",
			"domains",
			"transport",
		]);
		expect(symbols.map(({ name }) => name)).toEqual(expect.arrayContaining(["OFFICE", "local_domains", "primary_hostname"]));
	});

	it("fold ACLs and drivers", async () => {
		const folds = await client.request<FoldingRange[]>("textDocument/foldingRange", document);
		expect(folds).toContainEqual({ startLine: 11, endLine: 20 });
		expect(folds).toContainEqual({ startLine: 27, endLine: 30 });
	});

	it("colour words by what they are", async () => {
		const colours = await opened.colours("exim.conf");
		expect(colours.get("require")).toBe("keyword");
		expect(colours.get("hosts")).toBe("function");
		expect(colours.get("relay_from_hosts")).toBe("type");
		expect(colours.get("OFFICE")).toMatch(/^variable/);
		expect(colours.get("acl_extra")).toMatch(/^class/);
		expect(colours.get("192.0.2.0/24")).toBe("number");
		expect(colours.get("primary_hostname")).toBe("property defaultLibrary");
	});

	it("say what is unreachable, and link files", async () => {
		const range = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };
		const hints = await client.request<InlayHint[]>("textDocument/inlayHint", { ...document, range });
		expect(hints.map(({ position, label }) => `${position.line + 1}: ${label}`)).toContain("21: unreachable:");
		const links = await client.request<DocumentLink[]>("textDocument/documentLink", document);
		expect(links.map(({ target, range: place }) => [target, opened.wordsAt({ uri: uri("exim.conf"), range: place })])).toEqual([
			[uri("relays"), "exim.conf:5:/etc/exim/relays"],
		]);
	});
});

describe("the policy of Exim in an editor", () => {
	it("stands over the ACL that judges recipients, and tells who may relay", async () => {
		expect(await opened.lenses("exim.conf")).toContainEqual(
			expect.stringMatching(/^12: .*networks and logged-in users may relay/),
		);
		const open = EXIM.replace("192.0.2.0/24", "0.0.0.0/0");
		const lenses = await opened.withText("exim.conf", open, () => opened.lenses("exim.conf"));
		expect(lenses).toContainEqual(expect.stringMatching(/^12: OPEN RELAY: anyone, see witness/));
	});

	it("has rows with the lines that let them in", async () => {
		const policy = await client.request<{ listeners: { grants: { who: string; lines: { place?: string }[] }[] }[] }>(
			"workspace/executeCommand",
			{ command: "relaylint.showPolicy", arguments: [uri("exim.conf")] },
		);
		const row = policy.listeners[0]?.grants.find(({ who }) => who.includes("192.0.2.0/24"));
		expect(row?.lines.map(({ place }) => place)).toContain("exim.conf:15:3");
	});

	it("tries an envelope, with the statement that decides", async () => {
		const attempt = { client: "203.0.113.7", from: "a@sender.example", to: "x@victim.example" };
		const decision = await client.request<{ decision: string; trace: { location?: { range: unknown } }[] }>(
			"workspace/executeCommand",
			{ command: "relaylint.tryEnvelope", arguments: [uri("exim.conf"), attempt] },
		);
		expect(decision.decision).toBe("reject");
		expect(decision.trace.at(-1)?.location?.range).toMatchObject({ start: { line: 16, character: 2 } });
	});
});
