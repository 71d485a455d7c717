import { cpSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { nodeFileSystem } from "@relaylint/linter/node";
import { afterAll, beforeAll, expect, it } from "vitest";
import { buildServer, startClient } from "./testing/client.ts";
import { editAtRandom, randomNumbers } from "./testing/random-edits.ts";

const fixtures = join(import.meta.dirname, "../../../fixtures");
/** `npm run test:long` makes 10,000, CI 500. */
const EDITS = Number(process.env.RELAYLINT_EDITS ?? (process.env.RELAYLINT_LONG === undefined ? 60 : 10_000));
const SEED = Number(process.env.RELAYLINT_SEED ?? 1);
const EDITS_OF_ONE = 20;
/** A growth of the server's memory past this factor after its first tenth is a leak. */
const MOST_GROWTH = 1.5;

let server: Awaited<ReturnType<typeof buildServer>>;
beforeAll(async () => {
	server = await buildServer();
}, 60_000);
afterAll(() => server.remove());

it(
	`says after each of ${EDITS} edits what a fresh analysis says (seed ${SEED})`,
	async () => {
		const next = randomNumbers(SEED);
		const client = await startClient([server.script]);
		const all = readdirSync(fixtures, { withFileTypes: true })
			.filter((entry) => entry.isDirectory() && entry.name !== "equivalent")
			.flatMap(({ name: dialect }) => readdirSync(join(fixtures, dialect)).map((name) => join(dialect, name)));
		// Postfix is edited most: its analysis is quick, and its tables are many.
		const postfix = all.filter((name) => name.startsWith("postfix"));
		const others = all.filter((name) => !name.startsWith("postfix"));
		let early: number | undefined;
		let late: number | undefined;
		for (let done = 0; done < EDITS; done += EDITS_OF_ONE) {
			const names = next() < 0.75 ? postfix : others;
			const name = names[Math.floor(next() * names.length)] ?? "";
			const folder = join(server.folder, `edits-${done}`, name);
			cpSync(join(fixtures, name), folder, { recursive: true });
			const files = new Map<string, string>();
			for (const file of readdirSync(folder, { withFileTypes: true })) {
				const text = file.isFile() && !file.name.endsWith(".json") ? readFileSync(join(folder, file.name), "utf8") : "";
				// What is no UTF-8 an editor shows in its own way.
				if (text !== "" && !text.includes("\ufffd")) files.set(join(folder, file.name), text);
			}
			if (files.size === 0) continue;
			const count = Math.min(EDITS_OF_ONE, EDITS - done);
			expect(await editAtRandom(client, nodeFileSystem(), folder, files, count, next)).toEqual([]);
			late = memoryOf(client.process.pid);
			if (done >= EDITS / 10) early ??= late;
		}
		if (EDITS >= 2000 && early !== undefined && late !== undefined) expect(late / early).toBeLessThan(MOST_GROWTH);
		expect(await client.stop()).toBe(0);
		expect(client.errors()).toBe("");
	},
	Math.max(120_000, EDITS * 1500),
);

/** The memory that a process holds, in pages; undefined where the system does not say so. */
function memoryOf(process: number | undefined): number | undefined {
	try {
		return Number(readFileSync(`/proc/${process}/statm`, "utf8").split(" ")[1]);
	} catch {
		return undefined;
	}
}
