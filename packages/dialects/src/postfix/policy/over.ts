import {
	type AddressSet,
	addressesOf,
	chosen,
	type Dependency,
	dependsOn,
	differenceOf,
	errorTruth,
	FALSE,
	formatAddress,
	intersectionOf,
	isEmptyAddressSet,
	type Origin,
	parseAddress,
	parseAddressSet,
	type Region,
	TRUE,
	type Truth,
	unionOf,
} from "@relaylint/core";
import { type ExpressionRule, isLimit, type LookupTable } from "../tables/table.ts";

/** The three ways in which a recipient can be foreign to Postfix (ADDRESS_CLASS_README). */
export const FOREIGN = {
	/** Its domain is in no address class. */
	elsewhere: "elsewhere",
	/** Its domain is in `relay_domains` by an element that claims no domain. */
	relayed: "relayed",
	/** Its domain is in `mydestination` or `virtual_mailbox_domains` by an element that claims no domain, and the transport leads away. */
	served: "served",
	/** An alias or canonical pattern sends it to a domain that its sender wrote into it. */
	rewritten: "rewritten",
} as const;

/** What a table can give to a region: values by the line that says each, and whether it may give nothing. */
export interface TableView {
	readonly values: readonly { readonly value: string; readonly origin: Origin }[];
	readonly mayMiss: boolean;
	/** Entries whose result depends on the key: what they give is not known beforehand. */
	readonly computed: readonly { readonly template: string; readonly origin: Origin }[];
	/** What lies outside the files, or what relaylint cannot tell. */
	readonly open?: Dependency;
	/** Why every lookup fails. */
	readonly failing?: string;
}

/** Which keys of a table somebody in a region can bring. */
export interface KeyFilter {
	/** The addresses for which an exact key is an address or the start of one; undefined where keys are no addresses. */
	readonly addresses?: AddressSet;
	/** True where every attempt brings one of those addresses as a key, so that networks which cover them all miss none; absent: a word may be brought instead. */
	readonly alwaysAddress?: true;
	/** Whether a key of leading octets stands for all addresses that begin with them, as in access(5). */
	readonly octets?: true;
	/** Whether a key that is no address can be brought. */
	text(key: string): boolean;
	/** Whether a key can be brought that a rule of an expression table takes; absent: for every rule. */
	rule?(rule: ExpressionRule): boolean;
}

/** The most values that are told apart; past it the rest is one value that nobody knows. */
const MOST_VALUES = 400;

/** What a table can give, seen over all keys that pass the filter. */
export function viewOf(table: LookupTable, filter: KeyFilter): TableView {
	const { entries, failure } = table;
	if (failure?.kind === "unknown") {
		return {
			values: [],
			mayMiss: true,
			computed: [],
			open: { kind: isLimit(failure.what) ? "limit" : "outside", key: `table:${table.name.text}`, text: failure.reason },
		};
	}
	if (failure !== undefined) return { values: [], mayMiss: false, computed: [], failing: failure.reason };
	if (entries === undefined) {
		return {
			values: [],
			mayMiss: true,
			computed: [],
			open: { kind: "limit", key: `table:${table.name.text}`, text: `what ${table.name.text} holds` },
		};
	}
	switch (entries.kind) {
		case "any":
			return { values: [{ value: entries.value, origin: entries.origin }], mayMiss: false, computed: [] };
		case "choice":
			return { values: entries.values.map((value) => ({ value, origin: originOfTable(table) })), mayMiss: false, computed: [] };
		case "keys":
			return keysView(table, entries, filter);
		case "networks":
			return networksView(entries, filter);
		case "rules": {
			const rules = entries.rules.filter((rule) => filter.rule?.(rule) ?? true);
			const open: Dependency = { kind: "outside", key: `table:${table.name.text}`, text: `${table.name.text} (a template)` };
			return {
				values: rules.flatMap((rule) => (rule.value === undefined ? [] : [{ value: rule.value, origin: rule.origin }])),
				computed: rules.flatMap((rule) => (rule.value === undefined ? [{ template: rule.template, origin: rule.origin }] : [])),
				mayMiss: true,
				...(entries.complete ? {} : { open }),
			};
		}
		case "members": {
			if (entries.combine === "pipe")
				return { values: [], mayMiss: true, computed: [{ template: "$1", origin: originOfTable(table) }] };
			const views = entries.members.map((member) => viewOf(member, filter));
			const open = views.find((view) => view.open !== undefined)?.open;
			return {
				values: views.flatMap((view) => view.values),
				computed: [
					...views.flatMap((view) => view.computed),
					...(views.length > 1 ? [{ template: "$1", origin: originOfTable(table) }] : []),
				],
				mayMiss: true,
				...(open === undefined ? {} : { open }),
			};
		}
	}
}

function originOfTable(table: LookupTable): Origin {
	return { kind: "default", text: table.name.text };
}

function keysView(
	table: LookupTable,
	entries: Extract<NonNullable<LookupTable["entries"]>, { kind: "keys" }>,
	filter: KeyFilter,
): TableView {
	const values = new Map<string, Origin>();
	let overflow = false;
	entries.forEachEntry((key, value, origin) => {
		if (values.has(value) || !canBring(key(), filter)) return true;
		if (values.size < MOST_VALUES) values.set(value, origin());
		else overflow = true;
		// Nothing else can come, or nothing else is kept.
		return !overflow && values.size !== entries.mostValues;
	});
	const open: Dependency | undefined = !entries.complete
		? { kind: "outside", key: `table:${table.name.text}`, text: `${table.name.text} (a template)` }
		: overflow
			? {
					kind: "limit",
					key: `table:${table.name.text}`,
					text: `more than ${MOST_VALUES} different results in ${table.name.text}`,
				}
			: undefined;
	return {
		values: [...values].map(([value, origin]) => ({ value, origin })),
		mayMiss: filter.octets !== true || filter.addresses === undefined || !isCovered(filter.addresses, table, entries),
		computed: [],
		...(open === undefined ? {} : { open }),
	};
}

