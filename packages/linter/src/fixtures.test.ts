import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { analyze, load } from "./analyze.ts";
import { discover } from "./discover.ts";
import { nodeFileSystem } from "./node-file-system.ts";
import { outcomeOf, replayCase } from "./testing/replay.ts";

const fixtures = join(import.meta.dirname, "../../../fixtures");

interface Recorded {
	readonly verdict?: string;
	readonly release?: string;
}

/** Every case of a dialect: a directory with recorded answers. */
function casesOf(dialect: string): readonly { name: string; directory: string; recorded: Recorded }[] {
	const top = join(fixtures, dialect);
	return readdirSync(top).flatMap((name) => {
		const directory = join(top, name);
		if (!statSync(directory).isDirectory()) return [];
		const recorded = JSON.parse(readFileSync(join(directory, "probes.json"), "utf8")) as Recorded;
		return [{ name, directory, recorded }];
	});
}

/** What stands between an analysis and the verdict of a case, where relaylint does not prove or show it yet. */
const NOT_YET: Readonly<Record<string, "unknown" | "conditional">> = {
	// A HELO name that is both a key of the table and an address: the proof looks at the two apart.
	"postfix/obsolete-restriction-words": "unknown",
	// A rule set of the administrator's own lets a class of networks in: rules that are run have no sets.
	"sendmail/own-check-of-client-network": "unknown",
};

const fileSystem = nodeFileSystem();

/** Least number of cases of each dialect: every directory of fixtures that holds recorded answers is one. */
const LEAST: Readonly<Record<string, number>> = {
	"apple-mail": 39,
	exim: 80,
	"messaging-server": 36,
	postcast: 14,
	postfix: 200,
	sendmail: 75,
};

it("are those of the dialects named here", () => {
	const directories = readdirSync(fixtures).filter(
		(name) => statSync(join(fixtures, name)).isDirectory() && name !== "equivalent",
	);
	expect(directories.sort()).toEqual(Object.keys(LEAST).sort());
});

describe.each(Object.entries(LEAST))("%s fixtures", (dialect, least) => {
	const cases = casesOf(dialect);

	it("are not fewer than they were", () => {
		expect(cases.length).toBeGreaterThanOrEqual(least);
	});

	it.each(cases)("$name: the evaluator answers as the daemon did", async ({ directory }) => {
		const replayed = await replayCase(fileSystem, directory);
		const other = replayed.filter(
			(probe) => outcomeOf(probe) !== "right" || (probe.expected === "unknown" && probe.answer.outcome !== "unknown"),
		);
		expect(
			other.map(
				(probe) =>
					`${probe.index} ${probe.to}: ${probe.expected}, not ${probe.answer.outcome} (${probe.answer.depends.map((one) => one.text).join("; ")})`,
			),
		).toEqual([]);
	});

	it.each(cases.filter(({ recorded }) => recorded.verdict !== undefined))(
		"$name: the verdict is the recorded one",
		async ({ name, directory, recorded }) => {
			const { targets } = await discover(fileSystem, [directory]);
			const target = targets[0];
			if (target === undefined) throw new Error("no configuration");
			const root = join(directory, "root");
			const withRoot = statSync(root, { throwIfNoEntry: false })?.isDirectory() === true ? { root } : {};
			const environment = {
				complete: false,
				unbuilt: [],
				...(recorded.release === undefined ? {} : { release: recorded.release }),
			};
			const outcome = load(fileSystem, target, environment, withRoot);
			if (outcome.kind !== "loaded") throw new Error(outcome.kind);
			const analysis = (await analyze(outcome.loaded)).analysis();
			expect(analysis.verdict).toBe(NOT_YET[`${dialect}/${name}`] ?? recorded.verdict);
		},
	);
});
