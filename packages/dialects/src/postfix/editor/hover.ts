import { type FileView, type HoverText, type Origin, positionAt } from "@relaylint/core";
import { modelOf, type PostfixModel } from "../model.ts";
import { restrictionClasses, typeOf, type Written } from "../rules/written.ts";
import { accessActions } from "../schema/access-actions.ts";
import { findMapType } from "../schema/map-types.ts";
import { findRestriction, restrictionUrl } from "../schema/restrictions.ts";
import { defaultText, findParameter, isDeprecatedInRelease, isKnownInRelease, manualUrl } from "../schema/schema.ts";
import { parseTableName } from "../tables/table-name.ts";
import { networkText } from "../../editor/network-text.ts";
import { covers, rawReferences, rawWords } from "./raw-words.ts";
import { placeInList } from "./reach.ts";
import { FIELDS, fieldAt } from "./service-fields.ts";
import { roleOf, writtenAt } from "./view.ts";

const HOST_BITS = "Bits are set behind its prefix: Postfix refuses to read it.";

/** What is said of the words at a place of a file of Postfix. */
export function hover(view: FileView, offset: number): HoverText | undefined {
	const model = modelOf(view.configuration);
	const role = roleOf(model, view.file);
	if (role.kind === "table") return entryHover(view, offset);
	const written = writtenAt(view, offset);
	if (written === undefined) return role.kind === "master" ? fieldHover(view, offset) : undefined;
	if (covers(written.nameOrigin, view.file, offset))
		return { span: written.nameOrigin.span, markdown: parameterText(written.name, model) };
	const reference = rawReferences(written)
		.filter(({ origin }) => covers(origin, view.file, offset))
		.at(-1);
	if (reference !== undefined) return { span: reference.origin.span, markdown: parameterText(reference.name, model) };
	const word = rawWords(written).find(({ origin }) => covers(origin, view.file, offset));
	if (word === undefined) return undefined;
	const markdown = wordText(word.text, word.origin.span.start, written, view, model);
	return markdown === undefined ? undefined : { span: word.origin.span, markdown };
}

function wordText(text: string, start: number, written: Written, view: FileView, model: PostfixModel): string | undefined {
	const type = typeOf(written.name);
	const bare = text.replace(/^!+/, "");
	const isList = type === "restriction-list" || restrictionClasses(model).has(written.name);
	const restriction = isList ? findRestriction(bare) : undefined;
	if (restriction !== undefined) {
		const argument = restriction.argument === "none" ? "" : ` *${restriction.argument}*`;
		return [
			`**${restriction.name}**${argument} — ${restriction.doc}.`,
			...lifeText(restriction, model),
			...placeInList(written, start, view, model),
			`[postconf(5)](${restrictionUrl(restriction)})`,
		].join("\n\n");
	}
	if (restrictionClasses(model).has(bare))
		return `**${bare}** — a restriction class of this configuration.\n\n${parameterText(bare, model)}`;
	if (bare.includes(":") && !bare.startsWith("[") && findMapType(bare.slice(0, bare.indexOf(":"))) !== undefined)
		return tableText(bare, model);
	const network = networkText(bare, HOST_BITS);
	if (network !== undefined) return network;
	if (type !== undefined && bare.startsWith("/")) return fileText(bare, model);
	return undefined;
}

/** A parameter: what it is, its default in this release, and what is in force for each listener. */
export function parameterText(name: string, model: PostfixModel): string {
	const schema = findParameter(name);
	const { settings, release } = model;
	const parts: string[] = [];
	if (schema === undefined) parts.push(`**${name}** — a name of this configuration's own; Postfix has no such parameter.`);
	else {
		const values = schema.values.length > 0 ? `: ${schema.values.join(", ")}` : "";
		parts.push(`**${name}** (${schema.type}${values}) — ${schema.doc}.`, ...lifeText(schema, model));
		const standard = defaultText(schema, release);
		if (schema.computed) parts.push("Default: taken from the machine.");
		else if (standard !== undefined) parts.push(`Default of ${release.major}.${release.minor}: ${code(standard)}`);
	}
	const values = new Map<string, { names: string[]; origin: Origin }>();
	const note = (listener: string, value: ReturnType<typeof settings.value>) => {
		const { text, unknown } = value.expanded;
		const said = unknown.length > 0 ? `not known (${unknown[0]?.reason})` : text === "" ? "empty" : code(text);
		const key = `${said}${placeText(value.origin)}`;
		const known = values.get(key) ?? { names: [], origin: value.origin };
		known.names.push(listener);
		values.set(key, known);
	};
	for (const { name: listener, service } of model.servers.keys()) note(listener, settings.value(name, service));
	if (values.size === 0) note("", settings.value(name));
	for (const [said, { names }] of values)
		parts.push(
			`In force${values.size > 1 || (names.length === 1 && model.servers.size > 1) ? ` for ${names.join(", ")}` : ""}: ${said}`,
		);
	if (schema !== undefined) parts.push(`[postconf(5)](${manualUrl(name)})`);
	return parts.join("\n\n");
}

