import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { builtCommand } from "./testing/command.ts";

const { folder, run } = builtCommand();

const MAIN = `compatibility_level = 3.6
myhostname = mx.example.com
mydestination = $myhostname
mynetworks = 127.0.0.0/8, 10.1.0.0/16
smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination
`;

/** What git needs to know of whoever commits. */
const WHO = ["-c", "user.name=a", "-c", "user.email=a@b.example", "-c", "commit.gpgsign=false"];

function git(cwd: string, ...args: string[]): void {
	const { status, stderr } = spawnSync("git", [...WHO, ...args], { cwd, encoding: "utf8" });
	if (status !== 0) throw new Error(stderr);
}

describe("relaylint policy", () => {
	it("says who may relay, with the lines that let them", () => {
		const ran = run(folder({ "main.cf": MAIN }), ["policy", "."]);
		expect(ran).toMatchObject({ code: 0, err: "" });
		expect(ran.out).toContain("10.1.0.0/16, 127.0.0.0/8 -> anywhere");
		expect(ran.out).toContain("main.cf:4:27: 10.1.0.0/16 -> match");
		expect(ran.out).toContain("smtp inet, port 25: closed to strangers");
	});

	it("writes a page that asks for nothing from elsewhere", () => {
		const strange = `${MAIN}smtpd_recipient_restrictions = check_sender_access inline:{{<script>alert(1)</script>=OK}}\n`;
		const { code, out } = run(folder({ "main.cf": strange }), ["policy", "main.cf", "--format", "html"]);
		expect(code).toBe(0);
		expect(out).toMatch(/^<!DOCTYPE html>\n<html lang="en">/);
		expect(out).not.toMatch(/<script|<link|<img|<iframe|@import|url\(|\b(?:src|href)="(?!#)/);
		expect(out).toContain("10.1.0.0/16, 127.0.0.0/8");
		// Every picture has words, every link a place on the page.
		expect(out.match(/<svg /g)?.length).toBe(out.match(/<svg [^>]*role="img"><title>/g)?.length);
		for (const [, id] of out.matchAll(/href="#([^"]+)"/g)) expect(out).toContain(`id="${id}"`);
	});

	it("writes Markdown whose cells hold no bar of the configuration's own", () => {
		const { out } = run(folder({ "main.cf": MAIN.replace("127.0.0.0/8", "127.0.0.0/8, /a|b") }), [
			"policy",
			".",
			"--format",
			"markdown",
		]);
		const rows = out.split("\n").filter((line) => line.startsWith("| ") && !line.startsWith("| by"));
		expect(rows.length).toBeGreaterThan(1);
		for (const row of rows) expect(row.replaceAll("\\|", "").split("|")).toHaveLength(7);
	});

	it("fails where there is no configuration", () => {
		expect(run(folder({ "a.txt": "x" }), ["policy", "."])).toMatchObject({ code: 2, out: "" });
		expect(run(folder(), ["policy", "missing"]).code).toBe(2);
	});
});

describe("relaylint diff", () => {
	it("exits with 1 where something is opened, and says by what", () => {
		const cwd = folder({ "old/main.cf": MAIN, "new/main.cf": MAIN.replace("10.1.0.0/16", "10.0.0.0/8") });
		const ran = run(cwd, ["diff", "old", "new"]);
		expect(ran).toMatchObject({ code: 1, err: "" });
		expect(ran.out).toContain("Newly relayed for others");
		expect(ran.out).toContain("old/main.cf:5:47: reject_unauth_destination -> reject");
		expect(ran.out).toContain("new/main.cf:4:27: 10.0.0.0/8 -> match");
		expect(run(cwd, ["diff", "new", "old"]).code).toBe(0);
	});

	it("compares a revision with the working tree and with another", () => {
		const cwd = folder({ "etc/main.cf": MAIN, "etc/table": "a OK\n" });
		git(cwd, "init", "-q", ".");
		git(cwd, "add", "-A");
		git(cwd, "commit", "-qm", "one");
		expect(run(cwd, ["diff", "--git", "HEAD", "etc"])).toMatchObject({
			code: 0,
			out: "No difference: both accept the same, proven.\n",
		});
		writeFileSync(join(cwd, "etc/main.cf"), MAIN.replace("10.1.0.0/16", "0.0.0.0/0"));
		const dirty = run(cwd, ["diff", "--git", "HEAD", "etc", "--format", "json"]);
		expect(dirty.code).toBe(1);
		expect(JSON.parse(dirty.out)).toMatchObject({ opens: true, old: { files: ["etc/main.cf"] } });
		git(cwd, "commit", "-qam", "two");
		expect(run(cwd, ["diff", "--git", "HEAD~1", "HEAD", "etc"]).code).toBe(1);
		expect(run(cwd, ["diff", "--git", "HEAD", "HEAD~1", "etc"]).code).toBe(0);
		const comment = run(cwd, ["diff", "--git", "HEAD~1", "HEAD", "etc", "--format", "markdown"]).out;
		expect(comment).toMatch(/^### Who may relay: this change opens something\n/);
	});

	it("says what is wrong with a revision", () => {
		const cwd = folder({ "main.cf": MAIN });
		expect(run(cwd, ["diff", "--git", "HEAD"])).toMatchObject({ code: 2, out: "" });
		git(cwd, "init", "-q", ".");
		expect(run(cwd, ["diff", "--git", "nothing", "."]).err).toContain("has no revision nothing");
		expect(run(cwd, ["diff", "--git", "--output=x", "."]).code).toBe(2);
	});
});
