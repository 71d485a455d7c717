import {
	type AddressSet,
	ALL_ADDRESSES,
	type FileOrigin,
	intersectionOf,
	isEmptyAddressSet,
	type Origin,
	originText,
	parseAddressSet,
	parseNetwork,
	unionOf,
} from "@relaylint/core";
import type { PostfixModel } from "../../model.ts";
import { networksOf } from "../../policy/host-lists.ts";
import { parentStyle } from "../../policy/lists.ts";
import type { ListElement } from "../../policy/match-list.ts";
import type { Server } from "../../policy/server.ts";
import { wordsIn } from "../finding.ts";
import { isExplained } from "../hazards.ts";
import { matchLists } from "../match-lists.ts";
import { CoveredAddresses } from "./covered-addresses.ts";
import type { Shadow } from "./shadow.ts";

/** Elements of match lists that earlier ones hide: the first that matches decides (postconf(5), "mynetworks"). */
export function hiddenElements(model: PostfixModel): readonly Shadow[] {
	const found = new Map<string, Shadow>();
	for (const { name, of, list, server } of matchLists(model)) {
		for (const shadow of shadowsIn(name, list.elements, of === "hosts", server)) {
			if (!isExplained(model, shadow.origin)) found.set(`${shadow.origin.file.path} ${shadow.origin.span.start}`, shadow);
		}
	}
	return [...found.values()];
}

interface Before {
	readonly element: ListElement;
	readonly set: AddressSet | undefined;
}

/** So many elements of a list are looked at: longer ones are made by programs. */
const MOST_ELEMENTS = 50_000;

/** After so many in one list, further ones are no news. */
const MOST = 100;

function shadowsIn(name: string, elements: readonly ListElement[], hosts: boolean, server: Server): readonly Shadow[] {
	const found: Shadow[] = [];
	const before: Before[] = [];
	const texts = new Map<string, ListElement>();
	const covered = new CoveredAddresses();
	const parents = parentStyle(name, server) === "parent";
	for (const element of elements.slice(0, MOST_ELEMENTS)) {
		if (fails(element, hosts)) break;
		const set = hosts ? addressesOf(element) : undefined;
		const by = set === undefined ? sameName(element, texts, parents) : covered.has(set) ? touching(element, set, before) : [];
		const shadow = by.length === 0 ? undefined : shadowOf(name, element, by);
		if (shadow !== undefined) found.push(shadow);
		if (found.length === MOST) break;
		before.push({ element, set });
		if (set !== undefined) covered.add(set);
		if (element.pattern.kind === "literal" && !texts.has(element.pattern.text)) texts.set(element.pattern.text, element);
	}
	return found;
}

/** Whether every lookup that reaches the element fails, so that nothing behind it counts in its own right. */
function fails({ pattern }: ListElement, hosts: boolean): boolean {
	if (pattern.kind === "failing") return true;
	return hosts && pattern.kind === "literal" && parseNetwork(unbracketed(pattern.text))?.hostBits === true;
}

function unbracketed(text: string): string {
	return text.replace(/^\[(.*)\]/, "$1");
}

function addressesOf({ pattern }: ListElement): AddressSet | undefined {
	if (pattern.kind === "literal") return parseAddressSet(unbracketed(pattern.text));
	if (pattern.kind !== "table") return undefined;
	const { entries } = pattern.table;
	if (entries?.kind === "any") return ALL_ADDRESSES;
	return entries?.kind === "networks" ? unionOf(networksOf(pattern.table)) : undefined;
}

/** The earlier element that takes the same name, or all names below a parent of it. */
function sameName({ pattern }: ListElement, texts: ReadonlyMap<string, ListElement>, parents: boolean): readonly ListElement[] {
	if (pattern.kind !== "literal") return [];
	for (let name = pattern.text; name !== ""; name = name.slice(name.indexOf(".") + 1)) {
		const same = texts.get(name);
		if (same !== undefined) return [same];
		if (!parents || !name.includes(".")) break;
	}
	return [];
}

/** The earlier elements that together take all of what an element would match, which they are known to do. */
function touching({ pattern }: ListElement, set: AddressSet, before: readonly Before[]): readonly ListElement[] {
	if (pattern.kind !== "literal") return [];
	return before
		.filter((one) => one.set !== undefined && !isEmptyAddressSet(intersectionOf(one.set, set)))
		.map((one) => one.element);
}

function shadowOf(name: string, element: ListElement, by: readonly ListElement[]): Shadow | undefined {
	const { pattern, positive } = element;
	if (pattern.kind !== "literal" || element.origin.kind !== "file") return undefined;
	const opposite = by.find((one) => one.positive !== positive);
	const hider = opposite ?? (by[0] as ListElement);
	// What a variable brings along is nobody's mistake, and who names a domain beside its parent only says more than is needed.
	if (opposite === undefined && (!isSpelled(element, pattern.text) || !by.every((one) => alike(one, pattern.text))))
		return undefined;
	const text = `${positive ? "" : "!"}${pattern.text}`;
	const earlier = textOf(hider);
	const follows =
		opposite === undefined
			? "It changes nothing"
			: positive
				? `It is never matched, and what it names stays out of ${name}`
				: `It excludes nothing, and what it names stays in ${name}`;
	return {
		origin: wordsIn(
			element.origin,
			originText(element.origin).toLowerCase().includes(text) ? originText(element.origin) : pattern.text,
		),
		severity: opposite === undefined ? "info" : "warning",
		message: `${earlier} stands before ${text} in ${name} and takes all that it would match. ${follows}. ${opposite === undefined ? "Remove it." : `Move ${text} before ${earlier}.`}`,
		cause: placed(hider.origin),
		fixes: [],
	};
}

/** Whether the element stands in its list as it is, and not through a variable. */
function isSpelled({ origin }: ListElement, text: string): boolean {
	return origin.kind === "file" && origin.via === undefined && originText(origin).toLowerCase().includes(text);
}

function alike(one: ListElement, text: string): boolean {
	const { pattern } = one;
	if (pattern.kind === "literal" && !/[:/]|^[\d.]+$/.test(text) && pattern.text !== text) return false;
	return pattern.kind !== "literal" || isSpelled(one, pattern.text);
}

function textOf({ pattern, positive, origin }: ListElement): string {
	const mark = positive ? "" : "!";
	if (pattern.kind === "literal") return `${mark}${pattern.text}`;
	return pattern.kind === "table" ? `${mark}${pattern.table.name.text}` : originText(origin);
}

function placed(origin: Origin): FileOrigin | undefined {
	return origin.kind === "file" ? origin : undefined;
}
