import { readFileSync } from "node:fs";
import { defineRule, inFile, type SourceFile } from "@relaylint/core";
import { type CheckResult, check, memoryFileSystem } from "@relaylint/linter";
import { toyDialects } from "@relaylint/linter/testing";
import { Ajv, type ValidateFunction } from "ajv";
import { XmlDocument, XsdValidator } from "libxml2-wasm";
import { describe, expect, it } from "vitest";
import { checkstyleReport } from "./checkstyle.ts";
import { githubReport } from "./github.ts";
import { gitlabReport } from "./gitlab.ts";
import { jsonReport } from "./json.ts";
import { junitReport } from "./junit.ts";
import { rdjsonlReport } from "./rdjsonl.ts";
import { sarifReport } from "./sarif.ts";

/** Reports what follows the word `fix`, with all that a finding can have. */
const fixable = defineRule({
	id: "toy-fixable",
	severity: "info",
	summary: "Something can be mended.",
	check({ configuration }, report) {
		const [main] = configuration.files;
		for (const { index } of main?.text.matchAll(/fix/g) ?? []) {
			const file = main as SourceFile;
			const span = { start: index, end: index + 3 };
			report({
				certainty: "likely",
				origin: inFile(file, span),
				message: '100% <wrong> & "odd": first, second.\u0001\nOn two lines.',
				related: [{ origin: inFile(file, { start: 0, end: 1 }), message: "seen here" }],
				fixes: [
					{ title: "Mend it", safe: true, edits: [{ file, span, text: "" }] },
					{
						title: "Break it",
						safe: false,
						edits: [
							{ file, span, text: "a" },
							{ file, span: { start: 0, end: 0 }, text: "b" },
						],
					},
				],
			});
		}
	},
});

const [toy] = toyDialects;
const toyRules = (await toy?.load())?.rules ?? [];

function run(files: Record<string, string>, paths = ["."]): Promise<CheckResult> {
	return check(memoryFileSystem(files), paths, { dialects: toyDialects, rules: [...toyRules, fixable] });
}

const EXAMPLES: readonly Readonly<Record<string, string>>[] = [
	{},
	{ "toy.conf": "# nothing\n" },
	{ "mail/toy.conf": "# my server\nbad thing\ntable t\ntrust 0.0.0.0/0\n", notes: "" },
	{
		"a/toy.conf": "# é\u{1f600} fix # fix\n# relaylint-ignore toy-syntax: it's <meant>\nbad\n",
		"b/toy.conf": "# explode lie\n",
		"c/toy.conf": "crash",
	},
	{ "a b%: é,\u0001?#/toy.conf": "bad\nbad\n" },
];

/** Every example's result, and one with something unreadable. */
const results = [
	...(await Promise.all(EXAMPLES.map((files) => run(files)))),
	await run({ "toy.conf": "bad\n" }, [".", "missing"]),
];
const everything = results[3] as CheckResult;
const strange = results[4] as CheckResult;
const active = (result: CheckResult) => result.findings.filter((finding) => finding.suppressed === undefined);

function errorsOf(validate: ValidateFunction, value: unknown): unknown {
	validate(value);
	return validate.errors ?? [];
}

