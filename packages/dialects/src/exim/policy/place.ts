import {
	type Context,
	containsAddress,
	dependsOn,
	FALSE,
	type Match,
	type Origin,
	parseAddress,
	parseAddressSet,
	type Region,
	TRUE,
	type Truth,
	truthOf,
} from "@relaylint/core";
import type { ListKind } from "../ast.ts";
import type { Scope } from "../expansion/scope.ts";
import { type Condition, mapped, testOf, textValue, type Value } from "../expansion/value-of.ts";
import { lookupItem } from "../lists/lookup-type.ts";
import { splitList } from "../lists/split-list.ts";
import type { AclPoint } from "../schema/acl-conditions.ts";
import { addressItem, addressSubject } from "./address-items.ts";
import { atomOf, type ScopeMaker, truthOfMatch } from "./atoms.ts";
import { domainHints, domainItem, nameItem } from "./domain-items.ts";
import { FOREIGN } from "./foreign.ts";
import { HOSTS, regionIn } from "./host-items.ts";
import { type ListBuilder, type ListSubject, listBuilder } from "./lists.ts";
import { recipientOf, senderOf, type UnqualifiedHosts } from "./recipient.ts";
import { CASEFUL, type Known, scopeMaker } from "./scope.ts";
import type { Server } from "./server.ts";

/** Where in the dialogue something is evaluated, and of which listener. */
export interface Place {
	readonly server: Server;
	readonly knows: Known;
	readonly point: AclPoint;
	readonly acl: string;
	readonly scope: ScopeMaker;
	readonly lists: Lists;
	readonly hosts: UnqualifiedHosts;
	/** The same place inside another ACL. */
	within(acl: string): Place;
}

/** The lists of conditions. */
export interface Lists {
	readonly domains: ListBuilder;
	readonly localParts: ListBuilder;
	readonly recipients: ListBuilder;
	readonly senders: ListBuilder;
	readonly senderDomains: ListBuilder;
	readonly hosts: ListBuilder;
}

/** What the places of one listener share. */
export interface PlaceParts {
	readonly server: Server;
	readonly port: number | undefined;
	readonly hosts: UnqualifiedHosts;
	login(on: { readonly context?: Context; readonly region?: Region }): Value;
	authenticator(on: { readonly context?: Context; readonly region?: Region }): Value;
}

/** Makes a place. */
export function placeOf(parts: PlaceParts, knows: Known, acl: string, point: AclPoint = knows): Place {
	const { server, hosts } = parts;
	// At DATA no recipient is current.
	const recipientKnown = point !== "predata";
	const scope: ScopeMaker = scopeMaker({
		server,
		port: parts.port,
		knows,
		recipientKnown,
		acl,
		sender: (context) => senderOf(context, server, hosts),
		recipient: (context) =>
			recipientOf(
				context,
				server,
				hosts,
				scope({ context }, () => undefined),
			),
		login: parts.login,
		authenticator: parts.authenticator,
		matches: (kind, list, subject, of) => matchesList(kind, list, subject, of, server, scope),
	});
	const builders = new Map<string, ListBuilder>();
	const lazily = (name: string, subject: () => ListSubject): ListBuilder => {
		let builder = builders.get(name);
		if (builder === undefined) {
			builder = listBuilder(server, subject(), scope);
			builders.set(name, builder);
		}
		return builder;
	};
	const lists: Lists = {
		get domains() {
			return lazily("domains", () => recipientDomain(parts, scope));
		},
		get localParts() {
			return lazily("local_parts", () => localPart());
		},
		get recipients() {
			return lazily("recipients", () => addresses("recipients"));
		},
		get senders() {
			return lazily("senders", () => addresses("senders"));
		},
		get senderDomains() {
			return lazily("sender_domains", () => senderDomain());
		},
		get hosts() {
			return lazily("hosts", () => HOSTS);
		},
	};
	return { server, knows, point, acl, scope, lists, hosts, within: (name) => placeOf(parts, knows, name, point) };
}

function recipientDomain({ server, hosts }: PlaceParts, scope: ScopeMaker): ListSubject {
	return {
		kind: "domain",
		name: "domains",
		reads: ["recipient", "dns"],
		item: (text, origin, _state, of) =>
			atomOf({
				name: text,
				origin,
				reads: text.startsWith("@mx") ? ["recipient", "dns"] : ["recipient"],
				scope: of.scope,
				hints: { recipients: takenBy(text, server) },
				test: (on) => domainItem(text, on.variable("domain"), on, server),
			}),
		settled: (name, origin) => settledList(name, origin, server, hosts, scope),
	};
}

