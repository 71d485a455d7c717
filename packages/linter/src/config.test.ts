import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CheckOptions, check } from "./check.ts";
import { configFor, readConfig } from "./config.ts";
import { memoryFileSystem } from "./file-system.ts";
import { problemText } from "./report.ts";
import { toyDialects } from "./testing/toy-dialect.ts";

const schema = JSON.parse(readFileSync(new URL("../schemas/relaylint.schema.json", import.meta.url), "utf8"));
const validate = new Ajv2020({ strict: true }).compile(schema);

function faultsOf(text: string): readonly string[] {
	const outcome = readConfig("/a/relaylint.json", text);
	if (outcome.kind !== "bad") return [];
	return outcome.faults.map((fault) => problemText({ path: outcome.path, ...fault }, "/a"));
}

function read(value: unknown) {
	const outcome = readConfig("/a/relaylint.json", JSON.stringify(value));
	if (outcome.kind !== "config") throw new Error(JSON.stringify(outcome));
	return outcome.file;
}

describe("relaylint.json", () => {
	it("is JSON: what is none is said with its place", () => {
		expect(faultsOf("{")).toEqual(["relaylint.json:1:2: is no JSON: a closing brace is expected"]);
		expect(faultsOf("")).toEqual(["relaylint.json:1:1: is no JSON: a value is expected"]);
		expect(faultsOf('{\n  // a\n  "rules": {},\n}')[0]).toBe("relaylint.json:2:3: is no JSON: comments are not allowed");
		expect(faultsOf('{"a" 1}')[0]).toBe("relaylint.json:1:6: is no JSON: a colon is expected");
		expect(faultsOf("[".repeat(200_000))).toHaveLength(1);
	});

	it("knows no other settings", () => {
		expect(faultsOf('{\n\t"colour": true\n}')).toEqual([
			'relaylint.json:2:2: "colour" is no setting; these are: hostname, mtaVersion, root, network, $schema, include, exclude, rules, overrides',
		]);
		expect(faultsOf('{ "network": { "nat": [] } }')[0]).toMatch(/^relaylint\.json:1:16: "nat" is no setting/);
		expect(faultsOf('{ "overrides": [{ "files": [], "exclude": [] }] }')[0]).toMatch(
			/^relaylint\.json:1:32: "exclude" is no setting/,
		);
		expect(faultsOf('{ "root": "a", "root": "b" }')).toEqual(['relaylint.json:1:16: "root" stands here twice']);
	});

	it.each([
		["[]", "1:1: the file is no JSON object"],
		['{ "include": "a" }', '1:14: "include" is no list of strings'],
		['{ "include": ["a", 1] }', '1:20: "include" is no list of strings'],
		['{ "hostname": 1 }', '1:15: "hostname" is no string'],
		['{ "hostname": "a b" }', '1:15: "hostname" is not a host name'],
		['{ "mtaVersion": "new" }', '1:17: "mtaVersion" is not a release, such as 3.7 or apple-10.6'],
		['{ "network": [] }', '1:14: "network" is no JSON object'],
		[
			'{ "network": { "interfaces": ["10.0.0.1"] } }',
			'1:31: "10.0.0.1" is not an address with its prefix length, such as 192.0.2.25/24',
		],
		['{ "network": { "natRouters": ["10.0.0.0/8"] } }', '1:31: "10.0.0.0/8" is not an IP address'],
		['{ "network": { "ownServers": ["mail"] } }', '1:31: "mail" is not an IP address or network, such as 192.0.2.0/28'],
		['{ "rules": { "open-relay": "fatal" } }', '1:28: "rules.open-relay" is neither "error", "warning", "info" nor "off"'],
		['{ "overrides": {} }', '1:16: "overrides" is no list'],
		['{ "overrides": [{}] }', '1:17: an override needs "files"'],
	])("says where a value is bad: %s", (text, expected) => {
		expect(faultsOf(text)).toEqual([`relaylint.json:${expected}`]);
	});

	it("says everything that is wrong at once", () => {
		expect(faultsOf('{ "a": 1, "root": 2, "rules": { "x": 3 } }')).toHaveLength(3);
	});

	it("takes interfaces in both families, whose addresses are those of hosts", () => {
		const interfaces = ["192.0.2.25/24", "2001:db8::25/64"];
		expect(read({ network: { interfaces } }).base.interfaces).toEqual(interfaces);
	});

	it("is what its schema says", () => {
		const host = fc.record(
			{
				hostname: fc.constantFrom("mx.example.com", "host", "a b", 1),
				mtaVersion: fc.constantFrom("3.7", "apple-10.6", "x", null),
				root: fc.constantFrom("image", false),
				network: fc.oneof(
					fc.constant([]),
					fc.record(
						{
							interfaces: fc.array(fc.constantFrom("10.0.0.1/8", "::1/64", 1)),
							natRouters: fc.array(fc.constantFrom("10.0.0.1", 1)),
							colour: fc.boolean(),
						},
						{ requiredKeys: [] },
					),
				),
				rules: fc.dictionary(fc.constantFrom("a", "b"), fc.constantFrom("error", "warning", "info", "off", "fatal")),
			},
			{ requiredKeys: [] },
		);
		const override = host.chain((fields) => fc.constantFrom({ ...fields, files: ["x"] }, fields));
		const config = fc.record(
			{
				$schema: fc.constantFrom("x", 1),
				include: fc.constantFrom(["a"], "a"),
				exclude: fc.constantFrom([], [1]),
				overrides: fc.oneof(fc.array(override, { maxLength: 2 }), fc.constant({})),
			},
			{ requiredKeys: [] },
		);
		fc.assert(
			fc.property(config, host, (first, second) => {
				const value = { ...first, ...second };
				expect(faultsOf(JSON.stringify(value)).length === 0, JSON.stringify(value)).toBe(validate(value));
			}),
			{ numRuns: 1000 },
		);
	});

	it("gives overrides in order, the later one last", () => {
		const file = read({
			hostname: "a.example",
			rules: { one: "off", two: "error" },
			overrides: [
				{ files: ["sites/**"], hostname: "b.example", rules: { two: "off" } },
				{ files: ["sites/x/main.cf"], root: "image" },
			],
		});
		expect(configFor(file, "/a/main.cf")).toEqual({ hostname: "a.example", rules: { one: "off", two: "error" } });
		expect(configFor(file, "/a/sites/x/main.cf")).toEqual({
			hostname: "b.example",
			root: "/a/image",
			rules: { one: "off", two: "off" },
		});
	});
});

