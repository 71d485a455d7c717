import { defineRule, type FileOrigin, type Fix, type TextEdit } from "@relaylint/core";
import type { Entry, Table } from "../../mapping/table.ts";
import { type MessagingServerModel, modelOf } from "../../model.ts";
import { namedTables, patternText } from "../tables.ts";

/** Nothing refuses mail that comes from outside and leaves for outside. */
export const missingTcpLocalEntry = defineRule({
	id: "missing-tcp-local-entry",
	severity: "error",
	summary: "No entry refuses mail that comes in by an outside channel and leaves by one.",
	check({ configuration, analysis }, report) {
		const model = modelOf(configuration);
		const done = new Set<string>();
		for (const { listener, verdict, witness } of analysis().listeners) {
			if (verdict !== "open" || witness === undefined) continue;
			const source = witness.decision.assigned?.get("source_channel");
			const destination = witness.decision.assigned?.get("destination_channel");
			const entrance = model.world.entrances.find(({ name }) => name === listener.name);
			// Who is taken for an internal client, or let pass by an entry, is another mistake.
			if (source === undefined || destination === undefined || source !== entrance?.channel) continue;
			if (witness.decision.trace.some(({ text }) => /_ACCESS lets pass$/.test(text) && !/^(?:PORT|FROM)/.test(text))) continue;
			const pair = `${source}|*|${destination}|*`;
			if (done.has(pair)) continue;
			done.add(pair);
			const { table, entry, origin } = placeFor(model, source, destination);
			const fix = fixFor(model, pair, table, entry);
			const guards = entry === undefined ? "" : ` "${patternText(entry)}" guards nothing: it lacks its last field.`;
			report({
				certainty: "proven",
				origin,
				message: `No entry refuses mail from ${source} to ${destination}, so strangers may send to anybody.${guards} Put "${pair} $NRelaying$ not$ permitted" in ORIG_SEND_ACCESS.`,
				...(fix === undefined ? {} : { fixes: [fix] }),
			});
		}
	},
});

interface Place {
	readonly table: Table | undefined;
	/** An entry that is meant to be this one and lacks its last field. */
	readonly entry: Entry | undefined;
	readonly origin: FileOrigin;
}

function placeFor(model: MessagingServerModel, source: string, destination: string): Place {
	const table = namedTables(model).find(({ access }) => access === "ORIG_SEND_ACCESS")?.table;
	const entry = table?.entries.find((one) => patternText(one).toLowerCase() === `${source}|*|${destination}`);
	return { table, entry, origin: entry?.patternOrigin ?? table?.nameOrigin ?? model.world.start };
}

function fixFor(model: MessagingServerModel, pair: string, table: Table | undefined, entry: Entry | undefined): Fix | undefined {
	if (entry !== undefined) {
		const { file, span } = entry.patternOrigin;
		return { title: `write ${pair}`, safe: true, edits: [{ file, span, text: pair }] };
	}
	const line = `  ${pair}   $NRelaying$ not$ permitted\n`;
	const title = `refuse ${pair}`;
	if (table !== undefined) return { title, safe: true, edits: [behind(table, line)] };
	const file = model.mappings?.file;
	if (file === undefined) return undefined;
	const end = file.text.length;
	const feed = file.text === "" || file.text.endsWith("\n") ? "" : "\n";
	return { title, safe: true, edits: [{ file, span: { start: end, end }, text: `${feed}\nORIG_SEND_ACCESS\n\n${line}` }] };
}

/** Behind the last entry of a table: what permits above it still does. */
function behind(table: Table, line: string): TextEdit {
	const last = table.entries.at(-1)?.origin;
	const { file, span } = last ?? table.nameOrigin;
	const feed = file.text.indexOf("\n", span.end);
	const end = feed === -1 ? file.text.length : feed + 1;
	const before = feed === -1 ? "\n" : "";
	return { file, span: { start: end, end }, text: last === undefined ? `${before}\n${line}` : `${before}${line}` };
}
