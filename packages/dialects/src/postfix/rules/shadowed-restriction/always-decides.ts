import type { AddressSet } from "@relaylint/core";
import { protocolFamilies } from "../../host-defaults.ts";
import type { PostfixModel } from "../../model.ts";
import type { LookupTable, TableEntries } from "../../tables/table.ts";
import type { RestrictionList } from "../restriction-words.ts";
import { itemsOf, type ListItem } from "../restriction-words.ts";
import { accessTableOf, resultKind, resultWords } from "../table-results.ts";

/** What a restriction comes to for every attempt that reaches it. */
export type Always = "accept" | "refuse";

/** What is known at the time when a list is walked. */
interface Known {
	readonly sender: boolean;
	readonly recipient: boolean;
}

/** One restriction that decides every attempt that reaches it, with what stands before it that makes it so. */
export interface Decider {
	readonly at: number;
	readonly outcome: Always;
}

/** The first restriction of a list behind which nothing is reached; undefined where there is none for sure. */
export function deciderOf(list: RestrictionList, model: PostfixModel): Decider | undefined {
	return firstDecider(list.items, { list, model, known: knownIn(list), classes: new Map(), depth: 0 });
}

/** What a walk through a list and the classes that it names goes by. */
interface Walk {
	readonly list: RestrictionList;
	readonly model: PostfixModel;
	readonly known: Known;
	/** What the classes come to that were met, each looked through once; nothing while one is looked through. */
	readonly classes: Map<string, Always | undefined>;
	readonly depth: number;
}

/** Classes that name classes deeper than this are not looked through. */
const DEEPEST = 100;

const FROM_RCPT = new Set(["smtpd_relay_restrictions", "smtpd_recipient_restrictions"]);
const DELAYED = new Set(["smtpd_client_restrictions", "smtpd_helo_restrictions", "smtpd_sender_restrictions"]);

function knownIn({ name, server }: RestrictionList): Known {
	if (FROM_RCPT.has(name)) return { sender: true, recipient: true };
	const delay = server.own.text("smtpd_delay_reject");
	const late = DELAYED.has(name) && delay.unknown.length === 0 && /^yes$/i.test(delay.text.trim());
	return { sender: late || name === "smtpd_sender_restrictions" || name === "smtpd_data_restrictions", recipient: late };
}

function firstDecider(items: readonly ListItem[], walk: Walk): Decider | undefined {
	const before = new Set<string>();
	for (const [at, item] of items.entries()) {
		const warned = nameOf(items[at - 1]) === "warn_if_reject";
		if (warned) continue;
		const outcome = alwaysOf(item, before, walk);
		if (outcome !== undefined) return { at, outcome };
		if (item.kind === "restriction") before.add(item.restriction.name);
	}
	return undefined;
}

function alwaysOf(item: ListItem, before: ReadonlySet<string>, walk: Walk): Always | undefined {
	const { list, model, known } = walk;
	if (item.kind === "word") {
		const named = walk.depth > DEEPEST ? undefined : list.server.classes.get(item.word.text);
		if (named === undefined || walk.classes.has(named.name)) return named && walk.classes.get(named.name);
		walk.classes.set(named.name, undefined);
		const outcome = firstDecider(itemsOf(named.words), { ...walk, depth: walk.depth + 1 })?.outcome;
		walk.classes.set(named.name, outcome);
		return outcome;
	}
	switch (nameOf(item)) {
		case "permit":
			return "accept";
		case "reject":
		case "defer":
			return "refuse";
		// A recipient is an authorised destination or it is none.
		case "reject_unauth_destination":
		case "defer_unauth_destination":
			return known.recipient && before.has("permit_auth_destination") ? "refuse" : undefined;
		case "permit_auth_destination":
			return known.recipient && (before.has("reject_unauth_destination") || before.has("defer_unauth_destination"))
				? "accept"
				: undefined;
		case "check_client_access":
		case "check_sender_access":
		case "check_recipient_access":
			return tableDecides(item, list, model, known);
		default:
			return undefined;
	}
}

