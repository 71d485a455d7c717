import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join, relative } from "node:path";
import type { Case, CaseWorld } from "./case.ts";

/** Reads a case: a directory with a configuration and `probes.json`, unless the world is given. Throws where there is none. */
export function readCase(directory: string, world?: CaseWorld): Case {
	const files: Record<string, string> = {};
	for (const path of filesBelow(directory)) {
		const name = relative(directory, path);
		if (name !== "probes.json") files[name] = readFileSync(path).toString("base64");
	}
	return {
		name: basename(directory),
		files,
		world: world ?? (JSON.parse(readFileSync(join(directory, "probes.json"), "utf8")) as CaseWorld),
	};
}

/** A sendmail.cf of anywhere as a case without probes, for its rule sets. */
export function ruleCase(path: string): Case {
	return { name: path, files: { "sendmail.cf": readFileSync(path).toString("base64") }, world: { probes: [] } };
}

/** The directories of the cases of one MTA, sorted. */
export function casesBelow(directory: string): readonly string[] {
	return readdirSync(directory)
		.map((name) => join(directory, name))
		.filter(
			(path) => statSync(path).isDirectory() && statSync(join(path, "probes.json"), { throwIfNoEntry: false }) !== undefined,
		)
		.sort();
}

function filesBelow(directory: string): readonly string[] {
	return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
		const path = join(directory, entry.name);
		return entry.isDirectory() ? filesBelow(path) : [path];
	});
}
