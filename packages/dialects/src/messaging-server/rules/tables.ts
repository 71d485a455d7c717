import { evaluateMap, type MapResult } from "../mapping/evaluate.ts";
import type { Entry, Table } from "../mapping/table.ts";
import { tableNamed } from "../mapping/tables.ts";
import type { MessagingServerModel } from "../model.ts";
import { ACCESS_TABLES, type AccessTable } from "../policy/probe-strings.ts";

/** A table of the configuration, and which of the access tables it is. */
export interface NamedTable {
	readonly table: Table;
	readonly access: AccessTable | undefined;
}

/** Every table that is one; a line in the first column that is an entry is none. */
export function namedTables({ mappings }: MessagingServerModel): readonly NamedTable[] {
	return (mappings?.tables ?? [])
		.filter(({ name, overfull }) => !overfull && !/[|*$]/.test(name))
		.map((table) => ({ table, access: ACCESS_TABLES.find((name) => name === table.name) }));
}

/** The flags of an entry's template, whatever is looked up. */
export function flagsOf({ template }: Entry): ReadonlySet<string> {
	return new Set(template.flatMap((part) => (part.kind === "flag" ? [part.flag] : [])));
}

/** The text of a pattern as it is written. */
export function patternText({ record }: Entry): string {
	return record.pattern.map(({ text }) => text).join("");
}

/** Runs a text through a table of the model; whatever is asked is answered yes. */
export function runThrough(model: MessagingServerModel, name: string, input: string): MapResult {
	return evaluateMap(name, input, {
		table: (wanted, ask) => tableNamed(model.world.tables, wanted, ask),
		inputFlags: new Set(),
		ask: () => true,
	});
}
