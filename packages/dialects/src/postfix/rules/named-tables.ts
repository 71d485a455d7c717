import type { FileOrigin, Origin } from "@relaylint/core";
import { type PostfixModel, perModel } from "../model.ts";
import { findMapType } from "../schema/map-types.ts";
import type { ParameterType } from "../schema/schema.ts";
import type { LookupTable } from "../tables/table.ts";
import { parseTableName, type TableName } from "../tables/table-name.ts";
import { splitWords, type Word } from "../words.ts";
import { restrictionLists, tableWord } from "./restriction-words.ts";
import { typeOf, writtenSettings } from "./written.ts";

/** A lookup table, or a file of list elements, that a setting names. */
export interface NamedTable {
	/** The table as a parameter names it, without the tables around it; undefined for a file of list elements. */
	readonly name: TableName | undefined;
	/** The words that name it. */
	readonly origin: FileOrigin;
	/** The file on the server that holds it; undefined where it is in no file, or where Postfix does not look for the text. */
	readonly path: string | undefined;
	/** True where the file says how to reach a server or a database, and is no table itself. */
	readonly settings: boolean;
	/** True for a file in the format of aliases(5). */
	readonly aliases: boolean;
}

const TABLE_TYPES: ReadonlySet<ParameterType> = new Set([
	"map",
	"map-list",
	"domain-list",
	"host-list",
	"string-list",
	"address-list",
]);
const LIST_TYPES: ReadonlySet<ParameterType> = new Set(["domain-list", "host-list", "string-list"]);

/** Databases that Postfix itself makes. */
const MADE_BY_POSTFIX = /(?:_cache_database|_cache_map|^address_verify_map)$/;

/** The tables and files that the settings in force name, in the order of the files. */
export const namedTables = perModel((model: PostfixModel): readonly NamedTable[] => {
	const found: NamedTable[] = [];
	const named = (word: Word, aliases: boolean) => {
		const marks = /^!*/.exec(word.text)?.[0].length ?? 0;
		const text = word.text.slice(marks);
		if (word.unknown.length > 0 || word.origin.kind !== "file" || text.startsWith("[") || !text.includes(":")) return;
		for (const name of leaves(parseTableName(text))) found.push(tableOf(name, word.origin, aliases));
	};
	for (const { items } of restrictionLists(model)) {
		for (const item of items) {
			if (item.kind === "table") named(item.word, false);
			if (item.kind !== "restriction" || item.restriction.argument !== "map" || item.argument === undefined) continue;
			const word = tableWord(item.argument);
			if (word !== undefined) named(word, false);
		}
	}
	for (const written of writtenSettings(model)) {
		const type = typeOf(written.name);
		if (type === undefined || !TABLE_TYPES.has(type) || MADE_BY_POSTFIX.test(written.name)) continue;
		const aliases = /^alias_(?:maps|database)$/.test(written.name);
		const { expanded, origin } = model.settings.value(written.name, written.service);
		if (
			origin.kind !== "file" ||
			origin.span.start !== written.valueOrigin.span.start ||
			origin.file !== written.valueOrigin.file
		)
			continue;
		for (const word of splitWords(expanded, "braces")) {
			if (word.text.startsWith("#") && LIST_TYPES.has(type)) break;
			named(word, aliases);
			const path = word.text.replace(/^!+/, "");
			if (LIST_TYPES.has(type) && path.startsWith("/") && word.unknown.length === 0 && word.origin.kind === "file") {
				found.push({ name: undefined, origin: word.origin, path, settings: false, aliases: false });
			}
		}
	}
	return found;
});

/** A table without the `proxy:`, `unionmap:`, `pipemap:` around it. */
function leaves(name: TableName): readonly TableName[] {
	if (name.shape.kind === "proxy") return leaves(name.shape.inner);
	return name.shape.kind === "members" ? name.shape.members.flatMap(leaves) : [name];
}

function tableOf(name: TableName, origin: FileOrigin, aliases: boolean): NamedTable {
	const kind = findMapType(name.type)?.kind;
	const isFile =
		kind === "indexed" ||
		kind === "lines" ||
		(kind === "outside" && /^(?:ldap|mysql|pgsql|sqlite|memcache|mongodb)$/.test(name.type));
	const path = isFile && name.shape.kind === "plain" && name.name.startsWith("/") ? name.name : undefined;
	return { name, origin, path, settings: kind === "outside", aliases };
}

/** The tables of a configuration that were read from its files: those that decide about relaying, and the others that the settings name. */
export const readTables = perModel((model: PostfixModel): readonly LookupTable[] => {
	const inline = new Map<string, LookupTable>();
	for (const { name, aliases, settings, path, origin } of namedTables(model)) {
		if (name === undefined || aliases || settings || (path === undefined && name.shape.kind !== "lines")) continue;
		const table = model.tables.open(name, { originOf: (span) => partOf(origin, name, span) });
		if (path === undefined) inline.set(name.text, table);
	}
	return [...new Set([...model.tables.opened, ...inline.values()])];
});

/** The place of a part of a table's name, where the words that name it are just that text. */
function partOf(origin: FileOrigin, name: TableName, span: { readonly start: number; readonly end: number }): Origin {
	const text = origin.file.text.slice(origin.span.start, origin.span.end);
	const at = text.indexOf(name.text);
	if (at === -1) return origin;
	const start = origin.span.start + at + span.start - name.span.start;
	return { ...origin, span: { start, end: start + span.end - span.start } };
}

/** Database clients whose settings stand in main.cf, in the old form `ldap:name`, with their table types (ldap_table(5), "main.cf parameters"). */
export const legacyDatabases = perModel((model: PostfixModel): ReadonlyMap<string, string> => {
	const sources = new Map<string, string>();
	for (const { value } of writtenSettings(model)) {
		for (const [, type = "", name = ""] of value.tree.text.matchAll(
			/\b(ldap|mysql|pgsql|sqlite|memcache|mongodb):([^\s,{}/.$][^\s,{}]*)/g,
		))
			sources.set(name, type);
	}
	return sources;
});
