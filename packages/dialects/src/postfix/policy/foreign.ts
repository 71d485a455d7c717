import { type Dependency, dependsOn, FALSE, type ForeignKind, isPublicSuffix, TRUE, type Truth } from "@relaylint/core";
import { isHostname } from "../address/hostname.ts";
import type { LookupTable } from "../tables/table.ts";
import { splitWords } from "../words.ts";
import { styleOf } from "./address-settings.ts";
import type { DomainStyle } from "./domain-lists.ts";
import { ruleTakesUnclaimed } from "./expression-keys.ts";
import { type ListSource, patternsOf } from "./lists.ts";
import type { ListPattern } from "./match-list.ts";
import { FOREIGN } from "./over.ts";
import { holeInWord } from "./server.ts";
import { serviceDependency, splitTransport } from "./transports.ts";

/** The lists of domains whose mail is delivered here, with the transport that does it (ADDRESS_CLASS_README). */
export const SERVED: readonly (readonly [list: string, transport: string])[] = [
	["mydestination", "local_transport"],
	["virtual_mailbox_domains", "virtual_transport"],
];

/** The ways in which a recipient can be foreign under these lists and tables. */
export function foreignKinds(shared: ListSource): readonly ForeignKind[] {
	return [
		{ name: FOREIGN.elsewhere, exists: TRUE },
		{ name: FOREIGN.relayed, exists: takenUnclaimed("relay_domains", shared) },
		{ name: FOREIGN.served, exists: servedElsewhere(shared) },
		{ name: FOREIGN.rewritten, exists: rewritesFreely(shared) },
	];
}

/** Whether mail for domains that no list claims leaves through the transport of the server's own classes, as they take it in. */
function servedElsewhere(shared: ListSource): Truth {
	let open: Truth | undefined;
	for (const [list, transport] of SERVED) {
		const taken = takenUnclaimed(list, shared);
		const [service = "", nexthop = ""] = splitTransport(shared.own.text(transport).text.trim());
		const carrier = shared.carrierOf(service, nexthop);
		const leaves = carrier === "away" || carrier === "mailboxes";
		if (taken.kind === "true" && (leaves || shared.own.text("transport_maps").text.trim() !== "")) return TRUE;
		if (taken.kind === "true" && carrier === "unknown") open ??= dependsOn(serviceDependency(service));
		// Domains in a database whose mail goes to a server of mailboxes are what that server holds.
		if (taken.kind === "unknown" && carrier === "away") open ??= taken;
	}
	return open ?? FALSE;
}

/** Whether a list of domains takes in some that it does not claim: by a pattern, a wildcard, or what is outside the files. */
function takenUnclaimed(name: string, shared: ListSource): Truth {
	const list = patternsOf(name, shared);
	const style = styleOf(name, shared);
	let open: Truth | undefined;
	for (const { pattern, positive } of list.elements) {
		if (!positive) continue;
		const unclaimed = takesUnclaimed(pattern, style);
		if (unclaimed.kind === "true") return TRUE;
		if (unclaimed.kind === "unknown") open ??= unclaimed;
	}
	return open ?? FALSE;
}

function takesUnclaimed(pattern: ListPattern, style: DomainStyle): Truth {
	switch (pattern.kind) {
		case "failing":
			return FALSE;
		case "open":
			return dependsOn(pattern.because);
		case "literal":
			return suffixTruth(pattern.text, style);
		case "table":
			return tableTakesUnclaimed(pattern.table, style);
	}
}

/** A name takes in what is below it, which nobody owns where names are registered directly there. */
function suffixTruth(text: string, style: DomainStyle): Truth {
	const below = style === "parent" || (style === "dot-parent" && text.startsWith("."));
	if (!below || !isHostname(text.replace(/^\./, ""))) return FALSE;
	const suffix = isPublicSuffix(text.replace(/^\./, ""));
	if (suffix === undefined)
		return dependsOn({ kind: "limit", key: "public-suffix-list", text: `whether ${text} is a public suffix` });
	return suffix ? TRUE : FALSE;
}

function tableTakesUnclaimed(table: LookupTable, style: DomainStyle): Truth {
	if (table.failure?.kind === "unknown")
		return dependsOn({ kind: "outside", key: `table:${table.name.text}`, text: table.failure.reason });
	if (table.failure !== undefined) return FALSE;
	const { entries } = table;
	if (entries === undefined || entries.kind === "any" || entries.kind === "choice" || entries.kind === "members") return TRUE;
	if (entries.kind === "networks") return FALSE;
	if (entries.kind === "rules") return entries.rules.some(ruleTakesUnclaimed) ? TRUE : FALSE;
	let found: Truth = entries.complete
		? FALSE
		: dependsOn({ kind: "outside", key: `table:${table.name.text}`, text: `${table.name.text} (a template)` });
	if (style !== "exact") {
		entries.forEachEntry((keyOf) => {
			const truth = suffixTruth(keyOf(), style);
			if (truth.kind !== "false") found = truth;
			return found.kind !== "true";
		});
	}
	return found;
}

const REWRITING = ["virtual_alias_maps", "canonical_maps", "recipient_canonical_maps"];

/** Whether a table sends a recipient to a domain that its sender wrote into the address. */
function rewritesFreely(shared: ListSource): Truth {
	let open: Dependency | undefined;
	for (const name of REWRITING) {
		for (const word of splitWords(shared.own.text(name), "braces")) {
			const hole = holeInWord(word, name);
			if (hole !== undefined) open ??= hole;
			else {
				const free = tableRewritesFreely(shared.openTable(word.text, word.origin));
				if (free.kind === "true") return TRUE;
				if (free.kind === "unknown") open ??= free.because;
			}
		}
	}
	return open === undefined ? FALSE : dependsOn(open);
}

function tableRewritesFreely(table: LookupTable): Truth {
	if (table.failure?.kind === "unknown")
		return dependsOn({ kind: "outside", key: `table:${table.name.text}`, text: table.failure.reason });
	if (table.failure !== undefined) return FALSE;
	const { entries } = table;
	if (entries === undefined)
		return dependsOn({ kind: "limit", key: `table:${table.name.text}`, text: `what ${table.name.text} holds` });
	if (entries.kind === "rules") return entries.rules.some((rule) => takesDomainFromKey(rule.template)) ? TRUE : FALSE;
	if (entries.kind !== "members") return FALSE;
	if (entries.combine === "pipe") return TRUE;
	const members = entries.members.map(tableRewritesFreely);
	return members.find((one) => one.kind === "true") ?? members.find((one) => one.kind === "unknown") ?? FALSE;
}

/** A result whose domain, or whose whole text, comes out of the key. */
function takesDomainFromKey(template: string): boolean {
	return template.split(/[\s,]+/).some((target) => {
		const at = target.lastIndexOf("@");
		return /\$[\d({]/.test(at === -1 ? target : target.slice(at + 1));
	});
}
