import { type FileOrigin, type FileView, inFile, type SymbolUse } from "@relaylint/core";
import { type MessagingServerModel, modelOf } from "../model.ts";
import { namedTables } from "../rules/tables.ts";
import { keywordOf } from "../schema/keywords.ts";
import { patternFields } from "./entry-text.ts";

const known = new WeakMap<MessagingServerModel, readonly SymbolUse[]>();

/** Every place at which a mapping table or a channel stands, in tables, rewrite rules, channel blocks and services. */
export function symbols({ configuration }: Pick<FileView, "configuration">): readonly SymbolUse[] {
	const model = modelOf(configuration);
	let uses = known.get(model);
	if (uses === undefined) {
		uses = collect(model);
		known.set(model, uses);
	}
	return uses;
}

function collect(model: MessagingServerModel): readonly SymbolUse[] {
	const uses: SymbolUse[] = [];
	const add = (symbol: string, origin: FileOrigin, role: SymbolUse["role"]) => uses.push({ symbol, origin, role });
	const tables = namedTables(model);
	const channels = new Set<string>();
	const hosts = new Map<string, string>();
	const { imta, assumedImta, world, dispatcher } = model;
	for (const { name, nameOrigin, hosts: names } of imta.channels) {
		channels.add(name.toLowerCase());
		if (!assumedImta) add(`channel ${name.toLowerCase()}`, nameOrigin, "definition");
		for (const [index, host] of names.entries()) {
			hosts.set(host.text.toLowerCase(), name);
			if (!assumedImta && index === 0) add(`host ${host.text.toLowerCase()}`, host.origin, "definition");
		}
	}
	const part = ({ file }: FileOrigin, start: number, end: number) => inFile(file, { start, end });
	for (const { table, access } of tables) {
		add(`table ${table.name}`, table.nameOrigin, "definition");
		for (const entry of table.entries) {
			for (const piece of entry.template)
				if (piece.kind === "call" && piece.to === "table") {
					const { file, span } = entry.originOf(piece.span);
					const start = file.text.indexOf(piece.name, span.start);
					add(`table ${piece.name}`, part({ kind: "file", file, span }, start, start + piece.name.length), "reference");
				}
			for (const { field, pieces, span } of patternFields(entry, access, world.options.appended.length)) {
				if (field !== "source" && field !== "destination") continue;
				const text = pieces
					.map((piece) => piece.text)
					.join("")
					.toLowerCase();
				if (channels.has(text)) add(`channel ${text}`, entry.originOf(span), "reference");
			}
		}
	}
	if (!assumedImta) {
		for (const { template, originOf } of imta.rules)
			for (const piece of template) {
				const origin = originOf(piece.span);
				const words = origin.file.text.slice(origin.span.start, origin.span.end);
				const called = /^\$\{(\w+),?/.exec(words)?.[1];
				if (called !== undefined)
					add(`table ${called}`, part(origin, origin.span.start + 2, origin.span.start + 2 + called.length), "reference");
				for (const found of words.matchAll(/[\w.-]+/g))
					if (hosts.has(found[0].toLowerCase()))
						add(
							`host ${found[0].toLowerCase()}`,
							part(origin, origin.span.start + found.index, origin.span.start + found.index + found[0].length),
							"reference",
						);
			}
		for (const { own } of [...imta.channels, { own: imta.defaults }])
			for (const [index, { text, origin }] of own.entries()) {
				const before = own[index - 1];
				if (before !== undefined && (keywordOf(before.text)?.takes ?? 0) > 0 && channels.has(text.toLowerCase()))
					add(`channel ${text.toLowerCase()}`, origin, "reference");
			}
	}
	for (const { channel } of dispatcher?.services ?? [])
		if (channel !== undefined && channels.has(channel.text.toLowerCase()))
			add(`channel ${channel.text.toLowerCase()}`, channel.origin, "reference");
	return uses;
}
