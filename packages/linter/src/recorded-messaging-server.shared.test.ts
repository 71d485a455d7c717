import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { analyze, load } from "./analyze.ts";
import { discover } from "./discover.ts";
import { mapTexts, readMaps } from "./map.ts";
import { nodeFileSystem } from "./node-file-system.ts";
import { probe } from "./probe.ts";
import { readProbes } from "./probes.ts";
import { mapReport } from "./report.ts";

const directory = "../shared/conformance/messaging-server";
const fileSystem = nodeFileSystem();

interface Expected {
	readonly expect: string;
	readonly or?: string;
	readonly doubt?: boolean;
	readonly source_channel?: string;
	readonly destination_channel?: string;
}

/** The verdict of each case with its reason. */
const VERDICTS: Readonly<Record<string, readonly [verdict: string, because: string]>> = {
	"as-installed": ["closed", "only the host itself and loopback are internal, and the entry stands"],
	"callout-and-globs": ["closed", "sixteen and eight addresses of subscribers, and private ones, are let through"],
	"everyone-is-internal": ["open", "a network with no bits compared takes every address for internal"],
	"no-recipient-table": ["open", "no recipient table: nothing refuses"],
	"switching-forgotten": ["closed", "no client is switched, and the entry for tcp_local comes first"],
	"template-pieces": ["closed", "the two entries refuse every sender, the empty one too"],
};

describe("the cases of Messaging Server, by its documentation", () => {
	it("have a verdict each", () => {
		expect(Object.keys(VERDICTS).sort()).toEqual(readdirSync(directory).sort());
	});

	describe.each(Object.entries(VERDICTS))("%s", (name, [verdict]) => {
		const path = join(directory, name);
		const text = readFileSync(join(path, "probes.json"), "utf8");

		it("is answered as expected, doubtful probes too", async () => {
			const read = readProbes(text);
			if (read.kind === "bad") throw new Error(read.reason);
			const outcome = await probe(fileSystem, path, read.set);
			if (outcome.kind === "bad") throw new Error(outcome.reason);
			const { probes } = JSON.parse(text) as { probes: readonly Expected[] };
			const said = outcome.answers.map(({ outcome: decision, assigned }, index) => ({
				decision,
				source: assigned?.get("source_channel"),
				destination: probes[index]?.destination_channel === undefined ? undefined : assigned?.get("destination_channel"),
			}));
			expect(said).toEqual(
				probes.map(({ expect: decision, source_channel: source, destination_channel: destination }) => ({
					decision,
					source,
					destination,
				})),
			);
		});

		it("maps texts as expected, doubtful rows too", async () => {
			const read = readMaps(readFileSync(join(path, "maps.json"), "utf8"));
			if (read.kind === "bad") throw new Error(read.reason);
			const outcome = await mapTexts(fileSystem, path, read.rows);
			if (outcome.kind === "bad") throw new Error(outcome.reason);
			const said = outcome.answers.map((answer) => {
				const { trace: _trace, depends: _depends, ...rest } = mapReport(answer, "");
				return rest;
			});
			expect(said).toEqual(read.rows.map((row) => row.expect));
		});

		it("has the verdict, whether the tree is the whole server or not", async () => {
			const { targets } = await discover(fileSystem, [path]);
			const target = targets[0];
			if (target === undefined) throw new Error("no configuration");
			for (const complete of [false, true]) {
				const outcome = load(fileSystem, target, { complete, unbuilt: [] });
				if (outcome.kind !== "loaded") throw new Error(outcome.kind);
				const analysis = (await analyze(outcome.loaded)).analysis();
				expect([complete, analysis.verdict, analysis.listeners.map(({ depends }) => depends.map((one) => one.text))]).toEqual([
					complete,
					verdict,
					expect.anything(),
				]);
			}
		});
	});
});
