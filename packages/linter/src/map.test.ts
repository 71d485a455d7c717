import { describe, expect, it } from "vitest";
import { memoryFileSystem } from "./file-system.ts";
import { mapTexts, readMaps } from "./map.ts";
import { mapReport } from "./report.ts";

const MAPPINGS = `ORIG_SEND_ACCESS

  tcp_local|*|tcp_local|*   $N$D30|No,$ $0
  ldap|*                    $]ldap:///x?y?sub?(z=$0)[$Y
  loop|*                    loop|$0$R
  auth|*                    $:A$YYes
`;
const fileSystem = memoryFileSystem({
	"/conf/mappings": MAPPINGS,
	"/conf/main.cf": "mynetworks = 127.0.0.1\nmyhostname = x.example\n",
});

async function answer(input: string, inputFlags: readonly string[] = []) {
	const outcome = await mapTexts(fileSystem, "/conf/mappings", [{ table: "ORIG_SEND_ACCESS", input, inputFlags }]);
	if (outcome.kind === "bad") throw new Error(outcome.reason);
	const [only] = outcome.answers;
	if (only === undefined) throw new Error("no answer");
	return mapReport(only, "/conf");
}

describe("map", () => {
	it("says what comes out, with flags and the entry", async () => {
		const said = await answer("Tcp_Local|A@b|tcp_local|c@d");
		expect(said).toMatchObject({ matched: true, output: "30|No, A@b", flags: ["D", "N"] });
		expect(said.trace[0]).toMatchObject({ file: "mappings", effect: "match", range: { start: { line: 2, character: 2 } } });
	});

	it("says that nothing matches", async () => {
		expect(await answer("tcp_auth|a|tcp_local|b")).toMatchObject({ matched: false });
	});

	it("does not guess what a directory answers, nor where iteration leads that never ends", async () => {
		expect(await answer("ldap|x")).toMatchObject({ unknown: true, depends: [expect.stringContaining("directory")] });
		expect(await answer("loop|x")).toMatchObject({ unknown: true, depends: [expect.stringContaining("does not end")] });
	});

	it("tests input flags", async () => {
		expect(await answer("auth|x", ["a"])).toMatchObject({ matched: true, output: "Yes", flags: ["Y"] });
		expect(await answer("auth|x")).toMatchObject({ matched: true, output: "auth|x", flags: [] });
	});

	it("names the tables that are there", async () => {
		const outcome = await mapTexts(fileSystem, "/conf/mappings", [{ table: "NONE", input: "x", inputFlags: [] }]);
		expect(outcome).toEqual({ kind: "answers", answers: [{ kind: "no-table", tables: ["ORIG_SEND_ACCESS"] }] });
	});

	it("is for servers that have mapping tables", async () => {
		const outcome = await mapTexts(fileSystem, "/conf/main.cf", [{ table: "T", input: "x", inputFlags: [] }]);
		expect(outcome).toMatchObject({ kind: "bad", reason: expect.stringContaining("no mapping tables") });
	});
});

describe("a file of texts", () => {
	it("is a list", () => {
		expect(readMaps('[{"table": "T", "input": "x", "input_flags": ["A"], "expect": {"matched": false}}]')).toEqual({
			kind: "maps",
			rows: [{ table: "T", input: "x", inputFlags: ["A"], doubt: false, expect: { matched: false } }],
		});
		expect(readMaps("{}")).toMatchObject({ kind: "bad" });
		expect(readMaps("[1]")).toMatchObject({ kind: "bad" });
		expect(readMaps("[")).toMatchObject({ kind: "bad" });
	});
});
