import { dependsOn, FALSE, type Truth } from "@relaylint/core";
import type { Scope } from "../expansion/scope.ts";
import { type Condition, EMPTY, mapped, openValue, testOf, textValue, type Value } from "../expansion/value-of.ts";
import { isQuery, keysFor, lookupItem } from "../lists/lookup-type.ts";
import { splitList } from "../lists/split-list.ts";
import { domainItem, nameItem } from "./domain-items.ts";
import type { Server } from "./server.ts";

/** An address with its parts, which an open one does not have. */
export interface AddressSubject {
	readonly address: Value;
	readonly local: Value;
	readonly domain: Value;
}

/** Whether an item of a list of addresses takes an address (specification, 10.20). */
export function addressItem(
	item: string,
	{ address, local, domain }: AddressSubject,
	caseful: boolean,
	scope: Scope,
	server: Server,
	named: (list: string, of: Value) => Truth,
): Condition {
	if (item === "") return equals(address, "");
	if (item.startsWith("^")) return nameItem(item, address, scope, server, !caseful);
	const whole = lookupItem(item);
	if (whole !== undefined && !item.startsWith("@@")) {
		if (isQuery(whole.type)) return dependsOn({ kind: "outside", key: `lookup:${whole.type.base}`, text: `what ${item} finds` });
		const file = server.files.open(whole.type.base, whole.target);
		if (file.kind === "failing") return { kind: "error", reason: file.reason };
		if (file.kind === "unknown") return dependsOn(file.because);
		if (whole.type.base.endsWith("wildlsearch")) return nameItem(item, address, scope, server, !caseful);
		// Partial look-ups of addresses are not made.
		const { partial: _partial, ...type } = whole.type;
		if (address.kind === "open") return file.entries.length === 0 ? FALSE : dependsOn(address.because);
		return testOf(address, (text) =>
			text !== "" && keysFor(type, text).some(({ key }) => file.find(key) !== undefined) ? { kind: "true" } : FALSE,
		);
	}
	const empty = equals(address, "");
	if (empty.kind === "true") return FALSE;
	const rest = item.startsWith("@@") ? byDomain(item.slice(2), local, domain, scope, server) : plain();
	return empty.kind === "unknown" ? bothOf(rest, empty) : rest;

	function plain(): Condition {
		const at = item.lastIndexOf("@");
		if (at === -1) return domainItem(item, domain, scope, server);
		const [wantedLocal, wantedDomain] = [item.slice(0, at), item.slice(at + 1)];
		const own: Value = caseful ? local : mapped(local, (text) => textValue(text.toLowerCase()));
		const localTruth = wantedLocal === "*" ? ({ kind: "true" } as const) : nameItem(wantedLocal, own, scope, server, !caseful);
		const domainTruth = wantedDomain.startsWith("+")
			? named(wantedDomain.slice(1), domain)
			: domainItem(wantedDomain, domain, scope, server);
		return bothOf(localTruth, domainTruth);
	}
}

/** And. */
function bothOf(a: Condition, b: Condition): Condition {
	if (a.kind === "false" || b.kind === "false") return FALSE;
	if (a.kind === "true") return b;
	if (b.kind === "true") return a;
	if (a.kind === "unknown" && b.kind === "unknown") return a.because.kind === "choice" ? b : a;
	return a.kind === "unknown" ? b : a;
}

function equals(value: Value, text: string): Condition {
	if (value.kind === "open" && value.alternatives === undefined)
		return value.canBe?.(text) === false ? FALSE : dependsOn(value.because);
	return testOf(value, (own) => (own === text ? { kind: "true" } : FALSE));
}

/** `@@lookup`: the domain is looked up, and what is found is a list of local parts; `>key` goes on at another key. */
function byDomain(item: string, local: Value, domain: Value, scope: Scope, server: Server): Condition {
	const lookup = lookupItem(item);
	if (lookup === undefined) return FALSE;
	if (isQuery(lookup.type)) return dependsOn({ kind: "outside", key: `lookup:${lookup.type.base}`, text: `what ${item} finds` });
	const file = server.files.open(lookup.type.base, lookup.target);
	if (file.kind === "failing") return { kind: "error", reason: file.reason };
	if (file.kind === "unknown") return dependsOn(file.because);
	if (domain.kind !== "text") {
		return domain.kind === "open" && file.entries.length > 0 ? dependsOn(domain.because) : FALSE;
	}
	let found = keysFor(lookup.type, domain.text)
		.map(({ key }) => file.find(key))
		.find((entry) => entry !== undefined);
	for (let chain = 0; found !== undefined && chain < 50; chain++) {
		const items = splitList(found.data);
		const last = items.at(-1)?.text;
		const next = last?.startsWith(">") === true ? last.slice(1).trim() : undefined;
		let positive = true;
		for (const { text } of next === undefined ? items : items.slice(0, -1)) {
			positive = !text.startsWith("!");
			const truth = nameItem(positive ? text : text.slice(1).trim(), local, scope, server, true);
			if (truth.kind === "true") return positive ? truth : FALSE;
			if (truth.kind === "unknown") return truth;
		}
		if (next === undefined) return positive ? FALSE : { kind: "true" };
		found = file.find(next);
	}
	return FALSE;
}

/** The parts of an address. */
export function addressSubject(address: Value): AddressSubject {
	if (address.kind === "open") {
		const rest = address.alternatives === undefined ? openValue(address.because) : undefined;
		return {
			address,
			local: rest ?? mapped(address, (text) => textValue(text.slice(0, Math.max(0, text.lastIndexOf("@"))))),
			domain: rest ?? mapped(address, (text) => textValue(text.slice(text.lastIndexOf("@") + 1))),
		};
	}
	if (address.kind !== "text") return { address, local: address, domain: address };
	const at = address.text.lastIndexOf("@");
	return at === -1
		? { address, local: address, domain: EMPTY }
		: { address, local: textValue(address.text.slice(0, at)), domain: textValue(address.text.slice(at + 1).toLowerCase()) };
}
