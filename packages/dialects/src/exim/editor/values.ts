import type { FileOrigin } from "@relaylint/core";
import type { ListKind } from "../ast.ts";
import type { Document } from "../document.ts";
import { sliceOf } from "../physical-lines.ts";
import { mainOptions } from "../schema/main-options.ts";
import type { ValueText } from "../value.ts";

/** A value with what it belongs to. */
export interface OwnedValue {
	/** The name of the option, condition or list. */
	readonly name: string;
	readonly owner: "option" | "list" | "condition" | "driver";
	readonly value: ValueText;
	/** The kind of list that it is; absent where it is none. */
	readonly list?: ListKind;
}

/** Conditions of an ACL that are lists. */
export const LIST_CONDITIONS: Readonly<Record<string, ListKind>> = {
	domains: "domain",
	sender_domains: "domain",
	hosts: "host",
	senders: "address",
	recipients: "address",
	local_parts: "localpart",
};

/** Options of routers and transports that are lists. */
export const LIST_OPTIONS: Readonly<Record<string, ListKind>> = {
	domains: "domain",
	local_parts: "localpart",
	senders: "address",
};

const known = new WeakMap<Document, readonly OwnedValue[]>();

/** Every value of a configuration. */
export function valuesOf(document: Document): readonly OwnedValue[] {
	let values = known.get(document);
	if (values === undefined) {
		values = collect(document);
		known.set(document, values);
	}
	return values;
}

function collect(document: Document): readonly OwnedValue[] {
	const found: OwnedValue[] = [];
	const add = (name: string, owner: OwnedValue["owner"], value: ValueText | undefined, list: ListKind | undefined) => {
		if (value !== undefined) found.push({ name, owner, value, ...(list === undefined ? {} : { list }) });
	};
	for (const { name, value } of document.allOptions) add(name, "option", value, listOption(name));
	for (const { name, kind, value } of document.lists) add(name, "list", value, kind);
	for (const { statements } of document.acls.values())
		for (const { conditions } of statements)
			for (const { name, value } of conditions) add(name, "condition", value, LIST_CONDITIONS[name]);
	for (const { options } of [...document.routers, ...document.transports, ...document.authenticators])
		for (const { name, value } of options.values()) add(name, "driver", value, LIST_OPTIONS[name]);
	return found;
}

/** The kind of list that a main option is. */
export function listOption(name: string): ListKind | undefined {
	const type = mainOptions().get(name)?.type;
	return type === "domain list" ? "domain" : type === "host list" ? "host" : type === "address list" ? "address" : undefined;
}

/** The place of a part of a value where its words stand there as they are; undefined where a macro brought them. */
export function exactPlace(value: ValueText, start: number, end: number): FileOrigin | undefined {
	const { pieces } = sliceOf(value, start, end);
	const [first] = pieces;
	const last = pieces.at(-1);
	if (first === undefined || last === undefined) return undefined;
	if (pieces.some((piece) => !piece.exact || piece.file !== first.file)) return undefined;
	if (last.to - first.from !== end - start) return undefined;
	return { kind: "file", file: first.file, span: { start: first.from, end: last.to } };
}
