import { afterAll, describe, expect, it } from "vitest";
import type { Hover, SignatureHelp } from "vscode-languageserver";
import { MAIN, openPostfix } from "../testing/postfix-folder.ts";

const opened = await openPostfix();
const { at, client, texts, uri, withText } = opened;
afterAll(async () => expect(await opened.stop()).toEqual({ code: 0, errors: "" }));

describe("hover", () => {
	const ask = async (name: string, words: string) => {
		const hover = await client.request<Hover | null>("textDocument/hover", at(name, words));
		return hover === null ? null : (hover.contents as { value: string }).value;
	};

	it("says of a parameter its type, what it does, its default and what is in force for each listener", async () => {
		const said = await ask("main.cf", "mynet|works = ");
		expect(said).toMatch(/\*\*mynetworks\*\* \(host-list\)/);
		expect(said).toMatch(/In force for smtp inet: .*192\.0\.2\.0\/24.* — main\.cf:6/);
		expect(said).toMatch(/In force for submission inet: `127\.0\.0\.0\/8` — master\.cf:4/);
		expect(said).toContain("https://www.postfix.org/postconf.5.html#mynetworks");
	});

	it("says of a restriction what it does and what is left for it at its place", async () => {
		expect(await ask("main.cf", "permit_myn|etworks")).toMatch(/every attempt gets here/);
		const said = await ask("main.cf", "reject_unauth|_destination");
		expect(said).toMatch(/Gets here, in smtpd_relay_restrictions.*permit_mynetworks.*check_client_access hash:/s);
	});

	it("says that nothing gets behind an end of the list", async () => {
		const text = MAIN.replace("    reject_unauth_destination", "    reject, permit_sasl_authenticated");
		const said = await withText("main.cf", text, () => ask("main.cf", "permit_sasl|_authenticated"));
		expect(said).toMatch(/Nothing gets here.*`reject`/);
	});

	it("says of a network how large it is and whose", async () => {
		expect(await ask("main.cf", "192.0.2|.0/24")).toMatch(/256 addresses/);
		expect(await ask("main.cf", "127.0|.0.0/8")).toMatch(/16,777,216 addresses, this machine itself/);
	});

	it("says of a $name what it stands for", async () => {
		expect(await ask("main.cf", "$my_n|ets")).toMatch(/\*\*my_nets\*\*.*In force: `192\.0\.2\.0\/24` — main\.cf:5/s);
	});

	it("says of a table where it was read, and of its results what they do", async () => {
		expect(await ask("main.cf", "hash:/etc/post|fix/access")).toMatch(/Read from `access`.*2 keys/s);
		expect(await ask("access", "O|K")).toMatch(/Accepts what the list judges/);
		expect(await ask("access", "198.51|.100.7")).toMatch(/1 address/);
	});

	it("says of a field of a service what may stand there, and of an override what it overrides", async () => {
		expect(await ask("master.cf", "in|et")).toMatch(/\*\*type\*\*/);
		expect(await ask("master.cf", "smtp|d")).toMatch(/\*\*command\*\*.*Relaying here/s);
		expect(await ask("master.cf", "smtpd_tls_sec|urity_level")).toMatch(/\*\*smtpd_tls_security_level\*\*/);
	});

	it("says nothing where there is nothing to say", async () => {
		expect(await ask("main.cf", "# The ser|ver")).toBeNull();
	});
});

describe("signature help", () => {
	it("says what a restriction wants, and which field of a service is written", async () => {
		const ask = (name: string, line: string) =>
			withText(name, `${texts[name]}${line}\n`, () =>
				client.request<SignatureHelp | null>("textDocument/signatureHelp", {
					textDocument: { uri: uri(name) },
					position: { line: (texts[name] ?? "").split("\n").length - 2, character: line.length },
				}),
			);
		expect((await ask("main.cf", "smtpd_client_restrictions = check_client_access "))?.signatures[0]?.label).toBe(
			"check_client_access type:table",
		);
		expect((await ask("master.cf", "smtps inet n "))?.activeParameter).toBe(3);
		expect(await ask("main.cf", "mydomain = ")).toBeNull();
	});
});
