import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { check } from "./check.ts";
import { nodeFileSystem } from "./node-file-system.ts";
import { relativePath } from "./path.ts";

const FIXTURES = join(import.meta.dirname, "../../../fixtures");

describe("a tree with the configurations of every mail server", async () => {
	const { configurations, skipped, problems } = await check(nodeFileSystem(), [FIXTURES], { filesOnly: true });
	const path = (absolute: string) => relativePath(FIXTURES, absolute);
	const mains = configurations.map(({ configuration }) => ({
		main: path(configuration.files[0]?.path ?? ""),
		dialect: configuration.dialect,
	}));

	it("has each file's mail server right", () => {
		const wrong = mains.filter(({ main, dialect }) => {
			const [folder, name] = main.split("/");
			// Apple's main.cf is one of Postfix; one policy in every dialect has a folder for each.
			const own = folder === "equivalent" ? main.split("/")[2] : /main\.cf$/.test(main) ? "postfix" : folder;
			return dialect !== own && name !== undefined;
		});
		expect(wrong).toEqual([]);
	});

	it("has a configuration in every case", () => {
		const folders = readdirSync(FIXTURES, { withFileTypes: true }).filter((entry) => entry.isDirectory());
		const cases = folders
			.filter((folder) => folder.name !== "equivalent")
			.flatMap((folder) => readdirSync(join(FIXTURES, folder.name)).map((name) => `${folder.name}/${name}`));
		const found = new Set(mains.map(({ main }) => main.split("/").slice(0, 2).join("/")));
		expect(cases.length).toBeGreaterThan(200);
		expect(cases.filter((name) => !found.has(name))).toEqual([]);
	});

	it("says of every file that is left out why", () => {
		expect(problems).toEqual([]);
		const probes = skipped.filter((file) => file.path.endsWith("/probes.json"));
		expect(probes.length).toBeGreaterThanOrEqual(configurations.length / 2);
		expect([...new Set(probes.map((file) => file.reason))]).toEqual(["no dialect recognises it"]);
		expect(skipped.filter((file) => file.reason === "")).toEqual([]);
	});
});
