import { describe, expect, test } from "vitest";
import { clientAccessKeys, hostAccessKeys, mailAccessKeys, nullSenderKeys } from "./access-keys.ts";
import { readSender } from "./envelope.ts";
import { resolveEnvelopeAddress } from "./resolve.ts";
import type { AddressSettings } from "./settings.ts";
import { recordedRows, settings } from "./testing/recorded-settings.ts";

/** The settings of the recorded MAIL commands. */
const senderSettings: Readonly<Record<string, AddressSettings<string>>> = {
	base: settings({}),
	strict: settings({ strictRfc821Envelopes: true, strictSmtputf8: true }),
	discarded: settings({ dsnDiscarded: true, smtputf8Discarded: true, messageSizeLimit: 0 }),
	"no-utf8": settings({ smtputf8Enable: false, messageSizeLimit: 50, verpAllowed: false }),
};

/** What Postfix 3.7.11 answered to `MAIL FROM:<from>arguments`: the code, with its status where it is a refusal; a row names the settings that differ from `base`. */
describe("MAIL commands as the daemon answered them", () => {
	for (const [name, own] of Object.entries(senderSettings)) {
		test.each(recordedRows<Readonly<Record<string, string>>>("senders"))(`${name}: $from $arguments`, (row) => {
			const reading = readSender(row.from ?? "", row.arguments ?? "", own);
			const answer = reading.kind === "refused" ? `${reading.code} ${reading.status}` : "250";
			expect(answer).toBe(row[name] ?? row.base);
		});
	}
});

interface KeyRow {
	readonly kind: string;
	readonly of: string | readonly string[];
}

/**
 * The keys that smtpd(8) put to hash tables of check_helo_access, check_client_access and check_sender_access, from its log, under the two
 * parent-domain styles, and with `recipient_delimiter = -+`, `owner_request_special = no`, `smtpd_null_access_lookup_key = NULL`.
 */
describe("access keys as the daemon asked them", () => {
	for (const name of ["dot-parent", "parent", "dash"] as const) {
		const style = name === "parent" ? "parent" : "dot-parent";
		const own = settings(name === "dash" ? { recipientDelimiter: "-+", ownerRequestSpecial: false } : {});
		test.each(recordedRows<KeyRow>("keys"))(`${name}: $kind $of`, (row) => {
			const keys = () => {
				if (row.kind === "helo") return hostAccessKeys(row.of as string, style);
				if (row.kind === "client") return clientAccessKeys(row.of[0] as string, row.of[1] as string, style);
				if (row.of === "") return nullSenderKeys(name === "dash" ? "NULL" : "<>");
				const resolution = resolveEnvelopeAddress(row.of as string, own);
				return resolution.kind === "resolved" ? mailAccessKeys(resolution.folded, style, own) : [];
			};
			const answers = row as unknown as Readonly<Record<string, readonly string[]>>;
			expect(keys().map((key) => key.text)).toEqual(answers[name] ?? answers["dot-parent"]);
		});
	}
});
