import type { Origin } from "@relaylint/core";
import { literalText } from "../expand.ts";
import type { PostfixModel } from "../model.ts";
import { perModel } from "../model.ts";
import type { Server } from "../policy/server.ts";
import type { LookupTable } from "../tables/table.ts";
import { splitWords, type Word } from "../words.ts";
import { type ListItem, restrictionLists, tableWord } from "./restriction-words.ts";

/** In a table with more entries than this only patterns and short tables are looked through: reading every result takes longer than the check. */
const MOST_ENTRIES = 200_000;

/** Visits the results of a table, those of its members with them; the parts of a pipemap look up each other's results and are left out. */
export function forEachResult(table: LookupTable, visit: (value: string, origin: () => Origin) => void): void {
	const { entries } = table;
	if (entries === undefined) return;
	switch (entries.kind) {
		case "keys":
			if (entries.entryCount <= MOST_ENTRIES)
				entries.forEachEntry((_key, value, origin) => {
					visit(value, origin);
					return true;
				});
			return;
		case "networks":
			if (entries.entryCount > MOST_ENTRIES) return;
			entries.forEachRange4((_first, _last, value, origin) => visit(value, origin));
			entries.forEachRange6((_first, _last, value, origin) => visit(value, origin));
			return;
		case "rules":
			for (const rule of entries.rules) if (rule.value !== undefined) visit(rule.value, () => rule.origin);
			return;
		case "any":
			visit(entries.value, () => entries.origin);
			return;
		case "choice":
			return;
		case "members":
			if (entries.combine === "union") for (const member of entries.members) forEachResult(member, visit);
	}
}

/**
 * What an access(5) result comes to: `digits`, `ok` and `nothing` (no word at all) accept, `refuse` refuses, `discard` accepts and drops the mail, `pass`
 * leaves the decision to what follows, `list` is a list of restrictions to walk.
 */
export type ResultKind = "ok" | "digits" | "nothing" | "refuse" | "discard" | "pass" | "list";

/** Reads a result as smtpd does: its first word, in any letter case. */
export function resultKind(value: string): ResultKind {
	const command = (/^[^ \t]*/.exec(value)?.[0] ?? "").toUpperCase();
	if (/^(?:REJECT|DEFER|HANGUP)$/.test(command)) return "refuse";
	if (command === "DISCARD") return "discard";
	if (/^(?:DUNNO|INFO|WARN|PREPEND|FILTER|BCC|HOLD|REDIRECT|DEFER_IF_PERMIT|DEFER_IF_REJECT)$/.test(command)) return "pass";
	if (/^\d+$/.test(value)) return "digits";
	if (/^[45]\d\d$/.test(command)) return "refuse";
	if (command === "OK" || command === "RELAY") return "ok";
	return resultWords(value).length === 0 ? "nothing" : "list";
}

/** The words of a result that is a list of restrictions. */
export function resultWords(value: string): readonly Word[] {
	return splitWords(literalText(value, value), "braces");
}

/** An access table of a restriction list, with every restriction that asks it. */
export interface AskedTable {
	readonly table: LookupTable;
	readonly word: Word;
	readonly server: Server;
	readonly by: readonly ListItem[];
}

/** The access(5) tables of the restriction lists, each once. */
export const askedTables = perModel((model: PostfixModel): readonly AskedTable[] => {
	const tables = new Map<string, { readonly word: Word; readonly server: Server; readonly by: ListItem[] }>();
	for (const { items, server } of restrictionLists(model)) {
		for (const item of items) {
			const word = accessTableOf(item);
			if (word === undefined) continue;
			const known = tables.get(word.text) ?? { word, server, by: [] };
			tables.set(word.text, known);
			known.by.push(item);
		}
	}
	return [...tables.values()].map((asked) => ({ ...asked, table: asked.server.openTable(asked.word.text, asked.word.origin) }));
});

/** The access(5) table that an item of a restriction list asks. */
export function accessTableOf(item: ListItem): Word | undefined {
	if (item.kind === "table") return item.word;
	if (item.kind !== "restriction" || item.restriction.argument !== "map" || item.argument === undefined) return undefined;
	const word = tableWord(item.argument);
	return word === undefined || word.unknown.length > 0 ? undefined : word;
}

/** Whether an OK is a server error for a restriction: the client could have arranged it through its DNS. */
export function forbidsOk(item: ListItem): boolean {
	if (item.kind !== "restriction") return false;
	const { name, outcomes } = item.restriction;
	return outcomes.includes("error") || name === "check_reverse_client_hostname_access";
}
