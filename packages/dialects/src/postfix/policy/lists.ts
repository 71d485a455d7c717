import type { FileReader } from "@relaylint/core";
import type { ParentStyle } from "../address/settings.ts";
import { type PatternList, patternList } from "./match-list.ts";
import { type Parameters, type Server, wordsOf } from "./server.ts";

/** What match lists are read with. */
export interface ListSource {
	readonly own: Parameters;
	readonly openTable: Server["openTable"];
	readonly reader: FileReader;
	readonly complete: boolean;
	readonly carrierOf: Server["carrierOf"];
}

const cache = new WeakMap<object, Map<string, PatternList>>();

/** A match list parameter of a service, read once. */
export function patternsOf(name: string, source: ListSource): PatternList {
	const known = cache.get(source) ?? new Map<string, PatternList>();
	cache.set(source, known);
	let list = known.get(name);
	if (list === undefined) {
		list = patternList(name, wordsOf(source.own, name, "braces"), source.own.text(name).origin, source);
		known.set(name, list);
	}
	return list;
}

/** How a list finds what is below a domain: by `parent_domain_matches_subdomains` (postconf(5)). */
export function parentStyle(list: string, source: Pick<ListSource, "own">): ParentStyle {
	const names = wordsOf(source.own, "parent_domain_matches_subdomains").map((word) => word.text.toLowerCase());
	return names.includes(list) ? "parent" : "dot-parent";
}
