import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { check } from "./check.ts";
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

describe("the corpus of Postfix", () => {
	it("is analysed to the end, without a fault and without a false open", async () => {
		const { configurations, findings } = await check(nodeFileSystem(), [corpus]);
		expect(configurations.length).toBeGreaterThan(140);
		expect(findings.filter((finding) => finding.rule === "internal-error")).toEqual([]);
		expect(configurations.filter((one) => one.verdict === "open").map((one) => one.id)).toEqual([]);
	});
});
