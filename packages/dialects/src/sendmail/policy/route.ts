import type { Context, Dependency, Origin } from "@relaylint/core";
import { type Canonical, canonicalAddress } from "../address/canonical.ts";
import { answerOf, runRuleset } from "../engine/machine.ts";
import { joined, writtenTokens } from "../engine/symbols.ts";
import { ruleWorld } from "../engine/world.ts";
import type { SendmailMap } from "../maps/map.ts";
import { addressWorld, isOwnName, ROUTING_RULES, recipientOf, type Server, senderOf } from "../server.ts";
import { firstOf } from "./access.ts";
import { limit } from "./atoms.ts";
import { meaningOf } from "./values.ts";

/** Where ruleset 0 sends a recipient: op.txt 5.1.4.3, cf/README "virtusertable", "mailertable", "SMART_HOST". */
export type Route =
	/** To another host. */
	| { readonly kind: "remote" }
	/** To somebody on this host, who may not exist. */
	/** `settled`: the user stays here, whatever LUSER_RELAY says. */
	/** `queued`: a table was not to be had, so the recipient waits in the queue, and nobody looks whether the user is there. */
	| { readonly kind: "local"; readonly user: string; readonly settled?: true; readonly queued?: true }
	/** Taken and delivered by a program, a file or nowhere. */
	| { readonly kind: "kept" }
	| { readonly kind: "refused"; readonly outcome: "reject" | "defer"; readonly origin?: Origin | undefined }
	| { readonly kind: "unknown"; readonly because: Dependency };

const ROUTE = Symbol("route");

/** The route of an attempt's recipient. */
export function routeOf(server: Server, context: Context): Route {
	return context.memo(ROUTE, () => route(server, context, recipientOf(server, context), 0));
}

const SENDER_ROUTE = Symbol("sender's route");

/** The route of an attempt's sender: an address that ruleset 0 refuses is refused as a sender as well. */
export function senderRouteOf(server: Server, context: Context): Route {
	return context.memo(SENDER_ROUTE, () => {
		const sender = senderOf(server, context);
		return sender.kind === "null" ? { kind: "kept" } : route(server, context, sender, 0);
	});
}

/** Virtual users may lead to virtual users, so far. */
const DEEPEST = 20;

/** A table that is not to be had is passed over for now (op.txt 5.10, `-t`): the recipient is accepted, and waits. */
function route(server: Server, context: Context, address: Canonical, depth: number): Route {
	const found = plainRoute(server, context, address, depth);
	const waits = (["virtuser", "mailertable", "domaintable"] as const).some(
		(name) => server.has(name) && server.map(name)?.trouble?.kind === "failing" && asksMap(server, context, name, address),
	);
	if (!waits || found.kind === "refused" || found.kind === "unknown") return found;
	// What comes behind ruleset 0, a hub or the user's alias, is not asked before the table is there.
	const own =
		address.kind === "address" &&
		address.domain !== undefined &&
		isOwnName(server, address.domain.join(""), context.world.addresses);
	return found.kind === "local" || own
		? { kind: "local", user: address.kind === "address" ? address.local.join("") : "", queued: true }
		: found;
}

/** Whether the way of a local recipient leads through a table. */
function asksMap(server: Server, context: Context, name: string, address: Canonical): boolean {
	if (address.kind !== "address" || address.domain === undefined) return false;
	const domain = address.domain.join("");
	if (name === "virtuser") return isVirtual(server, context, domain);
	return name === "domaintable" || !isOwnName(server, domain, context.world.addresses);
}

