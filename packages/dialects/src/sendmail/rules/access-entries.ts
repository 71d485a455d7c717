import { type FileOrigin, inFile } from "@relaylint/core";
import type { Server } from "../server.ts";

/** An entry of the access map with the places of its two halves. */
export interface AccessEntry {
	readonly key: string;
	readonly value: string;
	readonly keyOrigin: FileOrigin;
	readonly valueOrigin: FileOrigin;
}

/** The entries of the access map, where FEATURE(access_db) asks it and its text is at hand. */
export function* accessEntries(server: Server): Generator<AccessEntry> {
	if (!server.has("access")) return;
	for (const { key, value, file, start, keyEnd, valueStart } of server.map("access")?.table?.entries.values() ?? []) {
		const end = valueStart + value.replace(/\s+$/, "").length;
		yield {
			key,
			value,
			keyOrigin: inFile(file, { start, end: keyEnd }),
			valueOrigin: inFile(file, { start: valueStart, end }),
		};
	}
}

/** The tag of a key in small letters, without its colon, and what follows it. */
export function tagOf(key: string): { readonly tag: string | undefined; readonly rest: string } {
	const found = /^(connect|to|from|spam):/i.exec(key);
	return { tag: found?.[1]?.toLowerCase(), rest: key.slice(found?.[0].length ?? 0) };
}
