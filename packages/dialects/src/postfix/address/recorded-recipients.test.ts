import { describe, expect, test } from "vitest";
import { mailAccessKeys } from "./access-keys.ts";
import { isAuthorisedDestination } from "./auth-destination.ts";
import { readRecipient } from "./envelope.ts";
import { parseEnvelopeArgument } from "./envelope-syntax.ts";
import { quoteLocalPart } from "./quote.ts";
import { resolveAddress } from "./resolve.ts";
import { rewriteAddress } from "./rewrite.ts";
import type { AddressSettings } from "./settings.ts";
import { recordedRows, recordedSettings } from "./testing/recorded-settings.ts";
import { byteLength } from "./text.ts";

/**
 * What Postfix 3.7.11 answered to `RCPT TO:<to>` from a stranger under each of the settings, and what its log (smtpd -v) says of the way there.
 * A row names only the settings whose answer differs from `base`, and in an answer whatever differs from the field before it.
 */
interface Answer {
	readonly reply: string;
	/** As smtpd took it from the command. */
	readonly address?: string;
	/** Rewritten, in external form; absent where equal to `address`. */
	readonly canonical?: string;
	/** The resolver's answer; absent where equal to `canonical`. */
	readonly recipient?: string;
	readonly flags?: string;
	readonly class?: string;
	/** `transport:nexthop`. */
	readonly route?: string;
	/** What check_recipient_access asked a fixed table. */
	readonly keys?: readonly string[];
	/** What it asked a pattern table; absent where it is the first of `keys` alone. */
	readonly fullKeys?: readonly string[];
}

type Row = { readonly to: string } & Readonly<Record<string, Answer | string>>;

const CLASSES: Readonly<Record<string, string>> = { alias: "virtual-alias", virtual: "virtual-mailbox" };

/** How the daemon's log shows a text: control characters, and without SMTPUTF8 all bytes outside ASCII, as question marks. */
function asLogged(text: string, settings: AddressSettings<string>): string {
	const shown = text.replace(/[\u0000-\u001f\u007f]/g, "?");
	return settings.smtputf8Enable ? shown : [...shown].map((one) => (one > "\u007f" ? "?".repeat(byteLength(one)) : one)).join("");
}

/** The daemon's answer as this code gives it. */
function answerOf(to: string, name: string, wanted: Answer): Answer {
	const settings = recordedSettings[name] as AddressSettings<string>;
	const style = name === "dot-mydomain" ? "parent" : "dot-parent";
	const show = (text: string): string => asLogged(text, settings);
	const reading = readRecipient(to, "someone@sender.example", false, settings);
	const argument = parseEnvelopeArgument("rcpt", to, "", settings);
	const answer: { -readonly [Key in keyof Answer]: Answer[Key] } = { reply: "" };
	if (reading.kind === "refused") answer.reply = `${reading.code} ${reading.status}`;
	else if (reading.kind === "unknown" || reading.resolution === undefined) answer.reply = "?";
	else if (reading.exempt) answer.reply = "250 2.1.5";
	else {
		const destination = isAuthorisedDestination(reading.resolution, settings.allowUntrustedRouting);
		answer.reply = destination.kind === "yes" ? "250 2.1.5" : "554 5.7.1";
	}
	if (argument.kind === "address" && wanted.address !== undefined) {
		answer.address = show(argument.address);
		if (wanted.class === undefined) return answer;
		const canonical = show(quoteLocalPart(rewriteAddress(argument.address, settings)));
		if (canonical !== answer.address) answer.canonical = canonical;
		const resolution = resolveAddress(rewriteAddress(argument.address, settings), settings, "someone@sender.example");
		if (resolution.kind === "resolved" || resolution.kind === "invalid") {
			if (show(resolution.address) !== canonical) answer.recipient = show(resolution.address);
		}
		if (resolution.kind === "resolved") {
			answer.class = CLASSES[wanted.class] === resolution.class ? wanted.class : resolution.class;
			if (resolution.routed) answer.flags = "routed";
			if (resolution.delivery.kind === "known")
				answer.route = show(`${resolution.delivery.transport}:${resolution.delivery.nexthop}`);
			if (wanted.keys !== undefined) {
				const keys = mailAccessKeys(resolution.folded, style, settings);
				answer.keys = keys.map((key) => show(key.text));
				const full = keys.filter((key) => key.full).map((key) => show(key.text));
				if (full.join("\n") !== answer.keys[0]) answer.fullKeys = full;
			}
		} else {
			answer.flags = "error";
			answer.class = wanted.class;
			if (resolution.kind === "invalid" && wanted.flags === "routederror") answer.flags = "routederror";
		}
	}
	return answer;
}

describe("recipients as the daemon understood them", () => {
	const rows = recordedRows<Row>("recipients");
	for (const name of Object.keys(recordedSettings)) {
		test(name, () => {
			const wrong: unknown[] = [];
			for (const row of rows) {
				const own = row[name];
				const { keys, fullKeys, ...shared } = row.base as Answer;
				const hasKeys = name === "base" || name === "dot-mydomain" || name === "foreign-host";
				const said = (own ?? (hasKeys ? row.base : shared)) as Answer;
				const ours = answerOf(row.to, name, said);
				try {
					expect(ours).toEqual(said);
				} catch {
					wrong.push({ to: row.to, said, ours });
				}
			}
			expect(wrong).toEqual([]);
		});
	}
});
