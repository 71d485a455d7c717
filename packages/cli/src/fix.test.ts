import { spawnSync } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { builtCommand } from "./testing/command.ts";

const { folder, run } = builtCommand();

/** A comment that suppresses nothing, which can be mended, and something that cannot. */
const MENDABLE = `compatibility_level = 3.6
myhostname = mx.example.com
# relaylint-ignore open-relay: was one
mydestination = example.com
mynetworks = 127.0.0.0/8
`;
const MENDED = MENDABLE.replace(/^# relaylint-ignore.*\n/m, "");
const OPEN = `${MENDABLE.replace("127.0.0.0/8", "0.0.0.0/0").replace("# relaylint-ignore open-relay: was one\n", "")}# relaylint-ignore-file unknown-parameter: x\n`;

const asNobody = process.getuid?.() === 0 ? { uid: 65534 } : {};

describe("--fix", () => {
	it("writes the file, keeps its mode and owner, and says what it did", () => {
		const cwd = folder({ "main.cf": MENDABLE });
		const path = join(cwd, "main.cf");
		chmodSync(path, 0o640);
		if (process.getuid?.() === 0) chownSync(path, 1234, 2345);
		const before = statSync(path);
		const ran = run(cwd, ["--fix", "--format=compact"]);
		expect(ran).toEqual({ code: 0, out: "", err: "relaylint: fixed 1 finding in 1 file: unused-suppression\n" });
		expect(readFileSync(path, "utf8")).toBe(MENDED);
		const after = statSync(path);
		expect([after.mode, after.uid, after.gid]).toEqual([before.mode, before.uid, before.gid]);
		expect(readdirSync(cwd)).toEqual(["main.cf"]);
		expect(run(cwd, ["--fix", "--format=compact"])).toEqual({ code: 0, out: "", err: "" });
	});

	it("fails by what remains", () => {
		const cwd = folder({ "main.cf": OPEN });
		const ran = run(cwd, ["--fix", "--format=compact"]);
		expect(ran.code).toBe(1);
		expect(ran.out).toContain("[open-relay]");
		expect(ran.out).not.toContain("[unused-suppression]");
	});

	it("writes through a symbolic link, which stays one", () => {
		const cwd = folder({ "real/x": MENDABLE });
		symlinkSync("real/x", join(cwd, "main.cf"));
		expect(run(cwd, ["--fix"]).code).toBe(0);
		expect(readFileSync(join(cwd, "real/x"), "utf8")).toBe(MENDED);
		expect(spawnSync("readlink", [join(cwd, "main.cf")], { encoding: "utf8" }).stdout).toBe("real/x\n");
	});

	it("says what may not be written, and still reports it", () => {
		const cwd = folder({ "main.cf": MENDABLE });
		chmodSync(cwd, 0o777);
		chmodSync(join(cwd, "main.cf"), 0o444);
		const ran = run(cwd, ["--fix", "--format=compact", "--fail-on=warning"], asNobody);
		expect(ran.code).toBe(1);
		expect(ran.err).toBe("relaylint: main.cf: not fixed: may not be written: EACCES\n");
		expect(ran.out).toContain("[unused-suppression]");
		expect(readFileSync(join(cwd, "main.cf"), "utf8")).toBe(MENDABLE);
	});

	it("leaves a template as it is, and says so", () => {
		const template = `${MENDABLE}smtpd_banner = {{ banner }}\n`;
		const cwd = folder({ "main.cf": template });
		expect(run(cwd, ["--fix"]).err).toContain("relaylint: main.cf: not fixed: is a template\n");
		expect(readFileSync(join(cwd, "main.cf"), "utf8")).toBe(template);
	});

	it("prints the fixed text of standard input, and the report beside it", () => {
		const cwd = folder({ "main.cf": "# on disk\n" });
		const ran = run(cwd, ["--fix", "--stdin-filename=main.cf", "--format=compact"], { input: MENDABLE });
		expect(ran).toEqual({ code: 0, out: MENDED, err: "relaylint: fixed 1 finding in 1 file: unused-suppression\n" });
		expect(readFileSync(join(cwd, "main.cf"), "utf8")).toBe("# on disk\n");
		const open = run(cwd, ["--fix", "--stdin-filename=main.cf", "--format=compact"], { input: OPEN });
		expect([open.code, open.out]).toEqual([1, OPEN.replace(/^# relaylint.*\n/m, "")]);
		expect(open.err).toContain("[open-relay]");
		expect(run(cwd, ["--fix", "--stdin-filename=main.cf"], { input: MENDED }).out).toBe(MENDED);
	});

	it("asks for --fix or --diff with --unsafe-fixes", () => {
		expect(run(folder(), ["--unsafe-fixes"])).toMatchObject({ code: 2, out: "" });
	});
});

describe("--diff", () => {
	it("prints what patch(1) and git make the same of, and writes nothing", () => {
		const files = { "a/main.cf": MENDABLE, "b c/main.cf": `${MENDABLE.trimEnd()}` };
		const cwd = folder(files);
		const ran = run(cwd, ["--diff"]);
		expect(ran.code).toBe(1);
		expect(ran.err).toBe("relaylint: would fix 2 findings in 2 files: unused-suppression (2)\n");
		expect(readFileSync(join(cwd, "a/main.cf"), "utf8")).toBe(MENDABLE);
		expect(ran.out).toContain("--- a/main.cf\n+++ a/main.cf\n@@ -1,5 +1,4 @@\n");
		for (const tool of [
			["patch", "-p0"],
			["git", "apply", "-p0", "--unsafe-paths"],
		] as const) {
			const copy = folder(files);
			mkdirSync(join(copy, "x"));
			writeFileSync(join(copy, "x/diff"), ran.out);
			if (tool[0] === "git") spawnSync("git", ["init", "-q"], { cwd: copy });
			const [name, ...args] = tool;
			const applied = spawnSync(name, [...args, ...(name === "git" ? ["x/diff"] : ["-i", "x/diff"])], {
				cwd: copy,
				encoding: "utf8",
			});
			if (applied.error !== undefined) continue;
			expect([name, applied.status, applied.stderr, applied.status === 0 ? "" : applied.stdout]).toEqual([name, 0, "", ""]);
			expect(readFileSync(join(copy, "a/main.cf"), "utf8")).toBe(MENDED);
			expect(readFileSync(join(copy, "b c/main.cf"), "utf8")).toBe(MENDED.trimEnd());
		}
	});

	it("is empty, and succeeds, where there is nothing to fix", () => {
		expect(run(folder({ "main.cf": OPEN.replace(/^# relaylint.*\n/m, "") }), ["--diff"])).toEqual({ code: 0, out: "", err: "" });
	});

	it("shows what --fix would print of standard input", () => {
		const ran = run(folder(), ["--diff", "--stdin-filename=main.cf"], { input: MENDABLE });
		expect([ran.code, ran.out.split("\n").filter((line) => /^[-+]/.test(line))]).toEqual([
			1,
			["--- main.cf", "+++ main.cf", "-# relaylint-ignore open-relay: was one"],
		]);
	});
});
