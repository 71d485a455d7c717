import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it, vi } from "vitest";
import { diff } from "./diff.ts";
import { diffReport } from "./diff-report.ts";
import { memoryFileSystem } from "./file-system.ts";
import { nodeFileSystem } from "./node-file-system.ts";
import { policy } from "./policy.ts";
import { policyReport } from "./policy-report.ts";

const fixtures = join(import.meta.dirname, "../../../fixtures/postfix");
const names = readdirSync(fixtures).filter((name) => statSync(join(fixtures, name)).isDirectory());
const schemaOf = (name: string) =>
	new Ajv2020({ strict: true, allowUnionTypes: true }).compile(
		JSON.parse(readFileSync(new URL(`../schemas/${name}.schema.json`, import.meta.url), "utf8")),
	);

const MAIN = `compatibility_level = 3.6
myhostname = mx.example.com
mydestination = $myhostname, example.com
mynetworks = 127.0.0.0/8, 10.1.0.0/16
smtpd_sasl_auth_enable = yes
smtpd_relay_restrictions = permit_mynetworks, permit_sasl_authenticated, reject_unauth_destination
smtpd_recipient_restrictions = check_sender_access hash:/etc/postfix/senders
`;
const SENDERS = "bad.example REJECT\n";

async function rowsOf(files: Record<string, string>) {
	const outcome = await policy(memoryFileSystem(files), ".");
	if (outcome.kind !== "policy") throw new Error(outcome.reason);
	const [listener] = policyReport(outcome.result, "0").listeners;
	return (listener?.grants ?? []).map(
		(row) =>
			`${row.by}: ${row.clients.join(" ") || "anyone"} ${row.session.join(" ")}|${row.conditions.join("; ")} -> ${row.destination}`,
	);
}

async function compared(old: Record<string, string>, now: Record<string, string>) {
	const outcome = await diff({ fileSystem: memoryFileSystem(old), path: "." }, { fileSystem: memoryFileSystem(now), path: "." });
	if (outcome.kind !== "compared") throw new Error(outcome.reason);
	return diffReport(outcome.result, "0");
}

vi.setConfig({ testTimeout: 60_000 });

describe("who may relay", () => {
	it("is told by network, login and table key", async () => {
		const rows = await rowsOf({ "main.cf": MAIN, senders: SENDERS });
		expect(rows.filter((row) => row.endsWith("anywhere"))).toEqual([
			"network: 10.1.0.0/16 127.0.0.0/8 | -> anywhere",
			"login: anyone logged in| -> anywhere",
		]);
		const permissive = MAIN.replace(
			"reject_unauth_destination",
			"check_sender_access hash:/etc/postfix/senders, reject_unauth_destination",
		);
		expect(await rowsOf({ "main.cf": permissive, senders: "friend.example OK\n" })).toContain(
			"sender: anyone |a key of check_sender_access hash:/etc/postfix/senders -> anywhere",
		);
	});

	it("is nobody where the lists refuse everybody", async () => {
		const rows = await rowsOf({ "main.cf": "compatibility_level = 3.6\nsmtpd_relay_restrictions = reject_unauth_destination\n" });
		expect(rows.filter((row) => !row.endsWith("its own and relayed domains"))).toEqual([]);
	});

	it("parts the addresses that a table refuses from the others", async () => {
		const main = MAIN.replace("permit_mynetworks,", "check_client_access hash:/etc/postfix/clients, permit_mynetworks,");
		const rows = await rowsOf({ "main.cf": main, senders: SENDERS, clients: "10.1.2 REJECT\n198.51.100.7 OK\n" });
		expect(rows).toContain("network: 10.1.0.0/23 10.1.3.0-10.1.255.255 127.0.0.0/8 198.51.100.7 | -> anywhere");
	});

	it.each(names.filter((_, at) => at % 50 === 0))("of %s is as the schema says", async (name) => {
		const outcome = await policy(nodeFileSystem(fixtures), name);
		if (outcome.kind !== "policy") throw new Error(outcome.reason);
		const validate = schemaOf("policy");
		validate(JSON.parse(JSON.stringify(policyReport(outcome.result, "1.2.3"))));
		expect(validate.errors).toBeNull();
	});
});

