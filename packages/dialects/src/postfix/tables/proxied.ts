import type { ExpandedText } from "../expand.ts";
import { defaultText, findParameter } from "../schema/schema.ts";
import type { Settings } from "../setting-types.ts";
import { insideBraces, splitWords } from "../words.ts";
import { parseTableName, type TableName } from "./table-name.ts";

const PARAMETER = "proxy_read_maps";

/**
 * Whether proxymap(8) opens a table for others, by the table's name without its `proxy:`: those that `proxy_read_maps` names, also
 * inside a `unionmap` or `pipemap`. Any, where a template hides what it names. The default names some fifty parameters, which are
 * read one by one until one has the table.
 */
export function isProxiedBy(settings: Settings): (name: string) => boolean {
	const proxied = new Set<string>();
	const rest = settings.isSet(PARAMETER) ? [PARAMETER] : namedByDefault(settings);
	return (name) => {
		while (!proxied.has(name)) {
			const parameter = rest.shift();
			if (parameter === undefined) return false;
			const { expanded } = settings.value(parameter);
			if (parameter === PARAMETER && expanded.unknown.length > 0) {
				rest.push(parameter);
				return true;
			}
			collect(expanded, proxied);
		}
		return true;
	};
}

function namedByDefault({ input }: Settings): string[] {
	const schema = findParameter(PARAMETER);
	return [...((schema && defaultText(schema, input.release)) ?? "").matchAll(/\$(\w+)/g)].map(([, name = ""]) => name);
}

function collect(readMaps: ExpandedText, proxied: Set<string>): void {
	for (const word of splitWords(readMaps, "braces")) {
		const inBraces = word.text.startsWith("{") ? insideBraces(word) : undefined;
		const text = inBraces?.kind === "content" ? splitWords(inBraces.content.value, "braces")[0]?.text : word.text;
		if (text !== undefined) add(parseTableName(text), proxied);
	}
}

function add({ shape }: TableName, proxied: Set<string>): void {
	if (shape.kind === "members") for (const member of shape.members) add(member, proxied);
	if (shape.kind === "proxy") proxied.add(withoutProxy(shape.inner).text);
}

/** The table behind any number of `proxy:`. */
export function withoutProxy(name: TableName): TableName {
	return name.shape.kind === "proxy" ? withoutProxy(name.shape.inner) : name;
}
