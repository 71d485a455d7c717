import { type AddressSet, intersectionOf, isEmptyAddressSet, isPublicSuffix, NO_ADDRESSES, type Region } from "@relaylint/core";
import { anyDigit, headsOf, type Sample, samplesOf, type Tail, tailsOf } from "../../expression/language.ts";
import type { ExpressionRule, LookupTable } from "../tables/table.ts";
import { addressesOfKey } from "./over.ts";

/** How the keys begin and end that one condition of a rule takes; a negated or unknown one says nothing. */
interface Edges {
	readonly heads: readonly Tail[] | undefined;
	readonly tails: readonly Tail[] | undefined;
}

const edges = new WeakMap<ExpressionRule, readonly Edges[]>();

function edgesOf(rule: ExpressionRule): readonly Edges[] {
	let known = edges.get(rule);
	if (known === undefined) {
		known = rule.conditions.flatMap(({ expression, negated }) =>
			expression === undefined || negated ? [] : [{ heads: headsOf(expression.ast), tails: tailsOf(expression.ast) }],
		);
		edges.set(rule, known);
	}
	return known;
}

/** Whether somebody in a region can bring a client name or an address that a rule takes; its name has to be one that a stranger can have. */
export function canHaveHostOf(region: Region, rule: ExpressionRule): boolean {
	const all = edgesOf(rule);
	return all.every((one) => canBeName(one, region)) || all.every((one) => canBeAddress(one, region));
}

function canBeName({ heads, tails }: Edges, region: Region): boolean {
	// A host name holds no colon.
	if (heads?.every(({ text }) => text.includes(":")) === true) return false;
	if (tails === undefined) return true;
	return tails.some(({ text, whole }) => {
		if (text.includes(":")) return false;
		// No top-level domain ends in a digit.
		if (text.endsWith(anyDigit) || /\d$/.test(text)) return false;
		if (whole) return region.canHaveName(text, false) !== false;
		// `mail.example.com` ends names below example.com alone, whatever stands before it.
		const dot = text.indexOf(".");
		return dot === -1 || region.canHaveName(text.slice(dot + 1), true) !== false;
	});
}

function canBeAddress({ heads, tails }: Edges, region: Region): boolean {
	if (tails?.every(({ text }) => /[g-z]/.test(text)) === true) return false;
	if (heads === undefined) return true;
	return heads.some(({ text }) => {
		const set = addressesBehind(text);
		return set === undefined || !isEmptyAddressSet(intersectionOf(set, region.addresses));
	});
}

/** The addresses that the rules of an expression table tell apart by how they begin. */
export function addressesBegun(table: LookupTable): readonly AddressSet[] {
	if (table.entries?.kind !== "rules") return [];
	return table.entries.rules.flatMap((rule) =>
		edgesOf(rule).flatMap(({ heads }) => {
			const sets = (heads ?? [])
				.map(({ text }) => addressesBehind(text))
				.filter((set) => set !== undefined && !isEmptyAddressSet(set));
			return sets as readonly AddressSet[];
		}),
	);
}

/** The addresses that begin with a text, as far as it ends an octet or a group; undefined for any. */
function addressesBehind(text: string): AddressSet | undefined {
	if (/[g-z]/.test(text)) return NO_ADDRESSES;
	const separator = text.includes(":") ? ":" : ".";
	const whole = text.slice(0, text.lastIndexOf(separator) + 1).replace(/[.:]+$/, "");
	return whole === "" || whole.includes(anyDigit) ? undefined : addressesOfKey(whole);
}

/** Whether a rule takes an address whose domain `canBe` lets through: its part behind the last `@`. */
export function canHaveDomainOf(rule: ExpressionRule, canBe: (domain: string) => boolean): boolean {
	return edgesOf(rule).every(
		({ tails }) =>
			tails === undefined ||
			tails.some(({ text, whole }) => {
				const at = text.lastIndexOf("@");
				if (at !== -1) return canBe(text.slice(at + 1));
				// A domain below the tail's, with a label that no list names.
				return !whole && (!text.startsWith(".") || canBe(`relaylint-any${text}`));
			}),
	);
}

/** Whether a rule that takes a domain claims it: by its literal name, or as one below a name that somebody can register. */
export function ruleClaims(rule: ExpressionRule, domain: string): boolean {
	return edgesOf(rule).some(({ tails }) =>
		(tails ?? []).some(({ text, whole }) =>
			whole ? text === domain : domain.endsWith(text) && text.startsWith(".") && isPublicSuffix(text.slice(1)) === false,
		),
	);
}

/** Whether a rule takes domains that it does not claim. */
export function ruleTakesUnclaimed(rule: ExpressionRule): boolean {
	return edgesOf(rule).every(
		({ tails }) =>
			tails === undefined ||
			tails.some(({ text, whole }) => !whole && (!text.startsWith(".") || isPublicSuffix(text.slice(1)) !== false)),
	);
}

/** Texts to try in place of a group whose text becomes a result. */
export interface Wish {
	/** What the result should read; a rule whose result is `$1` is asked with this text in its first group. */
	readonly result: string;
}

/**
 * Keys that an expression table takes, for the search for a witness: samples of each rule, dressed up by `dress` until the table takes them, with
 * a result that `wanted` likes.
 */
