import { type FileOrigin, type FileView, inFile, type RenameRule, type SymbolUse } from "@relaylint/core";
import { fileAtPath } from "../../editor/places.ts";
import type { ListKind } from "../ast.ts";
import { isDebianSettings } from "../debian/generate.ts";
import type { Document } from "../document.ts";
import { type EximModel, modelOf } from "../model.ts";
import type { ValueText } from "../value.ts";
import { exactPlace, type OwnedValue, valuesOf } from "./values.ts";

const known = new WeakMap<EximModel, readonly SymbolUse[]>();

/** Every place at which a macro, a named list, an ACL, a driver, a variable of an ACL or a file stands. */
export function symbols({ configuration }: Pick<FileView, "configuration">): readonly SymbolUse[] {
	const model = modelOf(configuration);
	let uses = known.get(model);
	if (uses === undefined) {
		uses = collect(model);
		known.set(model, uses);
	}
	return uses;
}

/** What takes a use in. */
type Add = (symbol: string, origin: FileOrigin | undefined, role: SymbolUse["role"]) => void;

function collect(model: EximModel): readonly SymbolUse[] {
	const { document } = model;
	const hidden = isDebianSettings(document.main.path) ? document.main : undefined;
	const uses = new Map<string, SymbolUse>();
	const add: Add = (symbol, origin, role) => {
		// What Debian generates from its settings stands nowhere.
		if (origin === undefined || origin.file === hidden) return;
		const key = `${symbol} ${origin.file.path} ${origin.span.start}`;
		if (!uses.has(key)) uses.set(key, { symbol, origin, role });
	};
	macros(document, add);
	for (const { kind, name, nameOrigin } of document.lists) add(`${kind}list ${name}`, nameOrigin, "definition");
	for (const { name, origin, statements } of document.acls.values()) {
		if (origin.kind === "file") add(`acl ${name}`, origin, "definition");
		for (const { conditions } of statements)
			for (const { variable, nameOrigin, value } of conditions)
				if (variable !== undefined && value !== undefined)
					add(`variable ${variable}`, variablePlace(variable, nameOrigin), "definition");
	}
	for (const section of ["routers", "transports", "authenticators"] as const)
		for (const { name, nameOrigin } of document[section]) add(`${section.slice(0, -1)} ${name}`, nameOrigin, "definition");
	for (const owned of valuesOf(document)) inValue(owned, model, add);
	return [...uses.values()];
}

/** The name of a variable stands behind `set`. */
function variablePlace(variable: string, { file, span }: FileOrigin): FileOrigin | undefined {
	const at = file.text.indexOf(variable, span.end);
	return at === -1 || file.text.slice(span.end, at).trim() !== ""
		? undefined
		: inFile(file, { start: at, end: at + variable.length });
}

function macros(document: Document, add: Add): void {
	for (const { name, origin } of document.macroDefinitions) add(`macro ${name}`, origin, "definition");
	for (const { name, origin } of document.macroUses) {
		const { file, span } = origin;
		for (let at = file.text.indexOf(name, span.start); at !== -1 && at < span.end; at = file.text.indexOf(name, at + name.length))
			add(`macro ${name}`, inFile(file, { start: at, end: at + name.length }), "reference");
	}
}

const NAMED_BY: Readonly<Record<string, string>> = {
	transport: "transport",
	file_transport: "transport",
	pipe_transport: "transport",
	directory_transport: "transport",
	reply_transport: "transport",
	shadow_transport: "transport",
	redirect_router: "router",
	pass_router: "router",
};

