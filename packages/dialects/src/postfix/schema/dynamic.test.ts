import { describe, expect, it } from "vitest";
import { databaseSuffixes, findDatabaseParameter, findDynamicParameter, looksDynamic, serviceSuffixes } from "./dynamic.ts";
import { parseRelease, type Release } from "./release.ts";
import { findParameter } from "./schema.ts";

const newest = parseRelease("3.11") as Release;
const services = new Map([
	["relay", "smtp"],
	["uucp", "pipe"],
	["policy-spf", "spawn"],
	["smtp", "smtpd"],
]);

describe("parameters of services", () => {
	it("have a known fallback and a line of doc", () => {
		for (const { suffix, fallback, doc } of serviceSuffixes) {
			expect(findParameter(fallback ?? ""), suffix).toBeDefined();
			expect(doc.length, suffix).toBeGreaterThan(9);
		}
		const suffixes = serviceSuffixes.map((family) => family.suffix);
		expect(new Set(suffixes).size).toBe(suffixes.length);
	});

	it("exist for the delivery agents of master.cf, a time limit for pipe(8) and spawn(8) alone", () => {
		expect(findDynamicParameter("relay_destination_concurrency_limit", services, newest)?.family.fallback).toBe(
			"default_destination_concurrency_limit",
		);
		expect(findDynamicParameter("uucp_time_limit", services, newest)?.prefix).toBe("uucp");
		expect(findDynamicParameter("policy-spf_time_limit", services, newest)?.family.type).toBe("time");
		expect(findDynamicParameter("relay_time_limit", services, newest)).toBeUndefined();
		expect(findDynamicParameter("smtp_destination_concurrency_limit", services, newest)).toBeUndefined();
		expect(findDynamicParameter("gone_destination_concurrency_limit", services, newest)).toBeUndefined();
	});

	it("came with their release (postconf(5): transport rate delay since 3.1)", () => {
		expect(findDynamicParameter("relay_transport_rate_delay", services, { major: 3, minor: 0 })).toBeUndefined();
		expect(findDynamicParameter("relay_transport_rate_delay", services, { major: 3, minor: 1 })).toBeDefined();
	});

	it("can be told by their ending without a master.cf", () => {
		expect(looksDynamic("gone_destination_concurrency_limit")).toBe(true);
		expect(looksDynamic("mynetworks")).toBe(false);
	});
});

describe("parameters of database sources", () => {
	it("exist for the source's table type", () => {
		const sources = new Map([
			["aliases", "ldap"],
			["users", "mysql"],
		]);
		expect(findDatabaseParameter("aliases_server_host", sources, newest)?.prefix).toBe("aliases");
		expect(findDatabaseParameter("users_query", sources, newest)?.family.owners).toContain("mysql");
		expect(findDatabaseParameter("users_server_host", sources, newest)).toBeUndefined();
	});

	it("are listed once for each type", () => {
		const pairs = databaseSuffixes.flatMap((family) => family.owners.map((owner) => `${owner}${family.suffix}`));
		expect(new Set(pairs).size).toBe(pairs.length);
	});
});
