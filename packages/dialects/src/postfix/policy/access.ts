import {
	ALL_ADDRESSES,
	type ComputedAtom,
	type Context,
	chosen,
	type Dependency,
	dependsOn,
	errorTruth,
	FALSE,
	type FactName,
	type Hints,
	type InnerAccept,
	type Match,
	type Origin,
	type PolicyRule,
	type Region,
	TRUE,
	type Truth,
} from "@relaylint/core";
import type { LookupKey } from "../address/settings.ts";
import { literalText } from "../expand.ts";
import type { LookupTable } from "../tables/table.ts";
import { splitWords, withOrigin } from "../words.ts";
import { hintsOf } from "./access-hints.ts";
import { ALWAYS, type Place, pendIfPermit, policyRefusal, rule, SERVER_ERROR } from "./env.ts";
import { canHaveDomainOf, canHaveHostOf } from "./expression-keys.ts";
import { recipientOf } from "./facts.ts";
import { tableIdentity } from "./identity.ts";
import { askTable, type Found } from "./lookup.ts";
import { canHaveHostKey, FOREIGN, foundOver, type KeyFilter, type TableView, viewOf } from "./over.ts";
import { integer } from "./server.ts";

/** One lookup in an access(5) table: which keys are asked for an attempt. */
export interface AccessCheck {
	/** What a trace calls it: `check_client_access hash:/etc/postfix/client`. */
	readonly name: string;
	readonly table: LookupTable;
	readonly reads: readonly FactName[];
	/** The keys in order; undefined where the restriction does not apply to the attempt. */
	keys(context: Context): readonly LookupKey[] | undefined | { readonly kind: "truth"; readonly truth: Truth };
	/** What an OK means here. */
	readonly onAccept?: InnerAccept;
	/** False where no attempt comes to ask the table; absent: some do. */
	readonly possible?: boolean;
	/** Which fact the table's keys are about, for the search for a witness. */
	readonly about: "client" | "helo" | "sender" | "recipient" | "other";
	readonly origin: Origin;
}

/** Lowers one access table lookup: the first key that the table has names the restrictions to walk. */
export function lowerAccess(check: AccessCheck, place: Place): readonly PolicyRule[] {
	const lists = new Map<string, readonly PolicyRule[]>();
	const labels = new WeakMap<readonly PolicyRule[], string>();
	let hints: Hints | undefined;
	const found = (context: Context) => foundBy(check, context);
	const rulesFor = (value: string, origin: Origin): readonly PolicyRule[] => {
		const known = lists.get(value);
		if (known !== undefined) return known;
		const rules = tableResult(value, origin, check, place);
		labels.set(rules, value);
		if (lists.size < 10_000) lists.set(value, rules);
		return rules;
	};
	const { server } = place;
	/** Addresses of the envelope are resolved by all that the server is; the keys of clients are not. */
	const identity = () => {
		const keys = check.about === "client" || check.about === "helo" ? server.accessStyle : server.identity();
		return `${keys}\n${tableIdentity(check.table)}`;
	};
	const content = () => tableIdentity(check.table);
	const match: ComputedAtom = {
		identity,
		content,
		kind: "computed",
		name: check.name,
		reads: check.reads,
		origin: check.origin,
		evaluate(context) {
			const result = found(context);
			if (result.kind === "truth") return result.truth;
			if (result.kind === "found") return TRUE;
			if (result.kind === "absent") return FALSE;
			return result.kind === "error" ? errorTruth(result.reason.text) : dependsOn(result.reason);
		},
		evidence(context) {
			const result = found(context);
			return result.kind === "found" ? result.origin : undefined;
		},
		over(region) {
			return foundOver(viewFor(check, place, region), match, `a key of ${check.name}`, check.origin);
		},
		get hints() {
			hints ??= hintsOf(check);
			return hints;
		},
	};
	const compute = (onAccept: InnerAccept | undefined): PolicyRule["action"] => ({
		kind: "compute",
		name: check.name,
		reads: check.reads,
		identity,
		content,
		label: (rules) => labels.get(rules),
		...(onAccept === undefined ? {} : { onAccept }),
		rules(context) {
			const result = found(context);
			if (result.kind === "found") return rulesFor(result.value, result.origin);
			if (result.kind === "unknown") return unknownResult(result.reason, check, place);
			// Which key is asked is not known: the table may give anything.
			if (result.kind === "truth" && result.truth.kind === "unknown") return unknownResult(result.truth.because, check, place);
			return [];
		},
		branches(region) {
			const view = viewFor(check, place, region);
			const lists = new Map(view.values.map(({ value, origin }) => [value, rulesFor(value, origin)]));
			for (const { template, origin } of view.computed)
				lists.set(template, computedResult(template, origin, check, place, rulesFor));
			if (view.open !== undefined) lists.set("", unknownResult(view.open, check, place));
			return [...lists.values()];
		},
	});
	const ruleFor = (condition: Match, onAccept: InnerAccept | undefined): PolicyRule => ({
		match: condition,
		action: compute(onAccept),
		origin: check.origin,
		text: check.name,
		onError: place.warn ? "continue" : "defer",
	});
	if (check.about !== "recipient" || check.onAccept !== undefined) return [ruleFor(match, check.onAccept)];
	const routed = routedRecipient(check, place);
	return [
		ruleFor({ kind: "all", operands: [match, routed] }, "continue"),
		ruleFor({ kind: "all", operands: [match, { kind: "not", operand: routed }] }, undefined),
	];
}