function inValue(owned: OwnedValue, { document, server }: EximModel, add: Add): void {
	const { name, owner, value } = owned;
	const { text } = value;
	const refer = (symbol: string, start: number, end: number, defines = false) =>
		add(symbol, exactPlace(value, start, end), defines ? "definition" : "reference");
	for (const { symbol, start, end } of listNames(owned, document)) refer(symbol, start, end);
	for (const found of text.matchAll(/\$\{?(acl_[cm]\w+)/g)) {
		const start = found.index + found[0].length - (found[1]?.length ?? 0);
		refer(`variable ${found[1]}`, start, found.index + found[0].length);
	}
	for (const found of text.matchAll(/\bacl\s*\{\s*\{?\s*(\w+)/g)) {
		const end = found.index + found[0].length;
		if (document.acls.has(found[1] ?? "")) refer(`acl ${found[1]}`, end - (found[1]?.length ?? 0), end);
	}
	const word = /^\s*(\w+)/.exec(text);
	const [all = "", first = ""] = word ?? [];
	const alone = /^\s*\w+\s*$/.test(text);
	const asksAcl = owner === "condition" ? name === "acl" : owner === "option" && /^acl_(?:smtp|not_smtp)/.test(name) && alone;
	if (asksAcl && document.acls.has(first)) refer(`acl ${first}`, all.length - first.length, all.length);
	const names = owner === "driver" ? NAMED_BY[name] : undefined;
	if (names !== undefined && alone) refer(`${names} ${first}`, all.length - first.length, all.length);
	if (owner === "condition" && name === "authenticated")
		for (const found of text.matchAll(/\w+/g))
			if (document.authenticators.some((one) => one.name === found[0]))
				refer(`authenticator ${found[0]}`, found.index, found.index + found[0].length);
	for (const { path, start, end } of pathsIn(value)) {
		const file = fileAtPath(server.files.opened, path);
		if (file === undefined) continue;
		refer(`file ${path}`, start, end);
		add(`file ${path}`, inFile(file, { start: 0, end: 0 }), "definition");
	}
}

/** Absolute paths in a value. */
export function pathsIn({ text }: ValueText): readonly { readonly path: string; readonly start: number; readonly end: number }[] {
	return [...text.matchAll(/(?<![\w$}/])\/(?:[\w.@+-]+\/)*[\w.@+-]+/g)].map(({ 0: path, index }) => ({
		path,
		start: index,
		end: index + path.length,
	}));
}

const MATCHED: Readonly<Record<string, ListKind>> = {
	match_domain: "domain",
	match_address: "address",
	match_local_part: "localpart",
	match_ip: "host",
};

/** The named lists that a value names with a plus sign; a list is known by what the value is, or by its name where only one kind has it. */
export function listNames(
	{ value, list }: Pick<OwnedValue, "value" | "list">,
	document: Document,
): readonly {
	readonly symbol: string;
	readonly kind: ListKind;
	readonly name: string;
	readonly start: number;
	readonly end: number;
}[] {
	const { text } = value;
	return [...text.matchAll(/\+(\w+)/g)].flatMap(({ 0: whole, 1: name = "", index }) => {
		const before = text.slice(0, index);
		const asked = /\b(match_(?:domain|address|local_part|ip))\s*\{[^{}]*\}\s*\{[^{}]*$/.exec(before)?.[1] ?? "";
		const kinds = document.lists.filter((one) => one.name === name).map((one) => one.kind);
		const kind = list ?? MATCHED[asked] ?? (kinds.length === 1 ? kinds[0] : undefined);
		if (kind === undefined || !kinds.includes(kind)) return [];
		return [{ symbol: `${kind}list ${name}`, kind, name, start: index + 1, end: index + whole.length }];
	});
}

/** The names that a thing may get: all are the administrator's to choose, but for those that a generator defines. */
export function renaming(symbol: string, view: FileView): RenameRule | undefined {
	const [kind = ""] = symbol.split(" ");
	if (kind === "file" || !symbols(view).some((use) => use.symbol === symbol && use.role === "definition")) return undefined;
	if (kind === "macro") return { form: /^[A-Z][A-Za-z0-9_]*$/, wanted: "a capital letter, then letters, digits and underscores" };
	if (kind === "variable")
		return { form: /^acl_[cm](?:\d+|_\w+)$/, wanted: "acl_c or acl_m with a number, or with an underscore and a name" };
	return { form: /^[A-Za-z0-9_]+$/, wanted: "letters, digits and underscores" };
}
