import { type Context, type Dependency, type Origin, parseAddress, reverseName } from "@relaylint/core";
import { isAuthorisedDestination } from "../address/auth-destination.ts";
import { type EnvelopeReading, readRecipient, readSender } from "../address/envelope.ts";
import { isHostname } from "../address/hostname.ts";
import type { DomainTest } from "../address/settings.ts";
import type { Server } from "./server.ts";

/** What smtpd found out about the client's name before the dialogue: both names are `unknown` where there is none. */
export type ClientNames =
	| {
			readonly kind: "known";
			/** The name that points back to the address. */
			readonly name: string;
			/** The name that the address points to. */
			readonly reverseName: string;
			/** Why `name` is unknown. */
			readonly status: "ok" | "missing" | "forged" | "failing";
			readonly reverseStatus: "ok" | "missing" | "failing";
	  }
	| { readonly kind: "unknown"; readonly because: Dependency };

const NAMES = Symbol("client names");

/** The client's names (postconf(5), "smtpd_peername_lookup"). */
export function clientNames(context: Context): ClientNames {
	return context.memo(NAMES, () => lookUpNames(context));
}

function lookUpNames(context: Context): ClientNames {
	const { client } = context.attempt;
	const pointers = context.world.dns(reverseName(client), "PTR");
	if (pointers.kind === "unknown") return { kind: "unknown", because: pointers.because };
	if (pointers.kind === "servfail") return nameless("failing", "failing");
	const name = pointers.kind === "records" ? pointers.records[0]?.replace(/\.$/, "") : undefined;
	if (name === undefined || !isHostname(name)) return nameless("missing", "missing");
	const type = client.includes(":") ? "AAAA" : "A";
	const back = context.world.dns(name, type);
	if (back.kind === "unknown") return { kind: "unknown", because: back.because };
	if (back.kind === "servfail")
		return { kind: "known", name: "unknown", reverseName: name, status: "failing", reverseStatus: "ok" };
	const own = parseAddress(client);
	const confirmed =
		back.kind === "records" && back.records.some((record) => parseAddress(record)?.value === own?.value) && own !== undefined;
	return confirmed
		? { kind: "known", name, reverseName: name, status: "ok", reverseStatus: "ok" }
		: { kind: "known", name: "unknown", reverseName: name, status: "forged", reverseStatus: "ok" };
}

function nameless(status: "missing" | "failing", reverseStatus: "missing" | "failing"): ClientNames {
	return { kind: "known", name: "unknown", reverseName: "unknown", status, reverseStatus };
}

const SENDER = Symbol("sender");
const RECIPIENT = Symbol("recipient");

/** Facts of one server are kept apart from those of another in the same context. */
function memoOf<T>(context: Context, server: Server, fact: symbol, compute: () => T): T {
	const own = context.memo(server, () => new Map<symbol, unknown>());
	if (!own.has(fact)) own.set(fact, compute());
	return own.get(fact) as T;
}

/** What the server makes of the MAIL command. */
export function senderOf(context: Context, server: Server): EnvelopeReading<Dependency> {
	return memoOf(context, server, SENDER, () => readSender(context.attempt.from, context.attempt.mailArguments, server.address));
}

/** What the server makes of the RCPT command. */
export function recipientOf(context: Context, server: Server): EnvelopeReading<Dependency> {
	return memoOf(context, server, RECIPIENT, () => {
		const sender = senderOf(context, server);
		const from = sender.kind === "address" ? sender.address : "";
		return readRecipient(context.attempt.to, from, sender.kind === "address" && sender.smtputf8, server.address);
	});
}

const AUTHORISED = Symbol("authorised destination");

/** Whether the recipient is an authorised destination: what `reject_unauth_destination` lets pass (postconf(5)). */
export function authorised(context: Context, server: Server): DomainTest<Dependency | undefined> {
	return memoOf(context, server, AUTHORISED, () => {
		const recipient = recipientOf(context, server);
		if (recipient.kind === "unknown") return { kind: "unknown", reason: recipient.reasons[0] };
		if (recipient.kind === "refused" || recipient.resolution === undefined) return { kind: "no" };
		return isAuthorisedDestination(recipient.resolution, server.address.allowUntrustedRouting);
	});
}

/** The words that make the recipient's domain one of the server's own; undefined where it is none, or where no file says so. */
export function claimOf(context: Context, server: Server): Origin | undefined {
	const recipient = recipientOf(context, server);
	if (recipient.kind !== "address" || recipient.resolution?.kind !== "resolved") return undefined;
	const { domain, class: kind } = recipient.resolution;
	const { isLocalDomain, isVirtualAliasDomain, isVirtualMailboxDomain, isRelayDomain } = server.address;
	for (const test of kind === "relay" ? [isRelayDomain] : [isLocalDomain, isVirtualAliasDomain, isVirtualMailboxDomain]) {
		const answer = test(domain);
		if (answer.kind === "yes") return answer.by;
	}
	return undefined;
}

/** Keeps a fact of one server for the rest of the attempt. */
export function remember<T>(context: Context, server: Server, fact: symbol, compute: () => T): T {
	return memoOf(context, server, fact, compute);
}
