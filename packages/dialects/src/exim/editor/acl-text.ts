import { isEmptyAddressSet, NO_ADDRESSES, unionOf } from "@relaylint/core";
import { countText, ownersOf } from "../../editor/network-text.ts";
import { codeText, oneLine } from "../../editor/places.ts";
import type { Acl, AclCondition, AclStatement } from "../acl-statements.ts";
import type { ListKind } from "../ast.ts";
import type { NamedList } from "../document.ts";
import { splitList } from "../lists/split-list.ts";
import type { EximModel } from "../model.ts";
import { addressesOfItem } from "../policy/host-items.ts";
import { CONDITIONS, isModifier, MODIFIERS } from "../schema/acl-conditions.ts";
import { VERB_DOCS } from "../schema/option-docs.ts";
import { LIST_CONDITIONS } from "./values.ts";

/** The link of a chapter of the specification. */
export function specification(chapter: string): string {
	return `[specification](https://www.exim.org/exim-html-current/doc/html/spec_html/${chapter}.html)`;
}

/** A statement of an ACL in words: what it does, on what, and what still gets to it. */
export function statementText(acl: Acl, statement: AclStatement, model: EximModel): string {
	const { verb, conditions } = statement;
	const asked = conditions.filter(({ name }) => !isModifier(name));
	const parts = [`**${verb}** — ${VERB_DOCS[verb]}`];
	if (conditions.some(({ name }) => name === "endpass"))
		parts.push("Behind its `endpass`, what does not meet the rest is refused instead of going on.");
	if (asked.length === 0) parts.push(verb === "require" ? "It asks nothing." : "It asks nothing: **it holds for everybody**.");
	else parts.push(`Asks whether\n\n${asked.map((one) => `- ${conditionText(one, model)}`).join("\n")}`);
	parts.push(...reachText(acl, statement), specification("ch-access_control_lists"));
	return parts.join("\n\n");
}

/** What a condition asks, with the lists that it names. */
export function conditionText({ name, negated, value }: AclCondition, model: EximModel): string {
	const kind = LIST_CONDITIONS[name];
	const lists = kind === undefined || value === undefined ? [] : namedIn(value.text, kind, model);
	const said = lists.map((list) => ` ${codeText(`+${list.name}`)} is ${listText(list)}.`).join("");
	return `${negated ? "**not**: " : ""}${CONDITIONS[name] ?? MODIFIERS[name] ?? ""}: ${codeText(`${name} = ${value?.text ?? ""}`)}.${said}`;
}

function namedIn(text: string, kind: ListKind, { server }: EximModel): readonly NamedList[] {
	return splitList(text).flatMap((item) => {
		const name = /^!?\s*\+(\w+)$/.exec(item.text)?.[1];
		const list = name === undefined ? undefined : server.list(kind, name);
		return list === undefined ? [] : [list];
	});
}

/** What a named list holds, in a few words. */
export function listText({ kind, value }: NamedList): string {
	const size = kind === "host" ? addressesText(value.text) : undefined;
	return `${codeText(value.text)}${size === undefined ? "" : ` (${size})`}`;
}

/** How many addresses the networks of a list of hosts hold, and whose; undefined where it names none or takes some back. */
export function addressesText(text: string): string | undefined {
	const items = splitList(text);
	if (items.some((item) => item.text.startsWith("!"))) return undefined;
	const set = unionOf(items.map((item) => addressesOfItem(item.text) ?? NO_ADDRESSES));
	if (isEmptyAddressSet(set)) return undefined;
	const others = items.filter((item) => item.text !== "" && addressesOfItem(item.text) === undefined).length;
	const owners = ownersOf(set);
	return `${countText(set)}${owners === "" ? "" : `, ${owners}`}${others === 0 ? "" : ` and ${others} other item${others === 1 ? "" : "s"}`}`;
}

/** Whether nothing passes a statement. */
export function endsEveryWalk({ verb, conditions }: AclStatement): boolean {
	return verb !== "warn" && verb !== "require" && conditions.every(({ name }) => isModifier(name));
}

const MOST_LINES = 8;

function reachText(acl: Acl, statement: AclStatement): readonly string[] {
	const before = acl.statements.slice(0, acl.statements.indexOf(statement)).filter(({ verb }) => verb !== "warn");
	const end = before.find(endsEveryWalk);
	if (end !== undefined) return [`**Nothing gets here**: the \`${end.verb}\` before it holds for everybody.`];
	if (before.length === 0) return [`First to decide in ${acl.name}: every attempt gets here.`];
	const lines = before.slice(-MOST_LINES).map((one) => `- ${codeText(statementLine(one))}`);
	const left = before.length - lines.length;
	return [`Gets here, in ${acl.name}, what is left by${left === 0 ? "" : ` ${left} more statements and`}\n\n${lines.join("\n")}`];
}

/** A statement in one line. */
export function statementLine({ verb, conditions }: AclStatement): string {
	const asked = conditions.filter(({ name }) => !isModifier(name) || name === "endpass");
	const words = asked.map(
		({ name, negated, value }) => `${negated ? "!" : ""}${name}${value === undefined ? "" : ` = ${value.text}`}`,
	);
	return oneLine([verb, ...words].join(" "), 120);
}
