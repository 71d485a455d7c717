import {
	type Context,
	chosen,
	type Dependency,
	dependsOn,
	errorTruth,
	FALSE,
	type FactName,
	type Match,
	type Origin,
	type PolicyRule,
	TRUE,
	type Truth,
} from "@relaylint/core";
import type { ResolvedAddress } from "../address/resolve.ts";
import { askAddressMaps } from "./address-maps.ts";
import { type Place, policyRefusal, rule } from "./env.ts";
import { recipientOf, remember, senderOf } from "./facts.ts";
import type { Found } from "./lookup.ts";
import { integer } from "./server.ts";

type Which = "sender" | "recipient";

/** Why an address is refused as undeliverable, or that it is not. */
type Finding =
	| { readonly kind: "listed" }
	| { readonly kind: "refused"; readonly code: number }
	| { readonly kind: "truth"; readonly truth: Truth };

/**
 * Refuses an address that the server itself knows to be undeliverable: an unknown user of a local, virtual mailbox or relay domain, an unknown
 * alias, or a domain whose transport is `error` or `retry` (LOCAL_RECIPIENT_README, postconf(5) "smtpd_reject_unlisted_recipient").
 */
export function unlistedRules(which: Which, place: Place, origin: Origin): readonly PolicyRule[] {
	const reads: readonly FactName[] = [which];
	const name = `${which} validation`;
	const codes = [
		550,
		450,
		integer(place.server.own, "unknown_virtual_alias_reject_code", 550),
		integer(place.server.own, "unknown_local_recipient_reject_code", 550),
		integer(place.server.own, "unknown_virtual_mailbox_reject_code", 550),
		integer(place.server.own, "unknown_relay_recipient_reject_code", 550),
	];
	return [...new Set(codes)].map((code) => {
		const match: Match = {
			kind: "computed",
			name,
			reads,
			origin,
			evaluate(context) {
				const finding = findingFor(which, context, place);
				if (finding.kind === "truth") return finding.truth;
				return finding.kind === "refused" && finding.code === code ? TRUE : FALSE;
			},
			over() {
				return chosen(this, `a ${which} that is not deliverable`, origin);
			},
		};
		return rule(match, policyRefusal(code, place), origin, name);
	});
}

const FINDINGS = { sender: Symbol("unlisted sender"), recipient: Symbol("unlisted recipient") };

function findingFor(which: Which, context: Context, place: Place): Finding {
	return remember(context, place.server, FINDINGS[which], () => look(which, context, place));
}

function look(which: Which, context: Context, place: Place): Finding {
	const { server } = place;
	if (server.own.text("receive_override_options").text.includes("no_unknown_recipient_checks")) return { kind: "listed" };
	const reading = which === "sender" ? senderOf(context, server) : recipientOf(context, server);
	if (reading.kind === "unknown") return open(reading.reasons[0]);
	if (reading.kind === "refused" || reading.resolution === undefined) return { kind: "listed" };
	const { resolution } = reading;
	if (resolution.kind === "failed") return { kind: "truth", truth: errorTruth("the address cannot be resolved for now") };
	if (resolution.kind === "invalid") return { kind: "listed" };
	if (resolution.kind === "resolved") return inMaps(which, resolution, place);
	const findings = resolution.possible.map(
		(one): Finding => (one.kind === "resolved" ? inMaps(which, one, place) : { kind: "listed" }),
	);
	const [first] = findings;
	const agree = first !== undefined && findings.every((one) => JSON.stringify(one) === JSON.stringify(first));
	return agree && resolution.complete ? first : open(resolution.reasons[0]);
}

function open(because: Dependency | undefined): Finding {
	return {
		kind: "truth",
		truth: dependsOn(because ?? { kind: "limit", key: "unlisted", text: "whether the address is deliverable" }),
	};
}

/** Rewriting tables make any address good; then the error transports; then the table of the address's class. */
function inMaps(which: Which, address: ResolvedAddress<Dependency>, place: Place): Finding {
	const { server } = place;
	const rewriting = [
		"recipient_canonical_maps",
		...(which === "sender" ? ["sender_canonical_maps"] : []),
		"canonical_maps",
		"virtual_alias_maps",
	];
	let unknown: Dependency | undefined;
	for (const name of rewriting) {
		const found = askAddressMaps(name, address.folded, server);
		if (found.kind === "found") return unknown === undefined ? { kind: "listed" } : open(unknown);
		if (found.kind === "error") return failing(found);
		if (found.kind === "unknown") unknown ??= found.reason;
	}
	const rest = afterRewriting(address, place);
	return unknown === undefined || rest.kind === "listed" ? rest : open(unknown);
}

function failing(found: Extract<Found, { kind: "error" }>): Finding {
	return { kind: "truth", truth: errorTruth(found.reason.text) };
}

function afterRewriting(address: ResolvedAddress<Dependency>, place: Place): Finding {
	const { server } = place;
	if (address.delivery.kind === "known") {
		if (address.delivery.transport === "error") {
			const code = address.class === "virtual-alias" ? integer(server.own, "unknown_virtual_alias_reject_code", 550) : 550;
			return { kind: "refused", code };
		}
		if (address.delivery.transport === "retry") return { kind: "refused", code: 450 };
	} else return open(address.delivery.reasons[0]);
	switch (address.class) {
		case "local": {
			const user = address.localPart.toLowerCase();
			const double = server.address.doubleBounceSender.toLowerCase();
			if (user === "postmaster" || user === "mailer-daemon" || user === double) return { kind: "listed" };
			return fromTable("local_recipient_maps", "unknown_local_recipient_reject_code", address, place);
		}
		case "virtual-mailbox":
			return fromTable("virtual_mailbox_maps", "unknown_virtual_mailbox_reject_code", address, place);
		case "relay":
			return fromTable("relay_recipient_maps", "unknown_relay_recipient_reject_code", address, place);
		default:
			return { kind: "listed" };
	}
}

function fromTable(maps: string, code: string, address: ResolvedAddress<Dependency>, place: Place): Finding {
	const { own } = place.server;
	if (own.text(maps).text.trim() === "" && own.text(maps).unknown.length === 0) return { kind: "listed" };
	const found = askAddressMaps(maps, address.folded, place.server);
	switch (found.kind) {
		case "found":
			return { kind: "listed" };
		case "absent":
			return { kind: "refused", code: integer(own, code, 550) };
		case "error":
			return failing(found);
		case "unknown":
			return open(found.reason);
	}
}
