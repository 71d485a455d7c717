import { spawn, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildCommand } from "../build.mjs";

const base = mkdtempSync(join(tmpdir(), "relaylint-cli-"));
const bin = join(base, "bin/relaylint.cjs");

/** An ordinary configuration in which nothing is wrong. */
const PLAIN = "compatibility_level = 3.6\nmyhostname = mx.example.com\nmydestination = example.com\nmynetworks = 127.0.0.0/8\n";
const OPEN =
	"compatibility_level = 3.6\nmynetworks = 0.0.0.0/0\nsmtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination\n";

beforeAll(async () => {
	chmodSync(base, 0o755);
	mkdirSync(join(base, "bin"));
	await buildCommand(join(base, "bin"));
}, 60_000);

afterAll(() => rmSync(base, { recursive: true, force: true }));

let folders = 0;

/** A new folder with these files. */
function folder(files: Readonly<Record<string, string | Uint8Array>> = {}): string {
	const path = join(base, `case-${folders++}`);
	mkdirSync(path);
	for (const [name, text] of Object.entries(files)) {
		mkdirSync(join(path, name, ".."), { recursive: true });
		writeFileSync(join(path, name), text);
	}
	return path;
}

interface Ran {
	readonly code: number | null;
	readonly out: string;
	readonly err: string;
}

function relaylint(
	cwd: string,
	args: readonly string[],
	options: { input?: string; env?: Record<string, string>; uid?: number } = {},
): Ran {
	const { env, ...more } = options;
	const result = spawnSync(process.execPath, [bin, ...args], {
		cwd,
		encoding: "utf8",
		timeout: 60_000,
		maxBuffer: 1 << 28,
		env: { ...process.env, NO_COLOR: undefined, FORCE_COLOR: undefined, ...env },
		...more,
	});
	return { code: result.status, out: result.stdout, err: result.stderr };
}

const verdicts = (ran: Ran): readonly [string, string][] =>
	JSON.parse(ran.out).configurations.map((one: { id: string; verdict: string }) => [one.id, one.verdict]);

