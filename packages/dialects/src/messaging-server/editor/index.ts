import type { EditorSupport, FileView, LensPlace, OutlineItem, RenameRule, SemanticToken, TokenType } from "@relaylint/core";
import { oneLine } from "../../editor/places.ts";
import { modelOf } from "../model.ts";
import type { FieldName } from "../policy/probe-strings.ts";
import { namedTables, patternText } from "../rules/tables.ts";
import { keywordOf } from "../schema/keywords.ts";
import { complete } from "./completion.ts";
import { patternFields } from "./entry-text.ts";
import { hover } from "./hover.ts";
import { symbols } from "./words.ts";

/** Tables with their entries, channels with their words. */
function outline({ configuration, file }: FileView): readonly OutlineItem[] {
	const model = modelOf(configuration);
	const tables = namedTables(model).flatMap(({ table }): readonly OutlineItem[] => {
		const { nameOrigin, name, entries } = table;
		if (nameOrigin.file !== file) return [];
		const children = entries.flatMap((entry): readonly OutlineItem[] =>
			entry.origin.file === file
				? [
						{
							name: patternText(entry),
							detail: oneLine(file.text.slice(entry.templateOrigin.span.start, entry.templateOrigin.span.end)),
							kind: "entry",
							span: entry.origin.span,
							nameSpan: entry.patternOrigin.span,
						},
					]
				: [],
		);
		const end = Math.max(nameOrigin.span.end, ...children.slice(-1).map(({ span }) => span.end));
		return [
			{
				name,
				detail: `${entries.length} entries`,
				kind: "section",
				nameSpan: nameOrigin.span,
				span: { start: nameOrigin.span.start, end },
				children,
			},
		];
	});
	const channels = model.imta.channels.flatMap(({ name, nameOrigin, own, hosts }): readonly OutlineItem[] => {
		if (nameOrigin.file !== file) return [];
		const end = Math.max(
			nameOrigin.span.end,
			...[...own, ...hosts].filter(({ origin }) => origin.file === file).map(({ origin }) => origin.span.end),
		);
		return [
			{
				name,
				detail: oneLine(own.map(({ text }) => text).join(" ")),
				kind: "service",
				nameSpan: nameOrigin.span,
				span: { start: nameOrigin.span.start, end },
			},
		];
	});
	return [...tables, ...channels].sort((a, b) => a.span.start - b.span.start);
}

const FIELD_TOKENS: Readonly<Record<FieldName, TokenType>> = {
	transport: "property",
	server: "number",
	"server-port": "property",
	client: "number",
	"client-port": "property",
	application: "property",
	"submit-type": "property",
	source: "class",
	from: "parameter",
	"auth-from": "parameter",
	destination: "namespace",
	to: "string",
	appended: "property",
};

/** The fields of patterns, each in a colour of its own; what templates do; channels and keywords. */
function tokens({ configuration, file }: FileView): readonly SemanticToken[] {
	const model = modelOf(configuration);
	const found: SemanticToken[] = [];
	for (const { table, access } of namedTables(model)) {
		if (table.nameOrigin.file === file) found.push({ span: table.nameOrigin.span, type: "type", modifiers: ["definition"] });
		for (const entry of table.entries) {
			if (entry.origin.file !== file) continue;
			for (const { field, span } of patternFields(entry, access, model.world.options.appended.length))
				if (field !== undefined && span.end > span.start)
					found.push({ span: entry.originOf(span).span, type: FIELD_TOKENS[field] });
			for (const part of entry.template)
				if ((part.kind === "flag" || part.kind === "control") && part.span.end > part.span.start)
					found.push({ span: entry.originOf(part.span).span, type: part.kind === "flag" ? "keyword" : "operator" });
		}
	}
	for (const { nameOrigin, own } of model.imta.channels) {
		if (nameOrigin.file === file) found.push({ span: nameOrigin.span, type: "class", modifiers: ["definition"] });
		for (const { text, origin } of own) {
			if (origin.file !== file) continue;
			const keyword = keywordOf(text);
			if (keyword !== undefined)
				found.push({
					span: origin.span,
					type: "property",
					...(keyword.kind === "modelled" ? { modifiers: ["defaultLibrary"] as const } : {}),
				});
		}
	}
	return found;
}

/** Over ORIG_SEND_ACCESS, else over the first table or line of the main file. */
function lenses({ configuration, file }: FileView): readonly LensPlace[] {
	const model = modelOf(configuration);
	const listeners = configuration.policy.listeners.map(({ name }) => name);
	const tables = namedTables(model).map(({ table }) => table);
	const table = tables.find(({ name }) => name === "ORIG_SEND_ACCESS") ?? tables.find(({ name }) => /_ACCESS$/.test(name));
	if (table !== undefined) return table.nameOrigin.file === file ? [{ span: table.nameOrigin.span, listeners }] : [];
	return configuration.files[0] === file ? [{ span: { start: 0, end: 0 }, listeners }] : [];
}

/** Channels and tables are named by the administrator, but for tables that the server asks by itself. */
function renaming(symbol: string, view: FileView): RenameRule | undefined {
	const [kind = "", name = ""] = symbol.split(" ");
	const uses = symbols(view).filter((use) => use.symbol === symbol);
	if (!uses.some(({ role }) => role === "definition")) return undefined;
	if (kind === "table" && !/_ACCESS$|^INTERNAL_IP$/.test(name) && uses.some(({ role }) => role === "reference"))
		return { form: /^[A-Z][A-Z0-9_]*$/, wanted: "capital letters, digits and underscores" };
	return kind === "channel" && name !== "l"
		? { form: /^[a-z][a-z0-9_$]{0,31}$/, wanted: "up to 32 small letters, digits and underscores" }
		: undefined;
}

/** Messaging Server in an editor. */
export const messagingServerEditor: EditorSupport = { hover, complete, outline, symbols, renaming, tokens, lenses };
