import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { check } from "./check.ts";
import { nodeFileSystem } from "./node-file-system.ts";

const directory = "../shared/corpus/messaging-server";
const fileSystem = nodeFileSystem();

/** The mistakes in the listings that are known: the address of one host with /24, and networks without their dollar. */
const KNOWN: Readonly<Record<string, Readonly<Record<string, number>>>> = {
	"bgabh-internal-ip-24.mappings": { "network-wider-than-address": 1 },
	"bgauw-internal-ip-24.mappings": { "network-wider-than-address": 1 },
	"internal-ip-missing-dollar.mappings": { "address-without-dollar": 3 },
};

describe("the listings of Messaging Server", async () => {
	const result = await check(fileSystem, [directory]);
	const listings = readdirSync(directory, { recursive: true, encoding: "utf8" }).filter((path) =>
		/\.(?:mappings|cnf)$/.test(path),
	);

	it("are read, all of them, without a fault", () => {
		expect(listings.length).toBeGreaterThanOrEqual(13);
		const read = new Set(result.configurations.flatMap(({ configuration }) => configuration.files.map(({ path }) => path)));
		expect(listings.filter((path) => ![...read].some((one) => one.endsWith(path)))).toEqual([]);
		expect(result.findings.filter(({ rule }) => rule === "internal-error")).toEqual([]);
	});

	it("show the known mistakes, and no other listing of addresses does", () => {
		const found: Record<string, Record<string, number>> = {};
		for (const { rule, origin } of result.findings) {
			if (rule !== "network-wider-than-address" && rule !== "address-without-dollar") continue;
			const name = origin.file.path.slice(origin.file.path.lastIndexOf("/") + 1);
			const ofFile = found[name] ?? {};
			found[name] = ofFile;
			ofFile[rule] = (ofFile[rule] ?? 0) + 1;
		}
		expect(found).toEqual(KNOWN);
	});

	it("are called open by nobody who has not seen the rest of their tables", () => {
		expect(result.configurations.filter(({ verdict }) => verdict === "open").map(({ id }) => id)).toEqual([]);
	});
});