describe("relaylint check", () => {
	it("checks the working directory, and says its verdicts", () => {
		const cwd = folder({ "a/main.cf": OPEN, "b/main.cf": PLAIN });
		const ran = relaylint(cwd, ["--format", "json"]);
		expect(ran.err).toBe("");
		expect(verdicts(ran)[0]).toEqual(["a", "open"]);
		expect(verdicts(ran).map(([id]) => id)).toEqual(["a", "b"]);
	});

	it("gives a pretty report without colours unless they are forced", () => {
		const cwd = folder({ "main.cf": OPEN });
		expect(relaylint(cwd, ["main.cf"]).out).toMatch(/^\. \(postfix\)\n {2}open relay/);
		expect(relaylint(cwd, ["main.cf"]).out).not.toContain("\u001b");
		expect(relaylint(cwd, ["main.cf"], { env: { FORCE_COLOR: "1" } }).out).toContain("\u001b[1;31mopen relay");
		expect(relaylint(cwd, ["main.cf"], { env: { FORCE_COLOR: "1", NO_COLOR: "1" } }).out).not.toContain("\u001b");
	});

	it("fails only where it is told to", () => {
		const cwd = folder({ "main.cf": PLAIN });
		expect(relaylint(cwd, ["main.cf"]).code).toBe(0);
		expect(relaylint(cwd, ["main.cf", "--require-closed"]).code).toBe(
			verdicts(relaylint(cwd, ["--format=json"]))[0]?.[1] === "closed" ? 0 : 1,
		);
		const open = folder({ "main.cf": OPEN });
		expect(relaylint(open, ["--require-closed"]).code).toBe(1);
		expect(relaylint(open, ["--fail-on", "never"]).code).toBe(0);
	});

	it("checks text on standard input under the name it is given", () => {
		const cwd = folder({ "main.cf": PLAIN });
		const ran = relaylint(cwd, ["--stdin-filename", "main.cf", "--format=json"], { input: OPEN });
		expect(verdicts(ran)).toEqual([[".", "open"]]);
		const elsewhere = relaylint(cwd, ["--stdin-filename", "new/main.cf", "--format=json"], { input: OPEN });
		expect(verdicts(elsewhere)).toEqual([["new", "open"]]);
	});

	it("writes a report to a file, and says when it cannot", () => {
		const cwd = folder({ "main.cf": PLAIN });
		const ran = relaylint(cwd, ["--format=json", "-o", "report.json"]);
		expect([ran.code, ran.out, ran.err]).toEqual([0, "", ""]);
		expect(JSON.parse(readFileSync(join(cwd, "report.json"), "utf8")).version).toBe(1);
		const failed = relaylint(cwd, ["-o", "no/such/folder"]);
		expect(failed.code).toBe(2);
		expect(failed.err).toMatch(/^relaylint: no\/such\/folder: cannot be written: ENOENT/);
	});

	it("lists files", () => {
		const cwd = folder({ "a/main.cf": PLAIN, "a/master.cf": "smtp inet n - y - - smtpd\n", readme: "" });
		expect(relaylint(cwd, ["--list-files"]).out).toBe(
			"a/main.cf: postfix\na/master.cf: postfix\nreadme: skipped: no dialect recognises it\n",
		);
	});

	it("takes a file of a configuration for the whole of it", () => {
		const cwd = folder({ "etc/main.cf": OPEN, "etc/master.cf": "smtp inet n - y - - smtpd\n" });
		const ran = relaylint(cwd, ["etc/master.cf", "etc/main.cf", "etc", "--format=json"]);
		expect(verdicts(ran)).toEqual([["etc", "open"]]);
	});

	it("says its version and its options", () => {
		const { version } = JSON.parse(readFileSync(new URL("../../../package.json", import.meta.url), "utf8"));
		expect(relaylint(base, ["--version"])).toEqual({ code: 0, out: `relaylint ${version}\n`, err: "" });
		expect(relaylint(base, ["--help"]).out).toContain("--require-closed");
		expect(relaylint(base, ["probe", "--help"]).out).toContain("--client-name");
	});
});

