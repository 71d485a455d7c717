import { type Dependency, formatAddress, parseAddress } from "@relaylint/core";
import type { AddressSettings, DomainTest } from "../address/settings.ts";
import { ownInterfaces } from "../host-defaults.ts";
import type { MasterService } from "../master.ts";
import type { Settings } from "../setting-types.ts";
import { splitWords } from "../words.ts";
import { type DomainStyle, domainTest } from "./domain-lists.ts";
import { type ListSource, parentStyle, patternsOf } from "./lists.ts";
import { lookupOf, tableList } from "./lookup.ts";
import { integer, type Parameters, yes } from "./server.ts";

/** What the settings of address handling are read with. */
export interface AddressSource {
	readonly settings: Settings;
	/** The parameters of trivial-rewrite, with its lists and tables. */
	readonly shared: ListSource;
	/** The smtpd service, whose own parameters govern the envelope's syntax. */
	readonly own: Parameters;
	readonly service: MasterService | undefined;
}

/** Lists of domains that say where mail is delivered, with how each takes a name (ADDRESS_CLASS_README). */
export const DOMAIN_LISTS: readonly { readonly name: string; readonly parents: boolean }[] = [
	{ name: "mydestination", parents: false },
	{ name: "virtual_alias_domains", parents: false },
	{ name: "virtual_mailbox_domains", parents: false },
	{ name: "relay_domains", parents: true },
];

/** How a list of domains takes a name. */
export function styleOf(name: string, source: Pick<ListSource, "own">): DomainStyle {
	return DOMAIN_LISTS.find((list) => list.name === name)?.parents === true ? parentStyle(name, source) : "exact";
}

/** Everything of a configuration that decides how an envelope address is understood. */
export function addressSettings({ settings, shared, own, service }: AddressSource): AddressSettings<Dependency> {
	const text = (name: string) => shared.own.text(name).text.trim();
	const truth = (name: string, parameters: Parameters = shared.own) => yes(parameters, name).kind === "true";
	const list = (name: string) => domainTest(patternsOf(name, shared), styleOf(name, shared));
	const tables = (name: string) => lookupOf(tableList(name, splitWords(shared.own.text(name), "braces"), shared));
	const discarded = splitWords(own.text("smtpd_discard_ehlo_keywords")).map((word) => word.text.toLowerCase());
	const optional = <K extends string>(key: K, name: string) => {
		const lookup = tables(name);
		return (lookup === undefined ? {} : { [key]: lookup }) as { readonly [P in K]?: NonNullable<typeof lookup> };
	};
	return {
		myhostname: text("myhostname"),
		mydomain: text("mydomain"),
		myorigin: text("myorigin"),
		appendAtMyorigin: truth("append_at_myorigin"),
		appendDotMydomain: truth("append_dot_mydomain"),
		swapBangpath: truth("swap_bangpath"),
		allowPercentHack: truth("allow_percent_hack"),
		resolveDequotedAddress: truth("resolve_dequoted_address"),
		resolveNullDomain: truth("resolve_null_domain"),
		resolveNumericDomain: truth("resolve_numeric_domain"),
		allowUntrustedRouting: truth("allow_untrusted_routing", own),
		allowMinUser: truth("allow_min_user"),
		emptyAddressRecipient: text("empty_address_recipient"),
		recipientDelimiter: text("recipient_delimiter"),
		ownerRequestSpecial: truth("owner_request_special"),
		doubleBounceSender: text("double_bounce_sender"),
		addressVerifySender: own.text("address_verify_sender").text.trim(),
		addressVerifySenderTtl: seconds(settings, "address_verify_sender_ttl", service),
		strictRfc821Envelopes: truth("strict_rfc821_envelopes", own),
		smtputf8Enable: truth("smtputf8_enable", own),
		strictSmtputf8: truth("strict_smtputf8", own),
		smtputf8Discarded: discarded.includes("smtputf8"),
		dsnDiscarded: discarded.includes("dsn"),
		verpAllowed: false,
		messageSizeLimit: integer(own, "message_size_limit", 0),
		lineLengthLimit: integer(own, "line_length_limit", 2048),
		isLocalDomain: list("mydestination"),
		isOwnAddress: ownAddressTest(settings, shared),
		isVirtualAliasDomain: list("virtual_alias_domains"),
		isVirtualMailboxDomain: list("virtual_mailbox_domains"),
		isRelayDomain: list("relay_domains"),
		localTransport: text("local_transport"),
		virtualTransport: text("virtual_transport"),
		relayTransport: text("relay_transport"),
		defaultTransport: text("default_transport"),
		relayhost: text("relayhost"),
		transportParentStyle: parentStyle("transport_maps", shared),
		...optional("transportLookup", "transport_maps"),
		...optional("relocatedLookup", "relocated_maps"),
		...optional("senderTransportLookup", "sender_dependent_default_transport_maps"),
		...optional("senderRelayhostLookup", "sender_dependent_relayhost_maps"),
	};
}

function seconds(settings: Settings, name: string, service: MasterService | undefined): number {
	const time = settings.time(name, service);
	return time.kind === "value" ? time.value : 0;
}

/** The server's own addresses: `inet_interfaces` and `proxy_interfaces`. An address that nothing states is no stranger's and no recipient's. */
function ownAddressTest(settings: Settings, shared: ListSource): (address: string) => DomainTest<Dependency> {
	const own = new Set(ownInterfaces(settings).addresses.map(({ address }) => formatAddress(address)));
	for (const word of splitWords(shared.own.text("proxy_interfaces"))) {
		const address = parseAddress(word.text.replace(/^\[(.*)\]$/, "$1"));
		if (address !== undefined) own.add(formatAddress(address));
	}
	return (text) => {
		const address = parseAddress(text);
		return { kind: address !== undefined && own.has(formatAddress(address)) ? "yes" : "no" };
	};
}
