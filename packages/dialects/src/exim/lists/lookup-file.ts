import { type Dependency, type FileOrigin, type FileReader, inFile, type SourceFile } from "@relaylint/core";

/** An entry of a file that is looked up. */
export interface LookupEntry {
	readonly key: string;
	readonly data: string;
	readonly origin: FileOrigin;
}

/** What is known of a file that is looked up. */
export type LookupFile =
	| {
			readonly kind: "entries";
			readonly file?: SourceFile;
			readonly entries: readonly LookupEntry[];
			find(key: string): LookupEntry | undefined;
	  }
	/** The file is not there: the look-up fails for the time being. */
	| { readonly kind: "failing"; readonly reason: string }
	| { readonly kind: "unknown"; readonly because: Dependency };

/** Reads files for look-ups, each once. */
export interface LookupFiles {
	open(base: string, path: string): LookupFile;
	/** The lines of a file that stands in a list, comments left out. */
	list(path: string, comments: "anywhere" | "after-blank"): LookupFile;
	exists(path: string): boolean | undefined;
	readonly opened: ReadonlySet<SourceFile>;
}

/** Opens files for look-ups through a reader; with `complete` a file that is not there is missing. */
export function lookupFiles(reader: FileReader, complete: boolean): LookupFiles {
	const known = new Map<string, LookupFile>();
	const opened = new Set<SourceFile>();
	const cached = (key: string, make: () => LookupFile): LookupFile => {
		let file = known.get(key);
		if (file === undefined) {
			file = make();
			known.set(key, file);
		}
		return file;
	};
	const absent = (path: string): LookupFile =>
		complete
			? { kind: "failing", reason: `${path} is not there` }
			: { kind: "unknown", because: { kind: "outside", key: `file:${path}`, text: `what ${path} holds` } };
	const textOf = (path: string): SourceFile | undefined => {
		const outcome = reader.read(path);
		if (outcome.kind !== "text") return undefined;
		opened.add(outcome.file);
		return outcome.file;
	};
	return {
		opened,
		exists(path) {
			if (reader.read(path).kind === "text" || reader.list(path) !== undefined) return true;
			return complete ? false : undefined;
		},
		open: (base, path) =>
			cached(`${base};${path}`, () => {
				if (base === "dsearch") {
					const names = reader.list(path);
					if (names === undefined) return absent(path);
					const [main] = opened;
					const entries = names.map(
						(name): LookupEntry => ({ key: name, data: name, origin: inFile(main ?? emptyFile(path), { start: 0, end: 0 }) }),
					);
					return entriesFile(entries, undefined, false);
				}
				const built = base === "cdb" || base.startsWith("dbm");
				const file = textOf(built ? path.replace(/\.(?:cdb|db|dbm)$/, "") : path);
				if (file === undefined)
					return built
						? { kind: "unknown", because: { kind: "outside", key: `file:${path}`, text: `what ${path} holds` } }
						: absent(path);
				if (!PLAIN.has(base))
					return { kind: "unknown", because: { kind: "outside", key: `file:${path}`, text: `what ${path} holds` } };
				return entriesFile(readEntries(file), file, base === "lsearch" || built);
			}),
		list: (path, comments) =>
			cached(`list:${comments}:${path}`, () => {
				const file = textOf(path);
				if (file === undefined) return absent(path);
				return entriesFile(readLines(file, comments), file, false);
			}),
	};
}

const PLAIN = new Set(["lsearch", "wildlsearch", "nwildlsearch", "iplsearch", "cdb", "dbm", "dbmjz", "dbmnz"]);

function emptyFile(path: string): SourceFile {
	return { path, size: 0, text: "", invalidUtf8: false };
}

function entriesFile(entries: readonly LookupEntry[], file: SourceFile | undefined, folded: boolean): LookupFile {
	let index: Map<string, LookupEntry> | undefined;
	return {
		kind: "entries",
		entries,
		...(file === undefined ? {} : { file }),
		find(key) {
			if (index === undefined) {
				index = new Map();
				for (const entry of entries) {
					const at = folded ? entry.key.toLowerCase() : entry.key;
					if (!index.has(at)) index.set(at, entry);
				}
			}
			return index.get(folded ? key.toLowerCase() : key);
		},
	};
}

/** The entries of a linear file: a key up to white space or a colon, or in quotes; lines that begin with white space go on (specification, 9.3). */
function readEntries(file: SourceFile): readonly LookupEntry[] {
	const entries: { key: string; data: string; origin: FileOrigin }[] = [];
	let at = 0;
	for (const line of file.text.split("\n")) {
		const start = at;
		at += line.length + 1;
		if (line.trim() === "" || /^\s*#/.test(line)) continue;
		const last = entries.at(-1);
		if (/^\s/.test(line)) {
			if (last !== undefined) last.data += ` ${line.trim()}`;
			continue;
		}
		const quoted = /^"((?:[^"\\]|\\.)*)"/.exec(line);
		const key = quoted === null ? (/^[^\s:]+/.exec(line)?.[0] ?? "") : (quoted[1] ?? "").replace(/\\(.)/g, "$1");
		const length = quoted === null ? key.length : quoted[0].length;
		const data = line
			.slice(length)
			.replace(/^\s*:?\s*/, "")
			.trimEnd();
		entries.push({ key, data, origin: inFile(file, { start, end: start + length }) });
	}
	return entries;
}

function readLines(file: SourceFile, comments: "anywhere" | "after-blank"): readonly LookupEntry[] {
	const entries: LookupEntry[] = [];
	let at = 0;
	for (const line of file.text.split("\n")) {
		const start = at;
		at += line.length + 1;
		const text = line.replace(comments === "anywhere" ? /#.*$/ : /(?:^|\s)#.*$/, "");
		const trimmed = text.trim();
		if (trimmed === "") continue;
		const from = start + text.indexOf(trimmed);
		entries.push({ key: trimmed, data: "", origin: inFile(file, { start: from, end: from + trimmed.length }) });
	}
	return entries;
}
