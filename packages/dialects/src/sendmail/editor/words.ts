import { type FileOrigin, type FileView, inFile, type SourceFile, type SymbolUse } from "@relaylint/core";
import { fileAtPath } from "../../editor/places.ts";
import type { TableText } from "../maps/table.ts";
import { modelOf, type SendmailModel } from "../model.ts";

/** What a file is to its configuration. */
export type FileRole =
	| { readonly kind: "mc" | "cf" | "other" }
	| { readonly kind: "table"; readonly map: string; readonly table: TableText }
	| { readonly kind: "class-file"; readonly name: string };

/** The maps of a server that a file of text makes. */
const MAPS = ["access", "virtuser", "mailertable", "domaintable", "generics"] as const;

/** What a file is to its configuration. */
export function roleOf({ configuration, file }: FileView): FileRole {
	const { mc, server } = modelOf(configuration);
	if (file === server.main) return { kind: mc === undefined ? "cf" : "mc" };
	for (const map of MAPS) {
		const table = server.map(map)?.table;
		if (table?.file === file) return { kind: "table", map, table };
	}
	for (const statement of server.statements)
		if (statement.kind === "class-file" && fileAtPath(configuration.files, pathOf(statement.file)) === file)
			return { kind: "class-file", name: statement.name };
	return { kind: "other" };
}

/** The path of an `F` line, without its flag. */
export function pathOf(written: string): string {
	return written.replace(/^-o\s+/, "").split(/\s/, 1)[0] ?? "";
}

const known = new WeakMap<SendmailModel, readonly SymbolUse[]>();

/** Every place at which a class, a rule set, a map, a macro of a generated file, a name of m4 or a table's file stands. */
export function symbols({ configuration }: Pick<FileView, "configuration">): readonly SymbolUse[] {
	const model = modelOf(configuration);
	let uses = known.get(model);
	if (uses === undefined) {
		uses = collect(model, configuration.files);
		known.set(model, uses);
	}
	return uses;
}

const CLASS_MACROS: Readonly<Record<string, string>> = {
	RELAY_DOMAIN: "R",
	RELAY_DOMAIN_FILE: "R",
	LOCAL_DOMAIN: "w",
	VIRTUSER_DOMAIN: "VirtHost",
	VIRTUSER_DOMAIN_FILE: "VirtHost",
	EXPOSED_USER: "E",
	MASQUERADE_DOMAIN: "M",
	TRUST_AUTH_MECH: "TrustAuthMech",
};

/** The features that ask a map, and its name. */
const FEATURE_MAPS: Readonly<Record<string, string>> = {
	access_db: "access",
	virtusertable: "virtuser",
	mailertable: "mailertable",
	domaintable: "domaintable",
	genericstable: "generics",
};

function collect(model: SendmailModel, files: readonly SourceFile[]): readonly SymbolUse[] {
	const { mc, server } = model;
	const uses = new Map<string, SymbolUse>();
	const add = (symbol: string, origin: FileOrigin, role: SymbolUse["role"]) => {
		const key = `${symbol} ${origin.file.path} ${origin.span.start} ${origin.span.end}`;
		if (!uses.has(key)) uses.set(key, { symbol, origin, role });
	};
	const { main } = server;
	const place = (start: number, length: number) => inFile(main, { start, end: start + length });
	lineNames(main, (symbol, start, length, role) => add(symbol, place(start, length), role));
	for (const map of MAPS) {
		const file = server.map(map)?.table?.file;
		if (file !== undefined) add(`map ${map}`, inFile(file, { start: 0, end: 0 }), "definition");
	}
	for (const statement of server.statements) {
		if (statement.kind !== "class-file") continue;
		const file = fileAtPath(files, pathOf(statement.file));
		if (file !== undefined && file !== main) add(`class ${statement.name}`, inFile(file, { start: 0, end: 0 }), "definition");
	}
	for (const call of mc?.calls ?? []) {
		const { file, span } = call.origin;
		if (file !== main) continue;
		const words = file.text.slice(span.start, span.end);
		const argument = /\(\s*`?\s*([\w.-]+)/.exec(words);
		const [whole = "", first = ""] = argument ?? [];
		const at = span.start + (argument?.index ?? 0) + whole.length - first.length;
		const className = CLASS_MACROS[call.name];
		if (className !== undefined) add(`class ${className}`, place(span.start, call.name.length), "definition");
		const map = call.name === "FEATURE" ? FEATURE_MAPS[first] : undefined;
		if (map !== undefined) add(`map ${map}`, place(at, first.length), "reference");
		if (call.name === "FEATURE" && first === "use_cw_file") add("class w", place(at, first.length), "reference");
	}
	if (mc !== undefined) {
		for (const found of main.text.matchAll(/\b(?:define|undefine|ifdef)\(\s*`(\w+)'/g)) {
			const name = found[1] ?? "";
			const start = found.index + found[0].length - name.length - 1;
			add(`name ${name}`, place(start, name.length), found[0].startsWith("define") ? "definition" : "reference");
		}
	}
	return [...uses.values()];
}

/** Names in lines of a generated file, which an m4 source holds as well. */
function lineNames(
	{ text }: SourceFile,
	add: (symbol: string, start: number, length: number, role: SymbolUse["role"]) => void,
): void {
	const numbers = new Map<string, string>();
	const every = (pattern: RegExp, kind: string, role: SymbolUse["role"]) => {
		for (const found of text.matchAll(pattern)) {
			const name = found[1] ?? found[2] ?? "";
			const start = found.index + found[0].lastIndexOf(name);
			add(`${kind} ${kind === "ruleset" ? (numbers.get(name) ?? name) : name}`, start, name.length, role);
		}
	};
	for (const found of text.matchAll(/^S\s*(\w+)\s*=\s*(\d+)/gm)) numbers.set(found[2] ?? "", found[1] ?? "");
	every(/^S\s*(?:\{(\w+)\}|(\w+))/gm, "ruleset", "definition");
	every(/\$>\s*(?:\{(\w+)\}|(\w+))/g, "ruleset", "reference");
	every(/^[CF](?:\{(\w+)\}|([A-Za-z]))(?=[^\w(]|\S)/gm, "class", "definition");
	every(/\$[=~](?:\{(\w+)\}|(\w))/g, "class", "reference");
	every(/^K\s*(\w+)(?=\s)/gm, "map", "definition");
	every(/\$\(\s*(\w+)/g, "map", "reference");
	every(/^D(?:\{(\w+)\}|([A-Za-z]))/gm, "macro", "definition");
	every(/\$&?(?:\{(\w+)\}|([A-Za-z])(?![\w]))/g, "macro", "reference");
}
