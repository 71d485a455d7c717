import { isHostAddress } from "./hostname.ts";
import { quoteBareLocalPart, quoteLocalPart } from "./quote.ts";
import type { AddressSettings, LookupKey, ParentStyle } from "./settings.ts";

/** The part of the settings that splits an address extension off. */
export type ExtensionSettings = Pick<
	AddressSettings<unknown>,
	"recipientDelimiter" | "ownerRequestSpecial" | "doubleBounceSender"
>;

/** Which keys follow the full address and the address without its extension, in this order. */
export interface AddressKeyChoice {
	/** The local part alone; for tables that are asked so where the domain is the machine's own or `myorigin`. */
	readonly bareLocalPart?: boolean | undefined;
	/** `@domain`. */
	readonly atDomain?: boolean;
	/** The domain and what is above it. */
	readonly domains?: ParentStyle;
	/** `user@`. */
	readonly localPartAt?: boolean;
}

/**
 * The table types that a partial key is never put to: they search by pattern (access(5), "regular expression tables") or ask a server
 * or program that does. `pipemap` and `unionmap` are as their first table, `proxy` as what it stands for.
 */
const PATTERN_TYPES: ReadonlySet<string> = new Set(["regexp", "pcre", "cidr", "tcp", "socketmap", "randmap", "fail"]);

/** Whether tables of a type are asked with partial keys. A table that cannot be opened is not either, and fails at the first full key. */
export function takesPartialKeys(type: string): boolean {
	return !PATTERN_TYPES.has(type);
}

/** What `check_sender_access` and `check_recipient_access` ask of a resolved, case-folded address, first to last (access(5)). */
export function mailAccessKeys(folded: string, style: ParentStyle, settings: ExtensionSettings): LookupKey[] {
	return addressKeys(folded, settings, { domains: style, localPartAt: true });
}

/** What `check_sender_access` asks for the null sender: `smtpd_null_access_lookup_key`, by default `<>`. */
export function nullSenderKeys(nullKey: string): LookupKey[] {
	return full(nullKey);
}

/**
 * What a virtual(5), canonical(5), relocated(5) or recipient table is asked, first to last. `ownDomain` says whether the domain is the machine's
 * own (`isOwnDomain`) or `myorigin`, which adds the bare local part.
 */
export function addressTableKeys(address: string, ownDomain: boolean, settings: ExtensionSettings): LookupKey[] {
	return addressKeys(address, settings, { bareLocalPart: ownDomain, atDomain: true });
}

/** What `check_helo_access`, and with a client's name `check_client_access`, asks of a host name, first to last (access(5)); an address is only itself. */
export function hostAccessKeys(name: string, style: ParentStyle): LookupKey[] {
	const keys = full(name);
	if (!isHostAddress(name)) for (const parent of parents(name, style)) pushPartial(keys, parent);
	return keys;
}

/** What a client address is asked as, first to last: itself, then cut at the last dot (or colon) again and again (access(5)). */
export function networkAccessKeys(address: string): LookupKey[] {
	const keys = full(address);
	const delimiter = address.includes(":") ? ":" : ".";
	for (let end = address.lastIndexOf(delimiter); end >= 0; end = end === 0 ? -1 : address.lastIndexOf(delimiter, end - 1)) {
		pushPartial(keys, address.slice(0, end));
	}
	return keys;
}

/** What `check_client_access` and `check_reverse_client_hostname_access` ask: the name's keys (`unknown` where there is none), then the address's. */
export function clientAccessKeys(name: string, address: string, style: ParentStyle): LookupKey[] {
	return [...hostAccessKeys(name, style), ...networkAccessKeys(address)];
}

/** The keys of an address: full, without its extension, then what is chosen. Each is asked quoted first, then as it is where that differs. */
export function addressKeys(address: string, settings: ExtensionSettings, choice: AddressKeyChoice): LookupKey[] {
	const keys: LookupKey[] = [];
	const split = splitExtension(address, settings);
	pushBoth(keys, quoteLocalPart(address), { text: address, full: true });
	if (split !== undefined)
		pushBoth(keys, quoteLocalPart(split.bare), { text: split.bare, full: false, extension: split.extension });

	const at = address.lastIndexOf("@");
	if (at < 0) return keys;
	const domain = address.slice(at + 1);
	/** The local part with and without its extension, `extra` characters longer. */
	const pushLocalParts = (quote: (text: string) => string, extra: number): void => {
		const whole = address.slice(0, at + extra);
		pushBoth(keys, quote(whole), { text: whole, full: false });
		if (split === undefined) return;
		const text = split.bare.slice(0, split.bare.lastIndexOf("@") + extra);
		pushBoth(keys, quote(text), { text, full: false, extension: split.extension });
	};
	if (choice.bareLocalPart === true) pushLocalParts(quoteBareLocalPart, 0);
	if (choice.atDomain === true) pushPartial(keys, `@${domain}`);
	if (choice.domains !== undefined) {
		pushPartial(keys, domain);
		for (const parent of parents(domain, choice.domains)) pushPartial(keys, parent);
	}
	if (choice.localPartAt === true) pushLocalParts(quoteLocalPart, 1);
	return keys;
}

/** Splits the extension, its delimiter included, off an address (`recipient_delimiter`); undefined where there is none that may be. */
export function splitExtension(
	address: string,
	settings: ExtensionSettings,
): { readonly bare: string; readonly extension: string } | undefined {
	const delimiters = settings.recipientDelimiter;
	if (delimiters === "") return undefined;
	const at = address.lastIndexOf("@");
	const localPart = at < 0 ? address : address.slice(0, at);
	let end = 0;
	while (end < localPart.length && !delimiters.includes(localPart.charAt(end))) end++;
	if (end === 0 || end === localPart.length) return undefined;
	const lower = localPart.toLowerCase();
	if (lower === "postmaster" || lower === "mailer-daemon" || lower === settings.doubleBounceSender.toLowerCase())
		return undefined;
	if (delimiters.includes("-") && settings.ownerRequestSpecial) {
		if (lower.startsWith("owner-") || (lower.length > "-request".length && lower.endsWith("-request"))) return undefined;
	}
	return { bare: localPart.slice(0, end) + (at < 0 ? "" : address.slice(at)), extension: localPart.slice(end) };
}

function parents(name: string, style: ParentStyle): string[] {
	const found: string[] = [];
	let rest = name;
	while (rest !== "") {
		const dot = rest.indexOf(".", 1);
		if (dot < 0) break;
		rest = rest.slice(style === "parent" ? dot + 1 : dot);
		found.push(rest);
	}
	return found;
}

function full(text: string): LookupKey[] {
	return text === "" ? [] : [{ text, full: true }];
}

function pushPartial(keys: LookupKey[], text: string): void {
	if (text !== "") keys.push({ text, full: false });
}

function pushBoth(keys: LookupKey[], quoted: string, key: LookupKey): void {
	if (quoted !== "") keys.push(quoted === key.text ? key : { ...key, text: quoted });
	if (quoted !== key.text && key.text !== "") keys.push(key);
}