/** Domains that an item takes: for a look-up those of its keys that are patterns. */
function takenBy(text: string, server: Server): readonly string[] {
	const lookup = lookupItem(text);
	if (lookup === undefined) return domainHints(text);
	const file = server.files.open(lookup.type.base, lookup.target);
	if (file.kind !== "entries") return [];
	const { partial, base } = lookup.type;
	return file.entries.slice(0, 100).flatMap(({ key }) => {
		if (partial !== undefined && key.startsWith(partial.affix)) return [`.${key.slice(partial.affix.length)}`];
		// What stands behind a backslash stands for itself once the key is expanded.
		return base.endsWith("wildlsearch") ? domainHints(base === "wildlsearch" ? key.replace(/\\(.)/g, "$1") : key) : [];
	});
}

/** A named list that `percent_hack_domains` asked about the domain before the percent sign was followed keeps that answer. */
function settledList(
	name: string,
	origin: Origin,
	server: Server,
	hosts: UnqualifiedHosts,
	scope: ScopeMaker,
): Match | undefined {
	const list = server.option("percent_hack_domains")?.value;
	const inner = server.list("domain", name);
	if (list === undefined || inner === undefined || !mentions(list.text, name, server, 0)) return undefined;
	let plain: Match | undefined;
	const builder = listBuilder(
		server,
		{ ...recipientDomain({ server, hosts } as PlaceParts, scope), settled: () => undefined },
		scope,
	);
	return atomOf({
		name: `+${name}`,
		origin,
		reads: ["recipient"],
		scope,
		test: (on) => {
			if (on.context !== undefined) {
				const recipient = recipientOf(on.context, server, hosts, on);
				const settled = recipient.kind === "address" ? recipient.address.settled?.get(name) : undefined;
				if (settled !== undefined) return truthOf(settled);
			}
			const foreign = on.region?.foreign;
			if (foreign?.startsWith(FOREIGN.percent) === true) {
				const taken = foreign.slice(FOREIGN.percent.length);
				return truthOf(taken === `+${name}`);
			}
			plain ??= builder.list(inner.value);
			return truthOfMatch(plain, on, () => undefined);
		},
	});
}

function mentions(list: string, name: string, server: Server, depth: number): boolean {
	return splitList(list).some(({ text }) => {
		const bare = text.replace(/^!\s*/, "");
		if (bare === `+${name}`) return true;
		const inner = bare.startsWith("+") ? server.list("domain", bare.slice(1)) : undefined;
		return inner !== undefined && depth < 10 && mentions(inner.value.text, name, server, depth + 1);
	});
}

function localPart(): ListSubject {
	return {
		kind: "localpart",
		name: "local_parts",
		reads: ["recipient"],
		item: (text, origin, state, of) =>
			atomOf({
				name: text,
				origin,
				reads: ["recipient"],
				scope: of.scope,
				hints: { recipients: plainLocals(text) },
				test: (on) => nameItem(text, on.variable(state.caseful ? CASEFUL : "local_part"), on, of.server, !state.caseful),
			}),
	};
}

function plainLocals(text: string): readonly string[] {
	return /^[A-Za-z0-9._+-]+$/.test(text) ? [`${text}@`] : /^\*[A-Za-z0-9._+-]+$/.test(text) ? [`someone${text.slice(1)}@`] : [];
}

function addresses(name: "senders" | "recipients"): ListSubject {
	return {
		kind: "address",
		name,
		reads: [name === "senders" ? "sender" : "recipient"],
		item: (text, origin, state, of) =>
			atomOf({
				name: text,
				origin,
				reads: [name === "senders" ? "sender" : "recipient", "dns"],
				scope: of.scope,
				hints: name === "senders" ? { senders: addressHints(text, of.server) } : { recipients: addressHints(text, of.server) },
				test: (on) => {
					const subject =
						name === "senders"
							? addressSubject(on.variable("sender_address"))
							: {
									address: joinedAddress(on.variable("local_part"), on.variable("domain")),
									local: on.variable(state.caseful ? CASEFUL : "local_part"),
									domain: on.variable("domain"),
								};
					return addressItem(text, subject, state.caseful, on, of.server, (list, value) =>
						on.matches("domain", `+${list}`, value),
					);
				},
			}),
	};
}

function joinedAddress(local: Value, domain: Value): Value {
	if (local.kind === "text" && domain.kind === "text")
		return textValue(domain.text === "" ? local.text : `${local.text}@${domain.text}`);
	if (local.kind === "open")
		return {
			kind: "open",
			because: local.because,
			canBe: (text) => domain.kind !== "open" || domain.canBe?.(text.slice(text.lastIndexOf("@") + 1)) !== false,
		};
	return domain.kind === "open" ? domain : local;
}

