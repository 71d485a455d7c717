import { type Context, FALSE, parseAddress as parseIp, TRUE, type Truth } from "@relaylint/core";
import type { Scope } from "../expansion/scope.ts";
import { textValue } from "../expansion/value-of.ts";
import { splitList } from "../lists/split-list.ts";
import { domainItem } from "./domain-items.ts";
import { addressOf, type Envelope, type EnvelopeAddress, qualifyDomain, readEnvelope, remembered } from "./envelope.ts";
import { recipientRewrites, rewriteLimit } from "./rewrites.ts";
import type { Server } from "./server.ts";
import { setValue } from "./server.ts";

/** Answers whether the client may leave the domain of an address out; given by whoever has the lists of hosts. */
export interface UnqualifiedHosts {
	readonly sender: (context: Context) => Truth;
	readonly recipient: (context: Context) => Truth;
}

/** What Exim makes of the MAIL command. */
export function senderOf(context: Context, server: Server, hosts: UnqualifiedHosts): Envelope {
	return remembered(context, server, "sender", () =>
		readEnvelope(context.attempt.from, server, () => {
			const allowed = hosts.sender(context);
			if (allowed.kind === "unknown") return allowed.because;
			return allowed.kind === "true" ? qualifyDomain(server, "qualify_domain") : undefined;
		}),
	);
}

/** What Exim makes of the RCPT command, a percent sign followed where the domain is one of `percent_hack_domains`. */
export function recipientOf(context: Context, server: Server, hosts: UnqualifiedHosts, scope: Scope): Envelope {
	return remembered(context, server, "recipient", () => {
		const [rule] = recipientRewrites(server.document);
		if (rule !== undefined) return { kind: "unknown", because: rewriteLimit(rule) };
		const read = readEnvelope(context.attempt.to, server, (local) => {
			const domain = qualifyDomain(server, "qualify_recipient");
			if (local.toLowerCase() === "postmaster") return domain;
			const allowed = hosts.recipient(context);
			if (allowed.kind === "unknown") return allowed.because;
			return allowed.kind === "true" ? domain : undefined;
		});
		if (read.kind === "null") return { kind: "refused", reason: "missing or malformed local part" };
		if (read.kind !== "address") return read;
		return unhacked(read.address, server, scope);
	});
}

/** Follows percent signs in the local part while the domain is in the list; a named list keeps its answer for the domain it was asked first. */
function unhacked(address: EnvelopeAddress, server: Server, scope: Scope): Envelope {
	const list = setValue(server, "percent_hack_domains");
	if (list === undefined || !address.casefulLocal.includes("%")) return { kind: "address", address };
	const settled = new Map<string, boolean>();
	let current = address;
	for (let count = 0; count < 50; count++) {
		const truth = inHackList(list.text, current.domain, server, scope, settled);
		if (truth.kind === "unknown") return { kind: "unknown", because: truth.because };
		if (truth.kind !== "true") break;
		const percent = current.casefulLocal.lastIndexOf("%");
		if (percent === -1) break;
		current = addressOf(current.casefulLocal.slice(0, percent), current.casefulLocal.slice(percent + 1));
	}
	return { kind: "address", address: settled.size === 0 ? current : { ...current, settled } };
}

/** Whether a domain is in `percent_hack_domains`; named lists that are asked on the way keep their answer. */
export function inHackList(list: string, domain: string, server: Server, scope: Scope, settled: Map<string, boolean>): Truth {
	let positive = true;
	for (const { text } of splitList(list)) {
		positive = !text.startsWith("!");
		const bare = positive ? text : text.slice(1).trim();
		const truth = itemTruth(bare, domain, server, scope, settled, 0);
		if (truth.kind === "true") return positive ? TRUE : FALSE;
		if (truth.kind === "unknown" || truth.kind === "error") return truth;
	}
	return positive ? FALSE : TRUE;
}

function itemTruth(
	bare: string,
	domain: string,
	server: Server,
	scope: Scope,
	settled: Map<string, boolean>,
	depth: number,
): Truth {
	if (bare.startsWith("+")) {
		const name = bare.slice(1);
		const known = settled.get(name);
		if (known !== undefined) return known ? TRUE : FALSE;
		const inner = server.list("domain", name);
		if (inner === undefined || depth > 20) return { kind: "error", reason: `there is no domainlist ${name}` };
		const truth = inHackList(inner.value.text, domain, server, scope, settled);
		if (truth.kind === "true" || truth.kind === "false") settled.set(name, truth.kind === "true");
		return truth;
	}
	const truth = domainItem(bare, textValue(domain), scope, server);
	return truth.kind === "failed" ? FALSE : truth;
}

/** Whether a domain is the literal of an address. */
export function isLiteral(domain: string): boolean {
	return domain.startsWith("[") && parseIp(domain.slice(1, -1)) !== undefined;
}