export function keysTaken(
	table: LookupTable,
	dress: (sample: Sample) => readonly string[],
	wanted: (result: string) => boolean,
	wishes: readonly Wish[] = [],
): readonly string[] {
	const { entries } = table;
	if (entries?.kind === "members") return entries.members.flatMap((member) => keysTaken(member, dress, wanted, wishes));
	if (entries?.kind !== "rules") return [];
	const keys = new Set<string>();
	for (const rule of entries.rules.slice(0, MOST_RULES)) {
		for (const key of ruleKeys(rule, dress, wishes)) {
			if (keys.size >= MOST_KEYS) return [...keys];
			const found = table.lookup(key);
			if (found.kind === "found" && wanted(found.value)) {
				keys.add(key);
				break;
			}
		}
	}
	return [...keys];
}

const MOST_RULES = 200;
const MOST_KEYS = 40;

function* ruleKeys(
	rule: ExpressionRule,
	dress: (sample: Sample) => readonly string[],
	wishes: readonly Wish[],
): Iterable<string> {
	const own = rule.conditions.at(-1)?.expression;
	if (own === undefined || rule.conditions.at(-1)?.negated === true) {
		yield* dress({ text: "", anchoredStart: false, anchoredEnd: false });
		return;
	}
	const asked = wishes.flatMap((wish) => {
		const fixed = groupsFor(rule.template, wish.result);
		return fixed === undefined ? [] : [fixed];
	});
	for (const fixed of [...asked, new Map<number, string>()]) {
		for (const sample of samplesOf(own.ast, fixed)) yield* dress(sample);
	}
}

/** The texts of groups with which a result template gives a wished result: the whole of it, or what stands before and behind its `@`. */
function groupsFor(template: string, result: string): ReadonlyMap<number, string> | undefined {
	const whole = /^\$[{(]?(\d)[)}]?$/.exec(template.trim());
	if (whole !== null) return new Map([[Number(whole[1]), result]]);
	const parts = /^\$[{(]?(\d)[)}]?@\$[{(]?(\d)[)}]?$/.exec(template.trim());
	const at = result.lastIndexOf("@");
	if (parts !== null && at !== -1) {
		return new Map([
			[Number(parts[1]), result.slice(0, at)],
			[Number(parts[2]), result.slice(at + 1)],
		]);
	}
	const domain = /@\$[{(]?(\d)[)}]?$/.exec(template.trim());
	return domain !== null && at !== -1 ? new Map([[Number(domain[1]), result.slice(at + 1)]]) : undefined;
}

/** A sample as an address: as it is, or with what an address needs on the side that is not anchored. */
export function asAddress({ text, anchoredStart, anchoredEnd }: Sample): readonly string[] {
	const found = [text];
	if (!anchoredStart) found.push(`someone${text}`, `someone@${text}`, `someone@host${text}`, `someone@host.${text}`);
	if (!anchoredEnd) found.push(`${text}@sender.example`, `${text}sender.example`, `${text}.example`);
	if (!anchoredStart && !anchoredEnd)
		found.push(
			`someone${text}@sender.example`,
			`someone@${text}.example`,
			`someone@host${text}.example`,
			"someone@sender.example",
		);
	return found.filter((address) => /^[^@\s]+@[^@\s]+\.[^@\s.]+$/.test(address));
}

/** A sample as a domain. */
export function asDomain({ text, anchoredStart, anchoredEnd }: Sample): readonly string[] {
	const found = [text];
	if (!anchoredStart) found.push(`victim${text}`, `victim.${text}`, `victim-${text}`);
	if (!anchoredEnd) found.push(`${text}.victim.example`, `${text}.example`, `${text}victim.example`);
	if (!anchoredStart && !anchoredEnd) found.push(`victim${text}.example`, `victim.${text}.example`, "victim.example");
	return found.filter((domain) => /^[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(domain) && !domain.includes(".-"));
}

/** A sample as the name of a client: one that the DNS can have. */
export function asHost(sample: Sample): readonly string[] {
	return asHelo(sample).filter((name) => /^([a-z0-9_-]+\.)+[a-z][a-z0-9-]*$/i.test(name));
}

/** A sample as names that a stranger can have for a client, if what follows the label `client` is a public suffix. */
export function asStrangersHost({ text, anchoredStart, anchoredEnd }: Sample): readonly string[] {
	const found: string[] = [];
	if (!anchoredEnd) found.push(`${text}.client.example`, `${text}client.example`);
	if (!anchoredStart) found.push(`host.client${text}`, `host.client-${text}`, `host.client.${text}`);
	if (!anchoredStart && !anchoredEnd) found.push(`host${text}.client.example`, `host.${text}.client.example`);
	return found.filter((name) => /^([a-z0-9_-]+\.)*client(-[a-z0-9-]+)?\.([a-z0-9-]+\.)*[a-z][a-z0-9-]*$/.test(name));
}

/** A sample as a HELO name. */
export function asHelo({ text, anchoredStart, anchoredEnd }: Sample): readonly string[] {
	const found = [text];
	if (!anchoredStart) found.push(`host${text}`, `host.${text}`);
	if (!anchoredEnd) found.push(`${text}.client.example`, `${text}client.example`, `${text}.example`);
	if (!anchoredStart && !anchoredEnd)
		found.push(`host${text}.client.example`, `host.${text}.client.example`, "pc.client.example");
	return found.filter((host) => host !== "" && !/\s/.test(host));
}