/** Addresses that an item takes: for a domain `domain` or `.domain`, for a local part `local@`. */
function addressHints(text: string, server: Server): readonly string[] {
	if (text === "") return ["<>"];
	if (text.startsWith("@@")) {
		const inner = lookupItem(text.slice(2));
		const file = inner === undefined ? undefined : server.files.open(inner.type.base, inner.target);
		return file?.kind === "entries" ? file.entries.slice(0, 40).map(({ key }) => key.replace(/^\*\.?/, "")) : [];
	}
	if (text.startsWith("^")) return [];
	const lookup = lookupItem(text);
	if (lookup !== undefined) {
		const file = server.files.open(lookup.type.base, lookup.target);
		return file.kind === "entries" ? file.entries.slice(0, 40).map(({ key }) => key.replace(/^\*@/, "")) : [];
	}
	const at = text.lastIndexOf("@");
	const domain = text.slice(at + 1);
	const named = domain.startsWith("+") ? server.list("domain", domain.slice(1)) : undefined;
	const domains =
		named === undefined ? domainHints(domain) : splitList(named.value.text).flatMap((item) => domainHints(item.text));
	if (at === -1 || text.startsWith("*")) return domain === "*" ? [] : domains;
	return domain === "*"
		? [`${text.slice(0, at)}@`]
		: domains.map((one) => `${text.slice(0, at)}@${one.startsWith(".") ? `host${one}` : one}`);
}

function senderDomain(): ListSubject {
	return {
		kind: "domain",
		name: "sender_domains",
		reads: ["sender", "dns"],
		item: (text, origin, _state, of) =>
			atomOf({
				name: text,
				origin,
				reads: ["sender", "dns"],
				scope: of.scope,
				hints: { senders: domainHints(text) },
				test: (on) => domainItem(text, on.variable("sender_address_domain"), on, of.server),
			}),
	};
}

/** Whether a list that stands in an expansion takes a value. */
function matchesList(kind: ListKind | "ip", list: string, subject: Value, on: Scope, server: Server, scope: ScopeMaker): Truth {
	if (kind === "ip" || kind === "host") return settledTruth(ipList(list, subject, on, server));
	const builder = listBuilder(
		server,
		{
			kind,
			name: kind,
			reads: [],
			item: (text, origin, state, of) =>
				atomOf({
					name: text,
					origin,
					reads: [],
					scope: of.scope,
					test: (inner) =>
						kind === "domain"
							? domainItem(text, subject, inner, server)
							: kind === "localpart"
								? nameItem(text, state.caseful ? subject : lowered(subject), inner, server, !state.caseful)
								: addressItem(text, addressSubject(subject), state.caseful, inner, server, (name, value) =>
										inner.matches("domain", `+${name}`, value),
									),
				}),
		},
		scope,
	);
	return truthOfMatch(builder.text(list, { kind: "default", text: list }), on, () => undefined);
}

function lowered(value: Value): Value {
	return value.kind === "open" ? value : mapped(value, (text) => textValue(text.toLowerCase()));
}

function settledTruth(condition: Condition): Truth {
	return condition.kind === "failed" ? FALSE : condition;
}

/** A list of addresses and networks, in which names do not count. */
function ipList(list: string, subject: Value, on: Scope, server: Server, depth = 0): Condition {
	let positive = true;
	let open: Condition | undefined;
	for (const { text } of splitList(list)) {
		positive = !text.startsWith("!");
		const truth = ipItem(positive ? text : text.slice(1).trim(), subject, on, server, depth);
		if (truth.kind === "false") continue;
		if (truth.kind === "true") return open ?? (positive ? TRUE : FALSE);
		open ??= truth;
		if (truth.kind === "error") return open;
	}
	return open ?? (positive ? FALSE : TRUE);
}

function ipItem(item: string, subject: Value, on: Scope, server: Server, depth: number): Condition {
	if (item === "*") return TRUE;
	if (item === "") return testOf(subject, (text) => truthOf(text === ""));
	if (item.startsWith("+")) {
		const inner = server.list("host", item.slice(1));
		if (inner === undefined || depth > 20) return { kind: "error", reason: `there is no hostlist ${item.slice(1)}` };
		return ipList(inner.value.text, subject, on, server, depth + 1);
	}
	const set = parseAddressSet(item);
	const { region } = on;
	if (set === undefined)
		return /^[0-9a-f:.]+(?:\/\d+)?$/i.test(item)
			? FALSE
			: dependsOn({ kind: "limit", key: `match_ip:${item}`, text: `${item} in match_ip` });
	if (subject.kind === "open" && subject.alternatives === undefined) {
		if (region !== undefined && subject.clientAddress === true) return regionIn(set, region);
		return dependsOn(subject.because);
	}
	return testOf(subject, (text) => {
		const address = parseAddress(text);
		return truthOf(address !== undefined && containsAddress(set, address));
	});
}
