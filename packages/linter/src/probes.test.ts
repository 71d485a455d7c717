import { describe, expect, it } from "vitest";
import { readProbes } from "./probes.ts";

function good(text: string) {
	const outcome = readProbes(text);
	if (outcome.kind === "bad") throw new Error(outcome.reason);
	return outcome.set;
}

function reason(text: string): string {
	const outcome = readProbes(text);
	return outcome.kind === "bad" ? outcome.reason : "none";
}

describe("reading probes", () => {
	it("fills in what a probe does not say", () => {
		const [probe] = good('{ "probes": [{ "to": "x@victim.example" }] }').probes;
		expect(probe?.attempt).toEqual({
			client: "203.0.113.7",
			forged: false,
			helo: "client.sender.example",
			port: 25,
			tls: false,
			clientCertificate: false,
			from: "someone@sender.example",
			mailArguments: "",
			to: "x@victim.example",
		});
	});

	it("keeps an empty sender empty and takes the client's name for HELO", () => {
		const [probe] = good('{ "probes": [{ "to": "a@b.example", "from": "", "name": "pc.client.example" }] }').probes;
		expect(probe?.attempt).toMatchObject({ from: "", helo: "pc.client.example", name: "pc.client.example" });
	});

	it("reads logins: the password wrong is wrong, any other right", () => {
		const logins = good(
			'[{"to":"a","auth":true},{"to":"a","auth":{"user":"u","pass":"p"}},{"to":"a","auth":{"user":"u","pass":"wrong"}},{"to":"a","auth":false}]',
		).probes.map((probe) => probe.attempt.login);
		expect(logins).toEqual([{ user: "alice", valid: true }, { user: "u", valid: true }, { user: "u", valid: false }, undefined]);
	});

	it("reads the world", () => {
		const set = good(
			'{ "probes": [], "hostname": "h.example", "address": "192.0.2.9", "addresses": ["10.0.0.1/24"], "release": "3.7", "nocompile": ["access"], "users": ["eve"], "dns": { "a.example MX": ["10 b.example"], "gone.example": "NXDOMAIN" } }',
		);
		expect(set).toMatchObject({
			hostname: "h.example",
			address: "192.0.2.9",
			addresses: ["10.0.0.1/24"],
			release: "3.7",
			unbuilt: ["access"],
		});
		expect(set.users).toEqual(["alice", "bob", "user", "eve"]);
		expect(set.dns).toEqual({ "a.example MX": ["10 b.example"], "gone.example": "NXDOMAIN" });
	});

	it("reads one object a line, blank lines, a lone probe and a byte-order mark", () => {
		expect(good('{"to":"a"}\n\n{"to":"b"}\r\n').probes.map((probe) => probe.attempt.to)).toEqual(["a", "b"]);
		expect(good('{"to":"a"}').probes).toHaveLength(1);
		expect(good('\uFEFF{"probes":[{"to":"a"}]}').probes).toHaveLength(1);
		expect(good("").probes).toEqual([]);
	});

	it("keeps what is expected", () => {
		expect(good('[{"to":"a","expect":"tempfail","or":["reject"],"doubt":"why"}]').probes[0]).toMatchObject({
			expect: "tempfail",
			or: ["reject"],
			doubt: true,
		});
	});

	it.each([
		["nonsense", /neither JSON nor/],
		['{"to":"a"}\n{"to"\n', /line 2/],
		['{"probes": {}}', /"probes" of the world is no list/],
		['[{"from":"a"}]', /probe 0 has no "to"/],
		['[{"to":"a"},{"to":5}]', /"to" of probe 1 is no string/],
		['[{"to":"a","port":0}]', /"port" of probe 0/],
		['[{"to":"a","tls":"yes"}]', /"tls" of probe 0 is neither true nor false/],
		['{"probes":[],"dns":{"a A":5}}', /"dns" of "a A"/],
		["[1]", /probe 0 is no JSON object/],
		["5", /the file is no JSON object/],
	])("refuses %s", (text, expected) => {
		expect(reason(text)).toMatch(expected);
	});
});
