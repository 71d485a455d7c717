import type { AddressSettings } from "./settings.ts";
import type { SmtpReply } from "./smtp-reply.ts";
import { reply } from "./smtp-reply.ts";

const LARGEST_SIZE = 2n ** 63n - 1n;
/** `smtpd_verp_delimiter_filter`'s default, which hardly anybody changes. */
const VERP_DELIMITERS = "-=+";

type ArgumentSettings = Pick<
	AddressSettings<unknown>,
	"smtputf8Enable" | "smtputf8Discarded" | "dsnDiscarded" | "verpAllowed" | "messageSizeLimit"
>;

/** Whether the words behind the sender ask for SMTPUTF8, where that is on (RFC 6531). */
export function asksForSmtputf8(words: readonly string[], settings: ArgumentSettings): boolean {
	return settings.smtputf8Enable && !settings.smtputf8Discarded && words.some((word) => word.toUpperCase() === "SMTPUTF8");
}

/** Reads the words behind the sender's address (BODY, SIZE, SMTPUTF8, AUTH, XVERP, RET, ENVID); the reply where one is refused. */
export function refusalOfMailArguments(
	words: readonly string[],
	sender: string,
	settings: ArgumentSettings,
): SmtpReply | undefined {
	let size = 0n;
	let authSender = false;
	let ret = false;
	let envelopeId = false;
	let verp = false;
	for (const word of words) {
		const name = word.toUpperCase();
		if (name === "BODY=8BITMIME" || name === "BODY=7BIT") continue;
		if (name.startsWith("SIZE=")) {
			if (!/^\d+$/.test(name.slice(5))) return reply(501, "5.5.4", "Bad message size syntax");
			size = BigInt(name.slice(5));
			if (size > LARGEST_SIZE) return reply(552, "5.3.4", "Message size exceeds file system imposed limit");
		} else if (name === "SMTPUTF8" && settings.smtputf8Enable && !settings.smtputf8Discarded) {
			// Seen before the address was read.
		} else if (name.startsWith("AUTH=")) {
			if (authSender) return reply(503, "5.5.4", "Error: multiple AUTH= options");
			authSender = word.slice(5) !== "<>";
		} else if (settings.verpAllowed && /^XVERP(=|$)/.test(name)) {
			const delimiters = word.slice("XVERP=".length);
			if (name.length > 5 && !(delimiters.length === 2 && [...delimiters].every((one) => VERP_DELIMITERS.includes(one)))) {
				return reply(501, "5.5.4", `Error: XVERP needs two characters from ${VERP_DELIMITERS}`);
			}
			verp = true;
		} else if (name.startsWith("RET=")) {
			if (settings.dsnDiscarded) return reply(501, "5.7.1", "DSN support is disabled");
			if (ret || (name !== "RET=FULL" && name !== "RET=HDRS")) return reply(501, "5.5.4", "Bad RET parameter syntax");
			ret = true;
		} else if (name.startsWith("ENVID=")) {
			if (settings.dsnDiscarded) return reply(501, "5.7.1", "DSN support is disabled");
			if (envelopeId || !isPrintable(decodeXtext(word.slice(6)))) return reply(501, "5.5.4", "Bad ENVID parameter syntax");
			envelopeId = true;
		} else {
			return reply(555, "5.5.4", `Unsupported option: ${word}`);
		}
	}
	if (settings.messageSizeLimit > 0 && size > BigInt(settings.messageSizeLimit)) {
		return reply(552, "5.3.4", "Message size exceeds fixed limit");
	}
	return verp && sender === "" ? reply(503, "5.5.4", "Error: XVERP requires non-null sender") : undefined;
}

/** Reads the words behind a recipient's address (NOTIFY, ORCPT of RFC 3461); the reply where one is refused. */
export function refusalOfRcptArguments(words: readonly string[], settings: ArgumentSettings): SmtpReply | undefined {
	let notify = false;
	let originalRecipient = false;
	for (const word of words) {
		const name = word.toUpperCase();
		if (name.startsWith("NOTIFY=")) {
			if (settings.dsnDiscarded) return reply(501, "5.7.1", "DSN support is disabled");
			if (notify || !isNotify(name.slice(7))) return reply(501, "5.5.4", "Error: Bad NOTIFY parameter syntax");
			notify = true;
		} else if (name.startsWith("ORCPT=")) {
			if (settings.dsnDiscarded) return reply(501, "5.7.1", "DSN support is disabled");
			const semicolon = word.indexOf(";");
			const isBad =
				originalRecipient || semicolon <= 6 || decodeOriginal(word.slice(6, semicolon), word.slice(semicolon + 1)) === undefined;
			if (isBad) return reply(501, "5.5.4", "Error: Bad ORCPT parameter syntax");
			originalRecipient = true;
		} else {
			return reply(555, "5.5.4", `Unsupported option: ${word}`);
		}
	}
	return undefined;
}

function isNotify(value: string): boolean {
	const names = value.split(/[,\s]+/).filter((name) => name !== "");
	if (names.length === 0 || !names.every((name) => /^(NEVER|SUCCESS|FAILURE|DELAY)$/.test(name))) return false;
	return !names.includes("NEVER") || names.every((name) => name === "NEVER");
}

function decodeOriginal(type: string, address: string): string | undefined {
	if (type.toLowerCase() !== "utf-8") return decodeXtext(address);
	return /^([^\\+]|\\x\{[0-9A-Fa-f]+\})*$/.test(address) ? address : undefined;
}

/** Text in the notation of RFC 3461 section 4, or undefined where a `+` is not followed by two hexadecimal digits. */
function decodeXtext(text: string): string | undefined {
	if (/\+(?![0-9A-Fa-f]{2})/.test(text)) return undefined;
	return text.replace(/\+([0-9A-Fa-f]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

function isPrintable(text: string | undefined): boolean {
	return text !== undefined && /^[ -~]+$/.test(text);
}
