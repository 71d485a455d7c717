import { type Life, parseLife } from "./release.ts";

/**
 * Where a table's content is: `indexed` a database built by postmap(1) from the file of that name; `lines` the text file itself, read line by
 * line; `inline` in the table's name; `combined` in the tables that its name lists; `system` in the machine; `outside` in a server or database.
 */
export type MapKind = "indexed" | "lines" | "inline" | "combined" | "system" | "outside";

/** One lookup table type (DATABASE_README); which types a server has depends on its build. */
export interface MapType extends Life {
	readonly name: string;
	readonly kind: MapKind;
	/** What is appended to the table's name to get the built database. */
	readonly suffixes: readonly string[];
	/** What it is, in one line without a full stop. */
	readonly doc: string;
}

/** The table type of that name; undefined for unknown ones. */
export function findMapType(name: string): MapType | undefined {
	return mapTypes.find((type) => type.name === name);
}

/** Every table type of every release, sorted. */
export const mapTypes: readonly MapType[] = [
	mapType("btree", "indexed", "", "Sorted Berkeley DB file", ".db"),
	mapType("cdb", "indexed", "+2.2", "Constant database file, replaced as a whole", ".cdb"),
	mapType("cidr", "lines", "+2.1", "Networks in order; the first that holds the address wins"),
	mapType("dbm", "indexed", "", "Hashed DBM file pair", ".pag", ".dir"),
	mapType("debug", "combined", "+3.11", "Logs every lookup in another table"),
	mapType("environ", "system", "", "Environment variables of the process"),
	mapType("fail", "inline", "+2.9", "Fails every lookup, for tests"),
	mapType("hash", "indexed", "", "Hashed Berkeley DB file", ".db"),
	mapType("inline", "inline", "+3.0", "Keys and values written in the name"),
	mapType("internal", "system", "", "Memory of one process"),
	mapType("ldap", "outside", "", "LDAP directory"),
	mapType("lmdb", "indexed", "+2.11", "OpenLDAP's memory-mapped database file", ".lmdb"),
	mapType("memcache", "outside", "+2.9", "Memcache server"),
	mapType("mongodb", "outside", "+3.9", "MongoDB server"),
	mapType("mysql", "outside", "", "MySQL or MariaDB server"),
	mapType("netinfo", "outside", "", "NetInfo directory of old Mac systems"),
	mapType("nis", "outside", "", "NIS map"),
	mapType("nisplus", "outside", "", "NIS+ map"),
	mapType("pcre", "lines", "", "Perl-compatible expressions in order; the first that matches wins"),
	mapType("pgsql", "outside", "+2.1", "PostgreSQL server"),
	mapType("pipemap", "combined", "+3.0", "Tables in a row, each looks up the result of the one before"),
	mapType("proxy", "combined", "", "Another table, read through proxymap(8)"),
	mapType("randmap", "inline", "+3.0", "One of the listed results, by chance"),
	mapType("regexp", "lines", "", "POSIX expressions in order; the first that matches wins"),
	mapType("sdbm", "indexed", "", "Hashed SDBM file pair", ".pag", ".dir"),
	mapType("socketmap", "outside", "+2.10", "Server that speaks Sendmail's socketmap protocol"),
	mapType("sqlite", "outside", "+2.8", "SQLite database file"),
	mapType("static", "inline", "", "Its own name, whatever the key"),
	mapType("tcp", "outside", "", "Server that speaks Postfix's tcp_table(5) protocol"),
	mapType("texthash", "lines", "+2.8", "Text as for hash, read without postmap(1)"),
	mapType("unionmap", "combined", "+3.0", "All results of the listed tables together"),
	mapType("unix", "system", "", "User or group database of the system"),
];

function mapType(name: string, kind: MapKind, life: string, doc: string, ...suffixes: readonly string[]): MapType {
	return { name, kind, ...parseLife(life), suffixes, doc };
}
