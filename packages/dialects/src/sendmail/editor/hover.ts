import { type FileOrigin, type FileView, type HoverText, positionAt } from "@relaylint/core";
import { networkText } from "../../editor/network-text.ts";
import { codeText, narrowest } from "../../editor/places.ts";
import { modelOf, type SendmailModel } from "../model.ts";
import { meaningOf } from "../policy/values.ts";
import { CLASS_DOCS, CONF_DOCS, FEATURE_DOCS, LINE_DOCS, MACRO_DOCS, TAG_DOCS, VALUE_DOCS } from "../schema/docs.ts";
import { roleOf, symbols } from "./words.ts";

/** What is said of the words at a place of a file of Sendmail. */
export function hover(view: FileView, offset: number): HoverText | undefined {
	const model = modelOf(view.configuration);
	const role = roleOf(view);
	switch (role.kind) {
		case "table":
			return entryHover(view, offset, role.map);
		case "mc":
			return callHover(view, offset, model) ?? nameHover(view, offset, model);
		case "cf":
			return nameHover(view, offset, model) ?? lineHover(view, offset);
		case "class-file": {
			const word = wordAt(view, offset);
			const network = word === undefined ? undefined : networkOfPrefix(word.text);
			const said = `A word of class ${role.name}: ${CLASS_DOCS[role.name] ?? "a class of this configuration"}.`;
			return word === undefined
				? undefined
				: { span: word.span, markdown: [`**${word.text}**`, said, ...(network ?? [])].join("\n\n") };
		}
		default:
			return undefined;
	}
}

function wordAt(
	{ file }: FileView,
	offset: number,
): { readonly text: string; readonly span: { start: number; end: number } } | undefined {
	let start = offset;
	let end = offset;
	while (start > 0 && /\S/.test(file.text.charAt(start - 1))) start--;
	while (end < file.text.length && /\S/.test(file.text.charAt(end))) end++;
	const line = file.text.slice(file.text.lastIndexOf("\n", offset - 1) + 1, start);
	return start === end || line.trimStart().startsWith("#")
		? undefined
		: { text: file.text.slice(start, end), span: { start, end } };
}

/** The network of an address prefix, `10.1` for 10.1.0.0/16 (cf/README, "ACCESS DATABASE"). */
function networkOfPrefix(key: string): readonly string[] | undefined {
	const quads = /^(\d{1,3}(?:\.\d{1,3}){0,3})\.?$/.exec(key)?.[1]?.split(".");
	if (quads === undefined) return undefined;
	const network = `${[...quads, "0", "0", "0"].slice(0, 4).join(".")}/${quads.length * 8}`;
	const text = networkText(network);
	return text === undefined ? undefined : [text];
}

