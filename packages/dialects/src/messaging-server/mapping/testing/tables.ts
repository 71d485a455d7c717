import { sourceFromText } from "@relaylint/core";
import { readMappings } from "../../mappings.ts";
import { evaluateMap, type MapResult } from "../evaluate.ts";
import type { Ask } from "../explore.ts";
import { type TableSet, tableNamed } from "../tables.ts";

/** The tables of a text. */
export function tablesOf(text: string): TableSet {
	return { tables: readMappings(sourceFromText("mappings", text), undefined).tables, unseen: [] };
}

/** What a table makes of a text; whatever is asked is answered yes, unless told otherwise. */
export function mapped(set: TableSet, name: string, input: string, more: { ask?: Ask; flags?: string } = {}): MapResult {
	return evaluateMap(name, input, {
		table: (wanted, asking) => tableNamed(set, wanted, asking),
		inputFlags: new Set([...(more.flags ?? "")]),
		ask: more.ask ?? (() => true),
	});
}

/** `reject 1`: the number of the entry that refuses, or `accept`. */
export function verdictOf(result: MapResult): string {
	if (!result.matched) return "accept";
	return result.flags.has("N") ? `reject ${(result.deciding?.index ?? -1) + 1}` : "accept";
}