/** Of larger tables it is not asked whether their keys are all the addresses of a region. */
const MOST_COVERING = 20_000;

const covering = new WeakMap<LookupTable, AddressSet>();

/**
 * Whether the IPv4 addresses and leading octets among the keys are all the addresses of a region: then each of them finds a key. Only keys as
 * smtpd asks for them count, and none whose result is empty, which is an error.
 */
function isCovered(
	addresses: AddressSet,
	table: LookupTable,
	entries: Extract<NonNullable<LookupTable["entries"]>, { kind: "keys" }>,
): boolean {
	if (entries.entryCount > MOST_COVERING || table.keyStyle !== "fixed" || addresses.v6.length > 0) return false;
	let covered = covering.get(table);
	if (covered === undefined) {
		const sets: AddressSet[] = [];
		entries.forEachEntry((keyOf, value) => {
			const key = keyOf();
			if (value === "" || !/^\d{1,3}(\.\d{1,3}){0,3}$/.test(key)) return true;
			const set = addressesOfKey(key);
			if (set !== undefined) sets.push(set);
			return true;
		});
		covered = unionOf(sets);
		covering.set(table, covered);
	}
	return !isEmptyAddressSet(addresses) && isEmptyAddressSet(differenceOf(addresses, covered));
}

/** Adds a range, as a part of the last one where it follows that. */
export function pushRange<N extends number | bigint>(ranges: N[], first: N, last: N): void {
	const end = ranges[ranges.length - 1];
	const follows = end !== undefined && (typeof end === "bigint" ? end + 1n === first : (end as number) + 1 === first);
	if (follows) ranges[ranges.length - 1] = last;
	else ranges.push(first, last);
}

function canBring(key: string, filter: KeyFilter): boolean {
	if (filter.addresses !== undefined) {
		const set = addressesOfKey(key);
		if (set !== undefined) return !isEmptyAddressSet(intersectionOf(set, filter.addresses));
	}
	return filter.text(key);
}

/** The addresses that a key stands for: whole, or cut behind an octet or a group. */
export function addressesOfKey(key: string): AddressSet | undefined {
	const address = parseAddress(key);
	if (address !== undefined) return parseAddressSet(key);
	if (/^\d{1,3}(\.\d{1,3}){0,2}$/.test(key)) {
		const octets = key.split(".");
		const start = parseAddress([...octets, "0", "0", "0"].slice(0, 4).join("."));
		return start === undefined ? undefined : addressesOf(start, octets.length * 8);
	}
	if (/^[0-9a-f]{1,4}(:[0-9a-f]{1,4}){0,6}$/i.test(key)) {
		const groups = key.split(":");
		const start = parseAddress(groups.length === 8 ? key : `${key}::`);
		return start === undefined ? undefined : addressesOf(start, groups.length * 16);
	}
	return undefined;
}

/** The same, but for a whole IPv6 address only where it is written as smtpd asks for it: else no client finds the key. */
export function addressesFound(key: string): AddressSet | undefined {
	const address = key.includes(":") ? parseAddress(key) : undefined;
	return address !== undefined && formatAddress(address) !== key ? undefined : addressesOfKey(key);
}

function networksView(entries: Extract<NonNullable<LookupTable["entries"]>, { kind: "networks" }>, filter: KeyFilter): TableView {
	const { addresses } = filter;
	if (addresses === undefined) return { values: [], mayMiss: true, computed: [] };
	const values = new Map<string, { origin: Origin; v4: number[]; v6: bigint[] }>();
	const at = (value: string, origin: () => Origin) => {
		let known = values.get(value);
		if (known === undefined) {
			known = { origin: origin(), v4: [], v6: [] };
			values.set(value, known);
		}
		return known;
	};
	entries.forEachRange4((first, last, value, origin) => pushRange(at(value, origin).v4, first, last));
	entries.forEachRange6((first, last, value, origin) => pushRange(at(value, origin).v6, first, last));
	const reached = [...values].flatMap(([value, { origin, v4, v6 }]) => {
		const set = unionOf([
			{ v4, v6 },
			{ v4: [], v6: [] },
		]);
		return isEmptyAddressSet(intersectionOf(set, addresses)) ? [] : [{ value, origin, set }];
	});
	const covered = unionOf(reached.map((one) => one.set));
	return {
		values: reached.map(({ value, origin }) => ({ value, origin })),
		mayMiss: filter.alwaysAddress !== true || !isEmptyAddressSet(differenceOf(addresses, covered)),
		computed: [],
	};
}

/** The truth of "the table has something" by its view. */
export function foundOver(view: TableView, thing: object, text: string, origin: Origin): Truth {
	if (view.failing !== undefined) return errorTruth(view.failing);
	if (view.open !== undefined) return dependsOn({ ...view.open, origin });
	if (view.values.length === 0 && view.computed.length === 0) return FALSE;
	return view.mayMiss ? chosen(thing, text, origin) : TRUE;
}

/** Whether a stranger can bring a host name as its own confirmed one, or be without a name. */
export function canHaveHostKey(region: Region, key: string, style: "parent" | "dot-parent"): boolean {
	if (key === "unknown") return true;
	if (key.startsWith(".")) return region.canHaveName(key.slice(1), true) !== false;
	if (style === "parent") return region.canHaveName(key, true) !== false;
	return region.canHaveName(key, false) !== false;
}
