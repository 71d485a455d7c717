import { describe, expect, test } from "vitest";
import { takesPartialKeys } from "./access-keys.ts";
import { isAuthorisedDestination } from "./auth-destination.ts";
import { readRecipient } from "./envelope.ts";
import { resolveEnvelopeAddress } from "./resolve.ts";
import type { DomainTest } from "./settings.ts";
import { settings } from "./testing/recorded-settings.ts";

const unknown = (reason: string) => (): DomainTest<string> => ({ kind: "unknown", reason });
const failing = (reason: string) => (): DomainTest<string> => ({ kind: "error", reason });
const no = (): DomainTest<string> => ({ kind: "no" });

describe("resolving with open questions", () => {
	test("an unknown relay domain leaves both classes possible", () => {
		const own = settings({ isRelayDomain: unknown("ldap:relay") });
		const resolution = resolveEnvelopeAddress("user@foreign.example", own);
		expect(resolution.kind).toBe("unknown");
		if (resolution.kind !== "unknown") return;
		expect(resolution.reasons).toEqual(["ldap:relay"]);
		expect(resolution.possible.map((one) => (one.kind === "resolved" ? one.class : one.kind))).toEqual(["relay", "default"]);
		expect(isAuthorisedDestination(resolution, false)).toEqual({ kind: "unknown", reason: "ldap:relay" });
	});

	test("an open question about a domain that another list claims first is not asked", () => {
		const own = settings({ isRelayDomain: unknown("ldap:relay") });
		const resolution = resolveEnvelopeAddress("user@vmbox.example", own);
		expect(resolution).toMatchObject({ kind: "resolved", class: "virtual-mailbox" });
		expect(isAuthorisedDestination(resolution, false)).toEqual({ kind: "yes" });
	});

	test("with sender-specified routing the answer is no whatever the relay domains are", () => {
		const own = settings({ isRelayDomain: unknown("ldap:relay") });
		const resolution = resolveEnvelopeAddress("user%other.example@foreign.example", own);
		expect(isAuthorisedDestination(resolution, false)).toEqual({ kind: "no" });
		expect(isAuthorisedDestination(resolution, true).kind).toBe("unknown");
	});

	test("whether the outer domain is local decides where a percent address goes", () => {
		const own = settings({ isLocalDomain: unknown("mydestination") });
		const resolution = resolveEnvelopeAddress("user%relay.example@foreign.example", own);
		expect(resolution.kind).toBe("unknown");
		if (resolution.kind !== "unknown") return;
		const outcomes = resolution.possible.map((one) => (one.kind === "resolved" ? `${one.class} ${one.address}` : one.kind));
		expect(outcomes).toContain("relay user@relay.example");
		expect(outcomes).toContain("default user%relay.example@foreign.example");
		expect(resolution.complete).toBe(true);
		expect(isAuthorisedDestination(resolution, false).kind).toBe("unknown");
	});

	test("more open questions than are followed never become an answer", () => {
		const own = settings({ isLocalDomain: unknown("mydestination"), isRelayDomain: no });
		const address = `u${Array.from({ length: 40 }, (_, index) => `%d${index}.example`).join("")}@x.example`;
		const resolution = resolveEnvelopeAddress(address, own);
		expect(resolution).toMatchObject({ kind: "unknown", complete: false });
		expect(isAuthorisedDestination(resolution, true).kind).toBe("unknown");
	});

	test("a lookup that fails is an error, also behind an unknown that would not matter", () => {
		const own = settings({ isVirtualAliasDomain: failing("hash:gone") });
		const resolution = resolveEnvelopeAddress("user@foreign.example", own);
		expect(resolution).toEqual({ kind: "failed", reasons: ["hash:gone"] });
		expect(isAuthorisedDestination(resolution, false)).toEqual({ kind: "error", reason: "hash:gone" });
		expect(resolveEnvelopeAddress("user@example.com", own)).toMatchObject({ kind: "resolved", class: "local" });
	});

	test("an own address that is not known keeps a literal open", () => {
		const own = settings({ isOwnAddress: unknown("inet_interfaces") });
		const reading = readRecipient("user@[198.51.100.9]", "", false, own);
		expect(reading).toMatchObject({ kind: "address", resolution: { kind: "unknown", reasons: ["inet_interfaces"] } });
	});

	test("where even the syntax hangs on an open question, the reading is unknown", () => {
		const own = settings({ isLocalDomain: unknown("mydestination") });
		expect(readRecipient("user@bad..inner@x.example", "", false, own)).toEqual({ kind: "unknown", reasons: ["mydestination"] });
	});

	test("an unknown transport table leaves the class known and the delivery unknown", () => {
		const own = settings({ transportLookup: () => ({ kind: "unknown", reason: "ldap:transport" }) });
		expect(resolveEnvelopeAddress("user@relay.example", own)).toMatchObject({
			kind: "resolved",
			class: "relay",
			delivery: { kind: "unknown", reasons: ["ldap:transport"] },
		});
	});
});

describe("never throws and always ends", () => {
	test("on text of all kinds", () => {
		const pieces = [
			"@",
			"%",
			"!",
			'"',
			"\\",
			"(",
			")",
			"[",
			"]",
			"<",
			">",
			".",
			",",
			";",
			":",
			" ",
			"\t",
			"\n",
			"\0",
			"a",
			"é",
			"\ud83d",
			"example.com",
		];
		let seed = 1;
		for (let round = 0; round < 4000; round++) {
			let text = "";
			for (let length = round % 12; length > 0; length--) {
				seed = (seed * 48271) % 2147483647;
				text += pieces[seed % pieces.length];
			}
			const own = settings(round % 2 === 0 ? {} : { isLocalDomain: unknown("x"), resolveNullDomain: true });
			const reading = readRecipient(text, "a@b", round % 3 === 0, own);
			expect(["address", "refused", "unknown"]).toContain(reading.kind);
		}
	});

	test("an empty_address_recipient that is empty again", () => {
		const own = settings({ emptyAddressRecipient: "" });
		expect(resolveEnvelopeAddress("@example.com", own)).toEqual({ kind: "failed", reasons: [] });
	});
});

describe("pattern tables", () => {
	test("are not asked with partial keys (the flags that their drivers set)", () => {
		const types = [
			"hash",
			"btree",
			"lmdb",
			"cdb",
			"texthash",
			"inline",
			"static",
			"ldap",
			"mysql",
			"pgsql",
			"sqlite",
			"memcache",
		];
		expect(types.filter((type) => !takesPartialKeys(type))).toEqual([]);
		expect(["regexp", "pcre", "cidr", "tcp", "socketmap", "randmap", "fail"].filter(takesPartialKeys)).toEqual([]);
	});
});