describe("sarif", () => {
	// The schema names draft 4 of JSON Schema; it uses nothing that draft 7 reads otherwise but the names of these two keywords.
	const {
		$schema: _,
		id: __,
		...schema
	} = JSON.parse(
		readFileSync(
			new URL("../../../../node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json", import.meta.url),
			"utf8",
		),
	);
	const validate = new Ajv({
		strict: false,
		// One pattern of the schema is none in the Unicode mode.
		unicodeRegExp: false,
		allErrors: true,
		formats: {
			uri: (text: string) => URL.canParse(text),
			"uri-reference": (text: string) => URL.canParse(text, "file:///x/"),
			"date-time": true,
		},
	}).compile(schema);
	const texts = {
		catalog: [{ rule: fixable }],
		pages: { "toy-fixable": "# toy-fixable\n\n## What it does\n\nFinds *what*\ncan be mended.\n\nMore.\n" },
	};
	const log = (result: CheckResult) => JSON.parse(sarifReport(result, result.findings, texts)).runs[0];

	it("is valid for the schema of 2.1.0", () => {
		for (const result of results) expect(errorsOf(validate, JSON.parse(sarifReport(result, result.findings, texts)))).toEqual([]);
		expect(errorsOf(validate, { version: "2.1.0", runs: [{ tool: { driver: {} } }] })).not.toEqual([]);
	});

	it("names the rules with their pages", () => {
		const { rules } = log(everything).tool.driver;
		const rule = rules.find((one: { id: string }) => one.id === "toy-fixable");
		expect(rule).toMatchObject({
			name: "ToyFixable",
			shortDescription: { text: "Something can be mended." },
			fullDescription: { text: "Finds *what* can be mended." },
			help: { markdown: texts.pages["toy-fixable"] },
			defaultConfiguration: { level: "note" },
		});
		for (const { ruleId, ruleIndex } of log(everything).results) expect(rules[ruleIndex].id).toBe(ruleId);
	});

	it("counts places from 1, in UTF-16 units, with the end after the last character", () => {
		const [first] = log(everything).results.filter((one: { ruleId: string }) => one.ruleId === "toy-fixable");
		expect(first.locations[0].physicalLocation).toEqual({
			artifactLocation: { uri: "a/toy.conf", uriBaseId: "SRCROOT" },
			region: { startLine: 1, startColumn: 7, endLine: 1, endColumn: 10, snippet: { text: "fix" } },
		});
		expect(first.relatedLocations[0]).toMatchObject({ id: 1, message: { text: "seen here" } });
		expect(first.fixes[1].artifactChanges).toHaveLength(1);
		expect(first.fixes[0].artifactChanges[0].replacements).toEqual([
			{ deletedRegion: { startLine: 1, startColumn: 7, endLine: 1, endColumn: 10 }, insertedContent: { text: "" } },
		]);
	});

	it("carries suppressed findings with the reason", () => {
		const found = log(everything).results.filter((one: { suppressions?: unknown }) => one.suppressions !== undefined);
		expect(found).toMatchObject([{ ruleId: "toy-syntax", suppressions: [{ kind: "inSource", justification: "it's <meant>" }] }]);
	});

	it("tells the trace as a code flow, and the witness", () => {
		const open = log(results[2] as CheckResult).results.find((one: { ruleId: string }) => one.ruleId === "toy-open");
		const [step] = open.codeFlows[0].threadFlows[0].locations;
		expect(step.location).toMatchObject({
			message: { text: "0.0.0.0/0: accept" },
			physicalLocation: { region: { startLine: 4 } },
		});
		expect(open.properties.witness.swaks).toMatch(/^swaks /);
	});

	it("addresses files by relative URI references, whatever their names", () => {
		const { uri } = log(strange).results[0].locations[0].physicalLocation.artifactLocation;
		expect(uri).toBe("a%20b%25%3A%20%C3%A9%2C%01%3F%23/toy.conf");
		expect(new URL(uri, "file:///base/").pathname).toBe("/base/a%20b%25%3A%20%C3%A9%2C%01%3F%23/toy.conf");
	});

	it("says what could not be read", () => {
		const { invocations } = log(results.at(-1) as CheckResult);
		expect(invocations[0]).toMatchObject({
			executionSuccessful: false,
			toolExecutionNotifications: [{ message: { text: "missing: does not exist" } }],
		});
	});
});

describe("github", () => {
	/** The runner's side: a command's properties and text with the escapes undone. */
	function commandsIn(text: string) {
		const plain = (value: string) =>
			value.replaceAll("%2C", ",").replaceAll("%3A", ":").replaceAll("%0A", "\n").replaceAll("%0D", "\r").replaceAll("%25", "%");
		return text
			.split("\n")
			.filter((line) => line !== "")
			.map((line) => {
				const match = /^::(error|warning|notice) ([^:]*)::(.*)$/.exec(line);
				const list = (match?.[2] ?? "").split(",").map((pair) => pair.split("=", 2) as [string, string]);
				return {
					command: match?.[1],
					...Object.fromEntries(list.map(([name, value]) => [name, plain(value)])),
					message: plain(match?.[3] ?? ""),
				};
			});
	}

	it("gives one command a finding, the worst first, that the runner reads back as it was", () => {
		for (const result of results) {
			const commands = commandsIn(githubReport(result.findings, "/"));
			expect(commands.map((one) => one.message).sort()).toEqual(result.findings.map((one) => one.message).sort());
			const order = commands.map((one) => ["error", "warning", "notice"].indexOf(one.command ?? ""));
			expect(order).toEqual([...order].sort());
		}
		expect(commandsIn(githubReport(strange.findings, "/"))[0]).toMatchObject({
			command: "warning",
			file: "a b%: é,\u0001?#/toy.conf",
			line: "1",
			endLine: "1",
			col: "1",
			endColumn: "4",
			title: "relaylint: toy-syntax",
		});
	});
});

