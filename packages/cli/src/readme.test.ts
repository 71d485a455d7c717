import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { findConfig, memoryFileSystem } from "@relaylint/linter";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildCommand, buildLibrary } from "../build.mjs";
import { readArguments } from "./args.ts";

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "../../..");
const path = join(ROOT, "README.md");
const readme = readFileSync(path, "utf8");
const base = mkdtempSync(join(tmpdir(), "relaylint-readme-"));
const dist = join(base, "node_modules/relaylint/dist");

beforeAll(async () => {
	mkdirSync(dist, { recursive: true });
	await Promise.all([buildCommand(dist), buildLibrary(dist)]);
	cpSync(join(ROOT, "package.json"), join(dist, "../package.json"));
}, 60_000);

afterAll(() => rmSync(base, { recursive: true, force: true }));

function blocks(language: string): readonly string[] {
	return [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, "gms"))].map((match) => match[1] ?? "");
}

/** The commands of the shell snippets, without comments. */
const commands = blocks("sh")
	.flatMap((block) => block.split("\n"))
	.map((line) => line.replace(/\s+#.*$/, "").trim())
	.filter((line) => line !== "");

describe("the README", () => {
	it("shows what the command really prints", async () => {
		const [example = ""] = blocks("console");
		const args = /^\$ relaylint (.*)$/m.exec(example)?.[1]?.split(" ") ?? [];
		const { stdout } = spawnSync(process.execPath, [join(dist, "relaylint.cjs"), ...args], {
			cwd: ROOT,
			encoding: "utf8",
			env: { ...process.env, NO_COLOR: "1" },
		});
		const shown = readme.replace(example, `$ relaylint ${args.join(" ")}\n${stdout}`);
		await expect(shown).toMatchFileSnapshot(path);
	});

	it("has two commands for a fresh clone, of scripts and files that are there", () => {
		const whole = commands.filter((line) => line.startsWith("npm ci"));
		expect(whole).toHaveLength(2);
		const { scripts, bin } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
		expect(whole[0]).toContain(`node ${bin.relaylint} fixtures/`);
		expect(existsSync(join(ROOT, whole[0]?.split(" ").at(-1) ?? ""))).toBe(true);
		expect(whole[1]).toBe("npm ci && npm test");
		expect(scripts.test).toBeDefined();
	});

	it("writes commands that the command line takes", () => {
		const lines = commands.filter((line) => line.startsWith("relaylint "));
		expect(lines.length).toBeGreaterThan(3);
		for (const line of lines) expect(readArguments(line.split(" ").slice(1)).kind, line).not.toBe("usage-error");
	});

	it("writes a relaylint.json that is one", () => {
		const [json = ""] = blocks("json");
		expect(findConfig(memoryFileSystem({ "relaylint.json": json }), "/")).toMatchObject({ kind: "config" });
	});

	it("has a program that runs and prints what it says", () => {
		const [program = ""] = blocks("js");
		writeFileSync(join(base, "program.mjs"), program);
		const ran = spawnSync(process.execPath, ["program.mjs"], { cwd: base, encoding: "utf8" });
		expect(ran.stderr).toBe("");
		expect(ran.stdout).toBe(`${/console\.log\(.*\); \/\/ (.*)$/m.exec(program)?.[1]}\n`);
	});

	it("links to what is there", () => {
		for (const [, target = ""] of readme.matchAll(/\]\(([^)#:]+)\)/g)) expect(existsSync(join(ROOT, target)), target).toBe(true);
	});
});
