import { sourceFromBytes, sourceFromText } from "@relaylint/core";
import { describe, expect, it } from "vitest";
import { type CheckOptions, check } from "./check.ts";
import { memoryFileSystem } from "./file-system.ts";
import { suppressionComments } from "./suppression-comments.ts";
import { toyDialects } from "./testing/toy-dialect.ts";

async function findingsOf(text: string | Record<string, string>, options: CheckOptions = {}) {
	const files: Record<string, string> = typeof text === "string" ? { "toy.conf": text } : text;
	const result = await check(memoryFileSystem(files), ["."], { dialects: toyDialects, ...options });
	return result.findings.map(({ rule, origin, suppressed }) => {
		const line = origin.file.text.slice(0, origin.span.start).split("\n").length;
		return `${line} ${rule}${suppressed === undefined ? "" : ` (${suppressed.kind}: ${suppressed.reason})`}`;
	});
}

describe("suppression comments", () => {
	it("suppress what they name in the line below, with their reason", async () => {
		expect(await findingsOf("# relaylint-ignore toy-syntax: it is meant\nbad\nbad\n")).toEqual([
			"2 toy-syntax (line: it is meant)",
			"3 toy-syntax",
		]);
	});

	it("name several rules, and stand one above the other", async () => {
		const text =
			"# relaylint-ignore toy-syntax , toy-table: both\ntable t\n#   relaylint-ignore toy-table: a\n## relaylint-ignore toy-syntax: b\n# more\nbad\n";
		expect(await findingsOf(text)).toEqual([
			"1 unused-suppression",
			"2 toy-table (line: both)",
			"3 unused-suppression",
			"6 toy-syntax (line: b)",
		]);
	});

	it("hold for a whole file wherever they stand", async () => {
		expect(await findingsOf("bad\n\nbad\n\n# relaylint-ignore-file toy-syntax: old tool: it writes this\n")).toEqual([
			"1 toy-syntax (file: old tool: it writes this)",
			"3 toy-syntax (file: old tool: it writes this)",
		]);
	});

	it("hold in their own file alone, and once where configurations share it", async () => {
		const files = {
			"a/toy.conf": "table t\n",
			"a/t": "",
			"b/toy.conf": "# relaylint-ignore toy-syntax: here\nbad\n",
			"c/toy.conf": "bad\n",
		};
		expect(await findingsOf(files)).toEqual(["2 toy-syntax (line: here)", "1 toy-syntax"]);
	});

	it("do nothing without a reason, and that is said", async () => {
		for (const comment of ["relaylint-ignore toy-syntax", "relaylint-ignore toy-syntax:", "relaylint-ignore-file toy-syntax:  "])
			expect(await findingsOf(`# ${comment}\nbad\n`)).toEqual(["1 suppression-without-reason", "2 toy-syntax"]);
	});

	it("must name rules that there are", async () => {
		expect(await findingsOf("# relaylint-ignore toy-sintax: x\nbad\n")).toEqual([
			"1 suppression-of-unknown-rule",
			"2 toy-syntax",
		]);
		expect(await findingsOf("# relaylint-ignore: x\nbad\n")).toEqual(["1 suppression-of-unknown-rule", "2 toy-syntax"]);
	});

	it("are no longer wanted when nothing is found", async () => {
		expect(await findingsOf("# relaylint-ignore toy-open: gone\ntrust 127.0.0.1\n")).toEqual(["1 unused-suppression"]);
		expect(await findingsOf("bad\n# relaylint-ignore toy-syntax: too late\n")).toEqual(["1 toy-syntax", "2 unused-suppression"]);
		expect(await findingsOf("# relaylint-ignore toy-syntax: too far\n\nbad\n")).toEqual(["1 unused-suppression", "3 toy-syntax"]);
	});

	it("are not called unused where the rule was not asked, or a rule failed", async () => {
		const text = "# relaylint-ignore toy-open: gone\ntrust 127.0.0.1\n";
		expect(await findingsOf(text, { ignore: ["toy-open"] })).toEqual([]);
		expect(await findingsOf(text, { select: ["unused-suppression"] })).toEqual([]);
		expect(await findingsOf(text, { select: ["toy-open"] })).toEqual([]);
		expect(await findingsOf(`${text}# explode\n`)).toEqual(["1 internal-error"]);
	});

	it("can suppress what is said of comments", async () => {
		const text =
			"# relaylint-ignore unused-suppression: comes back every winter\n# relaylint-ignore toy-open: x\ntrust 127.0.0.1\n";
		const found = await findingsOf(`# relaylint-ignore-file unused-suppression: kept for the winter\n${text}`);
		expect(found).toEqual(["3 unused-suppression (file: kept for the winter)"]);
	});

	it("never hide a failure of relaylint", async () => {
		const found = await findingsOf("# relaylint-ignore-file internal-error: no\n# explode\n");
		expect(found).toContain("1 internal-error");
	});

	it("are unlike words that only begin like one", async () => {
		expect(await findingsOf("# relaylint-ignored toy-syntax: x\n# relaylint-ignore-files toy-syntax: x\nbad\n")).toEqual([
			"3 toy-syntax",
		]);
	});
});

