import { afterAll, describe, expect, it } from "vitest";
import type { DocumentSymbol, WorkspaceEdit } from "vscode-languageserver";
import { labelsOf, openFolder } from "../testing/opened-folder.ts";

const MAPPINGS = `! who may send where
FRIENDS

  $(198.51.100.8/29)   $Y
  *   $N

ORIG_SEND_ACCESS

  tcp_auth|*|tcp_intranet|postmaster@*   $Y
  tcp_local|$_*@%$D*.example|tcp_local|*   $NNot$ so$D30
  tcp_local|*|tcp_local|*   $NRelaying$ not$ permitted
  tcp_intranet|*|tcp_local   $N

INTERNAL_IP

  $(10.0.0.0/8)   $Y
  127.0.0.1   $Y
  *   $C$|FRIENDS;$0|$Y$E
  *   $N
`;
const IMTA = `[]                 $E$R\${INTERNAL_IP,$L}$U%[$L]@tcp_intranet-daemon
mx.example.com     $U%$D@mx.example.com
.                  $U%$H@tcp-daemon

defaults noswitchchannel

l viaaliasrequired
mx.example.com

tcp_local smtp mx identnonenumeric switchchannel remotehost maytlsserver maysaslserver saslswitchchannel tcp_auth
tcp-daemon

tcp_intranet smtp mx allowswitchchannel maysaslserver saslswitchchannel tcp_auth
tcp_intranet-daemon

tcp_auth smtp mx mustsaslserver noswitchchannel nonsenseword
tcp_auth-daemon
`;

const opened = await openFolder({ mappings: MAPPINGS, "imta.cnf": IMTA });
const { client, uri } = opened;
afterAll(async () => expect(await opened.stop()).toEqual({ code: 0, errors: "" }));
const hover = (words: string) => opened.hover("mappings", words);

describe("the hover of Messaging Server", () => {
	it("explains a pattern field by field, and shows a text that it matches", async () => {
		const said = await hover("tcp_local|$_*@%¦$D*.example");
		expect(said).toMatch(/Entry 2 of \*\*ORIG_SEND_ACCESS\*\*/);
		expect(said).toMatch(/\| source channel \| `tcp_local` \| `tcp_local` \|/);
		expect(said).toMatch(
			/\| sender \| .*anything, bars too \(as little as it can\), then `@`, then one character, then any number of digits, then `\.example`/,
		);
		expect(said).toMatch(/\| recipient \| `\*` \| anything, bars too \|/);
		// Written by hand from the pattern: an `x` for `%`, no digit for `$D*` or one.
		expect(said).toMatch(/Matches, for example: `tcp_local\|\S*@x\d?\.example\|tcp_local\|\S+`/);
	});

	it("says that a field is missing", async () => {
		expect(await hover("tcp_intranet|*|tcp_lo¦cal   $N")).toMatch(/3 fields where ORIG_SEND_ACCESS has 4/);
	});

	it("explains networks, and what a template does", async () => {
		expect(await hover("$(10.0|.0.0/8)")).toMatch(/an address of `10\.0\.0\.0\/8` \(16,777,216 addresses\)/);
		expect(await hover("$NRel|aying")).toMatch(/`\$N` refuses.*the text `Relaying not permitted`/s);
		expect(await hover("$NNot$ so|$D30")).toMatch(/`\$D` makes the answer wait, for so many hundredths/);
		expect(await hover("$C¦$|FRIENDS")).toMatch(/asks the table FRIENDS/);
	});

	it("says of tables, channels and keywords what they are", async () => {
		expect(await hover("ORIG_SEND|_ACCESS")).toMatch(/decides who relays.*4 entries, mappings:7/s);
		expect(await opened.hover("imta.cnf", "tcp_lo|cal smtp")).toMatch(
			/a channel, imta\.cnf:10.*`switchchannel`.*client's address/s,
		);
		expect(await opened.hover("imta.cnf", "mustsasl|server")).toMatch(/have to log in/);
		expect(await opened.hover("imta.cnf", "nonsense|word")).toMatch(/takes it for a group id/);
		expect(await opened.hover("imta.cnf", "INTERNAL|_IP")).toMatch(/whose mail counts as internal/);
	});
});

describe("the completion of Messaging Server", () => {
	it("offers table names in the first column", async () => {
		const items = labelsOf(await opened.complete("mappings", "SEND"));
		expect(items).toEqual(expect.arrayContaining(["SEND_ACCESS", "PORT_ACCESS"]));
		expect(items).not.toContain("ORIG_SEND_ACCESS");
	});

	it("offers channels, flags and tables in an entry", async () => {
		expect(labelsOf(await opened.complete("mappings", "\nSEND_ACCESS\n\n  tcp"))).toEqual(
			expect.arrayContaining(["tcp_local", "tcp_intranet", "tcp_auth", "*"]),
		);
		expect(labelsOf(await opened.complete("mappings", "\nSEND_ACCESS\n\n  x   $"))).toEqual(
			expect.arrayContaining(["$Y", "$N", "$C"]),
		);
	});

	it("offers keywords and channels in a channel block, and tables and hosts in a rule", async () => {
		const keywords = await opened.complete("imta.cnf", "\ntcp_more smtp may");
		expect(labelsOf(keywords)).toEqual(expect.arrayContaining(["maysaslserver", "switchchannel"]));
		expect(keywords.find(({ label }) => label === "mustsaslserver")?.detail).toMatch(/log in/);
		expect(labelsOf(await opened.complete("imta.cnf", "\ntcp_more smtp saslswitchchannel "))).toEqual([
			"l",
			"tcp_local",
			"tcp_intranet",
			"tcp_auth",
			"tcp_more",
		]);
		expect(labelsOf(await opened.complete("imta.cnf", IMTA.replace("INTERNAL_IP", "|")))).toContain("INTERNAL_IP");
		expect(labelsOf(await opened.complete("imta.cnf", IMTA.replace("@tcp_intranet-daemon", "@|")))).toContain("tcp-daemon");
	});
});