describe("gitlab", () => {
	// What GitLab's page on the report of Code Quality asks for, and nothing beyond what it knows.
	const validate = new Ajv({ allErrors: true }).compile({
		type: "array",
		items: {
			type: "object",
			required: ["description", "check_name", "fingerprint", "location", "severity"],
			additionalProperties: false,
			properties: {
				description: { type: "string", minLength: 1 },
				check_name: { type: "string", minLength: 1 },
				fingerprint: { type: "string", pattern: "^[0-9a-f]{32}$" },
				severity: { enum: ["info", "minor", "major", "critical", "blocker"] },
				location: {
					type: "object",
					required: ["path", "lines"],
					additionalProperties: false,
					properties: {
						path: { type: "string", pattern: "^(?!\\./|/)" },
						lines: {
							type: "object",
							required: ["begin"],
							additionalProperties: false,
							properties: { begin: { type: "integer", minimum: 1 }, end: { type: "integer", minimum: 1 } },
						},
					},
				},
			},
		},
	});
	const issues = (result: CheckResult) => JSON.parse(gitlabReport(active(result), "/")) as { fingerprint: string }[];

	it("is what GitLab reads", () => {
		for (const result of results) expect(errorsOf(validate, issues(result))).toEqual([]);
		expect(errorsOf(validate, [{}])).not.toEqual([]);
	});

	it("gives each finding a fingerprint of its own, which stays when lines are added above it", async () => {
		const before = issues(await run({ "toy.conf": "bad\nbad\nbad thing\n" })).map((one) => one.fingerprint);
		const after = issues(await run({ "toy.conf": "#\n\nbad\n#\nbad\nbad thing\n" })).map((one) => one.fingerprint);
		expect(new Set(before).size).toBe(3);
		expect(after).toEqual(before);
	});
});

describe("rdjsonl", () => {
	// The message Diagnostic of reviewdog's rdf, in proto3's JSON.
	const position = {
		type: "object",
		required: ["line", "column"],
		additionalProperties: false,
		properties: { line: { type: "integer", minimum: 1 }, column: { type: "integer", minimum: 1 } },
	};
	const range = {
		type: "object",
		required: ["start", "end"],
		additionalProperties: false,
		properties: { start: position, end: position },
	};
	const text = { type: "string" };
	const validate = new Ajv({ allErrors: true }).compile({
		type: "object",
		required: ["message", "location"],
		additionalProperties: false,
		properties: {
			message: text,
			location: { type: "object", required: ["path"], additionalProperties: false, properties: { path: text, range } },
			severity: { enum: ["UNKNOWN_SEVERITY", "ERROR", "WARNING", "INFO"] },
			source: { type: "object", required: ["name"], additionalProperties: false, properties: { name: text, url: text } },
			code: { type: "object", required: ["value"], additionalProperties: false, properties: { value: text, url: text } },
			suggestions: {
				type: "array",
				items: { type: "object", required: ["range", "text"], additionalProperties: false, properties: { range, text } },
			},
		},
	});
	const lines = (result: CheckResult) =>
		rdjsonlReport(active(result), "/")
			.split("\n")
			.filter((line) => line !== "")
			.map((line) => JSON.parse(line));

	it("is a Diagnostic a line", () => {
		for (const result of results) {
			expect(lines(result)).toHaveLength(active(result).length);
			for (const line of lines(result)) expect(errorsOf(validate, line)).toEqual([]);
		}
	});

	it("counts columns in bytes of UTF-8, and suggests what is one edit and safe", () => {
		const [first] = lines(everything).filter((one) => one.code.value === "toy-fixable");
		// `# é😀 ` is 1 + 1 + 2 + 4 + 1 bytes.
		const place = { start: { line: 1, column: 10 }, end: { line: 1, column: 13 } };
		expect(first).toMatchObject({ location: { path: "a/toy.conf", range: place }, severity: "INFO" });
		expect(first.suggestions).toEqual([{ range: place, text: "" }]);
	});
});

