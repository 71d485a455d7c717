import { type FileOrigin, type FileView, type HoverText, positionAt } from "@relaylint/core";
import { codeText, holds, narrowest } from "../../editor/places.ts";
import { type MessagingServerModel, modelOf } from "../model.ts";
import { namedTables } from "../rules/tables.ts";
import { keywordOf } from "../schema/keywords.ts";
import { TABLE_DOCS } from "../schema/words.ts";
import { patternText, templateText } from "./entry-text.ts";
import { symbols } from "./words.ts";

/** What is said of the words at a place of a file of Messaging Server. */
export function hover(view: FileView, offset: number): HoverText | undefined {
	const model = modelOf(view.configuration);
	return entryHover(view, offset, model) ?? nameHover(view, offset, model) ?? keywordHover(view, offset, model);
}

function entryHover(view: FileView, offset: number, model: MessagingServerModel): HoverText | undefined {
	const called = narrowest(symbols(view), view, offset)?.symbol.startsWith("table ") === true;
	if (called) return undefined;
	for (const { table, access } of namedTables(model)) {
		for (const entry of table.entries) {
			const appended = model.world.options.appended.length;
			if (holds(entry.patternOrigin, view, offset))
				return {
					span: entry.patternOrigin.span,
					markdown: `Entry ${entry.index + 1} of **${table.name}**: what it matches\n\n${patternText(entry, access, appended)}`,
				};
			if (holds(entry.templateOrigin, view, offset))
				return {
					span: entry.templateOrigin.span,
					markdown: `Entry ${entry.index + 1} of **${table.name}**: what it gives\n\n${templateText(entry, access)}`,
				};
		}
	}
	return undefined;
}

function nameHover(view: FileView, offset: number, model: MessagingServerModel): HoverText | undefined {
	const use = narrowest(symbols(view), view, offset);
	if (use === undefined) return undefined;
	const [kind = "", name = ""] = use.symbol.split(" ");
	const { span } = use.origin;
	if (kind === "table") {
		const table = namedTables(model).find((one) => one.table.name === name)?.table;
		const about = TABLE_DOCS[name] ?? "A table of this configuration's own, asked by others";
		return {
			span,
			markdown: `**${name}** — ${about}.\n\n${table === undefined ? "*It is not there.*" : `${table.entries.length} entries, ${placeText(table.nameOrigin)}.`}`,
		};
	}
	if (kind === "channel") return { span, markdown: channelText(name, model) };
	const channel = model.world.channels.withHost(name);
	return {
		span,
		markdown: `**${name}** — the name of the channel ${codeText(channel?.name ?? "?")}: rewriting to it sends mail there.`,
	};
}

/** A channel with the keywords in force that matter for relaying. */
export function channelText(name: string, { world, assumedImta }: MessagingServerModel): string {
	const facts = world.channels.named(name);
	const lines = [...facts.said.values()].map(
		({ keyword, argument }) =>
			`- ${codeText(argument === undefined ? keyword : `${keyword} ${argument}`)}: ${keywordOf(keyword)?.about ?? ""}`,
	);
	const where = assumedImta
		? "as a new installation has it"
		: facts.origin.kind === "file"
			? placeText(facts.origin)
			: "not defined";
	return [
		`**${facts.name}** — a channel, ${where}.`,
		lines.length === 0 ? "No keyword that decides who relays." : lines.join("\n"),
	].join("\n\n");
}

function keywordHover(view: FileView, offset: number, { imta }: MessagingServerModel): HoverText | undefined {
	for (const { text, origin } of [...imta.channels.flatMap(({ own }) => own), ...imta.defaults]) {
		if (!holds(origin, view, offset)) continue;
		const keyword = keywordOf(text);
		const about = keyword === undefined ? "no keyword that is known: the server takes it for a group id" : keyword.about;
		return { span: origin.span, markdown: `**${text}** — ${about}.` };
	}
	return undefined;
}

function placeText({ file, span }: FileOrigin): string {
	return `${file.path.replace(/^.*\//, "")}:${positionAt(file, span.start).line + 1}`;
}