describe("bad input", () => {
	it.each([
		[["--colour"], /--colour/],
		[["--format", "xml"], /--format xml/],
		[["--select", "no-such-rule", "."], /there is no rule no-such-rule/],
		[["rule", "no-such-rule"], /there is no rule no-such-rule/],
		[["probe"], /needs the PATH/],
	])("%j is a usage error", (args, expected) => {
		const ran = relaylint(base, args);
		expect([ran.code, ran.out]).toEqual([2, ""]);
		expect(ran.err).toMatch(expected);
	});

	it("names what does not exist, and still checks the rest", () => {
		const cwd = folder({ "main.cf": OPEN });
		const ran = relaylint(cwd, ["missing.cf", "main.cf", "--format=json"]);
		expect(ran.code).toBe(2);
		expect(ran.err).toBe("relaylint: missing.cf: does not exist\n");
		expect(verdicts(ran)).toEqual([[".", "open"]]);
	});

	it("never opens named pipes and devices", () => {
		const cwd = folder({ "good/main.cf": PLAIN });
		spawnSync("mkfifo", [join(cwd, "main.cf")]);
		const ran = relaylint(cwd, ["main.cf", "/dev/zero", "good", "--format=json"]);
		expect(ran.code).toBe(2);
		expect(ran.err).toMatch(/^relaylint: main\.cf: is a named pipe\nrelaylint: .*dev\/zero: is a device\n$/);
		expect(verdicts(ran).map(([id]) => id)).toEqual(["good"]);
	});

	it("meets them in a directory and beside a configuration without harm", () => {
		const cwd = folder({ "main.cf": `${PLAIN}alias_maps = hash:/etc/postfix/aliases\n` });
		spawnSync("mkfifo", [join(cwd, "aliases")]);
		symlinkSync("/dev/zero", join(cwd, "master.cf"));
		symlinkSync("loop", join(cwd, "loop"));
		const ran = relaylint(cwd, [".", "--format=json"]);
		expect(ran.err).toBe("");
		expect(verdicts(ran).map(([id]) => id)).toEqual(["."]);
		expect(relaylint(cwd, ["--list-files"]).out).toMatch(/aliases: skipped: is no regular file\n.*loop: skipped: /s);
	});

	it("refuses a configuration file of more than 64 MiB, and reads the others", () => {
		const cwd = folder({ "main.cf": PLAIN, "b/main.cf": PLAIN });
		truncateSync(join(cwd, "main.cf"), 64 * 1024 * 1024 + 1);
		const ran = relaylint(cwd, [".", "--format=json"]);
		expect(ran.code).toBe(2);
		expect(ran.err).toMatch(/^relaylint: main\.cf: has 67108865 bytes/);
		expect(verdicts(ran).map(([id]) => id)).toEqual(["b"]);
	});

	it("says that permission is missing", () => {
		const cwd = folder({ "a/main.cf": PLAIN, "b/main.cf": PLAIN });
		chmodSync(join(cwd, "a/main.cf"), 0);
		const uid = process.getuid?.() === 0 ? { uid: 65534 } : {};
		const ran = relaylint(cwd, [".", "--format=json"], uid);
		expect(ran.code).toBe(2);
		expect(ran.err).toBe("relaylint: a/main.cf: may not be read: permission denied\n");
		expect(verdicts(ran).map(([id]) => id)).toEqual(["b"]);
	});

	it("does not leave the named directory by links", () => {
		const cwd = folder({ "in/main.cf": PLAIN, "out/main.cf": OPEN });
		mkdirSync(join(cwd, "in/b"));
		symlinkSync("../../out/main.cf", join(cwd, "in/b/main.cf"));
		symlinkSync("../out", join(cwd, "in/c"));
		expect(verdicts(relaylint(cwd, ["in", "--format=json"])).map(([id]) => id)).toEqual(["in"]);
	});

	it.each([
		["nothing", ""],
		["zeros", new Uint8Array(10_000)],
		["noise", Uint8Array.from({ length: 20_000 }, (_, index) => (index * 7919 + (index >> 3)) & 0xff)],
		["carriage returns", PLAIN.replaceAll("\n", "\r\n")],
		["a byte-order mark", `\uFEFF${PLAIN}`],
		["Latin-1", Uint8Array.from([...Buffer.from("myorigin = caf"), 0xe9, 0x0a])],
		["UTF-16", Buffer.from(PLAIN, "utf16le")],
		["a lone surrogate's bytes", Uint8Array.from([0x61, 0x3d, 0xed, 0xa0, 0x80, 0x0a])],
		["one very long line", `mynetworks = ${"10.0.0.0/8, ".repeat(50_000)}\n`],
		["deep nesting", `a = ${"${a?{".repeat(5000)}\n`],
		["endless recursion", "a = $b\nb = $a\nmynetworks = $a\n"],
		["no newline at the end", "mynetworks = 127.0.0.0/8"],
		["control characters", "myhostname = \u001b]0;title\u0007\u001b[31mred\n"],
		["names of object members", "__proto__ = 1\nconstructor = 2\ntoString = $hasOwnProperty\n"],
	])("a main.cf of %s is a configuration like others", (_name, content) => {
		const cwd = folder({ "main.cf": content });
		const ran = relaylint(cwd, ["main.cf"]);
		expect(ran.err).toBe("");
		expect(ran.code).toBeLessThan(2);
		expect(ran.out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
		expect(ran.out).not.toContain("internal-error");
	});

	it("says what is wrong with a relaylint.json", () => {
		const ran = relaylint(folder({ "main.cf": PLAIN, "relaylint.json": "{" }), ["."]);
		expect(ran.code).toBe(2);
		expect(ran.err).toMatch(/^relaylint: relaylint\.json:1:2: is no JSON/);
		expect(ran.out).toContain("(postfix)");
	});

	it("takes strange names as they are, and prints them so that a terminal stays itself", () => {
		const cwd = folder({ "a\nb \u001b[31m/main.cf": PLAIN, "-x/main.cf": PLAIN });
		const ran = relaylint(cwd, ["--list-files", "--", ".", "-x"]);
		expect(ran.out).toBe("-x/main.cf: postfix\na\u240ab \u241b[31m/main.cf: postfix\n");
	});

	it("stops quietly when nobody reads on", async () => {
		const cwd = folder(Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`${index}/main.cf`, OPEN])));
		const child = spawn("sh", ["-c", `"${process.execPath}" "${bin}" . | head -c 10`], {
			cwd,
			stdio: ["ignore", "pipe", "pipe"],
		});
		let err = "";
		child.stderr.on("data", (data) => {
			err += data;
		});
		await new Promise((resolve) => child.on("close", resolve));
		expect(err).toBe("");
	});

	it("reads an empty directory and says that nothing is there", () => {
		const ran = relaylint(folder(), ["."]);
		expect(ran).toEqual({
			code: 0,
			out: "No configuration was checked.\n",
			err: "relaylint: note: no mail server configuration was found\n",
		});
	});
});