function plainRoute(server: Server, context: Context, address: Canonical, depth: number): Route {
	const world = addressWorld(server, context);
	const [open] = world.open;
	if (open !== undefined) return { kind: "unknown", because: open };
	if (address.kind !== "address" || depth > DEEPEST) return { kind: "refused", outcome: "reject" };
	const own = ownRules(server, context, address);
	if (own !== undefined) return own;
	const { local, domain } = address;
	const user = local.join("");
	if (domain === undefined) return localRoute(server, user);
	const name = domain.join("");
	if (name.startsWith("[")) return remote(server);
	const virtual = virtualUser(server, context, user, name, depth);
	if (virtual !== undefined) return virtual;
	if (isOwnName(server, name, context.world.addresses)) return qualifiedRoute(server, user);
	const table = server.has("mailertable") ? server.map("mailertable") : undefined;
	if (table !== undefined) {
		const found = byMailer(server, table, name, user);
		if (found !== undefined) return found;
	}
	if (/\.uucp$/i.test(name) && server.has("uucp-mailer")) return { kind: "remote" };
	if (server.has("bestmx-local")) {
		const best = bestExchanger(context, name);
		if (best.kind === "unknown") return best;
		if (best.kind === "host" && isOwnName(server, best.name, context.world.addresses)) return localRoute(server, user);
	}
	const smart = server.macro("S")?.trim() ?? "";
	if (smart !== "") return byTriple(server, smart, user);
	return remote(server);
}

/** What rules of an administrator's own make of an address, where they do anything with it. */
function ownRules(
	server: Server,
	context: Context,
	{ local, domain }: Extract<Canonical, { kind: "address" }>,
): Route | undefined {
	if (server.has("ldap-routing")) {
		const origin = server.originOf("ldap-routing");
		return {
			kind: "unknown",
			because: { kind: "outside", key: "ldap-routing", text: "what LDAP says of the recipient", origin },
		};
	}
	const [daemon] = server.daemons;
	if (daemon === undefined) return undefined;
	const tokens = [...local, ...(domain === undefined ? [] : ["<", "@", ...domain, ".", ">"])];
	for (const number of [2, 3, 4, 1]) {
		const set = server.rulesets.get(`${ROUTING_RULES}${number}`);
		if (set === undefined || set.rules.length === 0) continue;
		const result = runRuleset(set.name, tokens, ruleWorld(server, daemon, context));
		if (result.kind === "unknown") return result;
		const answer = answerOf(result.tokens);
		if (answer === undefined) {
			if (joined(result.tokens) === joined(tokens)) continue;
			const origin = set.rules[0]?.origin ?? set.origin;
			return { kind: "unknown", because: limit("where rules of your own send the recipient", origin) };
		}
		if (answer.mailer === "error")
			return { kind: "refused", outcome: meaningOf(`ERROR:${writtenTokens(answer.user)}`) === "defer" ? "defer" : "reject" };
		return tripleRoute(server, `${answer.mailer}:${joined(answer.host)}`, joined(answer.user));
	}
	return undefined;
}

function remote(server: Server): Route {
	return server.has("smtp-mailer") || server.mailers.has("esmtp") || server.mailers.has("smtp")
		? { kind: "remote" }
		: { kind: "refused", outcome: "reject" };
}

/** With FEATURE(stickyhost) a user of one of the server's own domains goes to MAIL_HUB, never to LOCAL_RELAY. */
function qualifiedRoute(server: Server, user: string): Route {
	if (!server.has("sticky-host")) return localRoute(server, user);
	const hub = server.macro("H")?.trim() ?? "";
	return hub === "" ? { kind: "local", user, settled: true } : byTriple(server, hub, user);
}

function localRoute(server: Server, user: string): Route {
	const hub = server.macro("H")?.trim() || server.macro("R")?.trim() || "";
	// A hub that says `local:` itself is no way out.
	if (hub !== "" && !/^local\s*:/i.test(hub)) return byTriple(server, hub, user);
	return { kind: "local", user };
}

/** Where LUSER_RELAY sends a user who is not there. */
export function luserRoute(server: Server, value: string, user: string): Route {
	const target = /^local\s*:\s*([^@\s]+)/i.exec(value)?.[1];
	return target === undefined ? byTriple(server, value, user) : { kind: "local", user: target, settled: true };
}

