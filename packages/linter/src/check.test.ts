import { describe, expect, it } from "vitest";
import { type CheckOptions, type CheckResult, check, hasInternalError } from "./check.ts";
import { memoryFileSystem } from "./file-system.ts";
import { toyDialect, toyDialects } from "./testing/toy-dialect.ts";

function run(files: Record<string, string>, paths: readonly string[] = ["."], options: CheckOptions = {}): Promise<CheckResult> {
	return check(memoryFileSystem(files), paths, { dialects: toyDialects, rules: toyDialect.rules, ...options });
}

const rulesOf = (result: CheckResult) => result.findings.map((finding) => finding.rule);

describe("check", () => {
	it("shows an open relay with a witness, at the line that decides", async () => {
		const result = await run({ "a/toy.conf": "trust 0.0.0.0/0\n" });
		expect(result.configurations).toMatchObject([{ id: "a", verdict: "open" }]);
		const [finding] = result.findings;
		expect(finding).toMatchObject({
			rule: "toy-open",
			severity: "error",
			configuration: "a",
			origin: { span: { start: 6, end: 15 } },
		});
		expect(finding?.witness?.attempt.client).toMatch(/^\d+\.\d+\.\d+\.\d+$/);
	});

	it("calls closed only what a proof closes", async () => {
		const result = await run({ "a/toy.conf": "trust 192.168.0.0/16\n", "b/toy.conf": "riddle\n" });
		expect(result.configurations).toMatchObject([
			{ id: "a", verdict: "closed" },
			{ id: "b", verdict: "unknown", analysis: { listeners: [{ depends: [{ text: "riddle" }] }] } },
		]);
		expect(result.findings).toEqual([]);
	});

	it("walks directories, but not those of tools", async () => {
		const result = await run({
			"a/toy.conf": "",
			"b/c/toy.conf": "",
			"node_modules/x/toy.conf": "",
			".git/toy.conf": "",
			"a/readme": "text",
		});
		expect(result.configurations.map((one) => one.id).sort()).toEqual(["a", "b/c"]);
		expect(result.skipped).toEqual([{ path: "/a/readme", reason: "no dialect recognises it" }]);
	});

	it("takes a file given alone to its configuration, and reports each finding once", async () => {
		const files = { "a/toy.conf": "bad\ntable t\n", "a/toy.part": "", "a/t": "10.0.0.0/8\n", "b/toy.conf": "bad\n" };
		for (const paths of [["a/toy.part"], ["a/t"], ["a/toy.conf", "a/toy.part", "a/t"], ["a", "a/toy.conf"]]) {
			const result = await run(files, paths);
			expect(result.configurations.map((one) => one.id)).toEqual(["a"]);
			expect(rulesOf(result)).toEqual(["toy-syntax"]);
			expect(result.problems).toEqual([]);
		}
	});

	it("reports what two configurations share once", async () => {
		const result = await run({ "a/toy.conf": "table ../t\n", "a/toy.conf.old": "table ../t\n", t: "0.0.0.0/0\n" }, ["."]);
		expect(result.configurations.map((one) => one.id).sort()).toEqual(["a/toy.conf", "a/toy.conf.old"]);
		expect(rulesOf(result)).toEqual(["toy-open"]);
	});

	it("skips a file that nobody recognises, unless it was named as a dialect's", async () => {
		const files = { "a/toy.conf": "", notes: "text" };
		const result = await run(files, ["notes"]);
		expect([result.skipped, result.problems]).toEqual([[{ path: "/notes", reason: "no dialect recognises it" }], []]);
		const strict = await run(files, ["notes"], { dialect: "postfix" });
		expect(strict.problems).toEqual([{ path: "/notes", reason: "is not recognised as a file of postfix" }]);
	});

	it("skips a part whose main file is not there", async () => {
		const result = await run({ "a/toy.part": "" }, ["a/toy.part"]);
		expect(result.configurations).toEqual([]);
		expect(result.skipped).toMatchObject([{ path: "/a/toy.part" }]);
	});

	it("says what does not exist and analyses the rest", async () => {
		const result = await run({ "a/toy.conf": "bad\n" }, ["nowhere", "a"]);
		expect(result.problems).toEqual([{ path: "/nowhere", reason: "does not exist" }]);
		expect(rulesOf(result)).toEqual(["toy-syntax"]);
	});

	it("contains a rule that fails, without hiding what the others find", async () => {
		const result = await run({ "a/toy.conf": "# explode\nbad\ntrust 0.0.0.0/0\n", "b/toy.conf": "bad\n" });
		expect(rulesOf(result)).toEqual(["internal-error", "toy-syntax", "toy-open", "toy-syntax"]);
		expect(result.findings[0]?.message).toMatch(/rule toy-crash: it exploded/);
		expect(hasInternalError(result)).toBe(true);
	});

	it("contains a dialect that fails, and analyses the other configurations", async () => {
		const result = await run({ "a/toy.conf": "crash\n", "b/toy.conf": "bad\n" });
		expect(rulesOf(result)).toEqual(["internal-error", "toy-syntax"]);
		expect(result.findings[0]).toMatchObject({ configuration: "a", message: expect.stringContaining("the toy broke") });
	});

	it("shows no witness that the evaluator refuses", async () => {
		const result = await run({ "a/toy.conf": "# lie\n" });
		expect(rulesOf(result)).toEqual(["internal-error"]);
		expect(result.findings[0]?.witness).toBeUndefined();
	});

	it("selects, ignores and sets levels", async () => {
		const files = { "a/toy.conf": "bad\ntrust 0.0.0.0/0\n" };
		expect(rulesOf(await run(files, ["."], { select: ["toy-open"] }))).toEqual(["toy-open"]);
		expect(rulesOf(await run(files, ["."], { ignore: ["toy-open"] }))).toEqual(["toy-syntax"]);
		const config = { "relaylint.json": '{ "rules": { "toy-open": "off", "toy-syntax": "error" } }' };
		expect((await run({ ...files, ...config })).findings).toMatchObject([{ rule: "toy-syntax", severity: "error" }]);
	});

	it("obeys the nearest relaylint.json, with its overrides and exclusions", async () => {
		const result = await run({
			"relaylint.json": '{ "exclude": ["old/"], "overrides": [{ "files": ["a/**"], "mtaVersion": "3.5" }] }',
			"a/toy.conf": "",
			"b/toy.conf": "",
			"old/toy.conf": "",
		});
		expect(result.configurations.map((one) => [one.id, one.configuration.assumptions.length])).toEqual([
			["a", 0],
			["b", 1],
		]);
	});

	it("says what is wrong with a relaylint.json, once, and goes on", async () => {
		const bad = { "relaylint.json": '{ "rules": { "x": "loud" }, "colour": 1 }', "a/toy.conf": "bad\n", "b/toy.conf": "bad\n" };
		const result = await run(bad);
		expect(result.problems).toMatchObject([
			{ path: "/relaylint.json", reason: expect.stringMatching(/^"colour" is no setting/), position: { line: 0, character: 28 } },
			{
				path: "/relaylint.json",
				reason: '"rules.x" is neither "error", "warning", "info" nor "off"',
				position: { line: 0, character: 18 },
			},
		]);
		expect(rulesOf(result)).toEqual(["toy-syntax", "toy-syntax"]);
	});

	it("looks for the server's files below the root", async () => {
		const files = { "a/toy.conf": "table /srv/t\n", "image/srv/t": "0.0.0.0/0\n" };
		expect(rulesOf(await run(files, ["a"]))).toEqual(["toy-table"]);
		expect(rulesOf(await run(files, ["a"], { root: "image" }))).toEqual(["toy-open"]);
	});
});
