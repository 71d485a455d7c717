import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { isLong, seed } from "@relaylint/core/testing/property-runs";
import { type CheckOptions, check, type FileSystem, memoryFileSystem } from "@relaylint/linter";
import { nodeFileSystem } from "@relaylint/linter/node";
import { describe, expect, it } from "vitest";
import { casesBelow } from "./case-files.ts";
import { generatorFor } from "./generate/generators.ts";
import { randomFrom } from "./random.ts";
import { contradictionsOf } from "./strangers.ts";

const fixtures = join(import.meta.dirname, "../../../fixtures");
const directories = readdirSync(fixtures)
	.map((name) => join(fixtures, name))
	.filter((path) => statSync(path).isDirectory() && !path.endsWith("equivalent"))
	.flatMap(casesBelow);

/** Attempts at each closed listener. */
const ATTEMPTS = isLong ? 1000 : 6;
const GENERATED = isLong ? 1000 : 4;

async function contradicted(fileSystem: FileSystem, path: string, options: CheckOptions, salt: number) {
	const { configurations } = await check(fileSystem, [path], { ...options, select: [] });
	let tried = 0;
	const contradictions: unknown[] = [];
	for (const { id, configuration } of configurations) {
		const found = await contradictionsOf(configuration, randomFrom(seed + salt), ATTEMPTS);
		tried += found.tried;
		contradictions.push(...found.contradictions.slice(0, 3).map((one) => ({ id, ...one })));
	}
	return { tried, contradictions };
}

describe(`strangers at closed servers (seed ${seed})`, () => {
	let tried = 0;

	it.each(directories.map((path) => path.slice(fixtures.length + 1)))("%s", async (name) => {
		const path = join(fixtures, name);
		const { release } = JSON.parse(readFileSync(join(path, "probes.json"), "utf8")) as { release?: string };
		const root = existsSync(join(path, "root")) ? { root: join(path, "root") } : {};
		const options = { ...root, ...(release === undefined ? {} : { mtaVersion: release }) };
		const found = await contradicted(nodeFileSystem(), path, options, 0);
		tried += found.tried;
		expect(found.contradictions).toEqual([]);
	});

	it("were at most fixtures", () => {
		expect(tried).toBeGreaterThan((directories.length / 4) * ATTEMPTS);
	});

	it.each(["postfix", "exim"])(
		"are at generated configurations of %s",
		async (mta) => {
			const generate = generatorFor(mta);
			if (generate === undefined) throw new Error(`nothing generates ${mta}`);
			for (let at = 0; at < GENERATED; at++) {
				const { files } = generate(seed + at, 1).asCase("");
				const texts = Object.fromEntries(Object.entries(files).map(([name, text]) => [name, Buffer.from(text, "base64")]));
				const found = await contradicted(memoryFileSystem(texts), "/", {}, at);
				expect(found.contradictions, `generated configuration ${seed + at}`).toEqual([]);
			}
		},
		1_800_000,
	);
});
