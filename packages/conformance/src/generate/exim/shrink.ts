import { smallerProbes } from "../shrink.ts";
import {
	type DraftAcl,
	type DraftCondition,
	type DraftOption,
	type DraftStatement,
	type DraftValue,
	type EximDraft,
	plain,
} from "./draft.ts";

/** Every draft with one part less: facts of probes, records, lines of files, items and conditions, statements, options, drivers. */
export function smallerEximDrafts(draft: EximDraft): readonly (() => EximDraft)[] {
	const drafts: (() => EximDraft)[] = [];
	draft.probes.forEach((probe, index) => {
		for (const smaller of smallerProbes(probe)) drafts.push(() => ({ ...draft, probes: replaced(draft.probes, index, smaller) }));
	});
	const { dns } = draft.world;
	for (const key of Object.keys(dns ?? {}))
		drafts.push(() => ({
			...draft,
			world: { ...draft.world, dns: Object.fromEntries(Object.entries(dns ?? {}).filter(([other]) => other !== key)) },
		}));
	draft.tables.forEach((table, index) => {
		table.lines.forEach((_, line) => {
			drafts.push(() => ({ ...draft, tables: replaced(draft.tables, index, { ...table, lines: without(table.lines, line) }) }));
		});
	});
	for (const options of smallerOptions(draft.options)) drafts.push(() => ({ ...draft, options }));
	draft.drivers.forEach((driver, index) => {
		for (const options of smallerOptions(driver.options))
			drafts.push(() => ({ ...draft, drivers: replaced(draft.drivers, index, { ...driver, options }) }));
	});
	draft.acls.forEach((acl, index) => {
		for (const smaller of smallerAcls(acl)) drafts.push(() => ({ ...draft, acls: replaced(draft.acls, index, smaller) }));
	});
	draft.drivers.forEach((_, index) => {
		drafts.push(() => ({ ...draft, drivers: without(draft.drivers, index) }));
	});
	draft.acls.forEach((_, index) => {
		drafts.push(() => ({ ...draft, acls: without(draft.acls, index) }));
	});
	return drafts;
}

function smallerAcls(acl: DraftAcl): readonly DraftAcl[] {
	const acls: DraftAcl[] = [];
	const { statements } = acl;
	statements.forEach((statement, index) => {
		for (const smaller of smallerStatements(statement)) acls.push({ ...acl, statements: replaced(statements, index, smaller) });
	});
	statements.forEach((_, index) => {
		acls.push({ ...acl, statements: without(statements, index) });
	});
	return acls;
}

function smallerStatements(statement: DraftStatement): readonly DraftStatement[] {
	const { conditions } = statement;
	const all: DraftStatement[] = [];
	conditions.forEach((condition, index) => {
		for (const smaller of smallerConditions(condition))
			all.push({ ...statement, conditions: replaced(conditions, index, smaller) });
	});
	conditions.forEach((_, index) => {
		all.push({ ...statement, conditions: without(conditions, index) });
	});
	return all;
}

function smallerConditions(condition: DraftCondition): readonly DraftCondition[] {
	const { name, value } = condition;
	return [
		...(name.startsWith("!") ? [{ ...condition, name: name.slice(1) }] : []),
		...(value === undefined ? [] : smallerValues(value).map((smaller) => ({ ...condition, value: smaller }))),
	];
}

function smallerOptions(options: readonly DraftOption[]): readonly (readonly DraftOption[])[] {
	const all: (readonly DraftOption[])[] = [];
	options.forEach((option, index) => {
		for (const value of option.value === undefined ? [] : smallerValues(option.value))
			all.push(replaced(options, index, { ...option, value }));
	});
	options.forEach((_, index) => {
		all.push(without(options, index));
	});
	return all;
}

function smallerValues(value: DraftValue): readonly DraftValue[] {
	const { items } = value;
	const values: DraftValue[] = [];
	if (items.length > 1) items.forEach((_, index) => void values.push({ ...value, items: without(items, index) }));
	if (items.length === 1 && value.head !== "") values.push({ ...value, head: "" });
	items.forEach((item, index) => {
		if (item.startsWith("!")) values.push({ ...value, items: replaced(items, index, item.slice(1).trimStart()) });
		for (const part of smallerExpansions(item)) values.push({ ...plain(part), ...value, items: replaced(items, index, part) });
	});
	return values;
}

/** A string with an expansion in it: one of two conditions that are joined, or what stands inside of an item. */
function smallerExpansions(text: string): readonly string[] {
	const all: string[] = [];
	for (const found of text.matchAll(/\b(?:and|or)\{/g)) {
		const open = found.index + found[0].length - 1;
		const parts = groups(text, open + 1);
		for (const part of parts.list) all.push(text.slice(0, found.index) + part + text.slice(parts.end + 1));
	}
	for (const found of text.matchAll(/!(?=[a-z])/g)) all.push(text.slice(0, found.index) + text.slice(found.index + 1));
	for (const found of text.matchAll(/\$\{(?:lc|uc|address|quote_local_part|[ls]_[\d_]+|length_\d+|substr_-?[\d_]+):/g)) {
		const end = closing(text, found.index + 1);
		if (end !== -1) all.push(text.slice(0, found.index) + text.slice(found.index + found[0].length, end) + text.slice(end + 1));
	}
	return all;
}

/** The groups in braces from a place on, without their braces, and where the last one ends. */
function groups(text: string, from: number): { readonly list: readonly string[]; readonly end: number } {
	const list: string[] = [];
	let at = from;
	while (text[at] === "{") {
		const end = closing(text, at);
		if (end === -1) break;
		list.push(text.slice(at + 1, end));
		at = end + 1;
	}
	return { list, end: at };
}

function closing(text: string, open: number): number {
	let depth = 0;
	for (let at = open; at < text.length; at++) {
		if (text[at] === "{") depth++;
		else if (text[at] === "}" && --depth === 0) return at;
	}
	return -1;
}

function without<T>(list: readonly T[], index: number): readonly T[] {
	return list.filter((_, at) => at !== index);
}

function replaced<T>(list: readonly T[], index: number, value: T): readonly T[] {
	return list.map((one, at) => (at === index ? value : one));
}
