import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it, vi } from "vitest";
import { readExpectations, runExpectations } from "./expectations.ts";
import { memoryFileSystem } from "./file-system.ts";
import { beyondLock, lockOf, lockText, readLock } from "./lock.ts";
import { policy } from "./policy.ts";
import { loadForExpectations } from "./probe.ts";

vi.setConfig({ testTimeout: 60_000 });

const MAIN = `compatibility_level = 3.6
myhostname = mx.example.com
mydestination = $myhostname
mynetworks = 127.0.0.0/8, 10.1.0.0/16
smtpd_relay_restrictions = permit_mynetworks, check_sender_access texthash:/etc/postfix/senders, reject_unauth_destination
`;
const FILES = { "main.cf": MAIN, senders: "friend.example OK\n" };

async function policyOf(files: Record<string, string>) {
	const outcome = await policy(memoryFileSystem(files), ".");
	if (outcome.kind !== "policy") throw new Error(outcome.reason);
	return outcome.result;
}

/** What files grant beyond what others did. */
async function beyond(locked: Record<string, string>, files: Record<string, string>): Promise<readonly string[]> {
	const read = readLock(lockText(lockOf(await policyOf(locked))));
	if (read.kind === "bad") throw new Error(read.reason);
	return beyondLock(read.lock, await policyOf(files)).map(({ text }) => text);
}

const schemaOf = (name: string) =>
	new Ajv2020({ strict: true, allowUnionTypes: true }).compile(
		JSON.parse(readFileSync(new URL(`../schemas/${name}.schema.json`, import.meta.url), "utf8")),
	);

describe("a lock", () => {
	it("is the same text however the policy is written", async () => {
		const text = lockText(lockOf(await policyOf(FILES)));
		const anew = MAIN.replace("127.0.0.0/8, 10.1.0.0/16", "10.1.128.0/17\n  # ours\n  10.1.0.0/17 127.0.0.0/8");
		expect(lockText(lockOf(await policyOf({ ...FILES, "main.cf": `# moved down\n\n${anew}` })))).toBe(text);
		const validate = schemaOf("lock");
		validate(JSON.parse(text));
		expect(validate.errors).toBeNull();
	});

	it("holds what grants the same or less", async () => {
		expect(await beyond(FILES, FILES)).toEqual([]);
		expect(await beyond(FILES, { ...FILES, "main.cf": MAIN.replace("10.1.0.0/16", "10.1.2.0/24") })).toEqual([]);
		expect(
			await beyond(FILES, { ...FILES, "main.cf": MAIN.replace("check_sender_access texthash:/etc/postfix/senders, ", "") }),
		).toEqual([]);
	});

	it("names what is granted beyond it", async () => {
		expect(await beyond(FILES, { ...FILES, "main.cf": MAIN.replace("10.1.0.0/16", "10.0.0.0/15") })).toEqual([
			"10.0.0.0/16 may relay",
		]);
		const [login = ""] = await beyond(FILES, {
			...FILES,
			"main.cf": `${MAIN.replace("permit_mynetworks,", "permit_mynetworks, permit_sasl_authenticated,")}smtpd_sasl_auth_enable = yes\n`,
		});
		expect(login).toBe("anyone but 10.1.0.0/16, 127.0.0.0/8, logged in may relay");
		const [table = ""] = await beyond(FILES, { ...FILES, senders: "friend.example OK\nother.example OK\n" });
		expect(table).toMatch(/^anyone but .* may relay where a key of check_sender_access .*; what that holds has changed$/);
		expect(
			await beyond(FILES, { ...FILES, "main.cf": MAIN.replace("reject_unauth", "check_client_access static:OK, reject_unauth") }),
		).toEqual(["anyone but 10.1.0.0/16, 127.0.0.0/8 may relay"]);
	});

	it.each([
		"",
		"{",
		"[]",
		"null",
		'{"version":2,"listeners":[]}',
		'{"version":1,"listeners":[{"name":"a","grants":[{}],"limits":[]}]}',
	])("is not %j", (text) => {
		expect(readLock(text).kind).toBe("bad");
	});
});

describe("expectations", () => {
	const inMail = Object.fromEntries(Object.entries(FILES).map(([name, text]) => [`mail/${name}`, text]));

	async function run(test: unknown) {
		const read = readExpectations(JSON.stringify(test));
		if (read.kind === "bad") return read.reason;
		const loaded = await loadForExpectations(memoryFileSystem(inMail), "mail", read.world);
		if (loaded.kind === "bad") throw new Error(loaded.reason);
		return runExpectations(loaded.loaded, read.expectations, read.world).map((one) => (one.passed ? "met" : one.instead));
	}

	it("are met or not, and what is so instead is said", async () => {
		const test = {
			probes: [
				{ client: "203.0.113.9", to: "a@example.net", expect: "reject" },
				{ client: "10.1.2.3", to: "a@example.net", expect: "accept", relayed: "yes" },
				{ client: "10.1.2.3", to: "a@example.net", expect: "refuse", about: "tenants may not" },
			],
			statements: [
				"203.0.113.9 to example.net is refused",
				"203.0.113.9 from a@friend.example to example.net is accepted.",
				"203.0.113.9 from a@friend.example to example.net is refused",
				"10.1.0.0/16 may relay",
				"10.0.0.0/15 may relay",
				"10.2.0.0/16 may not relay",
				"strangers may not relay",
			],
		};
		const validate = schemaOf("test");
		validate(test);
		expect(validate.errors).toBeNull();
		expect(await run(test)).toEqual([
			"met",
			"met",
			"it is accepted, relayed: yes",
			"met",
			"met",
			"it is accepted, relayed: yes",
			"met",
			expect.stringMatching(/^for 10\.0\.\S+ the answer is reject$/),
			expect.stringMatching(/^at smtp inet: 10\.2\.0\.0\/16, where a key of check_sender_access .*, may$/),
			expect.stringMatching(/^at smtp inet: .*where a key of check_sender_access .*, may$/),
		]);
	});

	it.each([
		[{ statements: ["everybody is happy"] }, /statement 0 is not understood/],
		[{ statements: ["10.0.0.0/8 to example.net is refused"] }, /statement 0 is not understood/],
		[{ probes: [{ to: "a@b.example" }] }, /probe 0 has no "expect"/],
		[{ probes: [{ to: "a@b.example", expect: "yes" }] }, /probe 0 has no "expect"/],
		[{}, /neither "probes" nor "statements"/],
		[{ statements: "x" }, /is no list/],
	])("are not %j", async (test, reason) => {
		expect(await run(test)).toMatch(reason);
	});
});
