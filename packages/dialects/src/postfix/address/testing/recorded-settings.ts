import { readFileSync } from "node:fs";
import type { AddressSettings, DomainTest, LookupResult } from "../settings.ts";

/** The settings under which Postfix 3.7.11 gave the recorded answers, by the names that those use. For tests. */
export const recordedSettings: Readonly<Record<string, AddressSettings<string>>> = {
	base: settings({}),
	"no-operators": settings({ swapBangpath: false, allowPercentHack: false }),
	"no-origin": settings({ appendAtMyorigin: false }),
	"dot-mydomain": settings({ appendDotMydomain: true, smtputf8Enable: false, transportParentStyle: "parent" }),
	"no-dequote": settings({ resolveDequotedAddress: false }),
	"null-numeric": settings({ resolveNullDomain: true, resolveNumericDomain: true, allowMinUser: true }),
	strict: settings({ strictRfc821Envelopes: true, allowPercentHack: false, strictSmtputf8: true }),
	"foreign-host": settings({
		isLocalDomain: isIn(["example.com"]),
		myorigin: "origin.example",
		emptyAddressRecipient: "nobody@other.example",
		allowUntrustedRouting: true,
		recipientDelimiter: "-+",
	}),
	transports: settings({
		relayhost: "[hub.example.com]:26",
		localTransport: "local:mx.example.com",
		allowUntrustedRouting: true,
		swapBangpath: false,
		transportLookup: table({
			"foreign.example": "smtp:[x.example]",
			".foreign.example": ":y",
			"user@relay.example": "error:no",
			"valias.example": "smtp:z",
			"example.com": "relay:",
			"*": "smtp:[star.example]",
		}),
	}),
};

/** The rows of one of the files of recorded answers beside this one. */
export function recordedRows<Row>(name: "recipients" | "senders" | "keys" | "aliases"): readonly Row[] {
	const lines = readFileSync(new URL(`../recorded-${name}.jsonl`, import.meta.url), "utf8")
		.trimEnd()
		.split("\n");
	return lines.map((line) => JSON.parse(line) as Row);
}

/** The settings called `base` of the recorded answers, with some of them changed. */
export function settings(changes: Partial<AddressSettings<string>>): AddressSettings<string> {
	return {
		myhostname: "mx.example.com",
		mydomain: "example.com",
		myorigin: "mx.example.com",
		appendAtMyorigin: true,
		appendDotMydomain: false,
		swapBangpath: true,
		allowPercentHack: true,
		resolveDequotedAddress: true,
		resolveNullDomain: false,
		resolveNumericDomain: false,
		allowUntrustedRouting: false,
		allowMinUser: false,
		emptyAddressRecipient: "MAILER-DAEMON",
		recipientDelimiter: "+",
		ownerRequestSpecial: true,
		doubleBounceSender: "double-bounce",
		addressVerifySender: "double-bounce",
		addressVerifySenderTtl: 0,
		strictRfc821Envelopes: false,
		smtputf8Enable: true,
		strictSmtputf8: false,
		smtputf8Discarded: false,
		dsnDiscarded: false,
		verpAllowed: true,
		messageSizeLimit: 10240000,
		lineLengthLimit: 2048,
		isLocalDomain: isIn(["example.com", "mx.example.com", "localhost.example.com", "[192.0.2.77]"]),
		isOwnAddress: (address) =>
			answer(ownAddresses.has(new URL(`http://${address.includes(":") ? `[${address}]` : address}`).hostname)),
		isVirtualAliasDomain: isIn(["valias.example"]),
		isVirtualMailboxDomain: isIn(["vmbox.example"]),
		isRelayDomain: (domain) => answer(/(^|\.)relay\.example$/i.test(domain)),
		localTransport: "local:mx.example.com",
		virtualTransport: "virtual",
		relayTransport: "relay",
		defaultTransport: "smtp",
		relayhost: "",
		transportParentStyle: "dot-parent",
		...changes,
	};
}

const ownAddresses = new Set(["127.0.0.1", "192.0.2.25", "[::1]", "[2001:db8::25]"]);

function answer(yes: boolean): DomainTest<string> {
	return { kind: yes ? "yes" : "no" };
}

function isIn(domains: readonly string[]): (domain: string) => DomainTest<string> {
	return (domain) => answer(domains.includes(domain.toLowerCase()));
}

function table(entries: Readonly<Record<string, string>>): (key: { readonly text: string }) => LookupResult<string> {
	return (key) => {
		const value = entries[key.text.toLowerCase()];
		return value === undefined ? { kind: "absent" } : { kind: "found", value };
	};
}
