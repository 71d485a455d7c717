import type { Completion, CompletionList, FileView } from "@relaylint/core";
import { modelOf, type PostfixModel } from "../model.ts";
import { referencedNames, restrictionClasses, typeOf } from "../rules/written.ts";
import { accessActions } from "../schema/access-actions.ts";
import { mapTypes } from "../schema/map-types.ts";
import { findRestriction, restrictionLists, restrictionNames } from "../schema/restrictions.ts";
import {
	defaultText,
	findParameter,
	isDeprecatedInRelease,
	isKnownInRelease,
	type ParameterType,
	parameterNames,
} from "../schema/schema.ts";
import { lineBefore } from "./line-before.ts";
import { FIELDS } from "./service-fields.ts";
import { roleOf } from "./view.ts";

/** What may stand at a place of a file of Postfix. */
export function complete(view: FileView, offset: number): CompletionList | undefined {
	const model = modelOf(view.configuration);
	const role = roleOf(model, view.file);
	const line = lineBefore(view.file.text, offset);
	if (line.comment) return undefined;
	if (role.kind === "table") return tableResult(line.text, offset, model);
	if (role.kind === "master") return masterWord(line.text, offset, model);
	if (role.kind !== "main") return undefined;
	const equals = line.text.indexOf("=");
	if (equals === -1) return /\s/.test(line.text) ? undefined : list(line.text, offset, parameters(model, " = "));
	return value(line.text.slice(0, equals).trim(), line.text.slice(equals + 1), offset, model);
}

function list(typed: string, offset: number, items: readonly Completion[]): CompletionList {
	return { span: { start: offset - typed.length, end: offset }, items };
}

