import type { ExpandedText } from "../expand.ts";
import { insideBraces, splitWords } from "../words.ts";
import { parseTableName, type TableName } from "./table-name.ts";

/**
 * The tables that proxymap(8) opens for others, without their `proxy:`: those that `proxy_read_maps` names, also inside a
 * `unionmap` or `pipemap`.
 */
export function proxiedTables(readMaps: ExpandedText): ReadonlySet<string> {
	const proxied = new Set<string>();
	for (const word of splitWords(readMaps, "braces")) {
		const inBraces = word.text.startsWith("{") ? insideBraces(word) : undefined;
		const text = inBraces?.kind === "content" ? splitWords(inBraces.content.value, "braces")[0]?.text : word.text;
		if (text !== undefined) add(parseTableName(text), proxied);
	}
	return proxied;
}

function add({ shape }: TableName, proxied: Set<string>): void {
	if (shape.kind === "members") for (const member of shape.members) add(member, proxied);
	if (shape.kind === "proxy") proxied.add(withoutProxy(shape.inner).text);
}

/** The table behind any number of `proxy:`. */
export function withoutProxy(name: TableName): TableName {
	return name.shape.kind === "proxy" ? withoutProxy(name.shape.inner) : name;
}