function virtualUser(server: Server, context: Context, user: string, domain: string, depth: number): Route | undefined {
	const map = server.has("virtuser") ? server.map("virtuser") : undefined;
	if (map === undefined || !isVirtual(server, context, domain)) return undefined;
	const plus = user.indexOf("+");
	const base = plus > 0 ? user.slice(0, plus) : user;
	const detail = plus > 0 ? user.slice(plus + 1) : undefined;
	const keys = [`${user}@${domain}`];
	if (detail !== undefined) {
		if (detail !== "") keys.push(`${base}++@${domain}`);
		keys.push(`${base}+*@${domain}`, `${base}@${domain}`);
		if (detail !== "") keys.push(`++@${domain}`);
		keys.push(`+*@${domain}`);
	}
	keys.push(`@${domain}`);
	for (const key of keys) {
		const answer = map.lookup(key);
		if (answer.kind === "absent" || answer.kind === "failing") continue;
		if (answer.kind === "unknown") return { kind: "unknown", because: answer.because };
		const value = answer.value.trim();
		if (/^error\s*:/i.test(value)) return errorRoute(value);
		const whole = key === `${user}@${domain}` || detail === undefined;
		const given = whole ? [user] : [base, detail ?? "", `+${detail ?? ""}`];
		const target = value.replace(/%(\d)/g, (_all, digit: string) => (digit === "0" ? key : (given[Number(digit) - 1] ?? "")));
		return route(server, context, canonicalAddress(target, addressWorld(server, context)), depth + 1);
	}
	return undefined;
}

function isVirtual(server: Server, context: Context, domain: string): boolean {
	if (isOwnName(server, domain, context.world.addresses)) return true;
	const { words } = server.class("VirtHost");
	const folded = domain.toLowerCase();
	if (words.has(folded)) return true;
	if (!server.has("virtuser-entire-domain")) return false;
	for (const word of words.keys()) if (folded.endsWith(`.${word.replace(/^\./, "")}`)) return true;
	return false;
}

/** `error:5.7.1:550 text`, `error:nouser text`: refused, for now where the code says so. */
function errorRoute(value: string): Route {
	const text = value.replace(/^error\s*:\s*(?:\w+\s*\.\s*\w+\s*\.\s*\w+\s*:|\w+\s+(?=\d))?\s*/i, "");
	const outcome = /^error\s*:\s*tempfail\b/i.test(value) || meaningOf(`ERROR:${text}`) === "defer" ? "defer" : "reject";
	return { kind: "refused", outcome };
}

function byMailer(server: Server, table: SendmailMap, domain: string, user: string): Route | undefined {
	const keys = [domain];
	for (let at = domain.indexOf("."); at !== -1; at = domain.indexOf(".", at + 1)) keys.push(domain.slice(at));
	keys.push(".");
	const found = firstOf(table, keys);
	if (found.kind === "unknown") return { kind: "unknown", because: found.because };
	if (found.kind !== "found") return undefined;
	return tripleRoute(server, found.value.trim(), user);
}

function byTriple(server: Server, value: string, user: string): Route {
	if (!value.includes(":") && isOwnName(server, value, undefined)) return remote(server);
	return tripleRoute(server, value, user);
}

/** `mailer:host`, `error:text`, `local:user`, a host alone. */
function tripleRoute(server: Server, value: string, user: string): Route {
	const mailer = /^\s*([A-Za-z0-9_-]+)\s*:/.exec(value)?.[1]?.toLowerCase();
	if (mailer === "error") return errorRoute(value);
	if (mailer === "local") {
		const said = value.slice(value.indexOf(":") + 1).trim();
		return localRoute(server, said === "" ? user : said.replace(/@.*$/, ""));
	}
	// The name of a result of checks, not of a mailer.
	if (mailer === "discard") return { kind: "refused", outcome: "reject" };
	if (mailer === "prog" || mailer === "procmail" || mailer?.startsWith("cyrus") === true) return { kind: "kept" };
	return remote(server);
}

