import { readFileSync } from "node:fs";
import { type CheckResult, check, memoryFileSystem } from "@relaylint/linter";
import { toyDialect, toyDialects } from "@relaylint/linter/testing";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { compactReport } from "./compact.ts";
import { jsonReport } from "./json.ts";
import { fileList, prettyReport } from "./pretty.ts";
import { paint } from "./style.ts";

const schema = JSON.parse(readFileSync(new URL("../../../linter/schemas/check.schema.json", import.meta.url), "utf8"));
const configSchema = JSON.parse(readFileSync(new URL("../../../linter/schemas/relaylint.schema.json", import.meta.url), "utf8"));
const ajv = new Ajv2020({ allErrors: true, strict: true, formats: { uri: (text: string) => URL.canParse(text) } });

function run(files: Record<string, string>): Promise<CheckResult> {
	return check(memoryFileSystem(files), ["."], { dialects: toyDialects, rules: toyDialect.rules });
}

const example = { "mail/toy.conf": "# my server\nbad thing\ntable t\ntrust 0.0.0.0/0\n", notes: "" };

describe("reports", () => {
	it("pretty: the verdict, then findings from the worst, with their lines, a dialogue and a command line", async () => {
		const result = await run(example);
		expect(prettyReport(result, result.findings, paint(false))).toBe(`mail (postfix)
  open relay: a stranger can send mail to anybody through this server

error[toy-open]: Every client may relay.
 --> mail/toy.conf:4:7
  |
4 | trust 0.0.0.0/0
  |       ^^^^^^^^^
  Spam leaves through this server.
  Trust only your own networks.

  Witness: from ${client(result)}, port 25
    C: EHLO client.sender.example          S: 250
    C: MAIL FROM:<someone@sender.example>  S: 250
    C: RCPT TO:<someone@victim.example>    S: 250
    C: DATA                                S: 354
  Try it from outside:
    swaks --server mx.example.com --port 25 --ehlo client.sender.example \\
      --from someone@sender.example --to someone@victim.example \\
      --quit-after RCPT
  Decided by:
    toy.conf:4:7: 0.0.0.0/0 -> accept
  More: relaylint rule toy-open

warning[toy-syntax]: This is bad.
 --> mail/toy.conf:2:1
  |
2 | bad thing
  | ^^^^^^^^^
  More: relaylint rule toy-syntax

info[toy-table]: t is missing
 --> mail/toy.conf:3:7
  |
3 | table t
  |       ^
  More: relaylint rule toy-table

  assumed: the newest release

1 error, 1 warning, 1 remark in 1 configuration (1 open).
`);
	});

	it("pretty: the worst configuration first, those in which all is well in a line each", async () => {
		const result = await run({ "a/toy.conf": "", "b/toy.conf": "bad\n", "c/toy.conf": "trust 0.0.0.0/0\n", "d/toy.conf": "" });
		const text = prettyReport(result, result.findings, paint(false));
		expect(text.split("\n").filter((line) => /^\S+ \(/.test(line))).toEqual([
			"c (postfix)",
			"b (postfix)",
			"a (postfix): closed: no stranger can relay",
			"d (postfix): closed: no stranger can relay",
		]);
	});

	it("pretty: fits in 80 columns what need not be longer", async () => {
		const message = `One ${"word ".repeat(40)}here. Two ${"word ".repeat(40)}there.`;
		const result = await run({ "toy.conf": `trust 0.0.0.0/0\nbad ${"long ".repeat(60)}\n` });
		const findings = result.findings.map((finding) => ({ ...finding, message }));
		const lines = prettyReport(result, findings, paint(false)).split("\n");
		expect(lines.filter((line) => line.length > 80)).toEqual([]);
	});

	it("pretty: says how much is suppressed and what can be mended", async () => {
		const result = await run({ "toy.conf": "# relaylint-ignore toy-syntax: meant\nbad\n# relaylint-ignore toy-syntax: gone\n" });
		const active = result.findings.filter((finding) => finding.suppressed === undefined);
		expect(prettyReport(result, active, paint(false)).split("\n").slice(-3)).toEqual([
			"1 warning, 1 suppressed in 1 configuration (1 closed).",
			"--fix mends 1 of them.",
			"",
		]);
	});

	it("compact: one line a finding", async () => {
		const result = await run(example);
		expect(compactReport(result.findings, "/")).toBe(
			[
				"mail/toy.conf:2:1: warning This is bad. [toy-syntax]\n",
				"mail/toy.conf:3:7: info t is missing [toy-table]\n",
				"mail/toy.conf:4:7: error Every client may relay. Spam leaves through this server. Trust only your own networks. [toy-open]\n",
			].join(""),
		);
	});

	it("json: as its schema says", async () => {
		const validate = ajv.compile(schema);
		for (const files of [example, {}, { "a/toy.conf": "# explode lie\n", "b/toy.conf": "crash" }]) {
			const result = await run(files as Record<string, string>);
			const report = JSON.parse(jsonReport(result, result.findings));
			validate(report);
			expect(validate.errors).toBeNull();
		}
	});

	it("json: verdicts, ranges and the witness as a probe", async () => {
		const result = await run(example);
		const report = JSON.parse(jsonReport(result, result.findings));
		expect(report).toMatchObject({
			version: 1,
			tool: { name: "relaylint" },
			configurations: [
				{
					id: "mail",
					dialect: "postfix",
					files: ["mail/toy.conf"],
					verdict: "open",
					listeners: [{ name: "smtp inet", verdict: "open" }],
				},
			],
		});
		expect(report.findings[2]).toMatchObject({
			rule: "toy-open",
			file: "mail/toy.conf",
			range: { start: { line: 3, character: 6 }, end: { line: 3, character: 15 } },
			witness: { attempt: { client: client(result), from: "someone@sender.example", to: "someone@victim.example" }, dns: {} },
			trace: [{ file: "mail/toy.conf", text: "0.0.0.0/0", effect: "accept" }],
			suppressed: null,
		});
	});

	it("the schema refuses what is no report", () => {
		const validate = ajv.compile(schema);
		expect(
			validate({ version: 1, tool: { name: "relaylint", version: "1" }, configurations: [], findings: [{ rule: "x" }] }),
		).toBe(false);
	});

	it("the schema of relaylint.json takes the settings of the contract and no others", () => {
		const validate = ajv.compile(configSchema);
		const network = { interfaces: ["10.0.0.1/24"], natRouters: ["10.0.0.254"], ownServers: [] };
		const host = { hostname: "mx.example.com", mtaVersion: "3.7", root: "image", network };
		validate({
			include: ["**/main.cf"],
			exclude: ["old"],
			rules: { "open-relay": "off" },
			...host,
			overrides: [{ files: ["a"], ...host }],
		});
		expect(validate.errors).toBeNull();
		expect(validate({ colour: true })).toBe(false);
	});

	it("lists files with their dialect, or why they were skipped", async () => {
		expect(fileList(await run(example))).toBe("mail/toy.conf: postfix\nnotes: skipped: no dialect recognises it\n");
	});

	it("no file name acts on the terminal", async () => {
		const result = await run({ "a\u001b[31m/toy.conf": "bad\n" });
		expect(
			prettyReport(result, result.findings, paint(false)) + compactReport(result.findings, "/") + fileList(result),
		).not.toContain("\u001b");
	});
});

/** The client of the witness: any public address is as good as another. */
function client(result: CheckResult): string {
	const address = result.findings.find((finding) => finding.witness !== undefined)?.witness?.attempt.client ?? "";
	expect(address).toMatch(/^\d+(?:\.\d+){3}$/);
	return address;
}