/** An OK for a recipient with sender-specified routing does not count, unless `allow_untrusted_routing` says so. */
function routedRecipient(check: AccessCheck, place: Place): Match {
	return {
		kind: "computed",
		name: "sender-specified routing",
		reads: ["recipient"],
		origin: check.origin,
		evaluate(context) {
			if (place.server.address.allowUntrustedRouting) return FALSE;
			const recipient = recipientOf(context, place.server);
			if (recipient.kind !== "address" || recipient.resolution === undefined) return FALSE;
			const { resolution } = recipient;
			const outcomes = resolution.kind === "unknown" ? resolution.possible : [resolution];
			const routed = outcomes.map((outcome) => outcome.kind === "resolved" && outcome.routed);
			if (routed.every((one) => one)) return TRUE;
			if (!routed.some((one) => one)) return FALSE;
			return dependsOn({ kind: "outside", key: "routed-recipient", text: "whether the recipient's own domain is local" });
		},
		over: () =>
			place.server.address.allowUntrustedRouting
				? FALSE
				: chosen(place.server, "a recipient with routing of its own", check.origin),
	};
}

type AccessResult = Found | { readonly kind: "truth"; readonly truth: Truth };

function foundBy(check: AccessCheck, context: Context): AccessResult {
	return context.memo(check, () => {
		const keys = check.keys(context);
		if (keys === undefined) return { kind: "absent" };
		if (!Array.isArray(keys)) return keys as { kind: "truth"; truth: Truth };
		for (const key of keys as readonly LookupKey[]) {
			const result = askTable(check.table, key);
			if (result.kind !== "absent") return result;
		}
		return { kind: "absent" };
	});
}

/** What an outside table may say: anything. */
function unknownResult(because: Dependency, check: AccessCheck, place: Place): readonly PolicyRule[] {
	const { origin } = check;
	const accepts: Match = { kind: "unknown", because: { ...because, key: `${because.key}:ok` }, origin };
	const refuses: Match = { kind: "unknown", because: { ...because, key: `${because.key}:reject` }, origin };
	return [rule(accepts, { kind: "accept" }, origin), rule(refuses, policyRefusal(554, place), origin)];
}

const NO_EFFECT = /^(DUNNO|INFO|WARN|PREPEND|FILTER|BCC)$/i;

/** The longest result, in UTF-16 units, that is read as a list of restrictions. */
const LONGEST_RESULT = 100_000;

/** What the right-hand side of an access(5) table does. */
function tableResult(value: string, origin: Origin, check: AccessCheck, place: Place): readonly PolicyRule[] {
	const { server } = place;
	const command = /^[^ \t]*/.exec(value)?.[0] ?? "";
	const text = value.slice(command.length).trim();
	const upper = command.toUpperCase();
	const one = (action: PolicyRule["action"]) => [rule(ALWAYS, action, origin, value)];
	// Before a sender is known there is no message yet to do something with.
	const delegated = server.own.text("smtpd_proxy_filter").text.trim() === "" && place.list !== "etrn" && place.knows.sender;
	if (NO_EFFECT.test(command)) return one({ kind: "continue" });
	if (upper === "REJECT") return one(policyRefusal(integer(server.own, "access_map_reject_code", 554), place));
	if (upper === "DEFER") return one(policyRefusal(integer(server.own, "access_map_defer_code", 450), place));
	if (upper === "HANGUP") return one({ kind: "refuse", outcome: "reject" });
	if (upper === "HOLD") return one(delegated ? { kind: "assign", name: "held", value: "yes" } : { kind: "continue" });
	if (upper === "DISCARD") {
		if (!delegated) return one({ kind: "continue" });
		return [...one({ kind: "assign", name: "discarded", value: "yes" }), ...one({ kind: "accept-session" })];
	}
	if (upper === "REDIRECT") {
		return one(delegated && text.includes("@") ? { kind: "assign", name: "redirected", value: "yes" } : { kind: "continue" });
	}
	if (upper === "DEFER_IF_PERMIT") return one(pendIfPermit(place));
	if (upper === "DEFER_IF_REJECT") return one({ kind: "pend", defer: "if-refused" });
	if (/^\d+$/.test(value)) return one({ kind: "accept" });
	if (/^[45]\d\d$/.test(command) && text !== "") return one(policyRefusal(Number(command), place));
	if (upper === "OK" || upper === "RELAY") return one({ kind: "accept" });
	if (value.includes(":")) return one(SERVER_ERROR);
	if (value.length > LONGEST_RESULT)
		return unknownResult(
			{ kind: "limit", key: `long:${check.name}`, text: `a result of ${value.length} characters in ${check.name}`, origin },
			check,
			place,
		);
	const words = splitWords(literalText(value, `${check.name}: ${value}`), "braces").map((word) => withOrigin(word, origin));
	if (words.length === 0) return one({ kind: "accept" });
	return place.lower(words, place, `${check.name}: ${value}`);
}