describe("relaylint probe", () => {
	it("answers one attempt", () => {
		const cwd = folder({ "main.cf": OPEN });
		const ran = relaylint(cwd, [
			"probe",
			".",
			"--client",
			"198.51.100.7",
			"--from",
			"",
			"--to",
			"x@victim.example",
			"--format",
			"json",
		]);
		expect(ran.err).toBe("");
		expect(ran.code).toBe(0);
		expect(JSON.parse(ran.out)).toMatchObject({ probe: 0, decision: "accept", relayed: "yes", depends: [] });
		expect(relaylint(cwd, ["probe", ".", "--to", "x@victim.example"]).out).toMatch(
			/^accept at \w+ by .*, relayed: yes\n {2}main\.cf:\d+:\d+: /,
		);
	});

	it("answers many, from a file or standard input", () => {
		const probes = JSON.stringify({ probes: [{ to: "x@victim.example" }, { to: "x@victim.example", client: "198.51.100.9" }] });
		const cwd = folder({ "main.cf": OPEN, "p.json": probes });
		const answers = relaylint(cwd, ["probe", ".", "--probes", "p.json", "--format=json"]).out;
		expect(
			answers
				.trim()
				.split("\n")
				.map((line) => JSON.parse(line).probe),
		).toEqual([0, 1]);
		expect(relaylint(cwd, ["probe", ".", "--probes", "-", "--format=json"], { input: probes }).out).toBe(answers);
		expect(
			relaylint(cwd, ["probe", ".", "--probes", "-", "--format=compact"], { input: '{"to":"x@victim.example"}\n' }).out,
		).toMatch(/^0: accept /);
	});

	it.each([
		[["probe", ".", "--probes", "none"], /^relaylint: none: does not exist\n$/],
		[["probe", ".", "--probes", "bad"], /^relaylint: bad: is neither JSON nor one JSON object a line/],
		[["probe", ".", "--probes", "."], /^relaylint: \.: is a directory\n$/],
		[["probe", "none", "--to", "x"], /^relaylint: none: does not exist\n$/],
		[["probe", "empty", "--to", "x"], /^relaylint: empty: holds no configuration that relaylint recognises\n$/],
	])("%j fails with a message", (args, expected) => {
		const cwd = folder({ "main.cf": PLAIN, bad: "{", "empty/x": "" });
		const ran = relaylint(cwd, args);
		expect([ran.code, ran.out]).toEqual([2, ""]);
		expect(ran.err).toMatch(expected);
	});
});