describe("the names of Messaging Server", () => {
	const context = { includeDeclaration: true };

	it("lead from a table to a channel, from a rule to its table and host, from a template to its table", async () => {
		expect(await opened.places("definition", "mappings", "tcp_in|tranet")).toEqual(["imta.cnf:13:tcp_intranet"]);
		expect(await opened.places("definition", "imta.cnf", "${INTER|NAL_IP")).toEqual(["mappings:14:INTERNAL_IP"]);
		expect(await opened.places("definition", "imta.cnf", "@tcp_intranet-|daemon")).toEqual(["imta.cnf:14:tcp_intranet-daemon"]);
		expect(await opened.places("definition", "mappings", "FRIE|NDS;")).toEqual(["mappings:2:FRIENDS"]);
		expect(await opened.places("definition", "imta.cnf", "saslswitchchannel tcp_|auth")).toEqual(["imta.cnf:16:tcp_auth"]);
	});

	it("are found in every file", async () => {
		const found = await opened.places("references", "imta.cnf", "tcp_intra|net smtp", { context });
		expect([...(found ?? [])].sort()).toEqual([
			"imta.cnf:13:tcp_intranet",
			"mappings:12:tcp_intranet",
			"mappings:9:tcp_intranet",
		]);
	});

	it("are renamed where they are the administrator's", async () => {
		const rename = (name: string, words: string, newName: string) =>
			client.request<WorkspaceEdit>("textDocument/rename", { ...opened.at(name, words), newName });
		expect(opened.editsOf(await rename("mappings", "FRIE|NDS;", "PARTNERS"))).toEqual([
			["mappings:18:FRIENDS", "PARTNERS"],
			["mappings:2:FRIENDS", "PARTNERS"],
		]);
		await expect(rename("mappings", "ORIG_SEND|_ACCESS", "X")).rejects.toThrow(/not yours/);
	});
});

describe("the marks and the policy of Messaging Server", () => {
	it("outline tables with their entries, and channels", async () => {
		const ask = (name: string) =>
			client.request<DocumentSymbol[]>("textDocument/documentSymbol", { textDocument: { uri: uri(name) } });
		expect((await ask("mappings")).map(({ name, children }) => [name, children?.length])).toEqual([
			["FRIENDS", 2],
			["ORIG_SEND_ACCESS", 4],
			["INTERNAL_IP", 4],
		]);
		expect((await ask("imta.cnf")).map(({ name }) => name)).toEqual(["l", "tcp_local", "tcp_intranet", "tcp_auth"]);
	});

	it("give each field of a pattern a colour of its own", async () => {
		const colours = await opened.colours("mappings");
		const fields = ["tcp_local", "$_*@%$D*.example"].map((words) => colours.get(words));
		expect(colours.get("$N")).toBe("keyword");
		expect(new Set([...fields, colours.get("postmaster@*")]).size).toBe(3);
	});

	it("say over ORIG_SEND_ACCESS what comes of it", async () => {
		const ask = (text: string) => opened.withText("mappings", text, () => opened.lenses("mappings"));
		expect(await ask(MAPPINGS)).toContainEqual(expect.stringMatching(/^7: .*relay: closed/));
		const lenses = await ask(MAPPINGS.replace("tcp_local|*|tcp_local|*   $N", "tcp_local|*|tcp_local   $N"));
		expect(lenses).toContainEqual(expect.stringMatching(/^7: .*OPEN RELAY: anyone/));
	});

	it("try an envelope: the source channel, the destination channel and the entry that decides", async () => {
		const ask = (envelope: object) =>
			client.request<{
				decision: string;
				sourceChannel?: string;
				destinationChannel?: string;
				deciding: { location?: { range: unknown } };
			}>("workspace/executeCommand", { command: "relaylint.tryEnvelope", arguments: [uri("mappings"), envelope] });
		const stranger = await ask({ client: "203.0.113.7", from: "a@sender.test", to: "x@victim.example" });
		expect(stranger).toMatchObject({ decision: "reject", sourceChannel: "tcp_local", destinationChannel: "tcp_local" });
		expect(stranger.deciding.location?.range).toMatchObject({ start: { line: 10 } });
		const inside = await ask({ client: "10.1.2.3", from: "a@sender.test", to: "x@victim.example" });
		expect(inside).toMatchObject({ decision: "accept", sourceChannel: "tcp_intranet" });
	});
});