const views = new WeakMap<AccessCheck, Map<string, TableView>>();

/** What the table can give to strangers of a region; one view for all regions that the table cannot tell apart. */
function viewFor(check: AccessCheck, place: Place, region: Region): TableView {
	if (check.about === "client") return viewIn(check, place, region);
	const known = views.get(check) ?? new Map<string, TableView>();
	views.set(check, known);
	const key = region.foreign ?? "";
	const view = known.get(key) ?? viewIn(check, place, region);
	known.set(key, view);
	return view;
}

function viewIn(check: AccessCheck, place: Place, region: Region): TableView {
	const style = place.server.accessStyle;
	if (check.possible === false) return NOTHING;
	switch (check.about) {
		case "client":
			return viewOf(check.table, {
				addresses: region.addresses,
				alwaysAddress: true,
				octets: true,
				text: (key) => check.onAccept !== undefined || canHaveHostKey(region, key, style),
				rule: (one) => check.onAccept !== undefined || canHaveHostOf(region, one),
			});
		case "recipient":
			return viewOf(check.table, {
				text: (key) => region.foreign !== FOREIGN.elsewhere || canBeElsewhere(key, place),
				rule: (one) => region.foreign !== FOREIGN.elsewhere || canHaveDomainOf(one, (domain) => isElsewhere(domain, place)),
			});
		case "helo":
		case "sender":
			return place.knows[check.about] ? viewOf(check.table, ANY_WORD) : NOTHING;
		case "other":
			if (check.reads.includes("login") && region.fixed?.login !== true) return NOTHING;
			if (check.reads.includes("certificate") && region.fixed?.certificate === false) return NOTHING;
			return viewOf(check.table, ANY_WORD);
	}
}

/** What a client says of itself may be any word, and any address too: the networks of a cidr table take it as they take the client's. */
const ANY_WORD: KeyFilter = { addresses: ALL_ADDRESSES, text: () => true };

const NOTHING: TableView = { values: [], mayMiss: true, computed: [] };

/** Whether a key of a recipient table can be that of an address whose domain is in none of the server's own classes. */
function canBeElsewhere(key: string, place: Place): boolean {
	const at = key.lastIndexOf("@");
	const domain = key.slice(at + 1).replace(/^\./, "");
	if (domain === "") return true;
	if (at === -1 && place.server.accessStyle === "parent") return true;
	return isElsewhere(domain, place);
}

/** Whether a domain is in none of the server's own classes for sure. */
function isElsewhere(domain: string, place: Place): boolean {
	const { address } = place.server;
	return ![address.isLocalDomain, address.isVirtualAliasDomain, address.isVirtualMailboxDomain, address.isRelayDomain].some(
		(test) => test(domain).kind === "yes",
	);
}

/** A result with parts of the key in it: sure where its first word says what it is, else anything. */
function computedResult(
	template: string,
	origin: Origin,
	check: AccessCheck,
	place: Place,
	rulesFor: (value: string, origin: Origin) => readonly PolicyRule[],
): readonly PolicyRule[] {
	if (
		/^(REJECT|DEFER|DUNNO|INFO|WARN|PREPEND|FILTER|BCC|HOLD|DISCARD|REDIRECT|DEFER_IF_PERMIT|DEFER_IF_REJECT|OK|[45]\d\d)\s/i.test(
			template,
		)
	)
		return rulesFor(template, origin);
	return unknownResult(
		{ kind: "limit", key: `result:${template}`, text: `what ${check.name} makes of "${template}"`, origin },
		check,
		place,
	);
}
