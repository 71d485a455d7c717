import type { Completion, CompletionList, FileView } from "@relaylint/core";
import { FEATURES, HARMLESS_FEATURES } from "../m4/features.ts";
import { modelOf } from "../model.ts";
import { CLASS_DOCS, CONF_DOCS, FEATURE_DOCS, LINE_DOCS, MACRO_DOCS, TAG_DOCS } from "../schema/docs.ts";
import { roleOf, symbols } from "./words.ts";

/** What may stand at a place of a file of Sendmail. */
export function complete(view: FileView, offset: number): CompletionList | undefined {
	const { text } = view.file;
	const line = text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset);
	const list = (typed: string, items: readonly Completion[]): CompletionList => ({
		span: { start: offset - typed.length, end: offset },
		items,
	});
	const role = roleOf(view);
	if (role.kind === "table") return role.map === "access" && !line.startsWith("#") ? accessWord(line, list) : undefined;
	if (role.kind === "mc") return macroWord(line, view, list);
	return role.kind === "cf" && !line.startsWith("#") ? ruleWord(line, view, list) : undefined;
}

type Make = (typed: string, items: readonly Completion[]) => CompletionList;

const TAGS = [
	"Connect",
	"From",
	"To",
	"Spam",
	"ClientRate",
	"ClientConn",
	"GreetPause",
	"TLS_Clt",
	"TLS_Rcpt",
	"TLS_Srv",
	"CERTIssuer",
	"CERTSubject",
	"Srv_Features",
	"Try_TLS",
];

function accessWord(line: string, list: Make): CompletionList | undefined {
	if (/^\w*$/.test(line))
		return list(
			line,
			TAGS.map((tag) => ({
				label: `${tag}:`,
				kind: "class",
				detail: TAG_DOCS[tag.toLowerCase()] ?? "",
				rank: /^(?:Connect|From|To)$/.test(tag) ? 1 : 5,
			})),
		);
	const value = /^\S+\s+(\S*)$/.exec(line);
	if (value === null) return undefined;
	const item = (label: string, detail: string, rank: number): Completion => ({ label, kind: "action", detail, rank });
	return list(value[1] ?? "", [
		item("RELAY", "accepts, and relays from it and for it", 1),
		item("OK", "accepts it past other rules; relays nothing", 2),
		item("REJECT", "refuses", 2),
		item("DISCARD", "takes it and throws it away", 3),
		item("SKIP", "ends the search for this key", 4),
		{
			label: "ERROR:",
			kind: "snippet",
			detail: "refuses with a text",
			insert: 'ERROR:"${1:550} ${2:text}"',
			snippet: true,
			rank: 4,
		},
		item("QUARANTINE:", "holds the message", 5),
	]);
}

function macroWord(line: string, view: FileView, list: Make): CompletionList | undefined {
	if (/^\s*(?:dnl\b|#)/.test(line)) return undefined;
	const feature = /\bFEATURE\(\s*`?(\w*)$/.exec(line);
	if (feature !== null) return list(feature[1] ?? "", features(line));
	const conf = /\b(?:un)?define\(\s*`?(\w*)$/.exec(line);
	if (conf !== null)
		return list(
			conf[1] ?? "",
			Object.entries(CONF_DOCS).map(([label, [option, about]]) => ({
				label,
				kind: "parameter",
				detail: option,
				documentation: `Sets ${about}.`,
			})),
		);
	const mailer = /\bMAILER\(\s*`?(\w*)$/.exec(line);
	if (mailer !== null)
		return list(
			mailer[1] ?? "",
			["local", "smtp", "procmail", "cyrusv2", "uucp"].map((label) => ({ label, kind: "service", detail: "mailer" })),
		);
	const inside = ruleWord(line, view, list);
	if (inside !== undefined && /\$[=~(>&]/.test(line)) return inside;
	const typed = /(?:^|[\s)'])(\w*)$/.exec(line);
	if (typed === null) return undefined;
	return list(
		typed[1] ?? "",
		Object.entries(MACRO_DOCS).map(([label, documentation]) => ({
			label,
			kind: "restriction",
			documentation: `${documentation}.`,
			...(label === "dnl" || /^LOCAL_(?:CONFIG|RULE)/.test(label) ? {} : { insert: `${label}(\`\${1}')`, snippet: true }),
		})),
	);
}

function features(line: string): readonly Completion[] {
	const quote = /`\w*$/.test(line);
	return [...Object.keys(FEATURES), ...HARMLESS_FEATURES].map((label) => ({
		label,
		kind: "class",
		documentation: `${FEATURE_DOCS[label] ?? "Does not decide who relays"}.`,
		insert: quote ? label : `\`${label}'`,
		deprecated: label === "blacklist_recipients",
		rank: HARMLESS_FEATURES.has(label) ? 6 : 3,
	}));
}

/** Classes, maps, rule sets and macros inside rules. */
function ruleWord(line: string, view: FileView, list: Make): CompletionList | undefined {
	const { server } = modelOf(view.configuration);
	const names = (kind: string, detail: string, close = ""): readonly Completion[] =>
		[
			...new Set(
				symbols(view).flatMap(({ symbol, role }) =>
					role === "definition" && symbol.startsWith(`${kind} `) ? [symbol.slice(kind.length + 1)] : [],
				),
			),
		].map((label) => ({
			label,
			kind: "reference",
			detail: (kind === "class" ? CLASS_DOCS[label] : undefined) ?? detail,
			insert: close === "" || label.length === 1 ? label : `{${label}}`,
		}));
	const found = /\$([=~(>&])\{?(\w*)$/.exec(line);
	const typed = found?.[2] ?? "";
	switch (found?.[1]) {
		case "=":
		case "~":
			return list(typed, names("class", "class", "}"));
		case "(":
			return list(typed, names("map", "map"));
		case ">":
			return list(typed, [
				...names("ruleset", "rule set"),
				...[...server.rulesets.values()].map(({ name }): Completion => ({ label: name, kind: "reference", detail: "rule set" })),
			]);
		case "&":
			return list(typed, names("macro", "macro", "}"));
		default:
			return line === ""
				? list(
						"",
						Object.entries(LINE_DOCS).map(([label, detail]) => ({ label, kind: "restriction", detail })),
					)
				: undefined;
	}
}
