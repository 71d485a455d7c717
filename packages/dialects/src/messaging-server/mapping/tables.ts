import type { Ask } from "./explore.ts";
import type { Table } from "./table.ts";

/** The tables of a configuration by name; `unseen` is what may hold further ones. */
export interface TableSet {
	readonly tables: readonly Table[];
	/** Files that are not there and may hold any table, for a reader. */
	readonly unseen: readonly { readonly key: string; readonly text: string }[];
}

/** Looks a table up; where the manual leaves open which one a name means, it asks. */
export function tableNamed(set: TableSet, name: string, ask: Ask): Table | undefined {
	const exact = set.tables.filter((table) => table.name === name);
	const [first, second] = exact;
	if (first !== undefined && second !== undefined) {
		const key = `duplicate:${name}`;
		return ask({ key, text: `which of two tables ${name} counts`, origin: second.nameOrigin }) ? first : second;
	}
	if (first !== undefined) return first;
	const other = set.tables.find((table) => table.name.toUpperCase() === name.toUpperCase());
	if (other !== undefined) {
		const key = `case:${other.name}`;
		const text = `whether ${other.name} is found as ${name}: the case of table names is not documented`;
		return ask({ key, text, origin: other.nameOrigin }) ? other : undefined;
	}
	return undefined;
}
