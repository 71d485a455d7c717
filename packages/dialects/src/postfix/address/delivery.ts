import { addressKeys } from "./access-keys.ts";
import { isOwnDomain } from "./own-domain.ts";
import type { AddressSettings, LookupKey, LookupResult, TableLookup } from "./settings.ts";

/** The address class of a recipient's domain (ADDRESS_CLASS_README): the first three are final destinations, `default` is everything foreign. */
export type AddressClass = "local" | "virtual-alias" | "virtual-mailbox" | "relay" | "default";

/** Where mail for an address goes; `unknown` where a table of transports or relay hosts is not in the files. */
export type Delivery<Reason> =
	| { readonly kind: "known"; readonly transport: string; readonly nexthop: string }
	| { readonly kind: "unknown"; readonly reasons: readonly Reason[] };

interface DeliveryRequest<Reason> {
	/** Canonical, in internal form and its own case. */
	readonly address: string;
	readonly domain: string;
	readonly class: AddressClass;
	readonly sender: string;
	readonly settings: AddressSettings<Reason>;
}

/**
 * Finds the transport and next hop of an address: the class's transport or the sender's own, the relay host, then `transport_maps` and
 * `relocated_maps` over all (transport(5), relocated(5)). `failed` is a lookup that fails or a transport without a name, answered 4xx.
 */
export function deliveryOf<Reason>(
	request: DeliveryRequest<Reason>,
): Delivery<Reason> | { readonly kind: "failed"; readonly reasons: readonly Reason[] } {
	const unknown: Reason[] = [];
	const failed: Reason[] = [];
	/** The value found; undefined for none, and where the table fails or is unknown, which is noted. */
	const value = (result: LookupResult<Reason>): string | undefined => {
		if (result.kind === "unknown") unknown.push(result.reason);
		if (result.kind === "error") failed.push(result.reason);
		return result.kind === "found" ? result.value : undefined;
	};

	const { domain, settings } = request;
	let { transport, nexthop } = ofClass(request, value);
	if (failed.length > 0) return { kind: "failed", reasons: failed };
	const colon = transport.indexOf(":");
	if (colon >= 0) {
		if (colon + 1 < transport.length) nexthop = transport.slice(colon + 1);
		transport = transport.slice(0, colon);
	}
	if (transport === "") return { kind: "failed", reasons: [] };

	if (settings.transportLookup !== undefined && request.class !== "virtual-alias") {
		const entry = value(findTransport(request, settings.transportLookup));
		if (failed.length > 0) return { kind: "failed", reasons: failed };
		if (entry !== undefined) ({ transport, nexthop } = withEntry({ transport, nexthop }, entry, domain));
	}
	if (settings.relocatedLookup !== undefined) {
		const moved = value(findAddress(request.address, settings, settings.relocatedLookup));
		if (failed.length > 0) return { kind: "failed", reasons: failed };
		if (moved !== undefined) ({ transport, nexthop } = { transport: "error", nexthop: `5.1.6 User has moved to ${moved}` });
	}
	return unknown.length > 0 ? { kind: "unknown", reasons: unknown } : { kind: "known", transport, nexthop };
}

/** Whether an address is refused as a possible command-line option (`allow_min_user`, postconf(5)). */
export function looksLikeOption(address: string, settings: Pick<AddressSettings<unknown>, "allowMinUser">): boolean {
	return !settings.allowMinUser && address.startsWith("-");
}

interface Hop {
	readonly transport: string;
	readonly nexthop: string;
}

function ofClass<Reason>(request: DeliveryRequest<Reason>, value: (result: LookupResult<Reason>) => string | undefined): Hop {
	const { domain, settings, sender } = request;
	switch (request.class) {
		case "local":
			return { transport: settings.localTransport, nexthop: domain };
		case "virtual-alias":
			return { transport: "error", nexthop: "5.1.1 User unknown in virtual alias table" };
		case "virtual-mailbox":
			return { transport: settings.virtualTransport, nexthop: domain };
		case "relay":
		case "default": {
			let transport = request.class === "relay" ? settings.relayTransport : settings.defaultTransport;
			if (request.class === "default" && settings.senderTransportLookup !== undefined) {
				const own = value(findAddress(sender === "" ? "<>" : sender, settings, settings.senderTransportLookup));
				if (isNamed(own)) transport = own;
			}
			let nexthop = settings.relayhost === "" ? domain : settings.relayhost;
			if (settings.senderRelayhostLookup !== undefined) {
				const own = value(findAddress(sender === "" ? "<>" : sender, settings, settings.senderRelayhostLookup));
				if (isNamed(own)) nexthop = own;
			}
			return { transport, nexthop };
		}
	}
}

function isNamed(value: string | undefined): value is string {
	return value !== undefined && value !== "" && value.toUpperCase() !== "DUNNO";
}

function findTransport<Reason>(request: DeliveryRequest<Reason>, lookup: TableLookup<Reason>): LookupResult<Reason> {
	const keys = addressKeys(request.address, request.settings, { domains: request.settings.transportParentStyle });
	return firstFound([...keys, { text: "*", full: true }], lookup);
}

function findAddress<Reason>(
	address: string,
	settings: AddressSettings<Reason>,
	lookup: TableLookup<Reason>,
): LookupResult<Reason> {
	const at = address.lastIndexOf("@");
	const domain = address.slice(at + 1);
	let own: boolean | undefined = false;
	if (at >= 0 && domain.toLowerCase() === settings.myorigin.toLowerCase()) {
		own = true;
	} else if (at >= 0) {
		const test = isOwnDomain(domain, settings);
		if (test.kind === "error" || test.kind === "unknown") {
			// Whether the bare local part is a key is open; the keys before it may settle the matter.
			const before = firstFound(addressKeys(address, settings, {}), lookup);
			return before.kind === "absent" ? test : before;
		}
		own = test.kind === "yes";
	}
	return firstFound(addressKeys(address, settings, { bareLocalPart: own, atDomain: true }), lookup);
}

/** The first key's result that is not `absent`. */
export function firstFound<Reason>(keys: readonly LookupKey[], lookup: TableLookup<Reason>): LookupResult<Reason> {
	for (const key of keys) {
		const result = lookup(key);
		if (result.kind !== "absent") return result;
	}
	return { kind: "absent" };
}

/** An entry of a transport table, `transport:nexthop`, `transport:`, `:nexthop` or `:` (transport(5)). */
function withEntry(hop: Hop, entry: string, domain: string): Hop {
	const colon = entry.indexOf(":");
	const transport = colon < 0 ? entry : entry.slice(0, colon);
	const nexthop = colon < 0 ? "" : entry.slice(colon + 1);
	if (transport === "") return { transport: hop.transport, nexthop: nexthop === "" ? hop.nexthop : nexthop };
	if (nexthop !== "") return { transport, nexthop };
	return { transport, nexthop: transport === "error" || transport === "retry" ? "Address is undeliverable" : domain };
}
