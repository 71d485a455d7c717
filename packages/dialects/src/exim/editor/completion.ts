import type { Completion, CompletionList, FileView } from "@relaylint/core";
import { oneLine } from "../../editor/places.ts";
import type { ListKind } from "../ast.ts";
import { type EximModel, modelOf } from "../model.ts";
import { CONDITIONS, isModifier, MODIFIERS } from "../schema/acl-conditions.ts";
import { DRIVERS, type DriverSection, driverOptions, GENERIC } from "../schema/driver-options.ts";
import { mainOptions } from "../schema/main-options.ts";
import { DEBIAN_DOCS, OPTION_DOCS, VERB_DOCS } from "../schema/option-docs.ts";
import { variableNames } from "../schema/variables.ts";
import { isSettings } from "./outline.ts";
import { LIST_CONDITIONS, LIST_OPTIONS, listOption } from "./values.ts";

/** What may stand at a place of a file of Exim. */
export function complete(view: FileView, offset: number): CompletionList | undefined {
	const model = modelOf(view.configuration);
	const { text } = view.file;
	const list = (typed: string, items: readonly Completion[]): CompletionList => ({
		span: { start: offset - typed.length, end: offset },
		items,
	});
	if (isSettings(view)) return debianWord(text, offset, list);
	const { line, section } = before(text, offset);
	if (/^\s*#/.test(line)) return undefined;
	const macro = /(?<![\w$])([A-Z][A-Za-z0-9_]*)$/.exec(line);
	if (/^\s*\.(?:el)?ifn?(?:def)\s/.test(line) || (macro !== null && line.includes("=")))
		return list(macro?.[1] ?? "", macros(model));
	const variable = /\$\{?([a-z_0-9]*)$/.exec(line);
	if (variable !== null) return list(variable[1] ?? "", variables(model));
	const equals = line.indexOf("=");
	if (equals === -1) return firstWord(line, section, text.slice(0, offset), model, list);
	const name = /(\w+)\s*$/.exec(line.slice(0, equals))?.[1] ?? "";
	return value(name, line.slice(equals + 1), section, line.slice(0, equals), model, list);
}

type Make = (typed: string, items: readonly Completion[]) => CompletionList;

/** The logical line up to a place, and the section that it stands in. */
function before(text: string, offset: number): { readonly line: string; readonly section: string } {
	let start = text.lastIndexOf("\n", offset - 1) + 1;
	let line = text.slice(start, offset);
	while (start > 0) {
		const end = start - 1;
		const previous = text.lastIndexOf("\n", end - 1) + 1;
		const above = text.slice(previous, end).trimEnd();
		if (!above.endsWith("\\")) break;
		line = above.slice(0, -1) + line.trimStart();
		start = previous;
	}
	const sections = [...text.slice(0, start).matchAll(/^[ \t]*begin[ \t]+(\w+)/gm)];
	return { line, section: sections.at(-1)?.[1] ?? "main" };
}

function firstWord(line: string, section: string, above: string, model: EximModel, list: Make): CompletionList | undefined {
	const typed = /[\w!]*$/.exec(line)?.[0] ?? "";
	const words = line.trim().split(/\s+/);
	const first = line.trim() === typed;
	if (section === "acl") {
		const bare = typed.replace(/^!/, "");
		if (!first && !(words.length === 2 && Object.hasOwn(VERB_DOCS, words[0] ?? ""))) return undefined;
		return list(bare, [...(first ? verbs() : []), ...conditions(typed.startsWith("!"))]);
	}
	if (section === "routers" || section === "transports" || section === "authenticators")
		return first ? list(typed, driverWords(section, above)) : undefined;
	if (section !== "main" || (!first && !/^\s*hide\s+\w*$/.test(line))) return undefined;
	return list(typed, [...options(model), ...listWords(first), ...snippets(first)]);
}

function options(model: EximModel): readonly Completion[] {
	const set = new Set(model.document.options.keys());
	return [...mainOptions().values()].map(({ name, type, support, default: fallback }) => ({
		label: name,
		kind: "parameter",
		detail: type,
		documentation: `${OPTION_DOCS[name] ?? "Never decides who relays"}.\n\nDefault: \`${fallback}\``,
		insert: `${name} = `,
		more: true,
		rank: set.has(name) ? 6 : support === "irrelevant" ? 5 : 2,
	}));
}

function listWords(first: boolean): readonly Completion[] {
	if (!first) return [];
	return ["domainlist", "hostlist", "addresslist", "localpartlist"].map((label) => ({
		label,
		kind: "class",
		detail: "a named list",
		insert: `${label} \${1:name} = \${2}`,
		snippet: true,
		rank: 3,
	}));
}

function snippets(first: boolean): readonly Completion[] {
	return first
		? [
				{
					label: "begin acl",
					kind: "snippet",
					detail: "the section of ACLs",
					insert:
						"begin acl\n\nacl_check_rcpt:\n  accept  hosts = +relay_from_hosts\n  require message = relay not permitted\n          domains = +local_domains : +relay_to_domains\n  accept\n",
					rank: 7,
				},
			]
		: [];
}

function verbs(): readonly Completion[] {
	return Object.entries(VERB_DOCS).map(([label, documentation]) => ({
		label,
		kind: "restriction",
		detail: "verb",
		documentation,
		insert: `${label} `,
		more: true,
		rank: 1,
	}));
}

function conditions(negated: boolean): readonly Completion[] {
	return [...Object.entries(CONDITIONS), ...(negated ? [] : Object.entries(MODIFIERS))].map(([label, doc]) => ({
		label,
		kind: "parameter",
		detail: isModifier(label) ? "modifier" : "condition",
		documentation: isModifier(label) ? `${doc}.` : `Whether ${doc}.`,
		insert: label === "endpass" ? label : label === "set" ? "set acl_m_${1:name} = " : `${label} = `,
		...(label === "set" ? { snippet: true } : {}),
		more: true,
		rank: isModifier(label) ? 4 : 3,
	}));
}

/** The options of the driver that was begun above. */
function driverWords(section: DriverSection, above: string): readonly Completion[] {
	const start = Math.max(0, ...[...above.matchAll(/^[ \t]*\w+:[ \t]*$/gm)].map(({ index }) => index));
	const driver = /^[ \t]*driver[ \t]*=[ \t]*(\w+)/m.exec(above.slice(start))?.[1] ?? "";
	const names = [...GENERIC[section], ...(driverOptions(section, driver) ?? [])];
	return names.map((label) => ({
		label,
		kind: "parameter",
		detail: GENERIC[section].has(label) ? section.slice(0, -1) : driver,
		insert: `${label} = `,
		more: true,
		rank: label === "driver" && driver === "" ? 1 : GENERIC[section].has(label) ? 4 : 3,
	}));
}

const VERIFY = `recipient sender header_sender header_syntax helo reverse_host_lookup certificate csa not_blind arc`.split(" ");
const CONTROL =
	`submission freeze queue_only queue caseful_local_part caselower_local_part dkim_disable_verify dmarc_disable_verify enforce_sync no_enforce_sync no_multiline_responses no_pipelining no_delay_flush no_callout_flush fakereject fakedefer suppress_local_fixups utf8_downconvert cutthrough_delivery allow_auth_unadvertised`.split(
		" ",
	);

function value(
	name: string,
	typedAll: string,
	section: string,
	head: string,
	model: EximModel,
	list: Make,
): CompletionList | undefined {
	const word = /[\w./-]*$/.exec(typedAll)?.[0] ?? "";
	const words = (labels: readonly string[], detail: string): CompletionList =>
		list(
			word,
			labels.map((label): Completion => ({ label, kind: "value", detail })),
		);
	const { document } = model;
	if (section === "acl") {
		const kind = LIST_CONDITIONS[name];
		if (kind !== undefined) return listItems(kind, typedAll, model, list);
		if (name === "acl") return words([...document.acls.keys()], "ACL");
		if (name === "verify") return words(VERIFY, "check");
		if (name === "control") return words(CONTROL, "control");
		if (name === "authenticated") return words(["*", ...document.authenticators.map((one) => one.name)], "authenticator");
		if (name === "encrypted") return words(["*"], "any cipher");
		return undefined;
	}
	if (section === "routers" || section === "transports" || section === "authenticators") {
		if (name === "driver") return words(DRIVERS[section], "driver");
		if (/transport$/.test(name))
			return words(
				document.transports.map((one) => one.name),
				"transport",
			);
		if (/^(?:pass|redirect)_router$/.test(name))
			return words(
				document.routers.map((one) => one.name),
				"router",
			);
		const kind = LIST_OPTIONS[name];
		return kind === undefined ? undefined : listItems(kind, typedAll, model, list);
	}
	const named = /^\s*(?:hide\s+)?(domain|host|address|localpart)list(?:_cache)?\s/.exec(head)?.[1] as ListKind | undefined;
	const kind = named ?? listOption(name);
	if (kind !== undefined) return listItems(kind, typedAll, model, list);
	if (/^acl_/.test(name)) return words([...document.acls.keys(), "accept", "deny"], "ACL");
	return mainOptions().get(name)?.type === "boolean" ? words(["true", "false"], "boolean") : undefined;
}

/** Named lists of a kind, and what else its items are. */
function listItems(kind: ListKind, typedAll: string, { document }: EximModel, list: Make): CompletionList {
	const typed = /\+?[\w./]*$/.exec(typedAll)?.[0] ?? "";
	const plain = (label: string, detail: string): Completion => ({ label, kind: "value", detail, rank: 6 });
	const lists = document.lists
		.filter((one) => one.kind === kind)
		.map((one): Completion => ({ label: `+${one.name}`, kind: "class", detail: oneLine(one.value.text, 60), rank: 1 }));
	const others: Readonly<Record<ListKind, readonly Completion[]>> = {
		domain: [
			plain("@", "the name of this host"),
			plain("@[]", "this host's addresses as literals"),
			plain("lsearch;", "keys of a file"),
			plain("dsearch;", "names of a folder's files"),
		],
		host: [
			plain("127.0.0.1", "this machine"),
			plain("@[]", "this host's addresses"),
			plain("net-lsearch;", "addresses in a file"),
			plain("iplsearch;", "networks in a file"),
		],
		address: [plain("lsearch;", "keys of a file"), plain("*@", "everybody of a domain")],
		localpart: [plain("lsearch;", "keys of a file")],
	};
	return list(typed, [...lists, ...others[kind]]);
}

function macros({ document }: EximModel): readonly Completion[] {
	return [...document.macros.values()].map(({ name, text }) => ({
		label: name,
		kind: "reference",
		detail: oneLine(text, 60),
		rank: 2,
	}));
}

function variables({ document }: EximModel): readonly Completion[] {
	const own = new Set<string>();
	for (const { statements } of document.acls.values())
		for (const { conditions: all } of statements) for (const { variable } of all) if (variable !== undefined) own.add(variable);
	return [
		...[...own].map((label): Completion => ({ label, kind: "reference", detail: "set in an ACL", rank: 1 })),
		...[...variableNames()].map((label): Completion => ({ label, kind: "reference", detail: "variable" })),
	];
}

function debianWord(text: string, offset: number, list: Make): CompletionList | undefined {
	const line = text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset);
	const type = /^\s*dc_eximconfig_configtype='?(\w*)$/.exec(line);
	if (type !== null)
		return list(
			type[1] ?? "",
			["internet", "smarthost", "satellite", "local", "none"].map((label) => ({
				label,
				kind: "value",
				detail: "kind of server",
			})),
		);
	if (!/^\s*\w*$/.test(line)) return undefined;
	return list(
		line.trim(),
		Object.entries(DEBIAN_DOCS).map(([label, documentation]) => ({
			label,
			kind: "parameter",
			documentation: `${documentation}.`,
			insert: `${label}='\${1}'`,
			snippet: true,
		})),
	);
}