describe("check with a relaylint.json", () => {
	const run = (files: Record<string, string>, paths = ["."], options: CheckOptions = {}) =>
		check(memoryFileSystem(files), paths, { dialects: toyDialects, ...options });
	const problemsOf = async (files: Record<string, string>) =>
		(await run(files)).problems.map((problem) => problemText(problem, "/"));

	it("finds it above what is checked, the nearest one alone", async () => {
		const files = {
			"relaylint.json": '{ "rules": { "toy-syntax": "off" } }',
			"a/toy.conf": "bad\n",
			"a/b/relaylint.json": "{}",
			"a/b/toy.conf": "bad\n",
		};
		expect((await run(files, ["a"])).findings.map((finding) => finding.configuration)).toEqual(["a/b"]);
		expect((await run(files, ["a/toy.conf"])).findings).toEqual([]);
	});

	it("leaves out what it excludes, but for files that are named", async () => {
		const files = { "relaylint.json": '{ "exclude": ["old"] }', "old/toy.conf": "bad\n", "toy.conf": "" };
		expect((await run(files)).configurations.map((one) => one.id)).toEqual(["."]);
		expect((await run(files, ["old/toy.conf"])).configurations.map((one) => one.id)).toEqual(["old"]);
	});

	it("takes in only what it includes", async () => {
		const files = { "relaylint.json": '{ "include": ["b/**"] }', "a/toy.conf": "", "b/toy.conf": "" };
		expect((await run(files)).configurations.map((one) => one.id)).toEqual(["b"]);
	});

	it("sets the level of rules, which must be there", async () => {
		const files = {
			"relaylint.json": '{\n  "rules": { "toy-syntax": "error", "toy-open": "info" }\n}',
			"toy.conf": "bad\ntrust 0.0.0.0/0\n",
		};
		const result = await run(files, ["."], { ignore: ["open-relay"] });
		expect(result.problems.map((problem) => problemText(problem, "/"))).toEqual([
			'relaylint.json:2:14: there is no rule "toy-syntax"; relaylint rule lists them',
		]);
		expect(result.findings.map(({ rule, severity }) => [rule, severity])).toEqual([
			["toy-syntax", "error"],
			["toy-open", "info"],
		]);
	});

	it("says a bad one once, wherever it holds, and checks on", async () => {
		const files = { "relaylint.json": '{ "x": 1 }', "a/toy.conf": "", "b/toy.conf": "" };
		expect(await problemsOf(files)).toHaveLength(1);
		expect((await run(files)).configurations).toHaveLength(2);
	});

	it("says that a root is no directory", async () => {
		expect(await problemsOf({ "relaylint.json": '{ "root": "image" }', "toy.conf": "" })).toEqual([
			'relaylint.json:1:11: "root" is no directory',
		]);
		expect(await problemsOf({ "relaylint.json": '{ "root": "image" }', "toy.conf": "", "image/x": "" })).toEqual([]);
	});

	it("finds the server's files below its root", async () => {
		const files = { "relaylint.json": '{ "root": "image" }', "toy.conf": "table /etc/t\n", "image/etc/t": "0.0.0.0/0\n" };
		expect((await run(files, ["toy.conf"])).configurations[0]?.verdict).toBe("open");
	});
});
