import type { Dependency, Origin } from "@relaylint/core";
import type { LookupKey, LookupResult, TableLookup } from "../address/settings.ts";
import { isLimit, type LookupTable } from "../tables/table.ts";
import type { Word } from "../words.ts";
import { holeInWord, type Server } from "./server.ts";

/** What a list of tables says to a key, with the line that says it. */
export type Found =
	| { readonly kind: "found"; readonly value: string; readonly origin: Origin }
	| { readonly kind: "absent" }
	| { readonly kind: "error"; readonly reason: Dependency }
	| { readonly kind: "unknown"; readonly reason: Dependency };

/** Tables that are asked in order until one has the key: a `*_maps` parameter (postconf(5)). */
export interface TableList {
	readonly name: string;
	readonly tables: readonly LookupTable[];
	/** A part of the list that a template hole leaves open, asked after the tables before it. */
	readonly open?: Dependency;
	ask(key: LookupKey): Found;
}

/** The tables of a `*_maps` parameter. */
export function tableList(name: string, words: readonly Word[], server: Pick<Server, "openTable">): TableList {
	const steps = words.map((word) => holeInWord(word, name) ?? server.openTable(word.text, word.origin));
	const tables = steps.filter((step): step is LookupTable => "lookup" in step);
	const open = steps.find((step): step is Dependency => !("lookup" in step));
	return {
		name,
		tables,
		...(open === undefined ? {} : { open }),
		ask(key) {
			for (const step of steps) {
				const found = "lookup" in step ? askTable(step, key) : ({ kind: "unknown", reason: step } as const);
				if (found.kind !== "absent") return found;
			}
			return { kind: "absent" };
		},
	};
}

/** What one table says to a key: a partial key is not put to a table that searches by pattern; an empty result is an error. */
export function askTable(table: LookupTable, key: LookupKey): Found {
	if (!key.full && table.keyStyle === "pattern") return { kind: "absent" };
	const result = table.lookup(key.text);
	switch (result.kind) {
		case "not-found":
			return { kind: "absent" };
		case "found":
			if (result.value !== "") return result;
			return { kind: "error", reason: failure(table, `${table.name.text} returns an empty string`) };
		case "error":
			return { kind: "error", reason: failure(table, result.reason) };
		case "unknown":
			return {
				kind: "unknown",
				reason: {
					kind: isLimit(result.what) ? "limit" : "outside",
					key: `table:${table.name.text}:${key.text}`,
					text: result.reason,
				},
			};
	}
}

function failure(table: LookupTable, text: string): Dependency {
	return { kind: "outside", key: `table:${table.name.text}`, text };
}

/** The first key that a list of tables has; asked as smtpd does: every key of one table list before the next key. */
export function firstKey(list: TableList, keys: readonly LookupKey[]): Found {
	for (const key of keys) {
		const found = list.ask(key);
		if (found.kind !== "absent") return found;
	}
	return { kind: "absent" };
}

/** A table list as the address folder asks it; undefined where the parameter is empty. */
export function lookupOf(list: TableList): TableLookup<Dependency> | undefined {
	if (list.tables.length === 0 && list.open === undefined) return undefined;
	return (key): LookupResult<Dependency> => {
		const found = list.ask(key);
		return found.kind === "found" ? { kind: "found", value: found.value } : found;
	};
}