function entryHover(view: FileView, offset: number, map: string): HoverText | undefined {
	const { text } = view.file;
	const start = text.lastIndexOf("\n", offset - 1) + 1;
	const feed = text.indexOf("\n", offset);
	const line = text.slice(start, feed === -1 ? text.length : feed);
	const [, key = "", gap = "", rest = ""] = /^([^\s#]\S*)(\s+)(.*?)\s*$/.exec(line) ?? [];
	if (key === "") return undefined;
	const tag = /^(\w+):(.*)$/.exec(key);
	const about = map === "access" ? tagText(tag?.[1]) : `A key of ${map}.`;
	const prefix = map === "access" ? (networkOfPrefix(tag?.[2] ?? key) ?? []) : [];
	if (offset <= start + key.length)
		return { span: { start, end: start + key.length }, markdown: [`**${key}** — ${about}`, ...prefix].join("\n\n") };
	if (map !== "access" || rest === "") return undefined;
	const from = start + key.length + gap.length;
	const meaning = meaningOf(rest);
	return {
		span: { start: from, end: from + rest.length },
		markdown: `**${rest}** — ${VALUE_DOCS[meaning] ?? ""}.${meaning === "ok" ? "\n\nTo let a client relay, the word is RELAY." : ""}`,
	};
}

function tagText(tag: string | undefined): string {
	if (tag === undefined) return "Without a tag it is asked for clients, senders and recipients alike.";
	const doc = TAG_DOCS[tag.toLowerCase()];
	return doc === undefined ? `The tag ${tag} is none of Sendmail's.` : `Asks ${doc}.`;
}

function callHover(view: FileView, offset: number, { mc }: SendmailModel): HoverText | undefined {
	const call = narrowest(mc?.calls ?? [], view, offset);
	if (call === undefined) return undefined;
	const [first = "", ...rest] = call.arguments;
	const name = first.trim();
	const doc =
		call.name === "FEATURE"
			? `${FEATURE_DOCS[name] ?? "A feature that does not decide who relays"}.`
			: call.name === "define" && CONF_DOCS[name] !== undefined
				? `Sets ${codeText(CONF_DOCS[name]?.[0] ?? "")}: ${CONF_DOCS[name]?.[1]}.`
				: `${MACRO_DOCS[call.name] ?? "A macro of m4"}.`;
	const thrown = call.diversion < 0 ? ["*Its text is thrown away here; what it does, it does all the same.*"] : [];
	const given = rest.length === 0 ? [] : [`With ${rest.map(codeText).join(", ")}.`];
	return {
		span: call.origin.span,
		markdown: [
			`**${call.name}${name === "" ? "" : `(${name})`}** — ${doc}`,
			...given,
			...thrown,
			"[cf/README](https://www.sendmail.org/~ca/email/doc8.12/cf/m4/readme.html)",
		].join("\n\n"),
	};
}

function nameHover(view: FileView, offset: number, { server }: SendmailModel): HoverText | undefined {
	const use = narrowest(symbols(view), view, offset);
	if (use === undefined) return undefined;
	const [kind = "", name = ""] = use.symbol.split(" ");
	const { span } = use.origin;
	const places = symbols(view).filter((one) => one.symbol === use.symbol && one.role === "definition");
	const where = places
		.slice(0, 4)
		.map(({ origin }) => placeText(origin))
		.join(", ");
	switch (kind) {
		case "class": {
			const words = [...server.class(name).words.values()].map(({ text }) => text);
			const shown = words.slice(0, 20).join(" ");
			return {
				span,
				markdown: `**$=${name}** — a class${CLASS_DOCS[name] === undefined ? "" : `: ${CLASS_DOCS[name]}`}.\n\n${words.length === 0 ? "Nothing is in it" : `${codeText(shown)}${words.length > 20 ? ` and ${words.length - 20} more` : ""}`}${where === "" ? "" : ` — ${where}`}`,
			};
		}
		case "map": {
			const map = server.map(name);
			if (map === undefined) return undefined;
			const { table } = map;
			return {
				span,
				markdown: `**${name}** — a ${map.kind} map: ${codeText(map.specification)}.${table === undefined ? "" : `\n\n${table.entries.size} keys, read from ${codeText(table.file.path.replace(/^.*\//, ""))}.`}`,
			};
		}
		case "ruleset": {
			const own = server.rulesets.get(name.toLowerCase());
			return {
				span,
				markdown: `**${name}** — a rule set${where === "" ? "" : `, ${where}`}.${own === undefined ? "" : ` ${own.rules.length} rules.`}`,
			};
		}
		case "macro": {
			const value = server.macro(name);
			return {
				span,
				markdown: `**$${name}** — a macro.\n\n${value === undefined ? "Its value is not in the files." : codeText(value)}`,
			};
		}
		default:
			return undefined;
	}
}

function lineHover({ file }: FileView, offset: number): HoverText | undefined {
	const start = file.text.lastIndexOf("\n", offset - 1) + 1;
	const letter = file.text.charAt(start);
	const doc = LINE_DOCS[letter];
	return doc === undefined || offset > start + 1
		? undefined
		: { span: { start, end: start + 1 }, markdown: `**${letter}** — ${doc}.` };
}

function placeText({ file, span }: FileOrigin): string {
	return `${file.path.replace(/^.*\//, "")}:${positionAt(file, span.start).line + 1}`;
}
