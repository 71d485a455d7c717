import { sourceFromText } from "@relaylint/core";
import { describe, expect, it } from "vitest";
import { parseMainCf } from "../main-cf.ts";
import { parseMasterCf } from "../master.ts";
import { parseRelease, type Release } from "../schema/schema.ts";
import { resolveSettings } from "../settings.ts";
import { carriersOf, splitTransport } from "./transports.ts";

function carrier(transport: string, master?: string): string {
	const settings = resolveSettings({
		mainCf: parseMainCf(sourceFromText("main.cf", "")),
		release: parseRelease("3.7") as Release,
		environment: { complete: true, unbuilt: [] },
		...(master === undefined ? {} : { masterCf: parseMasterCf(sourceFromText("master.cf", master)) }),
	});
	return carriersOf(settings)(...splitTransport(transport));
}

const unix = (name: string, command: string) => `${name} unix - - n - - ${command}\n`;

describe("what carries mail of a transport", () => {
	it.each([
		["smtp", "away"],
		["relay:[mx.example.com]", "away"],
		["lmtp", "mailboxes"],
		["lmtp:inet:dovecot:24", "mailboxes"],
		["lmtp:unix:private/dovecot", "here"],
		["lmtp:inet:127.0.0.1:24", "here"],
		["lmtp:[::1]:24", "here"],
		["lmtp:inet:localhost", "here"],
		["local", "here"],
		["virtual", "here"],
		["error:no", "here"],
		["retry", "here"],
		["discard", "here"],
		["dovecot", "unknown"],
	])("is, without a master.cf, of %s %s", (transport, expected) => {
		expect(carrier(transport)).toBe(expected);
	});

	it.each([
		["outbound", unix("outbound", "smtp"), "away"],
		["outbound", unix("outbound", "/usr/lib/postfix/sbin/smtp"), "away"],
		["store:unix:/run/x", unix("store", "lmtp"), "here"],
		["store", unix("store", "lmtp"), "mailboxes"],
		["dovecot", unix("dovecot", "pipe flags=DRhu argv=/usr/lib/dovecot/deliver"), "program"],
		["local", unix("local", "smtp"), "away"],
		["sink", unix("sink", "discard"), "here"],
		["other", unix("other", "own-program"), "unknown"],
		["outbound", "outbound inet n - n - - smtp\n", "nowhere"],
		["outbound", unix("smtp", "smtp"), "nowhere"],
		["smtp", unix("outbound", "smtp"), "away"],
		["outbound", unix("{{ name }}", "smtp"), "unknown"],
	])("is of %s with %j %s", (transport, master, expected) => {
		expect(carrier(transport, master)).toBe(expected);
	});
});
