import type { Dependency, Environment, FileOrigin, FileReader, Origin } from "@relaylint/core";
import { readTable, type TableEntry, type TableText } from "./table.ts";

/** What a map says of a key. */
export type MapAnswer =
	| { readonly kind: "found"; readonly value: string; readonly entry?: TableEntry }
	| { readonly kind: "absent" }
	/** The lookup itself fails: the rule gets the map's `-T` suffix. */
	| { readonly kind: "failing"; readonly reason: string }
	| { readonly kind: "unknown"; readonly because: Dependency };

/** A `K` line: op.txt 5.10. */
export interface SendmailMap {
	readonly name: string;
	/** The class: `hash`, `ldap`, `regex`. */
	readonly kind: string;
	readonly origin: Origin;
	readonly specification: string;
	/** The file, as the line names it. */
	readonly path: string | undefined;
	readonly optional: boolean;
	/** What is appended to the key where a lookup fails for now. */
	readonly failureMark: string | undefined;
	/** The text of the file, where it is at hand. */
	readonly table: TableText | undefined;
	/** What stands in the way of every lookup. */
	readonly trouble: Exclude<MapAnswer, { kind: "found" }> | undefined;
	readonly flags: MapFlags;
	lookup(key: string): MapAnswer;
}

/** Flags of a `K` line that change what a rule gets. */
export interface MapFlags {
	readonly append: string;
	readonly keepCase: boolean;
	readonly matchOnly: boolean;
	readonly words: readonly string[];
	/** By its letter, the value of each flag. */
	readonly all: ReadonlyMap<string, string>;
}

/** Where the text of tables is found. */
export interface MapSource {
	readonly reader: FileReader;
	readonly environment: Environment;
}

/** Map classes that `makemap` builds from a text of the same name. */
export const BUILT_CLASSES: ReadonlySet<string> = new Set(["hash", "btree", "dbm", "cdb", "implicit"]);

/** Reads the specification of a `K` line: class, flags, arguments. Total. */
export function openMap(name: string, specification: string, origin: Origin, source: MapSource): SendmailMap {
	const [kind = "", ...rest] = specification.split(/\s+/).filter((word) => word !== "");
	const flags = flagsOf(rest);
	const path = flags.words[0];
	const optional = flags.all.has("o");
	const opened = BUILT_CLASSES.has(kind) && path !== undefined ? openTable(path, optional, source) : undefined;
	const trouble = opened?.trouble ?? (opened?.table === undefined ? elsewhere(name, kind, origin) : undefined);
	const table = opened?.table;
	return {
		name,
		kind,
		origin,
		specification,
		path,
		optional,
		failureMark: flags.all.get("T"),
		table,
		trouble,
		flags,
		lookup(key) {
			if (trouble !== undefined) return trouble;
			// Quotes come off a key unless the flag -q keeps them.
			const bare = flags.all.has("q") ? key : key.replace(/\\(.)|"/g, (_all, escaped: string | undefined) => escaped ?? "");
			const entry = table?.entries.get(flags.keepCase ? bare : bare.toLowerCase());
			return entry === undefined ? { kind: "absent" } : { kind: "found", value: entry.value, entry };
		},
	};
}

function flagsOf(rest: readonly string[]): MapFlags {
	const all = new Map<string, string>();
	let at = 0;
	for (; at < rest.length; at++) {
		const word = rest[at] ?? "";
		if (!word.startsWith("-") || word.length < 2) break;
		const letter = word[1] ?? "";
		// Flags with a value take the next word where none follows at once.
		const apart = word.length === 2 && /[kvzsSLRDrTaFdlwcZb]/.test(letter) && letter !== "T" && letter !== "a";
		all.set(letter, apart ? (rest[++at] ?? "") : word.slice(2));
	}
	return {
		append: all.get("a") ?? "",
		keepCase: all.has("f"),
		matchOnly: all.has("m"),
		words: rest.slice(at),
		all,
	};
}

function elsewhere(name: string, kind: string, origin: Origin): MapAnswer & { kind: "unknown" } {
	return {
		kind: "unknown",
		because: { kind: "outside", key: `map:${name}`, text: `what the ${kind} map ${name} says`, origin },
	};
}

interface OpenedTable {
	readonly table?: TableText;
	readonly trouble?: Exclude<MapAnswer, { kind: "found" }>;
}

/** A hash file by the text beside it, from which `makemap` builds it. */
function openTable(path: string, optional: boolean, { reader, environment }: MapSource): OpenedTable {
	const text = path.replace(/\.(?:db|dir|pag)$/, "");
	const base = text.slice(text.lastIndexOf("/") + 1);
	const absent: OpenedTable = {
		trouble: optional ? { kind: "absent" } : { kind: "failing", reason: `${text}.db is not there: every lookup fails for now` },
	};
	if (environment.unbuilt.some((one) => one === base || one === text)) return absent;
	const outcome = reader.read(text);
	if (outcome.kind === "text") return { table: readTable(outcome.file) };
	const because: Dependency = { kind: "outside", key: `file:${text}`, text: `what ${text} holds` };
	const built = reader.read(`${text}.db`);
	if (outcome.kind === "missing" && built.kind === "missing" && environment.complete) return absent;
	return { trouble: { kind: "unknown", because } };
}

/** The words of the entry that was found. */
export function foundOrigin(answer: MapAnswer): FileOrigin | undefined {
	if (answer.kind !== "found" || answer.entry === undefined) return undefined;
	const { entry } = answer;
	return {
		kind: "file",
		file: entry.file,
		span: { start: entry.start, end: entry.valueStart + entry.value.replace(/\s+$/, "").length },
	};
}
