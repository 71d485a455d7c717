import {
	byDefault,
	type Environment,
	type FileReader,
	type Origin,
	type SourceFile,
	type Span,
	sourceFromText,
} from "@relaylint/core";
import { aliasTable } from "./alias-table.ts";
import { type TableBytes, tableBytes } from "./byte-scan.ts";
import { cidrTable } from "./cidr-table.ts";
import { expressionTable } from "./expression-table.ts";
import { search } from "./first-match.ts";
import { indexedTable } from "./indexed-table.ts";
import { withoutProxy } from "./proxied.ts";
import {
	accountTable,
	failingTable,
	inlineTable,
	outsideTable,
	pipeTable,
	randomTable,
	staticTable,
	unionTable,
} from "./simple-tables.ts";
import type { LookupTable } from "./table.ts";
import { DEEPEST_TABLE, parseTableName, type TableName } from "./table-name.ts";

/** What Postfix parameters say about all tables. */
export interface TableOptions {
	/** `smtputf8_enable`, true by default: keys fold by Unicode, lines that are no UTF-8 are ignored. */
	readonly unicode?: boolean;
	/** Where the daemons run (`queue_directory`): a relative file name is looked for there. */
	readonly queueDirectory?: string;
	/** The tables that newaliases(1) makes of files in the form of aliases(5) (`alias_database`), as `type:name`. */
	readonly aliasDatabases?: () => readonly string[];
	/** Whether proxymap(8) opens a table for others (`proxy_read_maps`); any without it. */
	readonly isProxied?: (name: string) => boolean;
}

/** How one parameter opens its tables. */
export interface OpenOptions {
	/** The place of a part of the name, in the offsets of the name's text as it was parsed; a default without it. */
	readonly originOf?: (span: Span) => Origin;
	/** False where results may not hold text of the key (`alias_maps` and the like): rules with `$1` are skipped. */
	readonly substitution?: boolean;
	/** True for match lists (`mydestination`, `relay_domains`, `mynetworks`), which ask in lower case and fold no key: one of a texthash or inline table with a capital is never found. */
	readonly keepsCase?: boolean;
}

/** The tables of one configuration: each file is read once. */
export interface TableStore {
	/** Opens a table by its name; total: what cannot be opened becomes a table whose lookups say so. */
	open(name: TableName | string, options?: OpenOptions): LookupTable;
	/** Every table read from a file so far. */
	readonly opened: readonly LookupTable[];
}

interface Context {
	readonly reader: FileReader;
	readonly environment: Environment;
	readonly unicode: boolean;
	readonly queueDirectory: string;
	readonly aliasDatabases: () => readonly string[];
	readonly isProxied: (name: string) => boolean;
	readonly fromFiles: Map<string, LookupTable>;
}

/** Makes the store of one analysis. */
export function createTableStore(reader: FileReader, environment: Environment, options: TableOptions = {}): TableStore {
	const context: Context = {
		reader,
		environment,
		unicode: options.unicode ?? true,
		queueDirectory: options.queueDirectory ?? "/var/spool/postfix",
		aliasDatabases: options.aliasDatabases ?? (() => []),
		isProxied: options.isProxied ?? (() => true),
		fromFiles: new Map(),
	};
	return {
		open: (name, how = {}) => openTable(typeof name === "string" ? parseTableName(name) : name, how, context),
		get opened() {
			return [...context.fromFiles.values()];
		},
	};
}

/** The suffixes of the files that postmap(1) makes. */
const builtSuffixes: Readonly<Record<string, readonly string[]>> = {
	hash: [".db"],
	btree: [".db"],
	lmdb: [".lmdb"],
	cdb: [".cdb"],
	dbm: [".pag", ".dir"],
	sdbm: [".pag", ".dir"],
};

/** Types whose answers come from elsewhere, with the keys they are asked for (`dict->flags` in each client of the sources). */
const outsideTypes: Readonly<Record<string, "fixed" | "pattern">> = {
	environ: "fixed",
	nis: "fixed",
	nisplus: "fixed",
	netinfo: "fixed",
	ldap: "fixed",
	mysql: "fixed",
	pgsql: "fixed",
	sqlite: "fixed",
	mongodb: "fixed",
	memcache: "fixed",
	tcp: "pattern",
	socketmap: "pattern",
	sockmap: "pattern",
};

function openTable(name: TableName, options: OpenOptions, context: Context): LookupTable {
	const originOf = options.originOf ?? (() => byDefault(name.text));
	const { shape } = name;
	switch (shape.kind) {
		case "bad":
			return failingTable(name, "unavailable", `${name.text}: ${shape.reason}`, shape.fatal);
		case "deep":
			return outsideTable(name, "pattern", `tables in each other more than ${DEEPEST_TABLE} deep`, "limit");
		case "proxy": {
			const inner = withoutProxy(shape.inner);
			if (inner.shape.kind !== "bad" && !context.isProxied(inner.text))
				return failingTable(
					name,
					"unavailable",
					`proxymap service is not configured for table ${inner.text} (proxy_read_maps)`,
					true,
				);
			return { ...openTable(inner, options, context), name };
		}
		case "value":
			return staticTable(name, shape.value, originOf(name.nameSpan));
		case "pairs":
			return inlineTable(name, shape.pairs, context.unicode, (pair) => originOf(pair.span), options.keepsCase);
		case "values":
			return randomTable(name, shape.values, originOf(name.nameSpan));
		case "members": {
			const members = shape.members.map((member) => openTable(member, options, context));
			const fatal = members.find((member) => member.failure?.kind === "error" && member.failure.fatal);
			if (fatal?.failure !== undefined) return failingTable(name, "unavailable", fatal.failure.reason, true);
			return (name.type === "unionmap" ? unionTable : pipeTable)(name, members, originOf(name.nameSpan));
		}
		case "lines":
		case "plain":
			return openPlain(name, options, originOf, context);
	}
}