type Exchanger = { readonly kind: "host"; readonly name: string } | { readonly kind: "none" } | (Route & { kind: "unknown" });

function bestExchanger(context: Context, domain: string): Exchanger {
	const answer = context.world.dns(domain, "MX");
	if (answer.kind === "unknown") return { kind: "unknown", because: answer.because };
	if (answer.kind !== "records") return { kind: "none" };
	const sorted = answer.records.map((record) => record.split(/\s+/)).sort((a, b) => Number(a[0] ?? 0) - Number(b[0] ?? 0));
	const host = sorted[0]?.[1];
	return host === undefined ? { kind: "none" } : { kind: "host", name: host.replace(/\.$/, "") };
}

/** Accounts that every system has. */
const SYSTEM_USERS = new Set(
	"root daemon bin sys sync games man lp mail news uucp proxy www-data backup list irc gnats _apt nobody postmaster".split(" "),
);

/** Whether a local user is there (`exact`: as he is written, with what stands behind `+`): by an alias, or an account; `unknown` where nobody said which accounts there are. */
export function hasUser(
	server: Server,
	context: Context,
	local: string,
	exact = server.has("plus-detail"),
): "yes" | "no" | "forwarded" | Dependency {
	const user = local.replace(/^\\/, "").toLowerCase();
	// FEATURE(preserve_local_plus_detail) leaves the detail to the mailer: it belongs to the user's name.
	const base = exact ? user : user.replace(/\+.*$/, "");
	const alias = aliasOf(server, user) ?? aliasOf(server, base);
	if (alias !== undefined) return leavesByAlias(server, context, alias, new Set([user, base])) ? "forwarded" : "yes";
	const { users } = context.world;
	if (SYSTEM_USERS.has(base)) return base === "postmaster" ? (server.environment.complete ? "no" : "yes") : "yes";
	if (users === undefined) return { kind: "outside", key: "accounts", text: "which accounts this host has" };
	return users.some((one) => one.toLowerCase() === base) ? "yes" : "no";
}

/** Whether anything that an alias stands for leaves this host; names that lead back to themselves do not. */
function leavesByAlias(server: Server, context: Context, alias: string, seen: Set<string>): boolean {
	return aliasTargets(alias).some((target) => {
		const found = route(server, context, canonicalAddress(target, addressWorld(server, context)), 0);
		if (found.kind !== "local") return found.kind === "remote" || found.kind === "unknown";
		const user = found.user.toLowerCase();
		if (seen.has(user)) return false;
		seen.add(user);
		const next = aliasOf(server, user) ?? aliasOf(server, user.replace(/\+.*$/, ""));
		return next !== undefined && leavesByAlias(server, context, next, seen);
	});
}

/** The addresses that an alias stands for, without programs, files and included lists: op.txt 2.3. */
export function aliasTargets(alias: string): readonly string[] {
	return alias
		.split(",")
		.map((part) => part.trim())
		.filter((target) => target !== "" && !/^["']?[|/:\\]/.test(target));
}

/** What an alias of a local user stands for; undefined where there is none. */
export function aliasOf(server: Server, user: string): string | undefined {
	const said = server.option("AliasFile")?.text;
	for (const path of said === undefined || said === "/etc/mail/aliases"
		? ["/etc/mail/aliases", "/etc/aliases"]
		: said.split(",")) {
		const outcome = server.reader.read(path.trim().replace(/^\w+:/, ""));
		if (outcome.kind !== "text") continue;
		for (const line of outcome.file.text.split("\n")) {
			const found = /^\s*("?)([^:#"]+)\1\s*:\s*(.*)$/.exec(line);
			if (found?.[2]?.trim().toLowerCase() === user) return found[3] ?? "";
		}
	}
	return undefined;
}
