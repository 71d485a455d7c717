import type {
	EditorSupport,
	FileLink,
	FileView,
	LensPlace,
	OutlineItem,
	RenameRule,
	SemanticToken,
	TokenType,
} from "@relaylint/core";
import { fileAtPath, oneLine } from "../../editor/places.ts";
import { modelOf } from "../model.ts";
import { complete } from "./completion.ts";
import { hover } from "./hover.ts";
import { roleOf, symbols } from "./words.ts";

/** Entries of a table past this many are left out of its outline. */
const MOST_ENTRIES = 5000;

/** The calls of an m4 source, the rule sets with their rules of a generated file, the keys of a table. */
function outline(view: FileView): readonly OutlineItem[] {
	const { mc, server } = modelOf(view.configuration);
	const { file } = view;
	const role = roleOf(view);
	if (role.kind === "table")
		return [...role.table.entries.values()].slice(0, MOST_ENTRIES).map(({ key, value, start, keyEnd, end }) => ({
			name: key,
			detail: oneLine(value),
			kind: "entry",
			span: { start, end },
			nameSpan: { start, end: keyEnd },
		}));
	if (role.kind === "mc")
		return (mc?.calls ?? []).flatMap(({ name, arguments: given, origin }): readonly OutlineItem[] =>
			origin.file !== file || origin.span.end <= origin.span.start
				? []
				: [
						{
							name: given[0] === undefined || given[0] === "" ? name : `${name}(${oneLine(given[0], 60)})`,
							detail: oneLine(given.slice(1).join(", ")),
							kind: name === "FEATURE" ? "class" : name === "DAEMON_OPTIONS" || name === "MAILER" ? "service" : "setting",
							span: origin.span,
							nameSpan: origin.span,
						},
					],
		);
	if (role.kind !== "cf") return [];
	const items: OutlineItem[] = [];
	for (const { name, origin, rules } of new Set(server.rulesets.values())) {
		if (origin.kind !== "file" || origin.file !== file) continue;
		const children = rules.flatMap((rule): readonly OutlineItem[] =>
			rule.origin.kind === "file" && rule.origin.file === file
				? [
						{
							name: oneLine(rule.left) || "R",
							detail: oneLine(rule.right),
							kind: "entry",
							span: rule.origin.span,
							nameSpan: rule.origin.span,
						},
					]
				: [],
		);
		const end = Math.max(origin.span.end, ...children.slice(-1).map(({ span }) => span.end));
		items.push({ name, kind: "section", nameSpan: origin.span, span: { start: origin.span.start, end }, children });
	}
	for (const statement of server.statements) {
		const { origin } = statement;
		if (origin.file !== file || (statement.kind !== "map" && statement.kind !== "option" && statement.kind !== "mailer"))
			continue;
		const detail = statement.kind === "map" ? statement.specification : statement.kind === "option" ? statement.value : "mailer";
		items.push({
			name: statement.name,
			detail: oneLine(detail),
			kind: statement.kind === "mailer" ? "service" : "setting",
			span: origin.span,
			nameSpan: origin.span,
		});
	}
	return items.sort((a, b) => a.span.start - b.span.start);
}

const OF_SYMBOL: Readonly<Record<string, TokenType>> = {
	class: "class",
	ruleset: "function",
	map: "namespace",
	macro: "variable",
	name: "variable",
};

/** Names by what they are; the values and tags of the access map. */
function tokens(view: FileView): readonly SemanticToken[] {
	const found: SemanticToken[] = [];
	const role = roleOf(view);
	if (role.kind === "table") {
		for (const { start, valueStart, value, key } of role.table.entries.values()) {
			const tag = /^\w+:/.exec(key)?.[0].length ?? 0;
			if (tag > 0) found.push({ span: { start, end: start + tag }, type: "type" });
			const word = /^\S+/.exec(value)?.[0].length ?? 0;
			if (role.map === "access" && word > 0) found.push({ span: { start: valueStart, end: valueStart + word }, type: "keyword" });
		}
		return found;
	}
	for (const { symbol, origin, role: use } of symbols(view)) {
		const type = OF_SYMBOL[symbol.split(" ", 1)[0] ?? ""];
		if (type !== undefined && origin.file === view.file && origin.span.end > origin.span.start)
			found.push({ span: origin.span, type, ...(use === "definition" ? { modifiers: ["definition"] as const } : {}) });
	}
	return found;
}

/** Files that are named where they were found. */
function links(view: FileView): readonly FileLink[] {
	const found: FileLink[] = [];
	for (const match of view.file.text.matchAll(/\/(?:[\w.-]+\/)+[\w.-]+/g)) {
		const file = fileAtPath(view.configuration.files, match[0].replace(/\.db$/, ""));
		if (file !== undefined && file !== view.file)
			found.push({
				span: { start: match.index, end: match.index + match[0].length },
				path: file.path,
				tooltip: `Open ${match[0]}`,
			});
	}
	return found;
}

/** Over each line that says on which port the daemon listens, else over the first line. */
function lenses({ configuration, file }: FileView): readonly LensPlace[] {
	const { listeners } = configuration.policy;
	const said = listeners.flatMap(({ name, origin }): readonly LensPlace[] =>
		origin.kind === "file" && origin.file === file ? [{ span: origin.span, listeners: [name] }] : [],
	);
	const others = listeners.filter(({ origin }) => origin.kind !== "file").map(({ name }) => name);
	const first = configuration.files[0] === file && others.length > 0 ? [{ span: { start: 0, end: 0 }, listeners: others }] : [];
	return [...first, ...said];
}

/** Rule sets, maps and classes that an own configuration names; those that Sendmail asks by itself keep theirs. */
function renaming(symbol: string, view: FileView): RenameRule | undefined {
	const [kind = "", name = ""] = symbol.split(" ");
	const isOwn = symbols(view).some(
		(use) => use.symbol === symbol && use.role === "definition" && use.origin.span.end > use.origin.span.start,
	);
	if (!isOwn || (kind !== "ruleset" && kind !== "map") || /^(?:check_|Local_|Basic_|\d)/.test(name) || OWN_NAMES.has(name))
		return undefined;
	return { form: /^[A-Za-z][A-Za-z0-9_]*$/, wanted: "a letter, then letters, digits and underscores" };
}

const OWN_NAMES: ReadonlySet<string> = new Set(
	"canonify parse final localaddr access virtuser mailertable domaintable generics trust_auth tls_server tls_client tls_rcpt".split(
		" ",
	),
);

/** Sendmail in an editor. */
export const sendmailEditor: EditorSupport = { hover, complete, outline, symbols, renaming, links, tokens, lenses };
