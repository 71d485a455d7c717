import { describe, expect, it } from "vitest";
import { accessActions } from "./access-actions.ts";
import { findMapType, mapTypes } from "./map-types.ts";
import { isDeprecatedInRelease, isKnownInRelease, type Life, parseRelease } from "./release.ts";
import { findRestriction, type Restriction, restrictionLists, restrictionNames, restrictionUrl } from "./restrictions.ts";
import { findParameter } from "./schema.ts";

function restriction(name: string): Restriction {
	const found = findRestriction(name);
	if (!found) throw new Error(`no such restriction: ${name}`);
	return found;
}

function known(life: Life | undefined, version: string): boolean {
	const release = parseRelease(version);
	if (!life || !release) throw new Error("no such thing");
	return isKnownInRelease(life, release);
}

describe("restrictions", () => {
	const all = restrictionNames().map(restriction);

	it("are unique, sorted, and no parameters", () => {
		const names = restrictionNames();
		expect(names).toEqual([...new Set(names)].sort());
		for (const name of names) expect(findParameter(name), name).toBeUndefined();
	});

	it("have known words in every field", () => {
		for (const { name, argument, stage, outcomes, doc } of all) {
			expect(["none", "map", "domain", "policy-server", "seconds", "restriction"], name).toContain(argument);
			expect(["connect", "helo", "mail", "rcpt", "data", "etrn", "rewrite"], name).toContain(stage);
			for (const outcome of outcomes)
				expect(["permit", "reject", "defer", "table", "server", "flag", "error"], name).toContain(outcome);
			expect(doc, name).not.toMatch(/\.$/);
		}
		expect(new Set(all.map((word) => word.doc)).size).toBe(all.length);
	});

	it("take a table exactly where their name says check_ and _access or _map", () => {
		for (const { name, argument } of all) expect(argument === "map", name).toBe(/^check_.*(_access|_map)$/.test(name));
	});

	it("begin with permit_, reject_ or defer_ as they decide", () => {
		for (const { name, outcomes } of all) {
			if (/^permit/.test(name)) expect(outcomes, name).toEqual(["permit"]);
			if (/^reject/.test(name)) expect(outcomes[0], name).toBe("reject");
		}
	});

	it("replace old words by known ones", () => {
		for (const { name, replacement, deprecated } of all)
			if (deprecated) expect(findRestriction(replacement ?? "") ?? findParameter(replacement ?? ""), name).toBeDefined();
	});

	it("came and went as the manual and the release notes say", () => {
		expect(known(findRestriction("defer_unauth_destination"), "2.9")).toBe(false);
		expect(known(findRestriction("defer_unauth_destination"), "2.10")).toBe(true);
		expect(known(findRestriction("check_sasl_access"), "2.10")).toBe(false);
		expect(known(findRestriction("check_client_a_access"), "2.11")).toBe(false);
		// RELEASE_NOTES-3.9, DEPRECATION_README
		for (const name of ["check_relay_domains", "reject_maps_rbl", "permit_naked_ip_address"]) {
			expect(known(findRestriction(name), "3.8"), name).toBe(true);
			expect(known(findRestriction(name), "3.9"), name).toBe(false);
		}
		const backup = restriction("permit_mx_backup");
		expect(known(backup, "3.11")).toBe(true);
		expect(isDeprecatedInRelease(backup, { major: 3, minor: 8 })).toBe(false);
		expect(isDeprecatedInRelease(backup, { major: 3, minor: 9 })).toBe(true);
	});

	it("are found in any letter case, as smtpd(8) finds them", () => {
		expect(findRestriction("Permit_MyNetworks")?.name).toBe("permit_mynetworks");
		expect(findRestriction("permit_networks")).toBeUndefined();
	});

	it("have an effect from their SMTP command on (SMTPD_ACCESS_README, delayed evaluation)", () => {
		const recipient = restriction("check_recipient_access");
		expect(restrictionLists(recipient, true)).toContain("smtpd_client_restrictions");
		expect(restrictionLists(recipient, false)).not.toContain("smtpd_sender_restrictions");
		expect(restrictionLists(restriction("permit_mynetworks"), false)).toContain("smtpd_client_restrictions");
		expect(restrictionLists(restriction("reject_multi_recipient_bounce"), true)).not.toContain("smtpd_recipient_restrictions");
		expect(restrictionLists(restriction("check_etrn_access"), true)).toEqual(["smtpd_etrn_restrictions"]);
	});

	it("link to the manual, old words to their successor", () => {
		expect(restrictionUrl(restriction("permit_mynetworks"))).toMatch(/#permit_mynetworks$/);
		expect(restrictionUrl(restriction("reject_unknown_client"))).toMatch(/#reject_unknown_client_hostname$/);
		expect(restrictionUrl(restriction("check_relay_domains"))).toMatch(/#smtpd_recipient_restrictions$/);
	});
});

describe("access(5) actions", () => {
	it("are unique, and end the evaluation where they accept or refuse", () => {
		const names = accessActions.map((action) => action.name);
		expect(new Set(names).size).toBe(names.length);
		const outcome = (name: string) => accessActions.find((action) => action.name === name)?.outcome;
		expect(outcome("OK")).toBe("permit");
		expect(outcome("digits")).toBe("permit");
		expect(outcome("DUNNO")).toBe("continue");
		expect(outcome("HOLD")).toBe("continue");
		expect(outcome("REJECT")).toBe("reject");
	});

	it("came as the manual says", () => {
		const action = (name: string) => accessActions.find((candidate) => candidate.name === name);
		expect(known(action("DEFER"), "2.5")).toBe(false);
		expect(known(action("DEFER"), "2.6")).toBe(true);
		expect(known(action("INFO"), "2.11")).toBe(false);
		expect(known(action("BCC"), "3.0")).toBe(true);
	});
});

describe("table types", () => {
	it("are unique, sorted, and have a file suffix exactly where postmap(1) builds them", () => {
		const names = mapTypes.map((type) => type.name);
		expect(names).toEqual([...new Set(names)].sort());
		for (const { name, kind, suffixes } of mapTypes) expect(suffixes.length > 0, name).toBe(kind === "indexed");
	});

	it("came as the release notes say", () => {
		expect(known(findMapType("lmdb"), "2.10")).toBe(false);
		expect(known(findMapType("inline"), "2.11")).toBe(false);
		expect(known(findMapType("mongodb"), "3.8")).toBe(false);
		expect(known(findMapType("debug"), "3.11")).toBe(true);
		expect(findMapType("hashh")).toBeUndefined();
	});
});
