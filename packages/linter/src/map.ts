import type { DialectId, MapAnswer, MapQuestion } from "@relaylint/core";
import type { DialectEntry } from "@relaylint/dialects";
import { load } from "./analyze.ts";
import type { FileSystem } from "./file-system.ts";
import { resolvePath } from "./path.ts";
import { targetAt } from "./probe.ts";

/** What can be said to `map` beside the texts. */
export interface MapOptions {
	readonly dialect?: DialectId;
	readonly root?: string;
	readonly mtaVersion?: string;
	readonly dialects?: readonly DialectEntry[];
}

/** One row of a file for `--maps`: a text for a table, and perhaps what is expected of it, which nobody here compares. */
export interface MapRow extends MapQuestion {
	readonly expect?: unknown;
	readonly doubt: boolean;
}

/** Answers in the order of the questions, or the reason why there are none: a sentence without its subject. */
export type MapOutcome =
	| { readonly kind: "answers"; readonly answers: readonly MapAnswer[] }
	| { readonly kind: "bad"; readonly path: string; readonly reason: string };

/** Runs texts through the mapping tables of the configuration at `path`: the given files are the whole server. */
export async function mapTexts(
	fileSystem: FileSystem,
	path: string,
	questions: readonly MapQuestion[],
	options: MapOptions = {},
): Promise<MapOutcome> {
	const absolute = resolvePath(fileSystem.workingDirectory, path);
	const found = await targetAt(fileSystem, absolute, options);
	if (found.kind === "bad") return found;
	const { target } = found;
	const root = options.root === undefined ? {} : { root: resolvePath(fileSystem.workingDirectory, options.root) };
	const release = options.mtaVersion === undefined ? {} : { release: options.mtaVersion };
	const outcome = load(fileSystem, target, { complete: true, unbuilt: [], ...release }, root);
	if (outcome.kind === "unreadable") return { kind: "bad", path: target.main, reason: outcome.reason };
	if (outcome.kind === "fault") throw new Error(`reading ${target.main}: ${outcome.message}`);
	const { dialect } = target;
	if (dialect.map === undefined)
		return { kind: "bad", path: target.main, reason: `is a file of ${dialect.title}, which has no mapping tables` };
	const { configuration } = outcome.loaded;
	const answers = questions.map(
		(question) => dialect.map?.(configuration, question) ?? { kind: "no-table" as const, tables: [] },
	);
	return { kind: "answers", answers };
}

/** Reads a file for `--maps`: a JSON list of objects with `table`, `input` and perhaps `input_flags`. Total. */
export function readMaps(
	text: string,
): { readonly kind: "maps"; readonly rows: readonly MapRow[] } | { readonly kind: "bad"; readonly reason: string } {
	let value: unknown;
	try {
		value = JSON.parse(text.replace(/^\uFEFF/, ""));
	} catch (fault) {
		return { kind: "bad", reason: `is no JSON (${fault instanceof Error ? fault.message : String(fault)})` };
	}
	if (!Array.isArray(value)) return { kind: "bad", reason: "is no list of tables and inputs" };
	const rows: MapRow[] = [];
	for (const [index, one] of value.entries()) {
		const fields = typeof one === "object" && one !== null ? (one as Readonly<Record<string, unknown>>) : {};
		const { table, input, input_flags: flags = [], expect, doubt } = fields;
		if (typeof table !== "string" || typeof input !== "string")
			return { kind: "bad", reason: `row ${index} has no "table" or no "input"` };
		const list = typeof flags === "string" ? [...flags] : flags;
		if (!Array.isArray(list) || !list.every((flag) => typeof flag === "string"))
			return { kind: "bad", reason: `"input_flags" of row ${index} is no list of strings` };
		rows.push({ table, input, inputFlags: list, doubt: Boolean(doubt), ...(expect === undefined ? {} : { expect }) });
	}
	return { kind: "maps", rows };
}
