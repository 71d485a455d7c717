import type { Completion, CompletionList, FileView } from "@relaylint/core";
import { type MessagingServerModel, modelOf } from "../model.ts";
import { ACCESS_TABLES, fieldsOf } from "../policy/probe-strings.ts";
import { namedTables } from "../rules/tables.ts";
import { allKeywords, keywordOf } from "../schema/keywords.ts";
import { CONTROL_DOCS, FIELD_WORDS, FLAG_DOCS, TABLE_DOCS } from "../schema/words.ts";
import { channelText } from "./hover.ts";

/** What may stand at a place of a file of Messaging Server. */
export function complete(view: FileView, offset: number): CompletionList | undefined {
	const model = modelOf(view.configuration);
	const { text } = view.file;
	const start = text.lastIndexOf("\n", offset - 1) + 1;
	const line = text.slice(start, offset);
	if (line.startsWith("!")) return undefined;
	const list = (typed: string, items: readonly Completion[]): CompletionList => ({
		span: { start: offset - typed.length, end: offset },
		items,
	});
	if (model.mappings?.files.includes(view.file) === true) return inMappings(line, text.slice(0, start), model, list);
	if (view.file === model.dispatcher?.file) {
		const named = /CHANNEL=(\w*)$/i.exec(line);
		return named === null ? undefined : list(named[1] ?? "", channels(model));
	}
	return inChannels(line, text.slice(0, start), model, list);
}

type Make = (typed: string, items: readonly Completion[]) => CompletionList;

function inMappings(line: string, above: string, model: MessagingServerModel, list: Make): CompletionList | undefined {
	if (/^\w*$/.test(line)) return list(line, tables(model, true));
	const called = /\$\|(\w*)$/.exec(line);
	if (called !== null) return list(called[1] ?? "", tables(model, false));
	const name = [...above.matchAll(/^([A-Za-z]\w*)[ \t]*$/gm)].at(-1)?.[1] ?? "";
	const access = ACCESS_TABLES.find((one) => one === name);
	const [, pattern = ""] = /^[ \t]+(\S*)$/.exec(line) ?? [];
	if (/^[ \t]+\S*$/.test(line)) {
		if (/\$[^|]*$/.test(pattern) && /\$\S?$/.test(pattern)) return list("", patternSigns());
		const fields = access === undefined ? [] : fieldsOf(access, model.world.options.appended.length);
		const index = pattern.split("|").length - 1;
		const field = fields[index];
		const typed = pattern.slice(pattern.lastIndexOf("|") + 1);
		const last = index === fields.length - 1;
		const any: Completion = {
			label: "*",
			kind: "value",
			detail: field === undefined ? "anything" : `any ${FIELD_WORDS[field]}`,
			insert: last ? "* " : "*|",
			more: true,
			rank: 2,
		};
		if (field === "source" || field === "destination")
			return list(typed, [...channels(model).map((one) => ({ ...one, insert: `${one.label}|`, more: true })), any]);
		return access === undefined && fields.length === 0 ? list("", patternSigns()) : list(typed, [any]);
	}
	const flag = /\$$/.test(line) ? "$" : "";
	return list(flag, flags());
}

function tables(model: MessagingServerModel, begins: boolean): readonly Completion[] {
	const own = namedTables(model).map(({ table }) => table.name);
	const known = begins ? Object.keys(TABLE_DOCS).filter((name) => !own.includes(name)) : own;
	return known.map((label) => ({
		label,
		kind: "class",
		documentation: `${TABLE_DOCS[label] ?? "A table of this configuration"}.`,
		insert: begins ? `${label}\n\n  ` : `${label};`,
	}));
}

function flags(): readonly Completion[] {
	const item = ([letter, detail]: [string, string]): Completion => ({
		label: `$${letter}`,
		kind: "action",
		detail,
		rank: letter === "Y" || letter === "N" ? 1 : 4,
	});
	return [
		...Object.entries(FLAG_DOCS).map(item),
		...Object.entries(CONTROL_DOCS).map(item),
		{ label: "$NRelaying$ not$ permitted", kind: "snippet", detail: "refuses with a text", rank: 2 },
		{ label: "$|TABLE;$0|", kind: "snippet", detail: "asks another table", insert: "$|", more: true, rank: 5 },
	];
}

function patternSigns(): readonly Completion[] {
	return [
		{
			label: "$(192.0.2.0/24)",
			kind: "snippet",
			detail: "an address of a network",
			insert: "\\$(${1:192.0.2.0/24})",
			snippet: true,
		},
		{ label: "*", kind: "value", detail: "anything, bars too" },
		{ label: "$_*", kind: "value", detail: "anything, as little as it can" },
		{ label: "%", kind: "value", detail: "one character" },
	];
}

function channels(model: MessagingServerModel): readonly Completion[] {
	return model.imta.channels.map(({ name }) => ({
		label: name,
		kind: "service",
		detail: "channel",
		documentation: channelText(name, model),
		rank: 1,
	}));
}

function inChannels(line: string, above: string, model: MessagingServerModel, list: Make): CompletionList | undefined {
	const called = /\$\{(\w*)$/.exec(line);
	if (called !== null)
		return list(
			called[1] ?? "",
			tables(model, false).map((one) => ({ ...one, insert: `${one.label},` })),
		);
	const address = /@([\w.-]*)$/.exec(line);
	if (address !== null)
		return list(
			address[1] ?? "",
			model.imta.channels.flatMap(({ hosts, name }) =>
				hosts.slice(0, 1).map(({ text }): Completion => ({ label: text, kind: "service", detail: `the channel ${name}` })),
			),
		);
	const isRule = !/\n[ \t]*\r?\n/.test(above) && model.imta.rules.length > 0;
	if (isRule || !/\s/.test(line)) return undefined;
	const words = line.split(/\s+/);
	const typed = words.at(-1) ?? "";
	const before = words.at(-2) ?? "";
	if (words.length > 2 && (keywordOf(before)?.takes ?? 0) > 0 && /channel$/i.test(before)) return list(typed, channels(model));
	return list(
		typed,
		allKeywords().map(({ name, kind, about, takes }) => ({
			label: name,
			kind: "parameter",
			detail: about,
			insert: takes > 0 ? `${name} ` : name,
			...(takes > 0 ? { more: true } : {}),
			rank: kind === "modelled" ? 1 : kind === "unmodelled" ? 4 : 6,
		})),
	);
}
