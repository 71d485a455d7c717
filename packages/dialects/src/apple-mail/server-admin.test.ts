import { originText, sourceFromText } from "@relaylint/core";
import { describe, expect, it } from "vitest";
import { misplacedIn } from "../testing/spans.ts";
import { parseAppleDump } from "./ast.ts";
import { appleMail } from "./index.ts";
import { postfixParameters } from "./server-admin.ts";

function shown(text: string): Readonly<Record<string, readonly string[]>> {
	const dump = parseAppleDump(sourceFromText("mail.settings", text));
	if (dump.kind !== "settings") throw new Error(dump.kind);
	const parameters = postfixParameters(dump.settings);
	for (const { name, nameSpan, parts } of parameters) {
		expect(text.slice(nameSpan.start, nameSpan.end)).toBe(name);
		for (const part of parts) expect(text.slice(part.span.start, part.span.end)).toBe(part.text);
	}
	return Object.fromEntries(parameters.map(({ name, parts }) => [name, parts.map((part) => part.text)]));
}

describe("a settings dump", () => {
	it("shows the parameters of Postfix, lists in the order of their numbers", () => {
		expect(
			shown(`afp:guests = 3
mail:imap:enabled = yes
mail:postfix:mynetworks:_array_index:10 = "10.0.0.10"
mail:postfix:mynetworks:_array_index:9 = "10.0.0.9"
mail:postfix:mynetworks:_array_index:0="127.0.0.0/8"
mail:postfix:smtpd_use_pw_server = "yes"
  mail:postfix:message_size_limit = 10485760
mail:postfix:virus_scan_enabled = yes
mail:postfix:smtpd_banner = "a "quoted" = b"
mail:postfix:virtual_domains:_array_id:example.org:name = "x"
mail:postfix:virtual_alias_domains:_array_id:example.org = "example.org"
mail:postfix:relayhost = ""
mail:postfix:mynetworks:_array_index:9 = "10.0.0.99"
`),
		).toEqual({
			smtpd_use_pw_server: ["yes"],
			message_size_limit: ["10485760"],
			virus_scan_enabled: ["yes"],
			smtpd_banner: ['a "quoted" = b'],
			virtual_alias_domains: ["example.org"],
			relayhost: [""],
			mynetworks: ["127.0.0.0/8", "10.0.0.99", "10.0.0.10"],
		});
	});

	it("may be commands", () => {
		expect(
			shown(
				'$ sudo serveradmin settings mail\nroot# /usr/sbin/serveradmin settings mail:postfix:mynetworks:_array_index:0 = "10.0.0.1"\n',
			),
		).toEqual({ mynetworks: ["10.0.0.1"] });
	});

	it.each([
		['mail:postfix:mynetworks:_array_index:0 = "10.0.0.1"\nmail:postfix:mynetworks = _empty_array\n', []],
		['mail:postfix:mynetworks:_array_index:0 = "10.0.0.1"\nmail:postfix:mynetworks:_empty_array\n= x\n', ["10.0.0.1"]],
		['mail:postfix:mynetworks:_empty_array = ""\nmail:postfix:mynetworks:_array_index:0 = "10.0.0.1"\n', ["10.0.0.1"]],
		['mail:postfix:mynetworks:_array_index:0 = "10.0.0.1"\nmail:postfix:mynetworks = "10.0.0.2"\n', ["10.0.0.2"]],
		['mail:postfix:mynetworks = "10.0.0.2"\nmail:postfix:mynetworks:_array_index:0 = "10.0.0.1"\n', ["10.0.0.1"]],
	])("%j: what is shown last counts", (text, networks) => {
		expect(shown(text).mynetworks).toEqual(networks);
	});

	it("is lowered with origins in the dump", () => {
		const text = `mail:postfix:mynetworks:_array_index:0 = "127.0.0.0/8"
mail:postfix:mynetworks:_array_index:1 = "192.168.5.0/24"
mail:postfix:smtpd_recipient_restrictions:_array_index:0 = "permit_mynetworks"
mail:postfix:smtpd_recipient_restrictions:_array_index:1 = "reject_unauth_destination"
`;
		const configuration = appleMail.read(
			sourceFromText("mail.settings", text),
			{ read: (path) => ({ kind: "missing", path }), list: () => undefined },
			{ complete: true, unbuilt: [], release: "apple-10.5" },
		);
		expect(configuration.dialect).toBe("apple-mail");
		expect(configuration.files.map((file) => file.path)).toEqual(["mail.settings"]);
		expect(configuration.settings.map(({ name, value }) => `${name} = ${value}`)).toEqual([
			"mynetworks = 127.0.0.0/8, 192.168.5.0/24",
			"smtpd_recipient_restrictions = permit_mynetworks, reject_unauth_destination",
		]);
		const rules = configuration.policy.listeners.flatMap(({ stages }) => stages.flatMap((stage) => stage.rules));
		const words = rules.flatMap(({ origin }) => (origin.kind === "file" ? [originText(origin)] : []));
		expect(words).toContain("permit_mynetworks");
		expect(words).toContain("reject_unauth_destination");
		const lists = rules.flatMap(({ match }) =>
			match.kind === "list" ? match.elements.map(({ origin }) => originText(origin)) : [],
		);
		expect(new Set(lists)).toEqual(new Set(["127.0.0.0/8", "192.168.5.0/24"]));
	});
});

describe("the places of a list whose elements stand in another order", () => {
	it("lie in the file", () => {
		const text = "mail:postfix:mynetworks:_array_index:1 = 10.0.0.0/8\nmail:postfix:mynetworks:_array_index:0 = 7.o\n";
		const main = sourceFromText("mail.settings", text);
		const reader = { read: (path: string) => ({ kind: "missing" as const, path }), list: () => undefined };
		const configuration = appleMail.read(main, reader, { complete: false, unbuilt: [] });
		expect(configuration.settings.length).toBeGreaterThan(0);
		expect(misplacedIn([configuration.settings, configuration.policy, configuration.diagnostics])).toEqual([]);
	});
});
