import { afterAll, describe, expect, it } from "vitest";
import type { CompletionList } from "vscode-languageserver";
import { openPostfix } from "../testing/postfix-folder.ts";

const opened = await openPostfix();
const { client, texts, uri, withText } = opened;
afterAll(async () => expect(await opened.stop()).toEqual({ code: 0, errors: "" }));

describe("completion", () => {
	const ask = async (name: string, line: string) => {
		const text = `${texts[name]}${line}\n`;
		return withText(name, text, async () => {
			const list = await client.request<CompletionList | null>("textDocument/completion", {
				textDocument: { uri: uri(name) },
				position: { line: text.split("\n").length - 2, character: line.length },
			});
			return list?.items ?? [];
		});
	};
	const labels = (items: readonly { readonly label: string }[]) => items.map(({ label }) => label);

	it("offers parameters with what they do, and writes the equals sign", async () => {
		const items = await ask("main.cf", "smtpd_rel");
		const item = items.find(({ label }) => label === "smtpd_relay_restrictions");
		expect(item?.textEdit).toMatchObject({
			newText: "smtpd_relay_restrictions = ",
			range: { start: { character: 0 }, end: { character: 9 } },
		});
		expect(item?.documentation).toMatchObject({ value: expect.stringMatching(/Default/) });
		expect(labels(items)).not.toContain("mail_version");
	});

	it("offers the restrictions that have an effect in a list, and its classes", async () => {
		const items = labels(await ask("main.cf", "smtpd_recipient_restrictions = permit_mynetworks, rej"));
		expect(items).toEqual(expect.arrayContaining(["reject_unauth_destination", "guarded", "permit_sasl_authenticated"]));
		expect(items).not.toContain("check_etrn_access");
		expect(items).not.toContain("mynetworks");
		expect(labels(await ask("main.cf", "smtpd_data_restrictions = "))).toContain("reject_unauth_pipelining");
	});

	it("offers table types where a table is wanted, and files behind the type", async () => {
		expect(labels(await ask("main.cf", "smtpd_client_restrictions = check_client_access "))).toEqual(
			expect.arrayContaining(["hash", "cidr", "pcre"]),
		);
		const files = await ask("main.cf", "transport_maps = hash:/etc/postfix/a");
		expect(labels(files)).toContain("/etc/postfix/access");
		expect(labels(files)).not.toContain("/etc/postfix/main.cf");
	});

	it("offers names behind a dollar sign, the file's own first, with their values", async () => {
		const items = await ask("main.cf", "relay_domains = $my");
		expect(items.find(({ label }) => label === "my_nets")).toMatchObject({
			detail: "192.0.2.0/24",
			sortText: expect.stringMatching(/^1/),
		});
		expect(labels(items)).toContain("mydestination");
	});

	it("offers the words of a boolean and of an enumeration", async () => {
		expect(labels(await ask("main.cf", "smtpd_sasl_auth_enable = "))).toEqual(["yes", "no"]);
		expect(labels(await ask("main.cf", "smtpd_tls_security_level = "))).toContain("encrypt");
	});

	it("offers fields, overrides and their values in master.cf", async () => {
		expect(labels(await ask("master.cf", "smtps "))).toContain("inet");
		expect(labels(await ask("master.cf", "  -o smtpd_sasl"))).toContain("smtpd_sasl_auth_enable");
		expect(labels(await ask("master.cf", "  -o smtpd_sasl_auth_enable="))).toEqual(["yes", "no"]);
	});

	it("offers actions and classes as results of a table", async () => {
		expect(labels(await ask("access", "192.0.2.99 R"))).toEqual(expect.arrayContaining(["REJECT", "DUNNO", "guarded"]));
	});

	it("offers nothing in a comment", async () => {
		expect(await ask("main.cf", "# smtpd")).toEqual([]);
	});
});
