import {
	type ClaimedDomains,
	type Context,
	chosen,
	type Dependency,
	dependsOn,
	FALSE,
	not,
	type Origin,
	type Region,
	TRUE,
	type Truth,
	truthOf,
} from "@relaylint/core";
import { parseAddresses } from "../address/parse.ts";
import { type KnownResolution, resolveEnvelopeAddress } from "../address/resolve.ts";
import { rewriteAddress } from "../address/rewrite.ts";
import { toInternal } from "../address/tokens.ts";
import { askAddressMaps } from "./address-maps.ts";
import { DOMAIN_LISTS, styleOf } from "./address-settings.ts";
import { claimedDomains } from "./claims.ts";
import { recipientOf, remember } from "./facts.ts";
import { patternsOf } from "./lists.ts";
import type { Found } from "./lookup.ts";
import { FOREIGN } from "./over.ts";
import type { Server } from "./server.ts";
import { type Carrier, serviceDependency, splitTransport } from "./transports.ts";

const CLAIMED = new WeakMap<Server, ClaimedDomains>();

/** Whether a domain that a list takes for this server's own is in truth somebody else's: no element of the lists claims it. */
function unclaimed(domain: string, server: Server): Truth {
	if (domain.startsWith("[")) return FALSE;
	let claimed = CLAIMED.get(server);
	if (claimed === undefined) {
		const shared = { ...server, own: server.shared };
		claimed = claimedDomains(DOMAIN_LISTS.map(({ name }) => ({ list: patternsOf(name, shared), style: styleOf(name, shared) })));
		CLAIMED.set(server, claimed);
	}
	return not(claimed.claims(domain));
}

/** What carries mail to nobody else. */
const STAYS: ReadonlySet<Carrier> = new Set(["here", "nowhere"]);

/** More addresses than this no alias stands for here; Postfix itself stops at `virtual_alias_expansion_limit`. */
const MOST_RECIPIENTS = 200;

const LEAVES = Symbol("leaves for another server");

/** Whether what a stranger of a region has accepted leaves this server. */
export function leavesOver(region: Region, server: Server, origin: Origin): Truth {
	if (region.foreign !== FOREIGN.elsewhere) return chosen(server, "a recipient that leaves this server", origin);
	const { address } = server;
	const tables =
		address.transportLookup ?? address.senderTransportLookup ?? address.senderRelayhostLookup ?? address.relocatedLookup;
	if (tables !== undefined) return chosen(server, "a recipient that leaves this server", origin);
	const [transport = "", nexthop = ""] = splitTransport(address.defaultTransport);
	return truthOf(!STAYS.has(server.carrierOf(transport, nexthop)));
}

/**
 * Whether an accepted recipient leaves for somebody else's server: the address is rewritten by the canonical and virtual alias tables of
 * cleanup(8) (ADDRESS_REWRITING_README), and one of what it stands for then has a transport that leads away.
 */
export function leavesThisServer(context: Context, server: Server): Truth {
	return remember(context, server, LEAVES, () => {
		const recipient = recipientOf(context, server);
		if (recipient.kind !== "address" || recipient.resolution === undefined) return FALSE;
		const { resolution } = recipient;
		const outcomes = resolution.kind === "unknown" ? resolution.possible : [resolution];
		return combined(
			outcomes.map((one) => ofOutcome(one, server)),
			resolution.kind === "unknown" ? resolution.reasons[0] : undefined,
		);
	});
}

function combined(answers: readonly Truth[], reason: Dependency | undefined): Truth {
	const [first] = answers;
	if (first === undefined) return FALSE;
	if (first.kind !== "unknown" && answers.every((one) => one.kind === first.kind)) return first;
	const open = answers.find((one) => one.kind === "unknown");
	return open ?? dependsOn(reason ?? { kind: "outside", key: "transport", text: "the recipient's transport" });
}

function ofOutcome(outcome: KnownResolution<Dependency>, server: Server): Truth {
	if (outcome.kind !== "resolved") return FALSE;
	const canonical = oneOf(["recipient_canonical_maps", "canonical_maps"], outcome.address, server);
	if (typeof canonical !== "string") return dependsOn(canonical);
	const final = aliasesOf(canonical, server);
	if (!Array.isArray(final)) return dependsOn(final as Dependency);
	let open: Truth | undefined;
	for (const address of final as readonly string[]) {
		const leaves = addressLeaves(address, server);
		if (leaves.kind === "true") return leaves;
		if (leaves.kind === "unknown") open ??= leaves;
	}
	return open ?? FALSE;
}

/** The address after single-valued rewriting tables, or what it depends on. */
function oneOf(maps: readonly string[], address: string, server: Server): string | Dependency {
	let current = address;
	for (const name of maps) {
		const found = askAddressMaps(name, current, server);
		if (found.kind === "unknown") return found.reason;
		if (found.kind === "found") current = targetsOf(found, current, server)[0] ?? current;
	}
	return current;
}

/** Everything that an address stands for after virtual(5) aliases, each alias followed until it names itself or nothing. */
function aliasesOf(address: string, server: Server): readonly string[] | Dependency {
	const final: string[] = [];
	const seen = new Set<string>();
	const pending = [address];
	while (pending.length > 0 && seen.size < MOST_RECIPIENTS) {
		const current = pending.shift() as string;
		if (seen.has(current.toLowerCase())) continue;
		seen.add(current.toLowerCase());
		const found = askAddressMaps("virtual_alias_maps", current, server);
		if (found.kind === "unknown") return found.reason;
		if (found.kind !== "found") {
			final.push(current);
			continue;
		}
		for (const target of targetsOf(found, current, server)) {
			if (target.toLowerCase() === current.toLowerCase()) final.push(current);
			else pending.push(target);
		}
	}
	return final;
}

/** The addresses of a right-hand side; `@domain` keeps the local part. */
function targetsOf(found: Extract<Found, { kind: "found" }>, address: string, server: Server): readonly string[] {
	return parseAddresses(found.value).flatMap((part) => {
		if (part.kind !== "address") return [];
		const internal = toInternal(part.tokens);
		const whole = internal.startsWith("@") ? `${address.slice(0, address.lastIndexOf("@"))}${internal}` : internal;
		return whole === "" ? [] : [rewriteAddress(whole, server.address)];
	});
}

function addressLeaves(address: string, server: Server): Truth {
	const resolution = resolveEnvelopeAddress(address, server.address);
	const outcomes = resolution.kind === "unknown" ? resolution.possible : [resolution];
	return combined(
		outcomes.map((one): Truth => {
			if (one.kind !== "resolved") return FALSE;
			if (one.delivery.kind === "unknown")
				return dependsOn(one.delivery.reasons[0] ?? { kind: "outside", key: "transport", text: "the recipient's transport" });
			const { transport, nexthop } = one.delivery;
			const carrier = server.carrierOf(transport, nexthop);
			if (STAYS.has(carrier)) return FALSE;
			if (one.class === "relay" || one.class === "default") return TRUE;
			if (carrier === "program") return FALSE;
			const foreign = unclaimed(one.domain, server);
			return carrier === "unknown" && foreign.kind === "true" ? dependsOn(serviceDependency(transport)) : foreign;
		}),
		resolution.kind === "unknown" ? resolution.reasons[0] : undefined,
	);
}
