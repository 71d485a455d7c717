import type { Dependency, Origin } from "@relaylint/core";
import type { DomainTest } from "../address/settings.ts";
import { askTable } from "./lookup.ts";
import type { ListElement, PatternList } from "./match-list.ts";

/**
 * How a list of domains takes a name: `exact` by the name alone (`mydestination`, `virtual_alias_domains`), `parent` also by the domains above
 * it, `dot-parent` by those written with a leading dot (`relay_domains`, by `parent_domain_matches_subdomains`).
 */
export type DomainStyle = "exact" | "parent" | "dot-parent";

/** Whether a domain is in a list; the first element that matches decides, a failing lookup ends the search. */
export function domainTest(list: PatternList, style: DomainStyle): (domain: string) => DomainTest<Dependency> {
	const answers = new Map<string, DomainTest<Dependency>>();
	return (given) => {
		const domain = given.toLowerCase();
		let answer = answers.get(domain);
		if (answer === undefined) {
			answer = search(list, style, domain);
			if (answers.size > 5000) answers.clear();
			answers.set(domain, answer);
		}
		return answer;
	};
}

/** Lists of more elements are looked up by their words. */
const MANY = 100;

interface Index {
	/** The places of the elements that are words, by the word: of the first, and of the first that is no exclusion. */
	readonly words: ReadonlyMap<string, readonly number[]>;
	/** The places of all others. */
	readonly others: readonly number[];
}

const indexes = new WeakMap<readonly ListElement[], Index>();

function indexOf(elements: readonly ListElement[]): Index {
	let index = indexes.get(elements);
	if (index === undefined) {
		const words = new Map<string, readonly number[]>();
		const others: number[] = [];
		for (const [at, { pattern, positive }] of elements.entries()) {
			if (pattern.kind !== "literal") {
				others.push(at);
				continue;
			}
			const before = words.get(pattern.text);
			if (before === undefined) words.set(pattern.text, [at]);
			else if (before.length === 1 && positive && elements[before[0] ?? 0]?.positive === false)
				words.set(pattern.text, [...before, at]);
		}
		index = { words, others };
		indexes.set(elements, index);
	}
	return index;
}

/** The elements of a list that may take a domain, in their order; of those that are the same word the ones that count. */
export function elementsFor(list: PatternList, style: DomainStyle, domain: string): readonly ListElement[] {
	const { elements } = list;
	if (elements.length <= MANY) return elements;
	const { words, others } = indexOf(elements);
	const named = domainKeys(domain, style).flatMap(({ text }) => words.get(text) ?? []);
	return [...new Set([...named, ...others])].sort((a, b) => a - b).flatMap((at) => elements[at] ?? []);
}

function search(list: PatternList, style: DomainStyle, domain: string): DomainTest<Dependency> {
	let open: { reason: Dependency; ends: Set<string> } | undefined;
	for (const element of elementsFor(list, style, domain)) {
		const matched = matches(element, style, domain);
		if (matched === false) continue;
		const said = element.positive ? "yes" : "no";
		if (matched === true) {
			if (open === undefined) return said === "no" ? { kind: said } : { kind: said, by: wordsOf(element, style, domain) };
			return open.ends.size === 1 && open.ends.has(said) ? { kind: said } : { kind: "unknown", reason: open.reason };
		}
		if (matched.kind === "error") return open === undefined ? matched : { kind: "unknown", reason: open.reason };
		open ??= { reason: matched.reason, ends: new Set() };
		open.ends.add(said);
	}
	if (open === undefined) return { kind: "no" };
	return open.ends.size === 1 && open.ends.has("no") ? { kind: "no" } : { kind: "unknown", reason: open.reason };
}

type Matched =
	| boolean
	| { readonly kind: "error"; readonly reason: Dependency }
	| { readonly kind: "unknown"; readonly reason: Dependency };

function matches(element: ListElement, style: DomainStyle, domain: string): Matched {
	const { pattern } = element;
	switch (pattern.kind) {
		case "literal":
			return literalMatches(pattern.text, style, domain);
		case "failing":
			return { kind: "error", reason: { kind: "outside", key: `list:${pattern.reason}`, text: pattern.reason } };
		case "open":
			return { kind: "unknown", reason: pattern.because };
		case "table": {
			for (const key of domainKeys(domain, style)) {
				const found = askTable(pattern.table, key);
				if (found.kind === "found") return true;
				// The result is not looked at, so that an empty one matches like any other.
				if (found.kind === "error" && pattern.table.lookup(key.text).kind === "found") return true;
				if (found.kind !== "absent") return found;
			}
			return false;
		}
	}
}

/** The words by which an element matches: a table's entry where a file holds it, else the element itself. */
function wordsOf({ pattern, origin }: ListElement, style: DomainStyle, domain: string): Origin {
	if (pattern.kind !== "table") return origin;
	for (const key of domainKeys(domain, style)) {
		const found = askTable(pattern.table, key);
		if (found.kind === "found" && found.origin.kind === "file") return found.origin;
	}
	return origin;
}

/** Whether a literal element matches a name. */
export function literalMatches(pattern: string, style: DomainStyle, domain: string): boolean {
	if (pattern === domain) return true;
	if (style === "parent") return domain.length > pattern.length && domain.endsWith(`.${pattern}`);
	return style === "dot-parent" && pattern.startsWith(".") && domain.length > pattern.length && domain.endsWith(pattern);
}

/** The keys with which a table in a list of domains is asked. */
export function domainKeys(domain: string, style: DomainStyle): readonly { text: string; full: boolean }[] {
	const keys = [{ text: domain, full: true }];
	if (style === "exact") return keys;
	for (let dot = domain.indexOf(".", 1); dot !== -1; dot = domain.indexOf(".", dot + 1)) {
		keys.push({ text: domain.slice(style === "parent" ? dot + 1 : dot), full: false });
	}
	return keys.filter((key) => key.text !== "");
}