describe("the lines that a comment holds for", () => {
	const syntax = { comments: ["#"], continues: (line: string) => /^[ \t]/.test(line) };
	const covered = (text: string) =>
		suppressionComments(sourceFromText("/f", text), syntax).map(({ covers }) => covers && [covers.first, covers.last]);

	it("are those of the logical line, comments and blank lines within it left out", () => {
		expect(covered("# relaylint-ignore a: b\nx =\n  1\n# between\n\n  2\ny = 3\n")).toEqual([[1, 5]]);
	});

	it("are one line where the comment stands inside a logical line", () => {
		expect(covered("x =\n  1\n  # relaylint-ignore a: b\n  2\n  3\n")).toEqual([[3, 3]]);
	});

	it("know carriage returns and the end of the text", () => {
		expect(covered("# relaylint-ignore a: b\r\nx\r\ny")).toEqual([[1, 1]]);
		expect(covered("# relaylint-ignore a: b\n# c")).toEqual([undefined]);
	});

	it("are looked for in the bytes of a table, which is not decoded for it", () => {
		let decoded = false;
		const watched = (text: string) => {
			const file = sourceFromBytes("/t", new TextEncoder().encode(text));
			return {
				...file,
				get text() {
					decoded = true;
					return text;
				},
			};
		};
		expect(suppressionComments(watched("relaylint-ignor e\n".repeat(1000)), syntax)).toEqual([]);
		expect(decoded).toBe(false);
		expect(suppressionComments(watched(`${"x\n".repeat(999)}# relaylint-ignore a: b`), syntax)).toHaveLength(1);
		expect(decoded).toBe(true);
	});
});

describe("in the files of Postfix", () => {
	const OPEN_TABLE = "0.0.0.0/0 OK\n";

	/** The places of open-relay findings, suppressed ones in brackets. */
	async function openIn(files: Record<string, string>) {
		const result = await check(memoryFileSystem(files), ["."]);
		return result.findings
			.filter(({ rule }) => rule === "open-relay" || rule === "unused-suppression")
			.map(({ rule, origin: { file, span }, suppressed }) => {
				const line = file.text.slice(0, span.start).split("\n").length;
				const place = `${rule} ${file.path.slice(1)}:${line}`;
				return suppressed === undefined ? place : `(${place})`;
			});
	}

	const list = (above: string, between: string) =>
		`compatibility_level = 3.6\n${above}smtpd_relay_restrictions =\n    permit_mynetworks,\n${between}    check_client_access static:OK,\n    reject_unauth_destination\n`;

	it("a comment above a setting holds for all its lines", async () => {
		expect(await openIn({ "main.cf": list("# relaylint-ignore open-relay: a honeypot\n", "") })).toEqual([
			"(open-relay main.cf:5)",
		]);
	});

	it("a comment between its lines holds for the line below it", async () => {
		expect(await openIn({ "main.cf": list("", "# relaylint-ignore open-relay: a honeypot\n") })).toEqual([
			"(open-relay main.cf:5)",
		]);
		expect(await openIn({ "main.cf": list("", "    # relaylint-ignore open-relay: a honeypot\n") })).toEqual([
			"(open-relay main.cf:5)",
		]);
		const elsewhere = list("", "").replace("    permit_my", "# relaylint-ignore open-relay: a honeypot\n    permit_my");
		expect(await openIn({ "main.cf": elsewhere })).toEqual(["unused-suppression main.cf:3", "open-relay main.cf:5"]);
	});

	it("a comment in a table or in master.cf holds there", async () => {
		const main = "compatibility_level = 3.6\nmynetworks = cidr:/etc/postfix/nets\n";
		expect(await openIn({ "main.cf": main, nets: OPEN_TABLE })).toEqual(["open-relay main.cf:2"]);
		const access = "compatibility_level = 3.6\nsmtpd_relay_restrictions = check_client_access cidr:/etc/postfix/nets, reject\n";
		const comment = "# relaylint-ignore open-relay: a honeypot\n";
		expect(await openIn({ "main.cf": access, nets: comment + OPEN_TABLE })).toEqual(["(open-relay nets:2)"]);
		expect(await openIn({ "main.cf": access.replace("smtpd", `${comment}smtpd`), nets: OPEN_TABLE })).toEqual([
			"unused-suppression main.cf:2",
			"open-relay nets:1",
		]);
		const master = `${comment}smtp inet n - y - - smtpd\n  -o smtpd_relay_restrictions=check_client_access,static:OK,reject\n`;
		expect(await openIn({ "main.cf": "compatibility_level = 3.6\n", "master.cf": master })).toEqual(["(open-relay master.cf:3)"]);
	});
});
