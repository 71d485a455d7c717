import { describe, expect, it } from "vitest";
import { type CheckOptions, check } from "./check.ts";
import { memoryFileSystem } from "./file-system.ts";

const LIST = `mail:postfix:mynetworks:_array_index:0 = "127.0.0.0/8"
mail:postfix:mynetworks:_array_index:1 = "192.168.5.1"
mail:postfix:smtpd_recipient_restrictions = "permit_sasl_authenticated,permit_mynetworks,reject_unauth_destination"
mail:postfix:mydestination:_array_index:0 = "post.example.org"
`;

const LOGIN = `mail:postfix:smtpd_use_pw_server = yes
mail:postfix:smtpd_pw_server_security_options:_array_index:0 = "MECHANISM"
`;

async function found(text: string, options: CheckOptions = {}, name = "mail.settings") {
	const files = memoryFileSystem({ [`/conf/${name}`]: text });
	const result = await check(files, ["/conf"], { mtaVersion: "apple-10.5", ...options });
	return {
		verdicts: result.configurations.map(({ configuration, verdict }) => `${configuration.dialect} ${verdict}`),
		findings: result.findings.map(
			({ rule, severity, origin }) => `${severity} ${rule}: ${text.slice(origin.span.start, origin.span.end)}`,
		),
		fixes: result.findings.flatMap((finding) => finding.fixes ?? []),
		assumptions: result.configurations.flatMap(({ configuration }) => configuration.assumptions),
	};
}

describe("Server Admin's settings", () => {
	it("name the router to which port 25 comes: its address stands in for everybody's", async () => {
		const { verdicts, findings } = await found(LIST);
		expect(verdicts).toEqual(["apple-mail closed"]);
		expect(findings).toEqual(["warning trusted-nat-router: 192.168.5.1"]);
		expect((await found(LIST, { natRouters: ["192.168.5.1"] })).findings).toEqual(["error trusted-nat-router: 192.168.5.1"]);
	});

	it("take passwords in clear text, or in no such way", async () => {
		const quiet = LIST.replace("192.168.5.1", "192.168.5.9");
		const plain = await found(quiet + LOGIN.replace("MECHANISM", "login"));
		expect(plain.findings).toEqual(["warning auth-without-tls: yes"]);
		expect(plain.verdicts).toEqual(["apple-mail closed"]);
		expect((await found(quiet + LOGIN.replace("MECHANISM", "cram-md5"))).findings).toEqual([]);
	});

	it("of other services alone tell nothing", async () => {
		const other = await found('afp:a = "b"\nafp:b = 1\nafp:c = yes\ndhcp:d = "e"\ndhcp:f:_array_index:0 = "g"\n');
		expect(other.verdicts).toEqual(["apple-mail conditional"]);
	});

	it("are read as those of the newest release that Apple has, where nobody says which", async () => {
		const files = memoryFileSystem({ "/conf/mail.settings": LIST });
		const { configurations } = await check(files, ["/conf"]);
		expect(configurations.flatMap(({ configuration }) => configuration.assumptions).join("\n")).toMatch(
			/not said: defaults of 3\.2/,
		);
	});
});

describe("Apple's main.cf", () => {
	const MAIN = `mynetworks = 127.0.0.0/8
enable_server_options = yes
smtpd_use_pw_server = yes
smtpd_pw_server_security_options = login
smtpd_recipient_restrictions = permit_sasl_authenticated, permit_mynetworks, reject_unauth_destination
`;

	it("has parameters of its own", async () => {
		const { verdicts, findings, assumptions } = await found(MAIN, { mtaVersion: "apple-10.6" }, "main.cf");
		expect(verdicts).toEqual(["postfix closed"]);
		expect(findings).toEqual(["warning auth-without-tls: yes"]);
		expect(assumptions).toContain("Mac OS X Server 10.6 has Postfix 2.5: by the dates of Apple's sources");
	});

	it("is known by them, and they have no effect in another Postfix", async () => {
		const files = memoryFileSystem({ "/conf/main.cf": MAIN });
		const { configurations, findings } = await check(files, ["/conf"]);
		expect(configurations.flatMap(({ configuration }) => configuration.assumptions).join("\n")).toMatch(/newest that Apple has/);
		expect(findings.map(({ rule }) => rule)).not.toContain("unknown-parameter");
		const elsewhere = await found(MAIN, { mtaVersion: "3.7" }, "main.cf");
		expect(elsewhere.findings.filter((text) => text.includes("unknown-parameter"))).toHaveLength(3);
	});
});