function openPlain(name: TableName, options: OpenOptions, originOf: (span: Span) => Origin, context: Context): LookupTable {
	const { type } = name;
	if (type === "fail") return failingTable(name, "fail", name.text);
	if (type === "unix") return accountTable(name, context.environment, originOf(name.span));
	// Without a NIS domain, which a whole server that is at hand does not have, every lookup finds nothing.
	if (type === "nis" && context.environment.complete) return inlineTable(name, [], context.unicode, () => originOf(name.span));
	const outside = outsideTypes[type];
	if (outside !== undefined) return outsideTable(name, outside);
	const indexed = builtSuffixes[type];
	if (indexed !== undefined || type === "texthash") {
		const isAliases = context.aliasDatabases().includes(name.text);
		// postmap(1) folds the keys of what it builds, whoever asks.
		const keepsCase = type === "texthash" && options.keepsCase === true;
		const { unicode } = context;
		return fromFile(
			name,
			indexed,
			context,
			(file) =>
				isAliases
					? aliasTable(name, file, unicode)
					: indexedTable(name, file, { unicode, keepsCase, duplicates: type === "texthash" ? "refuse" : "first" }),
			{ memo: keepsCase ? `${name.text} as written` : name.text, variant: `${unicode} ${isAliases}` },
		);
	}
	if (type === "cidr") return fromText(name, originOf, context, (table) => cidrTable(name, table, context));
	if (type === "regexp" || type === "pcre") {
		const substitution = options.substitution ?? true;
		const memo = `${name.text}${substitution ? "" : " without substitution"}`;
		const { unicode } = context;
		return fromText(
			name,
			originOf,
			context,
			(table) => expressionTable(name, table, { grammar: type, substitution, unicode }),
			memo,
		);
	}
	return failingTable(name, "unavailable", `unsupported dictionary type: ${type}`);
}

/** A table of rules, which stand in a file or in the name itself. */
function fromText(
	name: TableName,
	originOf: (span: Span) => Origin,
	context: Context,
	make: (table: TableBytes) => LookupTable,
	memo: string = name.text,
): LookupTable {
	const { shape } = name;
	if (shape.kind !== "lines")
		return fromFile(name, undefined, context, (file) => make(tableBytes(file)), { memo, variant: String(context.unicode) });
	const file = sourceFromText(name.text, shape.lines.map((line) => `${line.text}\n`).join(""));
	let at = 0;
	const starts = shape.lines.map((line) => {
		const start = at;
		at += line.text.length + 1;
		return start;
	});
	const place = (offset: number): number => {
		const line = Math.max(0, search(starts, offset));
		return (shape.lines[line]?.span.start ?? name.nameSpan.start) + offset - (starts[line] ?? 0);
	};
	return make(tableBytes(file, (span) => originOf({ start: place(span.start), end: place(span.end) })));
}

/** Reads the table's file, once for each name; `built` are the suffixes of the files that are looked up instead of the text. */
function fromFile(
	name: TableName,
	built: readonly string[] | undefined,
	context: Context,
	make: (file: SourceFile) => LookupTable,
	{ memo, variant }: { readonly memo: string; readonly variant: string },
): LookupTable {
	const known = context.fromFiles.get(memo);
	if (known !== undefined) return known.name.text === name.text ? known : { ...known, name };
	const table = readTable(name, built, context, (file) => {
		const kept = made.get(file) ?? new Map<string, LookupTable>();
		made.set(file, kept);
		const key = `${memo} ${variant}`;
		const before = kept.get(key) ?? make(file);
		kept.set(key, before);
		return before;
	});
	context.fromFiles.set(memo, table);
	return table;
}

/** Tables by the file they were made from: where a file system gives the same file again, as in an editor, it is read once. */
const made = new WeakMap<SourceFile, Map<string, LookupTable>>();

function readTable(
	name: TableName,
	built: readonly string[] | undefined,
	context: Context,
	make: (file: SourceFile) => LookupTable,
): LookupTable {
	const path = name.name.startsWith("/") ? name.name : `${context.queueDirectory}/${name.name}`;
	const { environment } = context;
	if (built !== undefined && isUnbuilt(path, environment.unbuilt)) {
		return failingTable(name, "unavailable", `open database ${path}${built[0]}: it was not built`);
	}
	const outcome = context.reader.read(path);
	switch (outcome.kind) {
		case "text":
			return make(outcome.file);
		case "missing": {
			if (built !== undefined && hasBuiltFile(path, built, context.reader)) {
				return outsideTable(name, "fixed", `${path} (only the built table is there)`, "file");
			}
			if (!environment.complete) return outsideTable(name, built === undefined ? "pattern" : "fixed", path, "file");
			return failingTable(
				name,
				"unavailable",
				`open ${built === undefined ? "" : "database "}${path}${built?.[0] ?? ""}: missing`,
			);
		}
		case "outside":
			return outsideTable(name, built === undefined ? "pattern" : "fixed", `${path} (outside the given files)`, "file");
		case "unreadable":
			return outsideTable(name, built === undefined ? "pattern" : "fixed", `${path} (${outcome.reason})`, "file");
	}
}

function isUnbuilt(path: string, unbuilt: readonly string[]): boolean {
	return unbuilt.some((name) => path === name || path.endsWith(`/${name}`));
}

function hasBuiltFile(path: string, suffixes: readonly string[], reader: FileReader): boolean {
	const slash = path.lastIndexOf("/");
	const names = reader.list(path.slice(0, slash) || "/");
	return names !== undefined && suffixes.every((suffix) => names.includes(`${path.slice(slash + 1)}${suffix}`));
}
