import { afterAll, describe, expect, it } from "vitest";
import type { DocumentSymbol } from "vscode-languageserver";
import { labelsOf, openFolder } from "../testing/opened-folder.ts";

const NETINFO = `{
  "name" = ( "AppleMailServer" );
  "open_relay_addr_flag" = ( "1" );
  "open_relay_addr_list" = ( "127.0.0.1", "198.51.100.77" );
}
`;
const SETTINGS = `mail:postfix:myhostname = "post.example.org"
mail:postfix:mynetworks:_array_index:0 = "127.0.0.0/8"
mail:postfix:mynetworks:_array_index:1 = "198.51.100.77"
mail:postfix:smtpd_recipient_restrictions = "permit_mynetworks,reject_unauth_destination"
`;
const POSTCAST = `; relaylint: postcast-settings 1
[System]
Host Name = 203.0.113.40
[Security]
Allow access ONLY for users with these IP addresses =
    192.168.3
    198.51.100.77
Reject mail if sender has no MX record = yes
`;

const opened = await openFolder({
	"netinfo/AppleMailServer.nidump": NETINFO,
	"admin/mail.settings": SETTINGS,
	"postcast/postcast.ini": POSTCAST,
});
const { client, uri } = opened;
afterAll(async () => expect(await opened.stop()).toEqual({ code: 0, errors: "" }));
const symbols = async (name: string) =>
	(await client.request<DocumentSymbol[]>("textDocument/documentSymbol", { textDocument: { uri: uri(name) } })).map(
		(one) => one.name,
	);

describe("a dump of NetInfo in an editor", () => {
	const name = "netinfo/AppleMailServer.nidump";

	it("says what an attribute does and what is in force, and how large a network of its list is", async () => {
		expect(await opened.hover(name, "open_relay_addr|_flag")).toMatch(
			/only the clients of open_relay_addr_list relay.*In force: `1`/s,
		);
		expect(await opened.hover(name, "open_relay_addr|_list")).toMatch(/In force: `127\.0\.0\.1, 198\.51\.100\.77`/);
		expect(await opened.hover(name, "198.51|.100.77")).toMatch(/1 address/);
	});

	it("offers the attributes, outlines them, and has the verdict over the flag", async () => {
		expect(
			labelsOf(await opened.complete(name, NETINFO.replace('  "open_relay_addr_flag"', '  "op|\n  "open_relay_addr_flag"'))),
		).toContain("smtp_plain_login_flag");
		expect(await symbols(name)).toEqual(["name", "open_relay_addr_flag", "open_relay_addr_list"]);
		expect(await opened.lenses(name)).toContainEqual(expect.stringMatching(/^3: .*relay: /));
	});
});

describe("settings of Server Admin in an editor", () => {
	const name = "admin/mail.settings";

	it("are hovered, offered, outlined and coloured as the parameters of Postfix that they are", async () => {
		expect(await opened.hover(name, "mail:postfix:mynet|works:_array_index:0")).toMatch(
			/\*\*mynetworks\*\*.*In force.*198\.51\.100\.77/s,
		);
		expect(await opened.hover(name, "reject_unauth|_destination")).toMatch(/\*\*reject_unauth_destination\*\*/);
		expect(labelsOf(await opened.complete(name, "mail:postfix:smtpd_rel"))).toContain("smtpd_recipient_restrictions");
		expect(await symbols(name)).toEqual(["myhostname", "mynetworks", "smtpd_recipient_restrictions"]);
		expect((await opened.colours(name)).get("permit_mynetworks")).toBe("function");
	});
});

describe("settings of PostCast Server in an editor", () => {
	const name = "postcast/postcast.ini";

	it("say what they do and what is in force, and what a beginning of addresses takes in both readings", async () => {
		expect(await opened.hover(name, "Host| Name")).toMatch(/listens.*In force: `203\.0\.113\.40`/s);
		expect(await opened.hover(name, "192.168|.3\n")).toMatch(
			/begins so: 2,816 addresses, private.*octet by octet it is 256 addresses/s,
		);
		expect(await opened.hover(name, "198.51|.100.77")).toMatch(/one address, public/);
	});

	it("are offered by their screens, with their answers", async () => {
		expect(labelsOf(await opened.complete(name, "[Sec"))).toEqual(["System", "Security", "Network"]);
		expect(labelsOf(await opened.complete(name, "Deny"))).toContain("Deny access for users with the following IP addresses");
		expect(labelsOf(await opened.complete(name, "Reject mail if sender has no MX record = "))).toEqual(["yes", "no"]);
		expect(await symbols(name)).toHaveLength(3);
		expect(await opened.lenses(name)).toContainEqual(expect.stringMatching(/^5: .*relay: /));
	});
});
