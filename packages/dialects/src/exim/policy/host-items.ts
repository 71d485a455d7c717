import {
	type Address,
	type AddressSet,
	type Dependency,
	dependsOn,
	differenceOf,
	FALSE,
	formatAddress,
	intersectionOf,
	isEmptyAddressSet,
	type Match,
	type MatchList,
	NO_ADDRESSES,
	type Origin,
	parseAddress,
	parseAddressSet,
	type Region,
	TRUE,
	type Truth,
	truthOf,
	unionOf,
} from "@relaylint/core";
import { compileExpression } from "../../expression/expression.ts";
import { samplesOf, tailsOf } from "../../expression/language.ts";
import type { Scope } from "../expansion/scope.ts";
import { CHOICE, type Condition, limit, textValue } from "../expansion/value-of.ts";
import { isQuery, type LookupType, lookupItem } from "../lists/lookup-type.ts";
import { atomOf } from "./atoms.ts";
import { clientName } from "./client-name.ts";
import { domainHints, nameItem } from "./domain-items.ts";
import type { ListBuilder, ListState, ListSubject } from "./lists.ts";
import type { Server } from "./server.ts";

/** The client as the subject of a list of hosts (specification, 10.10 to 10.19). */
export const HOSTS: ListSubject = {
	kind: "host",
	name: "hosts",
	reads: ["client"],
	item: hostItem,
	before: unknownName,
};

function hostItem(text: string, origin: Origin, state: ListState, of: ListBuilder): Match {
	if (text === "*") return { kind: "always", origin };
	// The empty item takes messages that did not come by TCP.
	if (text === "") return { kind: "never", origin };
	const set = addressesOfItem(text);
	if (set !== undefined) return { kind: "address", fact: "client", set, origin };
	if (text === "@[]") return ownAddresses(origin, of);
	const lookup = lookupItem(text);
	if (lookup !== undefined && (lookup.type.net !== undefined || isQuery(lookup.type))) return addressLookup(lookup, origin, of);
	if (needsName(text)) return nameMatch(text, origin, of);
	return forwardName(text === "@" ? undefined : text, origin, state, of);
}

/** The addresses of an item that is an address or a network; host bits are ignored. */
export function addressesOfItem(text: string): AddressSet | undefined {
	const bare = text.replace(/^\[(.*)\]$/, "$1");
	const set = parseAddressSet(bare);
	if (set !== undefined) return set;
	// An address with bits behind the network, or of IPv6 on a host without it, is one all the same.
	return /^::ffff:\d+\.\d+\.\d+\.\d+\/\d+$/i.test(bare) ? NO_ADDRESSES : undefined;
}

/** Whether an item is matched against the client's name. */
export function needsName(text: string): boolean {
	if (text === "*") return false;
	if (text.startsWith("^") || text.startsWith("*")) return true;
	const lookup = lookupItem(text);
	return lookup !== undefined && lookup.type.net === undefined && !isQuery(lookup.type);
}

function ownAddresses(origin: Origin, { scope }: ListBuilder): Match {
	const because: Dependency = { kind: "outside", key: "interfaces", text: "the addresses of the host's interfaces" };
	return atomOf({
		name: "@[]",
		origin,
		reads: ["client"],
		scope,
		test: ({ context }) => {
			// No stranger has an address of the host itself.
			if (context === undefined) return FALSE;
			const { world, client } = context;
			if (world.addresses === undefined) return truthOf(world.mainAddresses.includes(context.attempt.client));
			if (client === undefined) return dependsOn(because);
			return truthOf(world.addresses.some((address) => parseAddress(address.replace(/\/\d+$/, ""))?.value === client.value));
		},
	});
}

/** `net-lsearch;file` and `net24-lsearch;file`: the address, masked, is the key; in IPv6 its colons are dots. */
function addressLookup(
	{ type, target }: { readonly type: LookupType; readonly target: string },
	origin: Origin,
	{ server }: ListBuilder,
): Match {
	const asked = `${type.base};${target}`;
	if (isQuery(type)) {
		return { kind: "unknown", because: { kind: "outside", key: `lookup:${asked}`, text: `what ${asked} finds`, origin }, origin };
	}
	const file = server.files.open(type.base, target);
	if (file.kind === "failing") return { kind: "error", reason: file.reason, origin };
	if (file.kind === "unknown") return { kind: "unknown", because: { ...file.because, origin }, origin };
	if (type.base.endsWith("wildlsearch")) return { kind: "unknown", because: { ...limit(asked), origin }, origin };
	if (type.star !== "" && file.find("*") !== undefined) return { kind: "always", origin };
	const bits = type.net === "whole" || type.net === undefined ? undefined : type.net;
	const set = unionOf([
		NO_ADDRESSES,
		...file.entries.flatMap(({ key }) => {
			const readable =
				type.base === "iplsearch"
					? key
					: key.includes(".") && !/^\d+\.\d+\.\d+\.\d+(?:\/\d+)?$/.test(key)
						? key.replaceAll(".", ":")
						: key;
			const network = parseAddressSet(readable);
			if (network === undefined) return [];
			if (type.base === "iplsearch") return [network];
			// Without a number the key is a whole address; with one it is a network of just that size.
			const size = /\/(\d+)$/.exec(readable)?.[1];
			if (bits === undefined ? size !== undefined : Number(size) !== bits) return [];
			return [network];
		}),
	]);
	return { kind: "address", fact: "client", set, origin };
}

