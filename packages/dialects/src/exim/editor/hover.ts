import { type FileOrigin, type FileView, type HoverText, positionAt, type SymbolUse } from "@relaylint/core";
import { networkText } from "../../editor/network-text.ts";
import { codeText, holds, narrowest } from "../../editor/places.ts";
import { shellSettings } from "../debian/settings.ts";
import type { Driver, OptionSetting } from "../document.ts";
import { splitList } from "../lists/split-list.ts";
import { type EximModel, modelOf } from "../model.ts";
import { CONDITIONS, MODIFIERS } from "../schema/acl-conditions.ts";
import { mainOptions } from "../schema/main-options.ts";
import { DEBIAN_DOCS, OPTION_DOCS } from "../schema/option-docs.ts";
import { isVariable } from "../schema/variables.ts";
import { addressesText, conditionText, listText, specification, statementLine, statementText } from "./acl-text.ts";
import { isSettings, outline } from "./outline.ts";
import { symbols } from "./symbols.ts";
import { exactPlace, valuesOf } from "./values.ts";

/** What is said of the words at a place of a file of Exim. */
export function hover(view: FileView, offset: number): HoverText | undefined {
	if (isSettings(view)) return debianHover(view, offset);
	const model = modelOf(view.configuration);
	const use = narrowest(symbols(view), view, offset);
	if (use !== undefined) {
		const markdown = symbolText(use, model, symbols(view));
		if (markdown !== undefined) return { span: use.origin.span, markdown };
	}
	return statementHover(view, offset, model) ?? optionHover(view, offset, model) ?? valueHover(view, offset, model);
}

function debianHover(view: FileView, offset: number): HoverText | undefined {
	const item = outline(view).find(({ span }) => span.start <= offset && offset <= span.end);
	const doc = item === undefined ? undefined : DEBIAN_DOCS[item.name];
	if (item === undefined || doc === undefined) return undefined;
	const value = shellSettings(view.file).get(item.name)?.text ?? "";
	const size = item.name === "dc_relay_nets" ? addressesText(value.replaceAll(";", " : ").replaceAll("::", "::::")) : undefined;
	return {
		span: item.nameSpan,
		markdown: `**${item.name}** — ${doc}.\n\nSet to ${value === "" ? "nothing" : codeText(value)}${size === undefined ? "" : ` (${size})`}.`,
	};
}

function symbolText({ symbol }: SymbolUse, model: EximModel, uses: readonly SymbolUse[]): string | undefined {
	const [kind = "", name = ""] = symbol.split(" ");
	const { document } = model;
	const where = (role: SymbolUse["role"]) =>
		uses.filter((use) => use.symbol === symbol && use.role === role).map(({ origin }) => origin);
	const defined = where("definition").map(placeText).join(", ");
	switch (kind) {
		case "macro":
			return `**${name}** — a macro.\n\nStands for ${codeText(document.macros.get(name)?.text ?? "")}${defined === "" ? "" : ` — ${defined}`}`;
		case "acl": {
			const acl = document.acls.get(name);
			const asked = where("reference").map(placeText);
			const lines = (acl?.statements ?? []).slice(0, 12).map((one, index) => `${index + 1}. ${codeText(statementLine(one))}`);
			return [
				`**${name}** — an ACL${defined === "" ? "" : `, ${defined}`}.`,
				lines.join("\n"),
				asked.length === 0 ? "Nothing asks it by its name." : `Asked by ${asked.join(", ")}.`,
				"What falls off its end is refused.",
			].join("\n\n");
		}
		case "router":
		case "transport":
		case "authenticator":
			return driverText(
				kind,
				document[`${kind}s`].find((one) => one.name === name),
				name,
			);
		case "variable": {
			const set = where("definition").map(placeText);
			return `**$${name}** — a variable of ${name.startsWith("acl_c") ? "the connection" : "the message"}${set.length === 0 ? ", which nothing sets" : `, set at ${set.join(", ")}`}.`;
		}
		case "domainlist":
		case "hostlist":
		case "addresslist":
		case "localpartlist": {
			const list = document.lists.find((one) => `${one.kind}list` === kind && one.name === name);
			return list === undefined
				? undefined
				: `**+${name}** — a ${kind}, ${defined}.\n\n${listText(list)}\n\n${specification("ch-domain_host_address_and_local_part_lists")}`;
		}
		default:
			return undefined;
	}
}

