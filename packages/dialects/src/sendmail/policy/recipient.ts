import { type Context, type Dependency, dependsOn, FALSE, type Origin, TRUE, type Truth } from "@relaylint/core";
import { type Canonical, canonicalTokensOf, hasRoute, unquotedLocal } from "../address/canonical.ts";
import type { SendmailMap } from "../maps/map.ts";
import { addressWorld, isOpenSubtree, isOwnName, recipientOf, type Server } from "../server.ts";
import { type AccessAnswer, firstOf, lookupDomain, lookupFull } from "./access.ts";
import { type Answer, AS_THEY_LIKE, type Check } from "./atoms.ts";
import { FOREIGN } from "./foreign.ts";
import { relayedDomains } from "./recipient-domains.ts";
import { meaningOf } from "./values.ts";

/** What the rules make of a recipient before they ask who the client is. */
export type RecipientSays =
	/** Delivered here, or to a domain that this server relays to for everybody. */
	| "relay"
	/** Somebody else's: the client decides. */
	| "other"
	/** A look-up failed for now: a temporary refusal, unless the client may relay. */
	| "failing"
	/** Nothing is asked: FEATURE(promiscuous_relay). */
	| "anything";

const TO = { tag: "To", exact: false } as const;

/** `Rcpt_ok`: whether the recipient alone lets the mail pass (cf/README, "ANTI-SPAM CONFIGURATION CONTROL"). */
export function recipientCheck(server: Server): Check<RecipientSays> {
	const map = server.has("access") ? server.map("access") : undefined;
	return {
		name: "check_rcpt: the recipient",
		origin: server.originOf("access"),
		reads: ["recipient", ...(server.has("mx-served") ? (["dns"] as const) : [])],
		get hints() {
			return hintsOf(server);
		},
		ask: (context) => askRecipient(server, map, context),
		over(says, region) {
			if (map?.trouble?.kind === "unknown" && region.foreign !== FOREIGN.relayed)
				return says === "relay" ? dependsOn(map.trouble.because) : says === "other" ? TRUE : FALSE;
			if (region.foreign === undefined) return AS_THEY_LIKE;
			const relayed = region.foreign === FOREIGN.relayed || region.foreign === FOREIGN.rewritten;
			if (says === "relay") return relayed ? TRUE : FALSE;
			return says === "other" ? (relayed ? FALSE : TRUE) : FALSE;
		},
	};
}

function hintsOf(server: Server) {
	const open = relayedDomains(server).flatMap(({ text, exact }) => {
		const bare = text.replace(/^\./, "");
		return !exact && isOpenSubtree(bare) === true ? [`someone@victim.${bare}`] : [];
	});
	return { recipients: open.slice(0, 100) };
}

/** The origin of the word of class R or m that takes a domain in. */
export function relayedBy(server: Server, domain: string): Origin | undefined {
	const { words } = server.class("R");
	const folded = domain.toLowerCase();
	const owned = server.has("entire-domain") ? server.ownDomain?.toLowerCase() : undefined;
	if (folded === owned) return server.originOf("entire-domain");
	const whole = words.get(folded);
	if (whole !== undefined) return whole.origin;
	for (let at = folded.indexOf("."); at !== -1; at = folded.indexOf(".", at + 1)) {
		for (const tail of [folded.slice(at), folded.slice(at + 1)]) {
			if (tail === owned) return server.originOf("entire-domain");
			const word = server.has("hosts-only") ? undefined : words.get(tail);
			if (word !== undefined) return word.origin;
		}
	}
	return undefined;
}

function askRecipient(server: Server, map: SendmailMap | undefined, context: Context): Answer<RecipientSays> {
	const world = addressWorld(server, context);
	const canonical = recipientOf(server, context);
	if (canonical.kind !== "address") return { says: "other" };
	const stripped = stripped_(server, map, context, canonical, 0);
	const [open] = world.open;
	if (open !== undefined) return { says: "unknown", because: open };
	if (stripped.kind === "unknown") return { says: "unknown", because: stripped.because };
	if (stripped.kind !== "address") return { says: "other" };
	const { local, domain } = stripped;
	const best = domain === undefined || !server.has("bestmx-local") ? undefined : bestExchanger(server, context, domain.join(""));
	if (best !== undefined && best.says !== "other") return best;
	const banged = server.has("reject-uucp") && local.includes("!");
	const percent = server.has("reject-percent-hack") && local.includes("%");
	if (banged || percent) return { says: "other" };
	if (domain === undefined) return { says: "relay" };
	const name = domain.join("");
	if (isOwnName(server, name, context.world.addresses)) {
		const word = server.class("w").words.get(name.toLowerCase());
		return { says: "relay", origin: word?.origin };
	}
	const by = relayedBy(server, name);
	if (by !== undefined) return { says: "relay", origin: by };
	const listed = askAccess(server, map, local.join(""), name);
	if (listed.kind === "failing") return { says: "failing" };
	if (listed.kind === "unknown") return { says: "unknown", because: listed.because };
	if (listed.kind === "found" && meaningOf(listed.value) === "relay") return { says: "relay", origin: listed.origin };
	if (server.has("mx-served")) return servedBy(server, context, name);
	for (const because of server.class("R").open) return { says: "unknown", because };
	return { says: "other" };
}