/** The parameters of the release, each with what it does; `equals` is written behind the name. */
export function parameters(model: PostfixModel, equals: string): readonly Completion[] {
	const set = new Set(model.mainCf.assignments.map(({ name }) => name));
	const known = parameterNames().flatMap((name): readonly Completion[] => {
		const schema = findParameter(name);
		if (schema === undefined || schema.readOnly || !isKnownInRelease(schema, model.release)) return [];
		const standard = defaultText(schema, model.release) ?? "";
		return [
			{
				label: name,
				kind: "parameter",
				detail: schema.type,
				documentation: `${schema.doc}.${standard === "" ? "" : `\n\nDefault: \`${standard}\``}`,
				insert: `${name}${equals}`,
				more: true,
				deprecated: isDeprecatedInRelease(schema, model.release),
				rank: schema.support === "modelled" ? (set.has(name) ? 4 : 2) : set.has(name) ? 6 : 5,
			},
		];
	});
	const wanted = [...referencedNames(model), ...restrictionClasses(model)].filter(
		(name) => findParameter(name) === undefined && !set.has(name),
	);
	return [
		...known,
		...[...new Set(wanted)].map(
			(name): Completion => ({
				label: name,
				kind: "class",
				detail: "named in this configuration",
				insert: `${name}${equals}`,
				rank: 1,
			}),
		),
	];
}

/** What may stand in the value of a parameter, by what stands before the cursor. */
function value(name: string, before: string, offset: number, model: PostfixModel): CompletionList | undefined {
	const reference = /\$(?:\{|\()?([A-Za-z0-9_]*)$/.exec(before);
	if (reference !== null) return list(reference[1] ?? "", offset, names(model));
	const typed = /[^\s,{}=]*$/.exec(before)?.[0] ?? "";
	const type = restrictionClasses(model).has(name) ? "restriction-list" : typeOf(name);
	if (typed.includes(":")) return tablePath(typed, offset, model);
	if (typed.startsWith("/")) return files(typed, typed, offset, model);
	if (type === undefined) return undefined;
	const words = before.split(/[\s,{}]+/);
	const previous = words.at(-2) ?? "";
	if (type === "restriction-list") {
		const argument = findRestriction(previous)?.argument;
		if (argument === "map") return list(typed, offset, tableTypes(model));
		if (argument === "domain")
			return list(typed, offset, [
				{ label: "zen.example", kind: "snippet", insert: "${1:dnsbl.example}", snippet: true, detail: "DNS list" },
			]);
		if (argument === "policy-server")
			return list(typed, offset, [
				{ label: "unix:private/policy", kind: "value", detail: "socket of the policy server" },
				{ label: "inet:127.0.0.1:10023", kind: "value", detail: "port of the policy server" },
			]);
		return list(typed, offset, [...restrictions(name, model), ...classes(model)]);
	}
	const items = valuesOf(type, name, model);
	return items === undefined ? undefined : list(typed, offset, items);
}

function valuesOf(type: ParameterType, name: string, model: PostfixModel): readonly Completion[] | undefined {
	const schema = findParameter(name);
	const words = (...values: readonly string[]): readonly Completion[] =>
		values.map((label) => ({
			label,
			kind: "value",
			...(defaultText(schema as NonNullable<typeof schema>, model.release) === label ? { detail: "default" } : {}),
		}));
	switch (type) {
		case "boolean":
			return words("yes", "no");
		case "enum":
		case "enum-list":
			return words(...(schema?.values ?? []));
		case "class-list":
			return classes(model);
		case "map":
		case "map-list":
			return tableTypes(model);
		case "host-list":
			return [
				...["127.0.0.0/8", "[::1]/128"].map((label): Completion => ({ label, kind: "value", detail: "this machine" })),
				...tableTypes(model).filter(({ label }) => /^(?:cidr|hash|lmdb|texthash)$/.test(label)),
				{ label: "$mynetworks", kind: "reference", insert: "\\$mynetworks", snippet: true },
			];
		case "domain-list":
			return [
				...["$myhostname", "$mydomain", "localhost", "localhost.$mydomain", "$mydestination"].map(
					(label): Completion => ({ label, kind: label.includes("$") ? "reference" : "value" }),
				),
				...tableTypes(model),
			];
		case "level":
			return words("3.6", "3.9", "2");
		case "transport":
		case "transport-list":
		case "service":
			return (model.masterCf?.services ?? []).map((service) => ({
				label: service.name.text,
				kind: "service",
				detail: service.command.text,
			}));
		case "interface-list":
			return words("all", "loopback-only", "$myhostname");
		default:
			return undefined;
	}
}

function names(model: PostfixModel): readonly Completion[] {
	const own = new Set(model.mainCf.assignments.map(({ name }) => name));
	return [...new Set([...own, ...parameterNames()])].flatMap((name): readonly Completion[] => {
		const schema = findParameter(name);
		if (schema !== undefined && !isKnownInRelease(schema, model.release)) return [];
		const { text } = model.settings.value(name).expanded;
		const shown = text.length > 60 ? `${text.slice(0, 59)}…` : text;
		return [
			{
				label: name,
				kind: "reference",
				detail: shown,
				rank: own.has(name) ? 1 : 5,
				...(schema === undefined ? {} : { documentation: `${schema.doc}.` }),
			},
		];
	});
}

function classes(model: PostfixModel): readonly Completion[] {
	return [...restrictionClasses(model)].map((label) => ({ label, kind: "class", detail: "restriction class", rank: 3 }));
}

function restrictions(listName: string, model: PostfixModel): readonly Completion[] {
	const delay = model.settings.boolean("smtpd_delay_reject");
	return restrictionNames().flatMap((name): readonly Completion[] => {
		const restriction = findRestriction(name);
		if (restriction === undefined || !isKnownInRelease(restriction, model.release)) return [];
		const fits = restrictionLists(restriction, delay.kind !== "value" || delay.value);
		if (listName.startsWith("smtpd_") && listName.endsWith("_restrictions") && !fits.includes(listName)) return [];
		const argument = restriction.argument;
		return [
			{
				label: name,
				kind: "restriction",
				detail: argument === "none" ? restriction.outcomes.join(", ") : argument,
				documentation: `${restriction.doc}.`,
				deprecated: isDeprecatedInRelease(restriction, model.release),
				...(argument === "map" || argument === "restriction" || argument === "policy-server"
					? { insert: `${name} `, more: true }
					: {}),
				rank: isDeprecatedInRelease(restriction, model.release) ? 8 : 4,
			},
		];
	});
}

function tableTypes(model: PostfixModel): readonly Completion[] {
	return mapTypes
		.filter((type) => isKnownInRelease(type, model.release))
		.map(({ name, kind, doc }) => ({
			label: name,
			kind: "table-type",
			detail: kind,
			documentation: `${doc}.`,
			insert: `${name}:`,
			more: true,
			rank: /^(?:hash|lmdb|cidr|pcre|regexp|texthash)$/.test(name) ? 3 : 5,
		}));
}

/** The file of a table: paths beside the configuration, as the server has them. */
function tablePath(typed: string, offset: number, model: PostfixModel): CompletionList | undefined {
	const path = typed.slice(typed.lastIndexOf(":") + 1);
	return files(typed, path, offset, model);
}

function files(_typed: string, path: string, offset: number, model: PostfixModel): CompletionList | undefined {
	const folder = path.slice(0, path.lastIndexOf("/") + 1) || "/etc/postfix/";
	const entries = model.reader.list(folder) ?? [];
	const skipped = /\.(?:db|lmdb|cdb|pag|dir|bak|orig|rpmnew|dpkg-\w+)$|~$|^(?:main|master)\.cf/;
	return list(
		path,
		offset,
		entries.filter((name) => !skipped.test(name)).map((name) => ({ label: `${folder}${name}`, kind: "file" })),
	);
}

function masterWord(before: string, offset: number, model: PostfixModel): CompletionList | undefined {
	const option = /(?:^|\s)-o\s+(?:\{\s*)?([A-Za-z0-9_]*)$/.exec(before);
	if (option !== null) return list(option[1] ?? "", offset, parameters(model, "="));
	const set = /(?:^|\s)-o\s+(?:\{\s*)?([A-Za-z0-9_]+)\s*=(\S*)$/.exec(before);
	if (set !== null) return value(set[1] ?? "", set[2] ?? "", offset, model);
	const words = before.split(/\s+/);
	const typed = words.at(-1) ?? "";
	const index = words.length - 1;
	const items = (...labels: readonly string[]): CompletionList =>
		list(
			typed,
			offset,
			labels.map((label): Completion => ({ label, kind: "service", detail: FIELDS[index]?.name ?? "" })),
		);
	if (index === 0)
		return list(typed, offset, [
			...["smtp", "submission", "submissions", "smtps", "postscreen"].map(
				(label): Completion => ({ label, kind: "service", detail: "service" }),
			),
			{
				label: "submission with login",
				kind: "snippet",
				detail: "a service for users",
				insert:
					"submission inet n - y - - smtpd\n  -o syslog_name=postfix/submission\n  -o smtpd_tls_security_level=encrypt\n  -o smtpd_sasl_auth_enable=yes\n  -o smtpd_relay_restrictions=permit_sasl_authenticated,reject\n",
			},
		]);
	if (index === 1) return items("inet", "unix", "fifo", "pass", "unix-dgram");
	if (index >= 2 && index <= 4) return items("-", "y", "n");
	if (index === 5 || index === 6) return items("-", "0", "1");
	if (index === 7)
		return items(
			"smtpd",
			"smtp",
			"postscreen",
			"tlsproxy",
			"dnsblog",
			"pickup",
			"cleanup",
			"qmgr",
			"bounce",
			"trivial-rewrite",
			"proxymap",
			"local",
			"virtual",
			"lmtp",
			"pipe",
			"error",
			"discard",
			"spawn",
		);
	return typed === "-" || typed === ""
		? list(typed, offset, [{ label: "-o", kind: "value", detail: "override a parameter", insert: "-o ", more: true }])
		: undefined;
}

function tableResult(before: string, offset: number, model: PostfixModel): CompletionList | undefined {
	const found = /^\S+[ \t]+(\S*)$/.exec(before);
	if (found === null) return undefined;
	const actions = accessActions
		.filter((action) => isKnownInRelease(action, model.release) && action.name !== "digits")
		.map(({ name, doc, argument, outcome }): Completion => {
			const base = { label: name, kind: "action", detail: outcome, documentation: `${doc}.`, rank: 3 } as const;
			if (/NN$/.test(name)) return { ...base, insert: `${name.charAt(0)}\${1:50} \${2:text}`, snippet: true };
			return argument === "none" || argument === "optional-text" ? base : { ...base, insert: `${name} ` };
		});
	return list(found[1] ?? "", offset, [...actions, ...classes(model), ...restrictions("", model)]);
}