describe("the difference of two configurations", () => {
	const files = { "main.cf": MAIN, senders: SENDERS };

	it.each([
		[
			"reordered",
			{ "main.cf": MAIN.replace("127.0.0.0/8, 10.1.0.0/16", "10.1.0.0/16 127.0.0.0/8").split("\n").reverse().join("\n") },
		],
		["laid out anew", { "main.cf": MAIN.replaceAll(", ", ",\n  # a comment\n  ") }],
		["with networks cut in two", { "main.cf": MAIN.replace("10.1.0.0/16", "10.1.0.0/17, 10.1.128.0/17") }],
		[
			"with a list in a class",
			{
				"main.cf": `${MAIN.replace("= permit_mynetworks, permit_sasl_authenticated,", "= ours,")}smtpd_restriction_classes = ours\nours = permit_sasl_authenticated, permit_mynetworks\n`,
			},
		],
	])("is proven to be none where one is %s", async (_what, changed) => {
		expect(await compared(files, { ...files, ...changed })).toMatchObject({
			differences: [],
			proven: true,
			opens: false,
			reasons: [],
		});
	});

	it("is proven to be none where a class has another name", async () => {
		const with_ = (name: string) =>
			`${MAIN.replace("= permit_mynetworks, permit_sasl_authenticated,", `= ${name},`)}smtpd_restriction_classes = ${name}\n${name} = permit_mynetworks, permit_sasl_authenticated\n`;
		expect(await compared({ ...files, "main.cf": with_("ours") }, { ...files, "main.cf": with_("friends") })).toMatchObject({
			differences: [],
			proven: true,
		});
	});

	it("is a wider network, which opens, and a narrower one, which does not", async () => {
		const wide = { ...files, "main.cf": MAIN.replace("10.1.0.0/16", "10.0.0.0/15") };
		const opened = await compared(files, wide);
		expect(opened).toMatchObject({ opens: true, proven: true });
		expect(opened.differences.filter((one) => one.opens).map((one) => one.clients)).toContainEqual(["10.0.0.0/16"]);
		expect(opened.differences[0]).toMatchObject({ old: { decision: "reject" }, new: { decision: "accept", relayed: "yes" } });
		const closed = await compared(wide, files);
		expect(closed.opens).toBe(false);
		expect(closed.differences.map((one) => one.kind)).toEqual(["newly-refused"]);
	});

	it("of tables is shown by a sender", async () => {
		const permissive = MAIN.replace(
			"reject_unauth_destination",
			"check_sender_access hash:/etc/postfix/senders, reject_unauth_destination",
		);
		const old = { "main.cf": permissive, senders: SENDERS };
		const changed = await compared(old, { ...old, senders: `${SENDERS}friend.example OK\n` });
		expect(changed.opens).toBe(true);
		expect(changed.differences[0]?.witness.attempt).toMatchObject({ from: "someone@friend.example" });
		expect(changed.differences[0]?.new.trace).toContainEqual(expect.objectContaining({ file: "senders", effect: "accept" }));
		expect(changed.proven).toBe(false);
	});

	it("of what a login may do opens nothing to strangers", async () => {
		const off = { ...files, "main.cf": MAIN.replace("smtpd_sasl_auth_enable = yes", "smtpd_sasl_auth_enable = no") };
		const on = await compared(off, files);
		expect(on.opens).toBe(false);
		expect(on.differences.some((one) => one.kind === "newly-accepted" && one.witness.attempt.auth !== undefined)).toBe(true);
	});

	it.each(names.filter((_, at) => at % 40 === 0))("of %s with itself is proven to be none", async (name) => {
		const side = { fileSystem: nodeFileSystem(fixtures), path: name };
		const outcome = await diff(side, { ...side, fileSystem: nodeFileSystem(fixtures) });
		if (outcome.kind !== "compared") throw new Error(outcome.reason);
		expect(outcome.result.comparison).toMatchObject({ differences: [] });
		expect(outcome.result.comparison.reasons.filter((reason) => !/more ways through|too many networks/.test(reason))).toEqual([]);
	});

	it("is as the schema says", async () => {
		const validate = schemaOf("diff");
		for (const [at, name] of names.entries()) {
			if (at % 40 !== 0) continue;
			const fileSystem = nodeFileSystem(fixtures);
			const outcome = await diff({ fileSystem, path: name }, { fileSystem, path: names[at + 1] ?? name });
			if (outcome.kind !== "compared") throw new Error(outcome.reason);
			validate(JSON.parse(JSON.stringify(diffReport(outcome.result, "1.2.3"))));
			expect(validate.errors).toBeNull();
		}
	}, 60_000);
});