/** A plain name is looked up in the DNS, and its addresses are compared with the client's. */
function forwardName(name: string | undefined, origin: Origin, state: ListState, { scope, server }: ListBuilder): Match {
	const wanted = name === undefined ? server.hostname : textValue(name.toLowerCase());
	return atomOf({
		name: name ?? "@",
		origin,
		reads: ["client", "dns"],
		scope,
		test: (of) => {
			// The names that the files spell out resolve, and to no stranger.
			if (of.context === undefined || wanted.kind !== "text") return FALSE;
			const found = addressesOfName(wanted.text, of);
			if (found.kind === "unknown") return FALSE;
			if (found.kind === "failing") return deferredTruth(state, `the DNS does not answer for ${wanted.text}`);
			const { client } = of.context;
			return truthOf(
				found.addresses.some(
					(address) => client !== undefined && address.family === client.family && address.value === client.value,
				),
			);
		},
	});
}

function deferredTruth(state: ListState, reason: string): Condition {
	if (state.deferred === "include") return truthOf(state.positive);
	return state.deferred === "ignore" ? FALSE : { kind: "error", reason };
}

function addressesOfName(
	name: string,
	{ context }: Scope,
):
	| { readonly kind: "addresses"; readonly addresses: readonly Address[] }
	| { readonly kind: "failing" }
	| { readonly kind: "unknown" } {
	if (context === undefined) return { kind: "unknown" };
	if (name === "localhost")
		return { kind: "addresses", addresses: ["127.0.0.1", "::1"].flatMap((one) => parseAddress(one) ?? []) };
	const answers = (["A", "AAAA"] as const).map((type) => context.world.dns(name, type));
	if (answers.some((answer) => answer.kind === "unknown")) return { kind: "unknown" };
	if (answers.some((answer) => answer.kind === "servfail")) return { kind: "failing" };
	return {
		kind: "addresses",
		addresses: answers.flatMap((answer) =>
			answer.kind === "records" ? answer.records.flatMap((one) => parseAddress(one) ?? []) : [],
		),
	};
}

/** Where a name that an item needs cannot be found, the list ends there, unless it says otherwise (specification, 10.15). */
function unknownName(text: string, state: ListState, origin: Origin, { scope }: ListBuilder): MatchList["elements"] {
	if (!needsName(text)) return isForwardName(text) ? unresolved(text, state, origin, { scope } as ListBuilder) : [];
	const named = (kind: "none" | "failing", what: string): Match =>
		atomOf({
			name: what,
			origin,
			reads: ["client", "client-name", "dns"],
			scope,
			test: ({ context }) => {
				// A stranger's address may have a name or not, as its owner likes.
				if (context === undefined) return dependsOn(CHOICE);
				const found = clientName(context);
				return found.kind === "unknown" ? dependsOn(found.because) : truthOf(found.kind === kind);
			},
		});
	const elements: MatchList["elements"][number][] = [];
	if (state.unknown !== "ignore")
		elements.push({
			match: named("none", "the client has no confirmed name"),
			result: truthOf(state.unknown === "include"),
			origin,
		});
	if (state.deferred !== "ignore")
		elements.push({
			match: named("failing", "the DNS does not answer for the client's name"),
			result: state.deferred === "include" ? TRUE : { kind: "error", reason: "the client's name cannot be looked up now" },
			origin,
		});
	return elements;
}

/** Whether an item is a plain name, whose addresses are looked up. */
function isForwardName(text: string): boolean {
	return (
		text !== "" &&
		text !== "*" &&
		text !== "@" &&
		text !== "@[]" &&
		addressesOfItem(text) === undefined &&
		lookupItem(text) === undefined
	);
}

/** A plain name without addresses ends the list like a client without a name. */
function unresolved(name: string, state: ListState, origin: Origin, { scope }: ListBuilder): MatchList["elements"] {
	if (state.unknown === "ignore") return [];
	return [
		{
			match: atomOf({
				name: `${name} has no address`,
				origin,
				reads: ["dns"],
				scope,
				test: (on) => {
					const found = addressesOfName(name.toLowerCase(), on);
					return truthOf(found.kind === "addresses" && found.addresses.length === 0);
				},
			}),
			result: truthOf(state.unknown === "include"),
			origin,
		},
	];
}

