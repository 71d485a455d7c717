import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { analyze, load } from "../analyze.ts";
import { discover } from "../discover.ts";
import { nodeFileSystem } from "../node-file-system.ts";
import { outcomeOf, replayCase } from "./replay.ts";

interface Case {
	readonly verdict?: string;
	/** True where the documents do not settle the verdict. */
	readonly verdict_doubt?: boolean;
	readonly release?: string;
	readonly hostname?: string;
	readonly addresses?: readonly string[];
}

/**
 * Holds a dialect against the shared cases whose answers follow from public documents, for a program that could not be run: every probe as expected,
 * and the verdict too. What the documents leave in doubt is printed where it differs and fails nothing.
 */
export function describeDocumented(dialect: string, least: number): void {
	const directory = join("../shared/conformance", dialect);
	const names = readdirSync(directory).filter((name) => statSync(join(directory, name)).isDirectory());
	const fileSystem = nodeFileSystem();

	describe(`documented cases of ${dialect}`, () => {
		it("are all here", () => {
			expect(names.length).toBeGreaterThanOrEqual(least);
		});

		it.each(names)("%s: every probe is answered as documented", async (name) => {
			const replayed = await replayCase(fileSystem, join(directory, name));
			expect(replayed.length).toBeGreaterThan(0);
			const shown = replayed
				.filter((probe) => outcomeOf(probe) !== "right")
				.map(({ index, to, expected, answer, doubt }) => ({ text: `${index} ${to}: ${expected}, not ${answer.outcome}`, doubt }));
			for (const { text } of shown.filter(({ doubt }) => doubt)) console.warn(`in doubt: ${name} ${text}`);
			expect(shown.filter(({ doubt }) => !doubt).map(({ text }) => text)).toEqual([]);
		});

		it.each(names)("%s: the verdict is the documented one", async (name) => {
			const said = JSON.parse(readFileSync(join(directory, name, "probes.json"), "utf8")) as Case;
			const { targets } = await discover(fileSystem, [join(directory, name)]);
			expect(targets.map((target) => target.dialect.id)).toHaveLength(1);
			const [target] = targets;
			if (target === undefined || said.verdict === undefined) return;
			const outcome = load(fileSystem, target, {
				complete: false,
				unbuilt: [],
				...(said.release === undefined ? {} : { release: said.release }),
				...(said.hostname === undefined ? {} : { hostname: said.hostname }),
				...(said.addresses === undefined ? {} : { interfaces: said.addresses }),
			});
			if (outcome.kind !== "loaded") throw new Error(outcome.kind);
			const { verdict } = (await analyze(outcome.loaded)).analysis();
			if (said.verdict_doubt !== true) expect(verdict).toBe(said.verdict);
		});
	});
}
