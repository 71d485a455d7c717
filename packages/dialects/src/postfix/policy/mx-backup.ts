import {
	type Context,
	chosen,
	type Dependency,
	dependsOn,
	FALSE,
	type Match,
	parseAddress,
	TRUE,
	type Truth,
	type World,
} from "@relaylint/core";
import { domainToAscii } from "../address/hostname.ts";
import { exchangersOf } from "./dns.ts";
import type { Restriction } from "./env.ts";
import { type Place, rule } from "./env.ts";
import { authorised, recipientOf } from "./facts.ts";
import { evaluateHostList } from "./host-list-evaluation.ts";
import { parentStyle, patternsOf } from "./lists.ts";
import { FOREIGN } from "./over.ts";

/** What `permit_mx_backup` finds (postconf(5)): a lookup that fails turns a later refusal into a deferral. */
type Finding = Truth | "failing";

/** Permits mail for a domain that names this server as a mail exchanger that is not its best. */
export const permitMxBackup: Restriction = (occurrence) => {
	const { word, place } = occurrence;
	const match = (wanted: "permits" | "failing"): Match => ({
		kind: "computed",
		name: "permit_mx_backup",
		reads: ["recipient", "dns"],
		origin: word.origin,
		evaluate(context) {
			const finding = place.knows.recipient ? find(context, place) : FALSE;
			if (finding === "failing") return wanted === "failing" ? TRUE : FALSE;
			return wanted === "permits" ? finding : FALSE;
		},
		over(region) {
			// The domain of a foreign recipient has its exchangers elsewhere, so that none of them is this server.
			if (wanted === "permits" && region.foreign === FOREIGN.elsewhere) return FALSE;
			return chosen(place.server, `a recipient for permit_mx_backup (${wanted})`, word.origin);
		},
	});
	return {
		rules: [
			rule(match("failing"), { kind: "pend", defer: "if-refused" }, word.origin),
			rule(match("permits"), { kind: "accept" }, word.origin),
		],
		taken: 0,
	};
};

function find(context: Context, place: Place): Finding {
	const own = authorised(context, place.server);
	if (own.kind === "yes") return TRUE;
	if (own.kind === "unknown")
		return dependsOn(own.reason ?? { kind: "limit", key: "mx-backup", text: "whether the recipient is local" });
	const recipient = recipientOf(context, place.server);
	if (own.kind === "error" || recipient.kind !== "address" || recipient.resolution?.kind !== "resolved") return FALSE;
	const { resolution } = recipient;
	if (resolution.routed && !place.server.address.allowUntrustedRouting) return FALSE;
	if (resolution.domain.startsWith("[")) return FALSE;
	const answer = context.world.dns(domainToAscii(resolution.domain) ?? resolution.domain, "MX");
	if (answer.kind === "unknown") return dependsOn(answer.because);
	if (answer.kind === "servfail") return "failing";
	if (answer.kind !== "records") return FALSE;
	const exchangers = exchangersOf(answer.records);
	if (exchangers.every((one) => one.host === "")) return FALSE;
	const best = exchangers.filter((one) => one.preference === exchangers[0]?.preference);
	const rest = exchangers.slice(best.length);
	const asBest = isOneOf(best, context, place);
	if (asBest === "failing") return "failing";
	if (asBest.kind !== "false") return asBest.kind === "true" ? FALSE : asBest;
	const asRest = isOneOf(rest, context, place);
	if (asRest === "failing" || asRest.kind !== "true") return asRest;
	return primariesAllowed(best, context, place);
}

/** Whether one of the exchangers is this server: by a local name, else by an address. */
function isOneOf(exchangers: readonly { readonly host: string }[], context: Context, place: Place): Finding {
	const { address } = place.server;
	for (const { host } of exchangers) if (address.isLocalDomain(host).kind === "yes") return TRUE;
	let failing = false;
	let open: Dependency | undefined;
	for (const { host } of exchangers) {
		const addresses = addressesOfHost(host, context.world);
		if (addresses === "failing") failing = true;
		else if ("because" in addresses) open ??= addresses.because;
		else if (addresses.found.some((one) => address.isOwnAddress(one).kind === "yes")) return TRUE;
	}
	if (open !== undefined) return dependsOn(open);
	return failing ? "failing" : FALSE;
}

function addressesOfHost(
	host: string,
	world: World,
): { readonly found: readonly string[] } | { readonly because: Dependency } | "failing" {
	if (parseAddress(host) !== undefined) return { found: [host] };
	const found: string[] = [];
	for (const type of ["A", "AAAA"] as const) {
		const answer = world.dns(host, type);
		if (answer.kind === "unknown") return { because: answer.because };
		if (answer.kind === "records") found.push(...answer.records);
	}
	return found.length === 0 ? "failing" : { found };
}

/** With `permit_mx_backup_networks` every address of every best exchanger has to be in it. */
function primariesAllowed(best: readonly { readonly host: string }[], context: Context, place: Place): Finding {
	const list = patternsOf("permit_mx_backup_networks", place.server);
	if (list.elements.length === 0) return TRUE;
	const style = parentStyle("permit_mx_backup_networks", place.server);
	for (const { host } of best) {
		const addresses = addressesOfHost(host, context.world);
		if (addresses === "failing") return "failing";
		if ("because" in addresses) return dependsOn(addresses.because);
		for (const one of addresses.found) {
			const listed = evaluateHostList(list, style, host, one);
			if (listed.kind === "error") return "failing";
			if (listed.kind !== "true") return listed;
		}
	}
	return TRUE;
}