describe("junit and checkstyle", () => {
	const integer = (name: string) => `<xs:attribute name="${name}" type="xs:nonNegativeInteger" use="required"/>`;
	const string = (name: string) => `<xs:attribute name="${name}" type="xs:string" use="required"/>`;
	const number = (name: string) => `<xs:attribute name="${name}" type="xs:decimal" use="required"/>`;
	// The elements and attributes that Jenkins, GitLab and others read of a JUnit report.
	const outcome = `<xs:complexType><xs:simpleContent><xs:extension base="xs:string">${string("message")}${string("type")}</xs:extension></xs:simpleContent></xs:complexType>`;
	const junit = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
		<xs:element name="testsuites"><xs:complexType><xs:sequence>
			<xs:element name="testsuite" minOccurs="0" maxOccurs="unbounded"><xs:complexType><xs:sequence>
				<xs:element name="testcase" minOccurs="1" maxOccurs="unbounded"><xs:complexType><xs:choice minOccurs="0">
					<xs:element name="failure">${outcome}</xs:element><xs:element name="error">${outcome}</xs:element>
				</xs:choice>${string("name")}${string("classname")}${number("time")}<xs:attribute name="file" type="xs:string"/><xs:attribute name="line" type="xs:positiveInteger"/></xs:complexType></xs:element>
			</xs:sequence>${string("name")}${["tests", "failures", "errors", "skipped"].map(integer).join("")}${number("time")}</xs:complexType></xs:element>
		</xs:sequence>${string("name")}${["tests", "failures", "errors"].map(integer).join("")}${number("time")}</xs:complexType></xs:element>
	</xs:schema>`;
	// What Checkstyle's XML logger writes.
	const checkstyle = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
		<xs:element name="checkstyle"><xs:complexType><xs:sequence>
			<xs:element name="file" minOccurs="0" maxOccurs="unbounded"><xs:complexType><xs:sequence>
				<xs:element name="error" minOccurs="1" maxOccurs="unbounded"><xs:complexType>
					<xs:attribute name="line" type="xs:positiveInteger" use="required"/><xs:attribute name="column" type="xs:positiveInteger"/>
					<xs:attribute name="severity" use="required"><xs:simpleType><xs:restriction base="xs:string">
						<xs:enumeration value="error"/><xs:enumeration value="warning"/><xs:enumeration value="info"/><xs:enumeration value="ignore"/>
					</xs:restriction></xs:simpleType></xs:attribute>
					${string("message")}${string("source")}
				</xs:complexType></xs:element>
			</xs:sequence>${string("name")}</xs:complexType></xs:element>
		</xs:sequence>${string("version")}</xs:complexType></xs:element>
	</xs:schema>`;

	/** Parses a document strictly, checks it against a schema and gives the values that an XPath finds. */
	function read(text: string, schema: string, path: string): readonly string[] {
		const document = XmlDocument.fromString(text);
		const schemaDocument = XmlDocument.fromString(schema);
		const validator = XsdValidator.fromDoc(schemaDocument);
		try {
			validator.validate(document);
			return document.find(path).map((node) => node.content);
		} finally {
			validator.dispose();
			schemaDocument.dispose();
			document.dispose();
		}
	}

	it("junit: a case for each finding, or one that passed", () => {
		for (const result of results) {
			const failures = read(junitReport(result, active(result)), junit, "//failure/@message");
			expect(failures).toHaveLength(active(result).length);
		}
		const closed = results[1] as CheckResult;
		expect(read(junitReport(closed, []), junit, "//testcase[not(*)]/@name")).toEqual(["closed"]);
		const unreadable = results.at(-1) as CheckResult;
		expect(read(junitReport(unreadable, []), junit, "//error/@message")).toEqual(["does not exist"]);
		expect(read(junitReport(everything, active(everything)), junit, "/testsuites/@failures")).toEqual([
			String(active(everything).length),
		]);
	});

	it("checkstyle: the findings by file", () => {
		for (const result of results)
			expect(read(checkstyleReport(active(result), "/"), checkstyle, "//error")).toHaveLength(active(result).length);
		expect(read(checkstyleReport(strange.findings, "/"), checkstyle, "//file/@name")).toEqual(["a b%: é,\ufffd?#/toy.conf"]);
	});

	it("what XML may not hold is left out, and the rest is read back as it was", () => {
		const [message] = read(
			checkstyleReport(active(everything), "/"),
			checkstyle,
			"//error[@source='relaylint.toy-fixable']/@message",
		);
		expect(message).toBe('100% <wrong> & "odd": first, second.\ufffd On two lines.');
	});

	it("the schemas refuse what is no report", () => {
		expect(() => read("<testsuites/>", junit, "//x")).toThrow();
		expect(() => read("<checkstyle version='1'><file name='x'><error/></file></checkstyle>", checkstyle, "//x")).toThrow();
	});
});

describe("json", () => {
	it("carries suppressed findings with kind and reason", () => {
		const { findings } = JSON.parse(jsonReport(everything, everything.findings));
		expect(findings.flatMap((one: { suppressed: unknown }) => one.suppressed ?? [])).toEqual([
			{ kind: "line", reason: "it's <meant>" },
		]);
	});
});
