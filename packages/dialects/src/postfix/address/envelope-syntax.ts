import { asksForSmtputf8, refusalOfMailArguments, refusalOfRcptArguments } from "./command-arguments.ts";
import { commandWords } from "./command-words.ts";
import { parseAddresses } from "./parse.ts";
import type { AddressSettings } from "./settings.ts";
import type { SmtpReply } from "./smtp-reply.ts";
import { reply } from "./smtp-reply.ts";
import { firstBytes, isValidUtf8 } from "./text.ts";
import { toInternal } from "./tokens.ts";

/** The two commands that carry an envelope address. */
export type EnvelopeCommand = "mail" | "rcpt";

/** What a command's line says, before its address is resolved. */
export type EnvelopeArgument =
	| {
			readonly kind: "address";
			/** Internal (unquoted) form; empty for the null sender. */
			readonly address: string;
			/** The words behind the address, as written. */
			readonly words: readonly string[];
			/** Whether a MAIL command asks for SMTPUTF8. */
			readonly smtputf8: boolean;
	  }
	| ({ readonly kind: "syntax-error" } & SmtpReply);

/**
 * Reads `MAIL FROM:<typed>rest` or `RCPT TO:<typed>rest`, where `typed` may hold anything, a `>` and more words too (RFC 821 with what Postfix
 * makes of RFC 822 forms, `strict_rfc821_envelopes`). Of several lines only the first counts.
 */
export function parseEnvelopeArgument<Reason>(
	command: EnvelopeCommand,
	typed: string,
	rest: string,
	settings: AddressSettings<Reason>,
): EnvelopeArgument {
	const line = readLine(`${command === "mail" ? "MAIL FROM:" : "RCPT TO:"}<${typed}>${rest}`, settings);
	if (line === undefined) return { kind: "syntax-error", ...reply(500, "5.5.2", "Error: bad UTF-8 syntax") };
	const [, , argument, ...others] = commandWords(line);
	const words = others.map((word) => word.text);
	if (argument === undefined || !argument.closed) return badAddress(command);
	const address = extractAddress(argument.text, settings.strictRfc821Envelopes);
	if (address === undefined || (address === "" && command === "rcpt")) return badAddress(command);
	return { kind: "address", address, words, smtputf8: command === "mail" && asksForSmtputf8(words, settings) };
}

/** The reply to words behind an address that the server does not take, or undefined. */
export function refusalOfArguments<Reason>(
	command: EnvelopeCommand,
	argument: EnvelopeArgument & { readonly kind: "address" },
	settings: AddressSettings<Reason>,
): SmtpReply | undefined {
	return command === "mail"
		? refusalOfMailArguments(argument.words, argument.address, settings)
		: refusalOfRcptArguments(argument.words, settings);
}

/** The reply to an address that is none. */
export function badAddress(command: EnvelopeCommand): { readonly kind: "syntax-error" } & SmtpReply {
	const bad =
		command === "mail" ? reply(501, "5.1.7", "Bad sender address syntax") : reply(501, "5.1.3", "Bad recipient address syntax");
	return { kind: "syntax-error", ...bad };
}

/** The one line that the server reads: cut at `line_length_limit` and at a null byte; undefined where it is not UTF-8 and that matters. */
function readLine(
	sent: string,
	settings: Pick<AddressSettings<unknown>, "lineLengthLimit" | "smtputf8Enable">,
): string | undefined {
	const end = sent.indexOf("\n");
	const whole = end < 0 ? sent : sent.slice(0, end).replace(/\r+$/, "");
	const { text, cut } = firstBytes(whole, settings.lineLengthLimit);
	if (settings.smtputf8Enable && (cut || !isValidUtf8(text))) return undefined;
	const nul = text.indexOf("\0");
	return nul < 0 ? text : text.slice(0, nul);
}

/** The one mailbox in a word, in internal form; empty for none, undefined for a syntax error. */
function extractAddress(word: string, strict: boolean): string | undefined {
	let text = word.startsWith("<") && word.endsWith(">") ? word.slice(1, -1) : word;
	if (text.startsWith("@") && text.includes(":")) text = text.slice(text.indexOf(":") + 1);
	let address: string | undefined;
	for (const part of parseAddresses(text)) {
		if (part.kind === "address") {
			if (address !== undefined) return undefined;
			address = toInternal(part.tokens);
		} else if (strict && part.token.kind !== "<" && part.token.kind !== ">") {
			return undefined;
		}
	}
	if (strict && (!word.startsWith("<") || address?.startsWith("@"))) return undefined;
	return address ?? "";
}