function driverText(kind: string, driver: Driver | undefined, name: string): string {
	if (driver === undefined) return `**${name}** — a ${kind} that is not defined.`;
	const options = [...driver.options.values()].map((one) => `- ${codeText(settingLine(one))}`);
	return [`**${name}** — a ${kind}.`, options.join("\n")].join("\n\n");
}

function settingLine({ name, value, negated }: OptionSetting): string {
	return value === undefined ? `${negated ? "no_" : ""}${name}` : `${name} = ${value.text}`;
}

function placeText({ file, span }: FileOrigin): string {
	return `${file.path.replace(/^.*\//, "")}:${positionAt(file, span.start).line + 1}`;
}

function statementHover(view: FileView, offset: number, model: EximModel): HoverText | undefined {
	for (const acl of model.document.acls.values()) {
		for (const statement of acl.statements) {
			if (holds(statement.verbOrigin, view, offset))
				return { span: statement.verbOrigin.span, markdown: statementText(acl, statement, model) };
			for (const condition of statement.conditions) {
				if (!holds(condition.nameOrigin, view, offset)) continue;
				const { name } = condition;
				const kind = Object.hasOwn(CONDITIONS, name) ? "a condition" : `a modifier, which is always true: ${MODIFIERS[name]}`;
				const said = Object.hasOwn(CONDITIONS, name) ? `\n\nAsks whether ${conditionText(condition, model)}` : "";
				return {
					span: condition.nameOrigin.span,
					markdown: `**${name}** — ${kind}.${said}\n\nOf the statement ${codeText(statementLine(statement))}\n\n${specification("ch-access_control_lists")}`,
				};
			}
		}
	}
	return undefined;
}

function optionHover(view: FileView, offset: number, { document }: EximModel): HoverText | undefined {
	for (const one of document.allOptions) {
		if (!holds(one.nameOrigin, view, offset)) continue;
		return { span: one.nameOrigin.span, markdown: optionText(one.name, settingLine(one)) };
	}
	for (const section of ["routers", "transports", "authenticators"] as const)
		for (const driver of document[section])
			for (const one of driver.options.values())
				if (holds(one.nameOrigin, view, offset))
					return {
						span: one.nameOrigin.span,
						markdown: `**${one.name}** — an option of the ${section.slice(0, -1)} ${codeText(driver.name)} (driver ${codeText(driver.options.get("driver")?.value?.text ?? "?")}).\n\n${codeText(settingLine(one))}\n\n${specification(`ch-generic_options_for_${section === "authenticators" ? "authenticators" : section}`)}`,
					};
	return undefined;
}

/** A main option: what it is, its default, and what is set. */
export function optionText(name: string, set?: string): string {
	const option = mainOptions().get(name);
	if (option === undefined) return `**${name}**`;
	const doc = OPTION_DOCS[name] ?? (option.support === "irrelevant" ? "Never decides who relays" : "");
	return [
		`**${name}** (${option.type}${option.expanded ? ", expanded" : ""}) — ${doc}.`,
		`Default: ${option.default === "unset" ? "unset" : codeText(option.default)}`,
		...(set === undefined ? [] : [`Set: ${codeText(set)}`]),
		specification("ch-main_configuration"),
	].join("\n\n");
}

/** A network or a variable inside a value. */
function valueHover(view: FileView, offset: number, { document }: EximModel): HoverText | undefined {
	for (const { value, list } of valuesOf(document)) {
		if (!holds(value.origin, view, offset)) continue;
		for (const found of value.text.matchAll(/\$\{?([a-z_][a-z_0-9]*)/gi)) {
			const place = exactPlace(value, found.index, found.index + found[0].length);
			if (place === undefined || !holds(place, view, offset) || !isVariable(found[1] ?? "")) continue;
			return { span: place.span, markdown: `**$${found[1]}** — a variable of Exim.\n\n${specification("ch-string_expansions")}` };
		}
		if (list !== "host") continue;
		for (const { text, start, end } of splitList(value.text)) {
			const place = exactPlace(value, start, end);
			const markdown = place === undefined || !holds(place, view, offset) ? undefined : networkText(text);
			if (place !== undefined && markdown !== undefined) return { span: place.span, markdown };
		}
	}
	return undefined;
}
