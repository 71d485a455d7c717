import {
	containsAddress,
	dependsOn,
	errorTruth,
	FALSE,
	parseAddress,
	parseAddressSet,
	parseNetwork,
	TRUE,
	type Truth,
} from "@relaylint/core";
import { isLimit, type LookupTable } from "../tables/table.ts";
import { domainKeys, literalMatches } from "./domain-lists.ts";
import type { ListPattern, PatternList } from "./match-list.ts";

/** Whether a host, by a name and an address that are not the client's, is in a list of hosts; the first element that matches decides. */
export function evaluateHostList(list: PatternList, style: "parent" | "dot-parent", name: string, address: string): Truth {
	for (const element of list.elements) {
		const matched = patternMatches(element.pattern, style, name.toLowerCase(), address.toLowerCase());
		if (matched.kind === "true") return element.positive ? TRUE : FALSE;
		if (matched.kind !== "false") return matched;
	}
	return FALSE;
}

function patternMatches(pattern: ListPattern, style: "parent" | "dot-parent", name: string, address: string): Truth {
	switch (pattern.kind) {
		case "failing":
			return errorTruth(pattern.reason);
		case "open":
			return dependsOn(pattern.because);
		case "literal": {
			if (literalMatches(pattern.text, style, name)) return TRUE;
			const own = parseAddress(address);
			const text = pattern.text.replace(/^\[(.*)\]/, "$1");
			const network = parseNetwork(text);
			if (network?.hostBits === true && network.address.family === own?.family)
				return errorTruth(`"${pattern.text}" has bits set behind its prefix`);
			const set = parseAddressSet(text);
			return set !== undefined && own !== undefined && containsAddress(set, own) ? TRUE : FALSE;
		}
		case "table":
			return tableHasHost(pattern.table, style, name, address);
	}
}

/** Whether a table in a list of hosts has a host: it is asked for the name (and the domains above it), then for the address; any result matches. */
export function tableHasHost(table: LookupTable, style: "parent" | "dot-parent", name: string, address: string): Truth {
	for (const key of [...domainKeys(name, style), { text: address, full: true }]) {
		if (!key.full && table.keyStyle === "pattern") continue;
		const found = table.lookup(key.text);
		if (found.kind === "found") return TRUE;
		if (found.kind === "error") return errorTruth(found.reason);
		if (found.kind === "unknown") {
			const kind = isLimit(found.what) ? "limit" : "outside";
			return dependsOn({ kind, key: `table:${table.name.text}:${key.text}`, text: found.reason });
		}
	}
	return FALSE;
}