/** A table that has an answer for whatever it is asked, and every answer decides the same. */
function tableDecides(item: ListItem, { server }: RestrictionList, model: PostfixModel, known: Known): Always | undefined {
	const name = nameOf(item);
	const asked = name === "check_client_access" || (name === "check_sender_access" ? known.sender : known.recipient);
	const word = accessTableOf(item);
	if (!asked || word === undefined) return undefined;
	const table = server.openTable(word.text, word.origin);
	const outcome = answersOf(table, name === "check_client_access" ? protocolFamilies(model.settings) : undefined);
	// An OK for a recipient with a route of its own does not count.
	return outcome === "accept" && name === "check_recipient_access" ? undefined : outcome;
}

function answersOf({ entries }: LookupTable, families: ReadonlySet<4 | 6> | undefined): Always | undefined {
	if (entries?.kind === "any") return outcomeOf(entries.value);
	if (entries?.kind === "rules") return rulesDecide(entries);
	if (entries?.kind !== "networks" || families === undefined || !entries.complete) return undefined;
	const values = new Set<string>();
	const v4: number[] = [];
	const v6: bigint[] = [];
	entries.forEachRange4((first, last, value) => {
		values.add(value);
		push(v4, first, last, 1);
	});
	entries.forEachRange6((first, last, value) => {
		values.add(value);
		push(v6, first, last, 1n);
	});
	if (!covers({ v4, v6 }, families)) return undefined;
	return onlyOne([...values].map(outcomeOf));
}

function push<N extends number | bigint>(ranges: N[], first: N, last: N, one: N): void {
	const end = ranges.at(-1);
	if (end !== undefined && (end as number) + (one as number) === first) ranges[ranges.length - 1] = last;
	else ranges.push(first, last);
}

function covers({ v4, v6 }: AddressSet, families: ReadonlySet<4 | 6>): boolean {
	const all4 = v4.length === 2 && v4[0] === 0 && v4[1] === 0xffffffff;
	const all6 = v6.length === 2 && v6[0] === 0n && v6[1] === (1n << 128n) - 1n;
	return (!families.has(4) || all4) && (!families.has(6) || all6);
}

/** Expressions that match every key. */
export const MATCHES_ALL: ReadonlySet<string> = new Set([
	"",
	".",
	".*",
	".+",
	"^",
	"$",
	"^.*",
	"^.*$",
	"^.+",
	"^.+$",
	"(.*)",
	"^(.*)$",
]);

function rulesDecide({ rules, complete }: Extract<TableEntries, { kind: "rules" }>): Always | undefined {
	const outcomes: (Always | undefined)[] = [];
	for (const { conditions, value } of rules) {
		outcomes.push(value === undefined ? undefined : outcomeOf(value));
		const [only] = conditions;
		if (conditions.length === 1 && only !== undefined && !only.negated && MATCHES_ALL.has(only.source))
			return complete ? onlyOne(outcomes) : undefined;
	}
	return undefined;
}

function onlyOne(outcomes: readonly (Always | undefined)[]): Always | undefined {
	const [first] = outcomes;
	return outcomes.every((one) => one === first) ? first : undefined;
}

/** What an access(5) result decides for sure. */
function outcomeOf(value: string): Always | undefined {
	switch (resultKind(value)) {
		case "ok":
		case "digits":
			return "accept";
		case "refuse":
			return "refuse";
		case "list": {
			const [first] = resultWords(value);
			const name = first?.text.toLowerCase();
			return name === "permit" ? "accept" : name === "reject" || name === "defer" ? "refuse" : undefined;
		}
		default:
			return undefined;
	}
}

function nameOf(item: ListItem | undefined): string {
	return item?.kind === "restriction" ? item.restriction.name : "";
}
