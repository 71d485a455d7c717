import type { EnvelopeCommand } from "./envelope-syntax.ts";
import { badAddress, parseEnvelopeArgument, refusalOfArguments } from "./envelope-syntax.ts";
import type { KnownResolution, Resolution } from "./resolve.ts";
import { resolveEnvelopeAddress } from "./resolve.ts";
import { rewriteAddress } from "./rewrite.ts";
import type { AddressSettings } from "./settings.ts";
import type { SmtpReply } from "./smtp-reply.ts";
import { reply } from "./smtp-reply.ts";
import { foldCase, isAscii } from "./text.ts";

/** An address that the server has taken so far; its access checks come next. */
export interface EnvelopeAddress<Reason> {
	readonly kind: "address";
	/** Internal form as given; empty for the null sender. */
	readonly address: string;
	/** Undefined for the null sender, which is not resolved. */
	readonly resolution: Resolution<Reason> | undefined;
	/** MAIL asked for SMTPUTF8. */
	readonly smtputf8: boolean;
	/** A recipient that is accepted without any check: `postmaster` without a domain, or the address verification sender. */
	readonly exempt: boolean;
}

/** What the server makes of MAIL or RCPT before its access checks; `unknown` where even the syntax hangs on something unknown. */
export type EnvelopeReading<Reason> =
	| EnvelopeAddress<Reason>
	| ({ readonly kind: "refused" } & SmtpReply)
	| { readonly kind: "unknown"; readonly reasons: readonly Reason[] };

/** Reads `MAIL FROM:<from>mailArguments`. */
export function readSender<Reason>(
	from: string,
	mailArguments: string,
	settings: AddressSettings<Reason>,
): EnvelopeReading<Reason> {
	return read({ command: "mail", typed: from, rest: mailArguments, other: "", smtputf8: false }, settings);
}

/** Reads `RCPT TO:<to>` in a session whose sender, in internal form, is `sender`; `smtputf8` as MAIL asked for it. */
export function readRecipient<Reason>(
	to: string,
	sender: string,
	smtputf8: boolean,
	settings: AddressSettings<Reason>,
): EnvelopeReading<Reason> {
	return read({ command: "rcpt", typed: to, rest: "", other: sender, smtputf8 }, settings);
}

interface ReadRequest {
	readonly command: EnvelopeCommand;
	readonly typed: string;
	readonly rest: string;
	readonly other: string;
	readonly smtputf8: boolean;
}

function read<Reason>(request: ReadRequest, settings: AddressSettings<Reason>): EnvelopeReading<Reason> {
	const { command } = request;
	const argument = parseEnvelopeArgument(command, request.typed, request.rest, settings);
	if (argument.kind === "syntax-error") return refused(argument);
	const { address } = argument;
	const smtputf8 = request.smtputf8 || argument.smtputf8;

	let resolution: Resolution<Reason> | undefined;
	if (address !== "") {
		resolution = resolveEnvelopeAddress(address, settings, request.other);
		const outcomes = resolution.kind === "unknown" ? resolution.possible : [resolution];
		const bad = outcomes.filter((outcome) => isBadSyntax(outcome, smtputf8));
		const isCut = resolution.kind === "unknown" && !resolution.complete;
		if (bad.length > 0 && (bad.length < outcomes.length || isCut)) {
			return { kind: "unknown", reasons: resolution.kind === "unknown" ? resolution.reasons : [] };
		}
		if (bad.length > 0) return refused(badAddress(command));
	}
	const refusal = refusalOfArguments(command, argument, settings);
	if (refusal !== undefined) return refused(refusal);
	if (settings.strictSmtputf8 && !smtputf8 && !isAscii(address)) {
		return refused(reply(553, "5.6.7", "Must declare SMTPUTF8 to send unicode address"));
	}
	return { kind: "address", address, resolution, smtputf8, exempt: command === "rcpt" && isExempt(address, settings) };
}

function refused(refusal: SmtpReply): { readonly kind: "refused" } & SmtpReply {
	return { kind: "refused", code: refusal.code, status: refusal.status, text: refusal.text };
}

/** Without SMTPUTF8 the case-folded domain has to be ASCII (so a sharp s may pass); the local part need not. */
function isBadSyntax<Reason>(outcome: KnownResolution<Reason>, smtputf8: boolean): boolean {
	if (outcome.kind !== "resolved") return outcome.kind === "invalid";
	return !smtputf8 && !isAscii(outcome.folded.slice(outcome.folded.lastIndexOf("@") + 1));
}

function isExempt(address: string, settings: AddressSettings<unknown>): boolean {
	return address.toLowerCase() === "postmaster" || isVerifySender(address, settings);
}

/** Whether an address is the sender of the machine's own address probes; one with a time stamp (a time to live above 0) cannot be guessed and is not seen as such. */
function isVerifySender(address: string, settings: AddressSettings<unknown>): boolean {
	const { addressVerifySender } = settings;
	if (addressVerifySender === "" || addressVerifySender === "<>" || settings.addressVerifySenderTtl > 0) return false;
	const utf8 = settings.smtputf8Enable;
	return foldCase(rewriteAddress(addressVerifySender, settings), utf8) === foldCase(address, utf8);
}
