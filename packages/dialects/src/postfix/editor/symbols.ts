import { type FileOrigin, type FileView, inFile, type RenameRule, type SourceFile, type SymbolUse } from "@relaylint/core";
import { processName } from "../master.ts";
import { modelOf, type PostfixModel, perModel } from "../model.ts";
import { restrictionClasses, typeOf, writtenSettings } from "../rules/written.ts";
import { findDynamicParameter } from "../schema/dynamic.ts";
import { findParameter } from "../schema/schema.ts";
import type { TableEntries } from "../tables/table.ts";
import { rawReferences, rawWords } from "./raw-words.ts";
import { roleOf, tableFiles } from "./view.ts";

/** Tables of more entries are not gone through key by key. */
const MOST_ENTRIES = 20_000;

/** Every place at which a parameter, a restriction class, a table, a service, or, in a table, a key stands. */
export function symbols(view: FileView): readonly SymbolUse[] {
	const model = modelOf(view.configuration);
	const { kind } = roleOf(model, view.file);
	return kind === "table" ? [...named(model), ...keyUses(model)] : named(model);
}

const named = perModel((model: PostfixModel): readonly SymbolUse[] => {
	const uses: SymbolUse[] = [];
	const add = (symbol: string, origin: FileOrigin, role: SymbolUse["role"]) => uses.push({ symbol, origin, role });
	const classes = restrictionClasses(model);
	const services = new Set((model.masterCf?.services ?? []).map((service) => service.name.text));
	for (const written of writtenSettings(model)) {
		add(`parameter ${written.name}`, written.nameOrigin, "definition");
		for (const { name, nameOrigin } of rawReferences(written)) add(`parameter ${name}`, nameOrigin, "reference");
		const type = typeOf(written.name);
		const isList = type === "restriction-list" || type === "class-list" || classes.has(written.name);
		const isTransport = type === "transport" || type === "transport-list" || type === "service";
		if (!isList && !isTransport) continue;
		for (const { text, origin } of rawWords(written)) {
			if (isList && classes.has(text)) add(`parameter ${text}`, origin, "reference");
			const service = text.split(":", 1)[0] ?? "";
			if (isTransport && services.has(service))
				add(
					`service ${service}`,
					{ ...origin, span: { start: origin.span.start, end: origin.span.start + service.length } },
					"reference",
				);
		}
	}
	for (const service of model.masterCf?.services ?? []) {
		if (service.name.origin.kind === "file") add(`service ${service.name.text}`, service.name.origin, "definition");
	}
	const files = new Map<string, SourceFile>();
	for (const { origin, path, file } of tableFiles(model)) {
		add(`table ${path}`, origin, "reference");
		if (file !== undefined) files.set(path, file);
	}
	for (const [path, file] of files) add(`table ${path}`, inFile(file, { start: 0, end: 0 }), "definition");
	for (const table of model.tables.opened) {
		if (classes.size === 0) break;
		forEachSmall(table.entries, (_key, value, origin) => {
			if (!classes.has(value)) return;
			const place = origin();
			if (place.kind !== "file") return;
			const at = place.file.text.slice(place.span.start, place.span.end).lastIndexOf(value);
			const start = place.span.start + at;
			if (at !== -1) add(`parameter ${value}`, { ...place, span: { start, end: start + value.length } }, "reference");
		});
	}
	return uses;
});

const keyUses = perModel((model: PostfixModel): readonly SymbolUse[] =>
	model.tables.opened.flatMap((table) => {
		const uses: SymbolUse[] = [];
		forEachSmall(table.entries, (key, _value, origin) => {
			const place = origin();
			if (place.kind !== "file") return;
			const text = key();
			const at = place.file.text.slice(place.span.start, place.span.end).toLowerCase().indexOf(text.toLowerCase());
			const start = place.span.start + Math.max(0, at);
			if (at !== -1)
				uses.push({
					symbol: `key ${text.toLowerCase()}`,
					origin: { ...place, span: { start, end: start + text.length } },
					role: "definition",
				});
		});
		return uses;
	}),
);

function forEachSmall(
	entries: TableEntries | undefined,
	visit: (key: () => string, value: string, origin: () => import("@relaylint/core").Origin) => void,
): void {
	if (entries?.kind === "keys" && entries.entryCount <= MOST_ENTRIES)
		entries.forEachEntry((key, value, origin) => {
			visit(key, value, origin);
			return true;
		});
}

/** The names that a thing may get: the administrator chooses those of parameters that Postfix does not know, and of services. */
export function renaming(symbol: string, { configuration }: FileView): RenameRule | undefined {
	const [kind = "", name = ""] = symbol.split(" ");
	if (kind !== "parameter" || findParameter(name) !== undefined) return undefined;
	const model = modelOf(configuration);
	const programs = new Map((model.masterCf?.services ?? []).map((service) => [service.name.text, processName(service)]));
	if (findDynamicParameter(name, programs, model.release) !== undefined) return undefined;
	if (!named(model).some((use) => use.symbol === symbol && use.role === "definition")) return undefined;
	return { form: /^[A-Za-z0-9_]+$/, wanted: "letters, digits and underscores" };
}
