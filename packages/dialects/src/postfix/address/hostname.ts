import { isAscii } from "./text.ts";

const MAX_LABEL = 63;
const MAX_NAME = 255;
/** The longest text of an IPv6 address: six groups and a dotted quad. */
const MAX_ADDRESS = 45;

/** Whether an ASCII name can be a host or domain name: labels of letters, digits, `_` and inner `-`, not digits alone, no dot at the end (RFC 1123). */
export function isHostname(name: string): boolean {
	if (name === "" || name.length > MAX_NAME || !/^[A-Za-z0-9_.-]+$/.test(name) || !/[^0-9.]/.test(name)) return false;
	return name
		.split(".")
		.every((label) => label !== "" && label.length <= MAX_LABEL && !label.startsWith("-") && !label.endsWith("-"));
}

/** As `isHostname`; with `utf8` (`smtputf8_enable`) a name in other scripts passes if its ASCII form does. */
export function isMailDomain(name: string, utf8: boolean): boolean {
	if (utf8 && !isAscii(name)) {
		const ascii = domainToAscii(name);
		return ascii !== undefined && isHostname(ascii);
	}
	return isHostname(name);
}

/** The ASCII form (UTS 46, non-transitional) of an internationalised domain name, or undefined where it has none. */
export function domainToAscii(name: string): string | undefined {
	if (/[\u0000-\u002c/:-@[-^`{-\u007f]/.test(name)) return undefined;
	let ascii: string;
	try {
		// The added label keeps a numeric last label from being taken for an IPv4 address.
		ascii = new URL(`http://${name}.x/`).hostname;
	} catch {
		return undefined;
	}
	ascii = ascii.slice(0, -".x".length);
	return ascii.length > MAX_NAME || /(^|\.)(?!xn)..--/.test(ascii) ? undefined : ascii;
}

/** Whether a text is an address as Postfix reads one from a peer: IPv6 where it holds a colon, else a dotted quad. */
export function isHostAddress(text: string): boolean {
	return text.includes(":") ? isIpv6Address(text) : isIpv4Address(text);
}

/** The bare address of an address literal's inside (`192.0.2.1`, `IPv6:2001:db8::1`), or undefined where it is malformed (RFC 5321 section 4.1.3). */
export function mailAddressOfLiteral(inside: string): string | undefined {
	if (/^IPv6:/i.test(inside)) {
		const address = inside.slice("IPv6:".length);
		return isIpv6Address(address) ? address : undefined;
	}
	return isIpv4Address(inside) ? inside : undefined;
}

/** Whether a text is an address literal with its brackets. */
export function isAddressLiteral(text: string): boolean {
	const end = text.indexOf("]");
	return (
		text.startsWith("[") &&
		end === text.length - 1 &&
		end - 1 <= MAX_ADDRESS &&
		mailAddressOfLiteral(text.slice(1, end)) !== undefined
	);
}

function isIpv4Address(text: string): boolean {
	if (!/^\d+\.\d+\.\d+\.\d+$/.test(text)) return false;
	if (!text.split(".").every((octet) => Number(octet) <= 255)) return false;
	// Of the network 0 only 0.0.0.0 passes.
	return !/^0+\./.test(text) || /^[0.]+$/.test(text);
}

function isIpv6Address(text: string): boolean {
	let fields = 0;
	let fieldLength = 0;
	let compressedAt = 0;
	let at = 0;
	while (at < text.length) {
		const character = text.charAt(at);
		if (character === ".") return fields >= 2 && fields <= 6 && isIpv4Address(text.slice(at - fieldLength));
		if (character === ":") {
			if (fields === 0 && fieldLength === 0 && /[A-Za-z0-9]/.test(text.charAt(at + 1))) return false;
			if (++fields > 7) return false;
			at++;
			fieldLength = 0;
			if (text.charAt(at) === ":") {
				if (compressedAt > 0) return false;
				compressedAt = fields;
			}
			continue;
		}
		fieldLength = /^[0-9a-fA-F]*/.exec(text.slice(at))?.[0].length ?? 0;
		if (fieldLength === 0 || fieldLength > 4) return false;
		at += fieldLength;
	}
	return fields >= 2 && (fieldLength > 0 || compressedAt === fields - 1);
}
