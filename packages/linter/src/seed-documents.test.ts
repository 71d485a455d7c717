import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { check } from "./check.ts";
import { memoryFileSystem } from "./file-system.ts";
import { probe } from "./probe.ts";
import { readProbes } from "./probes.ts";
import type { SeedRow } from "./testing/seed/row.ts";

/** The examples of the guides by dialect: a file of rows for each. */
const dialects = readdirSync(join(import.meta.dirname, "testing/seed"))
	.filter((name) => name !== "row.ts")
	.map((name) => name.replace(/\.ts$/, ""));

const pathOf = (name: string) => (name.startsWith("/") ? `/root${name}` : `/conf/${name}`);

describe.each(dialects)("the guides' examples for %s", async (dialect) => {
	const { rows } = (await import(`./testing/seed/${dialect}.ts`)) as { rows: readonly SeedRow[] };

	it("have each row once", () => {
		expect(rows.length).toBeGreaterThan(0);
		expect(new Set(rows.map((row) => row.id)).size).toBe(rows.length);
	});

	it.each(rows)("$id, $title: the verdict and the findings", async ({ files, release, verdict, fires, silent }) => {
		const fileSystem = memoryFileSystem(Object.fromEntries(Object.entries(files).map(([name, text]) => [pathOf(name), text])));
		const options = { root: "/root", ...(release === undefined ? {} : { mtaVersion: release }) };
		const { configurations, findings } = await check(fileSystem, ["/conf"], options);
		expect(configurations).toHaveLength(1);
		expect(configurations[0]?.verdict).toBe(verdict);
		const rules = new Set(findings.map((finding) => finding.rule));
		expect(fires.filter((rule) => !rules.has(rule))).toEqual([]);
		expect(silent.filter((rule) => rules.has(rule))).toEqual([]);
	});

	it.each(rows.filter((row) => row.probes !== undefined))("$id, $title: the answers", async ({ files, release, probes }) => {
		const fileSystem = memoryFileSystem(Object.fromEntries(Object.entries(files).map(([name, text]) => [pathOf(name), text])));
		const read = readProbes(JSON.stringify({ probes, ...(release === undefined ? {} : { release }) }));
		if (read.kind === "bad") throw new Error(read.reason);
		const outcome = await probe(fileSystem, "/conf", read.set, { root: "/root" });
		if (outcome.kind === "bad") throw new Error(outcome.reason);
		expect(outcome.answers.map((answer) => answer.outcome)).toEqual(probes?.map((one) => one.expect));
	});
});
