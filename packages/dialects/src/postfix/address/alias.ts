import { addressTableKeys } from "./access-keys.ts";
import { firstFound } from "./delivery.ts";
import { isOwnDomain } from "./own-domain.ts";
import { parseAddresses } from "./parse.ts";
import { quoteLocalPart } from "./quote.ts";
import { rewriteAddress, rewriteTokens } from "./rewrite.ts";
import type { AddressSettings, LookupKey, LookupResult, TableLookup } from "./settings.ts";
import { byteLength, foldCase } from "./text.ts";
import { toInternal } from "./tokens.ts";

/** The limits of alias expansion: `virtual_alias_expansion_limit`, `_recursion_limit` and `_address_length_limit`. */
export interface AliasLimits {
	readonly expansion: number;
	readonly recursion: number;
	readonly addressLength: number;
}

/** The limits where main.cf sets none. */
export const DEFAULT_ALIAS_LIMITS: AliasLimits = { expansion: 1000, recursion: 1000, addressLength: 1000 };

/**
 * Where mail for a recipient goes after virtual aliases; every address is canonical, in internal form. `failed` is a lookup that fails or an
 * expansion beyond the limits: the message is not taken (4xx).
 */
export type AliasExpansion<Reason> =
	| { readonly kind: "expanded"; readonly addresses: readonly string[] }
	| { readonly kind: "failed"; readonly reasons: readonly Reason[] }
	| { readonly kind: "unknown"; readonly reasons: readonly Reason[] };

/** How `virtual_alias_maps` are applied. */
export interface AliasRequest<Reason> {
	/** Internal form; it is rewritten to canonical form first. */
	readonly address: string;
	readonly lookup: TableLookup<Reason>;
	/** Whether `virtual` is in `propagate_unmatched_extensions`. */
	readonly propagateExtension: boolean;
	readonly limits: AliasLimits;
	readonly settings: AddressSettings<Reason>;
}

/** Expands a recipient through `virtual_alias_maps` until no entry matches, as cleanup(8) does (virtual(5)). */
export function expandAliases<Reason>(request: AliasRequest<Reason>): AliasExpansion<Reason> {
	const { limits, settings } = request;
	const given = request.address === "" ? settings.emptyAddressRecipient : request.address;
	const addresses = [rewriteAddress(given, settings)];
	const fold = (address: string): string => foldCase(address, settings.smtputf8Enable);
	/** Addresses that an entry maps to themselves, among others: they are final. */
	const final = new Set<string>();
	for (let index = 0; index < addresses.length; index++) {
		if (addresses.length > limits.expansion) return { kind: "failed", reasons: [] };
		for (let round = 0; ; round++) {
			const address = addresses[index] as string;
			if (final.has(fold(address))) break;
			if (round >= limits.recursion) return { kind: "failed", reasons: [] };
			const targets = targetsOf(address, request);
			if (targets.kind !== "found") {
				if (targets.kind === "absent") break;
				return { kind: targets.kind === "error" ? "failed" : "unknown", reasons: targets.reasons };
			}
			const [first, ...others] = targets.addresses;
			if (first === undefined || targets.addresses.some((target) => byteLength(target) > limits.addressLength)) {
				return { kind: "failed", reasons: [] };
			}
			if (targets.addresses.some((target) => fold(target) === fold(address))) final.add(fold(address));
			addresses[index] = first;
			addresses.push(...others);
		}
	}
	return { kind: "expanded", addresses: [...new Map(addresses.map((address) => [fold(address), address])).values()] };
}

/**
 * The addresses on the right side of an alias entry, canonical and in internal form. `@domain` keeps the local part of `address`; an
 * `extension` that was taken off for the lookup is added to each where it is propagated.
 */
export function aliasTargets(
	value: string,
	given: { readonly address: string; readonly extension: string | undefined; readonly propagate: boolean },
	settings: AddressSettings<unknown>,
): string[] {
	let text = value;
	if (value.startsWith("@")) {
		const at = given.address.lastIndexOf("@");
		const localPart = at < 0 ? given.address : given.address.slice(0, at);
		text = quoteLocalPart(localPart.slice(0, localPart.length - (given.extension ?? "").length) + value);
	}
	if (text === "" || text === "<>") text = '""';
	const targets: string[] = [];
	for (const part of parseAddresses(text)) {
		if (part.kind !== "address") continue;
		const tokens = part.tokens.filter((token) => token.kind !== "atom" || token.text !== "");
		const target = tokens.length === 0 ? "" : toInternal(rewriteTokens(tokens, settings));
		targets.push(given.propagate && given.extension !== undefined ? withExtension(target, given.extension) : target);
	}
	return targets;
}

type Targets<Reason> =
	| { readonly kind: "found"; readonly addresses: readonly string[] }
	| { readonly kind: "absent" }
	| { readonly kind: "error" | "unknown"; readonly reasons: readonly Reason[] };

function targetsOf<Reason>(address: string, request: AliasRequest<Reason>): Targets<Reason> {
	const { settings } = request;
	const domain = address.slice(address.lastIndexOf("@") + 1);
	const own =
		domain.toLowerCase() === settings.myorigin.toLowerCase() ? ({ kind: "yes" } as const) : isOwnDomain(domain, settings);
	let used: LookupKey | undefined;
	const lookup = (key: LookupKey): LookupResult<Reason> => {
		used = key;
		return request.lookup(key);
	};
	let result = firstFound(addressTableKeys(address, own.kind === "yes", settings), lookup);
	if (own.kind === "error" || own.kind === "unknown") {
		const withoutLocal = result;
		const withLocal = firstFound(addressTableKeys(address, true, settings), request.lookup);
		const isSame = withLocal.kind === "found" && withoutLocal.kind === "found" && withLocal.value === withoutLocal.value;
		if (!isSame)
			result = own.kind === "unknown" && withLocal.kind === "absent" && withoutLocal.kind === "absent" ? withLocal : own;
	}
	if (result.kind === "absent") return result;
	if (result.kind !== "found") return { kind: result.kind, reasons: [result.reason] };
	const given = { address, extension: used?.extension, propagate: request.propagateExtension };
	return { kind: "found", addresses: aliasTargets(result.value, given, settings) };
}

function withExtension(address: string, extension: string): string {
	const at = address.lastIndexOf("@");
	return at < 0 ? address + extension : address.slice(0, at) + extension + address.slice(at);
}
