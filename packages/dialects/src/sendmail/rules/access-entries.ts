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
