import { describe, expect, it } from "vitest";
import { memoryFileSystem } from "./file-system.ts";
import { probe } from "./probe.ts";
import { readProbes } from "./probes.ts";
import { probeReport } from "./report.ts";
import { toyDialects } from "./testing/toy-dialect.ts";

async function ask(files: Record<string, string>, path: string, probes: unknown, root?: string) {
	const set = readProbes(JSON.stringify(probes));
	if (set.kind === "bad") throw new Error(set.reason);
	return probe(memoryFileSystem(files), path, set.set, { dialects: toyDialects, ...(root === undefined ? {} : { root }) });
}

describe("probe", () => {
	it("answers in the order of the probes, with the lines that decided", async () => {
		const outcome = await ask({ "a/toy.conf": "trust 198.51.100.0/24\n" }, "a", [
			{ to: "x@victim.example" },
			{ client: "198.51.100.9", to: "x@victim.example" },
			{ client: "198.51.100.9", to: "x@local.example" },
			{ port: 26, to: "x@local.example" },
		]);
		if (outcome.kind === "bad") throw new Error(outcome.reason);
		const reports = outcome.answers.map((answer) => probeReport(answer, "/"));
		expect(reports.map(({ probe, decision, relayed, stage }) => [probe, decision, relayed, stage])).toEqual([
			[0, "reject", "no", "rcpt"],
			[1, "accept", "yes", "rcpt"],
			[2, "accept", "no", "rcpt"],
			[3, "fatal", "no", "connect"],
		]);
		expect(reports[1]?.trace).toEqual([
			{
				file: "a/toy.conf",
				range: { start: { line: 0, character: 6 }, end: { line: 0, character: 21 } },
				text: "198.51.100.0/24",
				effect: "accept",
			},
		]);
		expect(reports[0]?.trace).toEqual([{ text: "relaying is refused (default)", effect: "reject" }]);
	});

	it("takes the configuration in the directory before those in its directories, which a root may hold", async () => {
		const files = { "a/toy.conf": "trust 0.0.0.0/0\n", "a/root/etc/toy/toy.conf": "" };
		const outcome = await ask(files, "a", [{ to: "x@victim.example" }], "a/root");
		expect(outcome).toMatchObject({ answers: [{ outcome: "accept" }] });
	});

	it("asks which of several configurations is meant", async () => {
		const outcome = await ask({ "a/toy.conf": "", "b/toy.conf": "" }, ".", []);
		expect(outcome).toEqual({
			kind: "bad",
			path: "/",
			reason: "holds several configurations (a/toy.conf, b/toy.conf): name one of them",
		});
	});

	it("finds the configuration of a table, and says where there is none", async () => {
		expect(await ask({ "a/toy.conf": "table t", "a/t": "" }, "a/t", [])).toEqual({ kind: "answers", answers: [] });
		expect(await ask({ "a/x": "" }, "a", [])).toMatchObject({
			kind: "bad",
			reason: "holds no configuration that relaylint recognises",
		});
		expect(await ask({ "a/x": "" }, "b", [])).toEqual({ kind: "bad", path: "/b", reason: "does not exist" });
	});
});