function nameMatch(text: string, origin: Origin, { scope, server }: ListBuilder): Match {
	const expression = text.startsWith("^") ? compileExpression(text, "pcre", { caseInsensitive: true }) : undefined;
	const clients =
		expression?.kind === "compiled"
			? samplesOf(expression.ast).map((sample) => `host.client${sample.text.replace(/[^a-z0-9.-]/gi, "")}`)
			: [];
	return atomOf({
		name: text,
		origin,
		reads: ["client", "client-name", "dns"],
		scope,
		hints: { names: domainHints(text).map((name) => name.replace(/^\./, "")), clients },
		test: (of) => {
			if (of.region !== undefined) return nameOver(text, of.region, server, of);
			if (of.context === undefined) return dependsOn(CHOICE);
			const found = clientName(of.context);
			if (found.kind === "unknown") return dependsOn(found.because);
			if (found.kind !== "names") return FALSE;
			for (const name of found.names) {
				const truth = nameItem(text, textValue(name), of, server, true);
				if (truth.kind !== "false") return truth;
			}
			return FALSE;
		},
	});
}

/** Whether a stranger can have a confirmed name that an item takes. */
function nameOver(text: string, region: Region, server: Server, scope: Scope): Condition {
	const can = (name: string, below: boolean): Truth => {
		const answer = region.canHaveName(name, below);
		if (answer === undefined)
			return dependsOn({ kind: "limit", key: "public-suffix-list", text: "which names can be registered" });
		return answer ? dependsOn(CHOICE) : FALSE;
	};
	if (text === "*" || text === "*.") return dependsOn(CHOICE);
	if (text.startsWith("*.")) return can(text.slice(2), true);
	if (text.startsWith("*")) return looseSuffix(text.slice(1), can);
	if (text.startsWith("^")) {
		const expression = compileExpression(text, "pcre", { caseInsensitive: true });
		if (expression.kind !== "compiled") return nameItem(text, textValue(""), scope, server, true);
		const tails = tailsOf(expression.ast);
		if (tails === undefined) return dependsOn(CHOICE);
		return firstPossible(tails.map((tail) => (tail.whole ? can(tail.text, false) : looseSuffix(tail.text, can))));
	}
	const lookup = lookupItem(text);
	if (lookup === undefined) return FALSE;
	const file = server.files.open(lookup.type.base, lookup.target);
	if (file.kind === "failing") return { kind: "error", reason: file.reason };
	if (file.kind === "unknown") return dependsOn(file.because);
	if (lookup.type.star !== "" && file.find("*") !== undefined) return TRUE;
	return firstPossible(
		file.entries.map(({ key }) => {
			if (lookup.type.base.endsWith("wildlsearch")) return truthOfName(key, region, server, scope);
			const affix = lookup.type.partial?.affix;
			return affix !== undefined && key.startsWith(affix) ? can(key.slice(affix.length), true) : can(key, false);
		}),
	);
}

function truthOfName(key: string, region: Region, server: Server, scope: Scope): Truth {
	const truth = key.startsWith("*") || key.startsWith("^") ? nameOver(key, region, server, scope) : FALSE;
	return truth.kind === "failed" ? FALSE : truth;
}

/** Names that end in a text which may begin inside a label. */
function looseSuffix(suffix: string, can: (name: string, below: boolean) => Truth): Truth {
	if (suffix.startsWith(".")) return can(suffix.slice(1), true);
	const dot = suffix.indexOf(".");
	return dot === -1 ? dependsOn(CHOICE) : can(suffix.slice(dot + 1), true);
}

function firstPossible(truths: readonly Truth[]): Truth {
	return (
		truths.find((truth) => truth.kind === "unknown" && truth.because.kind === "choice") ??
		truths.find((truth) => truth.kind !== "false") ??
		FALSE
	);
}

/** Whether an address of a region, as a set, is in a list of addresses. */
export function regionIn(set: AddressSet, { addresses }: Region): Truth {
	if (isEmptyAddressSet(intersectionOf(addresses, set))) return FALSE;
	return isEmptyAddressSet(differenceOf(addresses, set)) ? TRUE : dependsOn(CHOICE);
}

/** The address of a set that holds one alone. */
export function onlyAddress(set: AddressSet): string | undefined {
	const [first4, last4, more4] = set.v4;
	if (first4 !== undefined && first4 === last4 && more4 === undefined && set.v6.length === 0)
		return formatAddress({ family: 4, value: first4 });
	return undefined;
}
