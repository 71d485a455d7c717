import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { check } from "./check.ts";
import { memoryFileSystem } from "./file-system.ts";
import { nodeFileSystem } from "./node-file-system.ts";

/** An unpacked Postfix of Debian, which the set-up of these checks has made. */
const debian = join(process.env.RELAYLINT_POSTFIX_LAYER ?? "", "usr/share/postfix");
const corpus = "../shared/corpus/postfix";
const scratch = mkdtempSync(join(tmpdir(), "relaylint-shipped-"));
afterAll(() => rmSync(scratch, { recursive: true }));

/** What the images of docker-mailserver and mailcow put in place of their placeholders when they start. */
const RENDERED: readonly (readonly [RegExp, string])[] = [
	[/\{\{\s*[^}]*\s*\}\}/g, "mail.example.com"],
	[/\$\{MAILCOW_HOSTNAME\}/g, "mail.example.com"],
	[/__[A-Z_]+__/g, "mail.example.com"],
];

function rendered(name: string, main: string, master: string): string {
	const directory = join(scratch, name);
	mkdirSync(directory);
	for (const [file, from] of [
		["main.cf", main],
		["master.cf", master],
	] as const) {
		const text = RENDERED.reduce((before, [hole, instead]) => before.replace(hole, instead), readFileSync(from, "utf8"));
		writeFileSync(join(directory, file), text);
	}
	return directory;
}

const shipped: readonly (readonly [name: string, main: string, master: string])[] = [
	["debian", join(debian, "main.cf.debian"), join(debian, "master.cf.dist")],
	["debian-installed-by-hand", join(debian, "main.cf.dist"), join(debian, "master.cf.dist")],
	[
		"postfix-source",
		join(corpus, "vdukhovni__postfix/postfix/conf/main.cf"),
		join(corpus, "vdukhovni__postfix/postfix/conf/master.cf"),
	],
	[
		"mailcow",
		join(corpus, "mailcow__mailcow-dockerized/data/conf/postfix/main.cf"),
		join(corpus, "mailcow__mailcow-dockerized/data/conf/postfix/master.cf"),
	],
	[
		"docker-mailserver",
		join(corpus, "docker-mailserver__docker-mailserver/target/postfix/main.cf"),
		join(corpus, "docker-mailserver__docker-mailserver/target/postfix/master.cf"),
	],
];

describe("configurations that are shipped as safe", () => {
	it.each(shipped)("%s has no error, and no open or unknown verdict", async (name, main, master) => {
		const { configurations, findings } = await check(nodeFileSystem(), [rendered(name, main, master)]);
		expect(findings.filter((finding) => finding.severity === "error")).toEqual([]);
		expect(configurations).toHaveLength(1);
		expect(["closed", "conditional"]).toContain(configurations[0]?.verdict);
	});
});

const HEAD = "compatibility_level = 3.6\nmyhostname = mx.example.com\nmydestination = $myhostname, example.com\n";
const GUARDED = "smtpd_recipient_restrictions = permit_mynetworks, reject_unauth_destination";

/** The rows of Postfix in the seed documents: each line, the rules that fire on it, and those that stay silent. */
const ROWS: readonly (readonly [row: string, main: string, fires: readonly string[], silent: readonly string[]])[] = [
	["P1", `${GUARDED} mynetworks = 127.0.0.0/8`, ["flattened-settings"], ["open-relay"]],
	["P2", `${GUARDED}\nmynetworks = 127.0.0.0/8`, [], ["open-relay", "unknown-restriction", "shadowed-restriction"]],
	["P4", "mynetworks = 127.0.0.1/8, [Your Trusted IP Range]", ["network-host-bits"], ["open-relay"]],
	["P5", "mynetworks = 127.0.0.0/8, [Your Trusted IP Range]", ["placeholder-value"], ["open-relay"]],
	[
		"P6",
		`${GUARDED}\nsmtpd_relay_restrictions = $smtpd_recipient_restrictions\nsmtpd_sasl_auth_enable = yes`,
		["auth-grants-nothing"],
		["open-relay"],
	],
	["P7", "smtpd_sasl_auth_enable = yes\nsmtpd_tls_security_level = may", ["auth-without-tls"], ["open-relay"]],
];

describe("the seed documents", () => {
	it.each(ROWS)("%s", async (_row, main, fires, silent) => {
		const { configurations, findings } = await check(memoryFileSystem({ "main.cf": `${HEAD}${main}\n` }), ["main.cf"], {});
		const rules = new Set(findings.map((finding) => finding.rule));
		expect([...rules]).toEqual(expect.arrayContaining([...fires]));
		expect(silent.filter((rule) => rules.has(rule))).toEqual([]);
		expect(configurations[0]?.verdict).toBe("closed");
	});
});

describe("the corpus of Postfix", () => {
	it("is analysed to the end, without a fault and without a false open", async () => {
		const { configurations, findings } = await check(nodeFileSystem(), [corpus]);
		expect(configurations.length).toBeGreaterThan(140);
		expect(findings.filter((finding) => finding.rule === "internal-error")).toEqual([]);
		expect(configurations.filter((one) => one.verdict === "open").map((one) => one.id)).toEqual([]);
	});
});