function lifeText(life: Parameters<typeof isKnownInRelease>[0], { release }: PostfixModel): readonly string[] {
	const texts: string[] = [];
	const instead = life.replacement === undefined ? "" : `; use \`${life.replacement}\``;
	const branch = ({ major, minor }: { major: number; minor: number }) => `${major}.${minor}`;
	if (!isKnownInRelease(life, release)) texts.push(`*Not in ${branch(release)}${instead}.*`);
	else if (isDeprecatedInRelease(life, release))
		texts.push(`*Obsolete since ${life.deprecated === undefined ? "" : branch(life.deprecated)}${instead}.*`);
	const [since] = life.since;
	if (since !== undefined) texts.push(`Since ${branch(since)}.`);
	return texts;
}

function placeText(origin: Origin): string {
	if (origin.kind === "default") return ` — ${origin.text}`;
	return ` — ${origin.file.path.replace(/^.*\//, "")}:${positionAt(origin.file, origin.span.start).line + 1}`;
}

function code(text: string): string {
	const line = text.replace(/\s+/g, " ").replaceAll("`", "'").trim();
	return `\`${line.length > 300 ? `${line.slice(0, 299)}…` : line}\``;
}

function tableText(text: string, model: PostfixModel): string {
	const name = parseTableName(text);
	const type = findMapType(name.type);
	const opened = model.tables.opened.find((table) => table.name.text === text);
	const table = opened ?? model.tables.open(name);
	const parts = [`**${name.type}:** — ${type?.doc ?? "a table"}.`];
	if (table.file !== undefined) parts.push(`Read from \`${table.file.path.replace(/^.*\//, "")}\`.`);
	if (table.failure !== undefined)
		parts.push(`${table.failure.kind === "error" ? "Every lookup fails" : "Depends on"}: ${table.failure.reason}.`);
	const { entries } = table;
	if (entries !== undefined && "entryCount" in entries)
		parts.push(`${entries.entryCount} ${entries.kind === "keys" ? "keys" : "rules"}.`);
	if (entries?.kind === "rules") parts.push(`${entries.rules.length} expressions, of which the first that matches wins.`);
	return parts.join("\n\n");
}

function fileText(path: string, model: PostfixModel): string {
	const outcome = model.reader.read(path);
	return outcome.kind === "text" ? `Elements are read from this file.` : `This file is not at hand (${outcome.kind}).`;
}

function fieldHover(view: FileView, offset: number): HoverText | undefined {
	const found = fieldAt(view, offset);
	if (found === undefined) return undefined;
	const { name, values } = FIELDS[found.index] ?? { name: "", values: "" };
	const listener = [...modelOf(view.configuration).servers.keys()].find(
		(one) => one.service === found.service || one.screen === found.service,
	);
	const verdict = view.analysis?.listeners.find((one) => one.listener.name === listener?.name)?.verdict;
	return {
		span: found.span,
		markdown: [
			`**${name}** — ${values}`,
			...(verdict === undefined ? [] : [`Relaying here: **${verdict}**.`]),
			"[master(5)](https://www.postfix.org/master.5.html)",
		].join("\n\n"),
	};
}

function entryHover({ file }: FileView, offset: number): HoverText | undefined {
	const start = file.text.lastIndexOf("\n", offset - 1) + 1;
	const feed = file.text.indexOf("\n", offset);
	const line = file.text.slice(start, feed === -1 ? file.text.length : feed);
	const [, key = "", gap = "", value = ""] = /^([^\s#]\S*)([ \t]+)(\S*)/.exec(line) ?? [];
	if (key === "") return undefined;
	if (offset <= start + key.length) {
		const network = networkText(key, HOST_BITS);
		return network === undefined ? undefined : { span: { start, end: start + key.length }, markdown: network };
	}
	const from = start + key.length + gap.length;
	const upper = value.toUpperCase();
	const action = accessActions.find(
		({ name }) =>
			name === upper ||
			(/^[45]\d\d$/.test(value) && name === `${value[0]}NN`) ||
			(/^\d+$/.test(value) && !/^[45]\d\d$/.test(value) && name === "digits"),
	);
	const restriction = findRestriction(value);
	const said =
		action !== undefined
			? `**${action.name}** — ${action.doc}.\n\n[access(5)](https://www.postfix.org/access.5.html)`
			: restriction !== undefined
				? `**${restriction.name}** — ${restriction.doc}.`
				: undefined;
	return said === undefined
		? undefined
		: { span: { start: from, end: from + value.length }, markdown: `As the result of an access table: ${said}` };
}