function askAccess(server: Server, map: SendmailMap | undefined, local: string, name: string): AccessAnswer {
	if (map === undefined) return { kind: "absent" };
	if (server.has("relay-full-address")) {
		const whole = server.has("hosts-only") ? firstOf(map, [`To:${local}@${name}`]) : lookupFull(map, local, name, TO);
		if (whole.kind !== "absent") return whole;
	}
	return server.has("hosts-only") ? firstOf(map, [`To:${name}`, name]) : lookupDomain(server, map, name, TO);
}

/** FEATURE(relay_based_on_MX): the server is among the mail exchangers of the domain. */
function servedBy(server: Server, context: Context, name: string): Answer<RecipientSays> {
	const answer = context.world.dns(name, "MX");
	if (answer.kind === "unknown") return { says: "unknown", because: answer.because };
	if (answer.kind === "servfail") return { says: "failing" };
	if (answer.kind !== "records") return { says: "other" };
	const hosts = answer.records.map((record) => record.replace(/^\S+\s+/, "").replace(/\.$/, ""));
	return hosts.some((host) => isOwnName(server, host, context.world.addresses))
		? { says: "relay", origin: server.originOf("mx-served") }
		: { says: "other" };
}

/** FEATURE(bestmx_is_local): a domain whose best mail exchanger is this server is one of its own. */
function bestExchanger(server: Server, context: Context, name: string): Answer<RecipientSays> {
	const answer = context.world.dns(name, "MX");
	if (answer.kind === "unknown") return { says: "unknown", because: answer.because };
	if (answer.kind !== "records") return { says: "other" };
	const [best = ""] = [...answer.records].sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10));
	const host = best.replace(/^\S+\s+/, "").replace(/\.$/, "");
	return isOwnName(server, host, context.world.addresses)
		? { says: "relay", origin: server.originOf("bestmx-local") }
		: { says: "other" };
}

type Stripped = Canonical | { readonly kind: "unknown"; readonly because: Dependency };

/** An address whose domain this server relays to, and whose local part names another host, is judged by that host (cf/README, loose_relay_check). */
/** The recipient as `Rcpt_ok` judges it: without the domains that this server relays to, as far as the local part names another host. */
export function judgedRecipient(server: Server, context: Context): Stripped {
	const map = server.has("access") ? server.map("access") : undefined;
	return stripped_(server, map, context, recipientOf(server, context), 0);
}

function stripped_(
	server: Server,
	map: SendmailMap | undefined,
	context: Context,
	canonical: Canonical,
	depth: number,
): Stripped {
	if (canonical.kind !== "address" || canonical.domain === undefined || server.has("loose-relay-check")) return canonical;
	const world = addressWorld(server, context);
	const local = unquotedLocal(canonical.local, world);
	if (!hasRoute(local, world)) return { ...canonical, local };
	const name = canonical.domain.join("");
	let relays: Truth = relayedBy(server, name) === undefined ? FALSE : TRUE;
	if (relays.kind === "false" && map !== undefined) {
		const listed = server.has("hosts-only") ? firstOf(map, [`To:${name}`, name]) : lookupDomain(server, map, name, TO);
		if (listed.kind === "unknown") return { kind: "unknown", because: listed.because };
		if (listed.kind === "found" && meaningOf(listed.value) === "relay") relays = TRUE;
	}
	if (relays.kind === "false" && server.has("mx-served")) {
		const served = servedBy(server, context, name);
		if (served.says === "unknown" && served.because !== undefined) return { kind: "unknown", because: served.because };
		if (served.says === "relay") relays = TRUE;
	}
	if (relays.kind === "false" || depth > 20) return { ...canonical, local };
	return stripped_(server, map, context, canonicalTokensOf(local, world), depth + 1);
}
