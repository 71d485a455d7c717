import type { FileOrigin, Fix } from "@relaylint/core";
import type { PostfixModel } from "../../model.ts";
import { startFailure } from "../../policy/start-check.ts";
import { isExplained } from "../hazards.ts";
import { type ListItem, type RestrictionList, restrictionLists } from "../restriction-words.ts";
import { type Always, type Decider, deciderOf } from "./always-decides.ts";
import type { Shadow } from "./shadow.ts";

/** Restrictions behind one that always decides, and restrictions that stand in a list a second time. */
export function hiddenRestrictions(model: PostfixModel): readonly Shadow[] {
	const found: Shadow[] = [];
	const places = new Set<string>();
	const add = (shadow: Shadow | undefined) => {
		if (shadow === undefined || isExplained(model, shadow.origin)) return;
		const key = `${shadow.origin.file.path} ${shadow.origin.span.start}`;
		if (!places.has(key)) found.push(shadow);
		places.add(key);
	};
	for (const list of restrictionLists(model)) {
		// Where smtpd does not run the reason for that is the finding.
		if (typeof startFailure(list.server) === "object") continue;
		const decider = deciderOf(list, model);
		if (decider !== undefined) add(behind(list, decider));
		const reached = decider === undefined ? list.items : list.items.slice(0, decider.at);
		for (const shadow of repeated(list, reached)) add(shadow);
	}
	return found;
}

function behind(list: RestrictionList, { at, outcome }: Decider): Shadow | undefined {
	const decider = list.items[at] as ListItem;
	const hidden = list.items.slice(at + 1);
	const [first] = hidden;
	if (first === undefined) return undefined;
	const origin = across(hidden);
	if (origin === undefined) return undefined;
	const opposite = hidden.find((item) => isOpposite(item, outcome));
	const what = textOf(decider);
	const names = hidden.filter((item) => nameOf(item) !== "warn_if_reject").map(textOf);
	const follows =
		opposite === undefined
			? `Nothing would change without ${names.length === 1 ? "it" : "them"}`
			: outcome === "accept"
				? `${textOf(opposite)} refuses nothing`
				: `${textOf(opposite)} lets nobody pass`;
	const [others, verb] = names.length === 1 ? [names[0] ?? "", "is"] : [`${names[0]} and ${names.length - 1} more`, "are"];
	return {
		origin,
		severity: opposite === undefined ? "info" : outcome === "refuse" && isGrant(opposite) ? "error" : "warning",
		message: `${what} in ${list.name} decides ${outcome === "accept" ? "for" : "against"} all mail that gets there, so that ${others} ${verb} never reached. ${follows}. ${opposite === undefined ? `Remove what stands behind ${what}.` : `Move ${textOf(opposite)} before ${what}, or remove one of them.`}`,
		cause: placed(decider.word.origin),
		fixes: opposite === undefined ? removal(decider, hidden.at(-1) as ListItem) : [],
	};
}

/** Restrictions that ask the same thing each time they stand in a list. */
function repeated(list: RestrictionList, items: readonly ListItem[]): readonly Shadow[] {
	const found: Shadow[] = [];
	const known = new Map<string, ListItem>();
	for (const [at, item] of items.entries()) {
		if (nameOf(items[at - 1]) === "warn_if_reject") continue;
		const key = keyOf(item);
		if (key === undefined) continue;
		const first = known.get(key);
		if (first === undefined) {
			known.set(key, item);
			continue;
		}
		const origin = across([item]);
		const before = items[at - 1];
		if (origin === undefined || before === undefined) continue;
		const same = textOf(first) === textOf(item);
		found.push({
			origin,
			severity: "info",
			message: same
				? `${textOf(item)} stands in ${list.name} twice. What the first one lets by the second one lets by too. Remove one of them.`
				: `${textOf(first)} before it in ${list.name} refuses the same mail. ${textOf(item)} decides nothing. Remove it.`,
			cause: placed(first.word.origin),
			fixes: removal(before, item),
		});
	}
	return found;
}

const NOT_ALIKE = new Set(["sleep", "warn_if_reject", "defer_if_permit", "defer_if_reject", "check_policy_service"]);

/** What two restrictions that ask the same thing have in common. */
function keyOf(item: ListItem): string | undefined {
	if (item.kind === "table") return /\brandmap:/.test(item.word.text) ? undefined : item.word.text;
	if (item.kind !== "restriction" || NOT_ALIKE.has(item.restriction.name)) return undefined;
	const { name } = item.restriction;
	if (name === "defer_unauth_destination") return "reject_unauth_destination";
	if (item.argument === undefined) return item.restriction.argument === "none" ? name : undefined;
	if (item.argument.unknown.length > 0 || /\brandmap:/.test(item.argument.text)) return undefined;
	return `${name} ${item.argument.text}`;
}

function isOpposite(item: ListItem, outcome: Always): boolean {
	if (item.kind !== "restriction") return true;
	const { outcomes } = item.restriction;
	if (outcomes.includes("table") || outcomes.includes("server")) return true;
	return outcome === "accept" ? outcomes.includes("reject") || outcomes.includes("defer") : outcomes.includes("permit");
}

/** Whether somebody is to pass by it, unlike by a table that may refuse as well, or by a `permit` that ends a list by habit. */
function isGrant(item: ListItem): boolean {
	return item.kind === "restriction" && item.restriction.outcomes.includes("permit") && item.restriction.name !== "permit";
}

function nameOf(item: ListItem | undefined): string {
	return item?.kind === "restriction" ? item.restriction.name : "";
}

/** A restriction as it is written, with its argument. */
function textOf(item: ListItem): string {
	const argument = item.kind === "restriction" ? item.argument?.text : undefined;
	const text = argument === undefined ? item.word.text : `${item.word.text} ${argument}`;
	return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

function placed(origin: ListItem["word"]["origin"]): FileOrigin | undefined {
	return origin.kind === "file" ? origin : undefined;
}

function lastWord(item: ListItem): FileOrigin | undefined {
	return placed((item.kind === "restriction" ? (item.argument ?? item.word) : item.word).origin);
}

/** From the first word of some items to the last, where they stand in one value of one file; else the first word. */
function across(items: readonly ListItem[]): FileOrigin | undefined {
	const first = items[0] && placed(items[0].word.origin);
	const last = items.at(-1) && lastWord(items.at(-1) as ListItem);
	if (first === undefined) return undefined;
	if (last === undefined || last.file !== first.file || last.via !== first.via || last.span.end < first.span.end) return first;
	const text = first.file.text.slice(first.span.start, last.span.end);
	return text.includes("#") ? first : { ...first, span: { start: first.span.start, end: last.span.end } };
}

/** Removes what stands behind an item, up to and with another; nothing where a comment or a reference is between. */
function removal(before: ListItem, last: ListItem): readonly Fix[] {
	const [from, to] = [lastWord(before), lastWord(last)];
	if (from === undefined || to === undefined || from.via !== undefined || to.via !== undefined || from.file !== to.file)
		return [];
	const span = { start: from.span.end, end: to.span.end };
	if (span.end <= span.start || from.file.text.slice(span.start, span.end).includes("#")) return [];
	return [{ title: "remove what decides nothing", safe: true, edits: [{ file: from.file, span, text: "" }] }];
}
