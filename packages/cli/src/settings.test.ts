import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { builtCommand } from "./testing/command.ts";

const { folder, run } = builtCommand();
const schema = JSON.parse(readFileSync(new URL("../../linter/schemas/relaylint.schema.json", import.meta.url), "utf8"));
const validate = new Ajv2020({ strict: true }).compile(schema);

const CLOSED = "compatibility_level = 3.6\nmyhostname = mx.example.com\nmydestination = example.com\nmynetworks = 127.0.0.0/8\n";
const OPEN =
	"compatibility_level = 3.6\nmynetworks = 0.0.0.0/0\nsmtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination\n";
/** Closed, with a comment that suppresses nothing: a warning. */
const WARNED = `${CLOSED}# relaylint-ignore-file open-relay: was one\n`;

describe("what is looked for and what fails", () => {
	it("--select and --ignore choose rules", () => {
		const cwd = folder({ "main.cf": OPEN });
		expect(run(cwd, ["--select=unused-suppression", "--format=compact"])).toMatchObject({ code: 0, out: "" });
		expect(run(cwd, ["--ignore", "open-relay", "--format=compact"])).toMatchObject({ code: 0, out: "" });
		expect(run(cwd, ["--select", "open-relay,unused-suppression", "--format=compact"]).out).toMatch(/\[open-relay\]\n$/);
		expect(run(cwd, ["--select=open-relay", "--ignore=open-relay", "--format=compact"]).code).toBe(0);
	});

	it.each([
		[[], 0],
		[["--fail-on=error"], 0],
		[["--fail-on=warning"], 1],
		[["--fail-on=info"], 1],
		[["--fail-on=never"], 0],
		[["--fail-on=warning", "--severity=error"], 1],
	])("%j exits by the worst finding, shown or not", (args, code) => {
		expect(run(folder({ "main.cf": WARNED }), args as string[]).code).toBe(code);
	});

	it("--require-closed fails on what depends on the outside", () => {
		const cwd = folder({ "main.cf": `${CLOSED.replace("127.0.0.0/8", "hash:/etc/postfix/nets")}` });
		const verdict = (args: readonly string[]) => JSON.parse(run(cwd, [...args, "--format=json"]).out).configurations[0].verdict;
		expect(verdict([])).toBe("conditional");
		expect(run(cwd, ["--ignore=missing-table"]).code).toBe(0);
		expect(run(cwd, ["--ignore=missing-table", "--require-closed"]).code).toBe(1);
		expect(run(folder({ "main.cf": CLOSED }), ["--require-closed"]).code).toBe(0);
		// Where the table is missing from the whole server, its lookups fail, and nobody is let through.
		expect(verdict(["--complete"])).toBe("closed");
	});

	it("suppressed findings are not counted and not shown", () => {
		const cwd = folder({ "main.cf": OPEN.replace("mynetworks", "# relaylint-ignore open-relay: a honeypot\nmynetworks") });
		const ran = run(cwd, ["--select=open-relay"]);
		expect(ran.code).toBe(0);
		expect(ran.out).not.toContain("open-relay]");
		expect(JSON.parse(run(cwd, ["--format=json"]).out).findings).toMatchObject([
			{ rule: "open-relay", suppressed: { kind: "line", reason: "a honeypot" } },
		]);
	});

	it.each(["sarif", "github", "gitlab", "junit", "checkstyle", "rdjsonl"])("%s obeys --severity and --output-file", (format) => {
		const cwd = folder({ "main.cf": `${OPEN}# relaylint-ignore-file unknown-parameter: x\n` });
		const ran = run(cwd, ["--format", format, "--severity=error", "-o", "report"]);
		expect(ran).toEqual({ code: 1, out: "", err: "" });
		const report = readFileSync(join(cwd, "report"), "utf8");
		expect(report).toContain("open-relay");
		expect(report).not.toContain("unused-suppression");
		expect(run(cwd, ["--format", format]).out).toContain("unused-suppression");
	});
});

describe("relaylint.json", () => {
	it("names the host, whose absence was an assumption", () => {
		const files = { "main.cf": CLOSED.replace(/^myhostname.*\n/m, "") };
		const assumptions = (cwd: string, args: readonly string[] = []) =>
			JSON.parse(run(cwd, ["--format=json", ...args]).out).configurations[0].assumptions.join();
		expect(assumptions(folder(files))).toContain("myhostname");
		expect(assumptions(folder({ ...files, "relaylint.json": '{ "hostname": "mx.example.com" }' }))).not.toContain("myhostname");
		expect(assumptions(folder(files), ["--host"])).not.toContain("myhostname");
	});

	it("is refused with the place of what is wrong", () => {
		const cwd = folder({ "a/main.cf": CLOSED, "relaylint.json": '{\n  "rules": { "open-realy": "off" }\n}\n' });
		const ran = run(cwd, ["a"]);
		expect([ran.code, ran.err]).toEqual([
			2,
			'relaylint: relaylint.json:2:14: there is no rule "open-realy"; relaylint rule lists them\n',
		]);
		const junit = run(cwd, ["a", "--format=junit"]).out;
		expect(junit).toContain("there is no rule");
	});
});

describe("relaylint init", () => {
	it("writes a relaylint.json of its schema, once", () => {
		const cwd = folder({ "mail/main.cf": OPEN });
		const before = run(cwd, ["--format=json"]).out;
		expect(run(cwd, ["init"])).toEqual({ code: 0, out: "", err: "relaylint: relaylint.json: written\n" });
		const config = JSON.parse(readFileSync(join(cwd, "relaylint.json"), "utf8"));
		expect(config.$schema).toBe(schema.$id);
		expect(validate(config)).toBe(true);
		expect(run(cwd, ["--format=json"]).out).toBe(before);
		expect(run(cwd, ["init"])).toEqual({ code: 2, out: "", err: "relaylint: relaylint.json: is there already\n" });
		expect(run(cwd, ["init", "mail"]).err).toBe("relaylint: mail/relaylint.json: written\n");
		expect(run(cwd, ["init", "no/such"])).toEqual({
			code: 2,
			out: "",
			err: "relaylint: no/such/relaylint.json: cannot be written: ENOENT\n",
		});
	});

	it("with --host says what the machine says", () => {
		const cwd = folder();
		expect(run(cwd, ["init", "--host"]).code).toBe(0);
		const config = JSON.parse(readFileSync(join(cwd, "relaylint.json"), "utf8"));
		expect(config.hostname).toBe(hostname());
		expect(validate(config)).toBe(true);
	});
});
