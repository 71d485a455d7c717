import type { FileView } from "@relaylint/core";
import type { PostfixModel } from "../model.ts";
import { type ListItem, type RestrictionList, restrictionLists } from "../rules/restriction-words.ts";
import type { Written } from "../rules/written.ts";

/** The item of a list that stands at a place, with the items before it. */
export interface ItemPlace {
	readonly list: RestrictionList;
	readonly before: readonly ListItem[];
	readonly item: ListItem;
	/** The item before it at which every walk ends. */
	readonly end: ListItem | undefined;
}

/** Where in the lists of the listeners a word stands; a word of a list that several listeners read stands there once. */
export function itemAt(start: number, view: FileView, model: PostfixModel): ItemPlace | undefined {
	for (const list of restrictionLists(model)) {
		const index = list.items.findIndex(
			({ word }) => word.origin.kind === "file" && word.origin.file === view.file && word.origin.span.start === start,
		);
		const item = list.items[index];
		if (item === undefined) continue;
		const before = list.items.slice(0, index);
		return { list, before, item, end: before.find(endsEveryWalk) };
	}
	return undefined;
}

/** Whether nothing passes an item: it permits or refuses whatever comes. */
export function endsEveryWalk(item: ListItem, index: number, items: readonly ListItem[]): boolean {
	if (item.kind !== "restriction" || !["permit", "reject", "defer"].includes(item.restriction.name)) return false;
	const previous = items[index - 1];
	return !(
		previous?.kind === "restriction" &&
		previous.restriction.name === "warn_if_reject" &&
		item.restriction.name !== "permit"
	);
}

/** What can be said of the place of a restriction in its list: what still gets there. */
export function placeInList(written: Written, start: number, view: FileView, model: PostfixModel): readonly string[] {
	const place = itemAt(start, view, model);
	if (place === undefined) return [];
	if (place.end !== undefined)
		return [`**Nothing gets here**: \`${place.end.word.text}\` before it ends every walk of ${written.name}.`];
	const lines = place.before.flatMap((item) => {
		const said = passedOn(item);
		return said === undefined ? [] : [`- ${said}`];
	});
	if (lines.length === 0) return [`First to decide in ${place.list.name}: every attempt gets here.`];
	return [`Gets here, in ${place.list.name}, what is left by:\n\n${lines.join("\n")}`];
}

function passedOn(item: ListItem): string | undefined {
	if (item.kind !== "restriction") return `\`${item.word.text}\``;
	const { outcomes, doc, name } = item.restriction;
	if (outcomes.length === 0 || name === "warn_if_reject") return undefined;
	const argument = item.argument === undefined ? "" : ` ${item.argument.text}`;
	return `\`${name}${argument}\`: ${doc.charAt(0).toLowerCase()}${doc.slice(1)}`;
}
