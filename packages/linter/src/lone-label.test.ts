import { expect, test } from "vitest";
import { check } from "./check.ts";
import { memoryFileSystem } from "./file-system.ts";
import { probe } from "./probe.ts";
import { readProbes } from "./probes.ts";

const verdictOf = async (lines: string) => {
	const files = memoryFileSystem({ "main.cf": `compatibility_level = 2\n${lines}\n` });
	return (await check(files, ["main.cf"], {})).configurations[0]?.verdict;
};

test("a host named by a lone label is its owner's, whatever is below it", async () => {
	expect(
		await verdictOf(
			"myhostname = mailserver\nmydestination = $myhostname\nparent_domain_matches_subdomains = relay_domains\nrelay_domains = $mydestination",
		),
	).toBe("closed");
});

test("relay_domains with a top-level domain takes in what anybody registers", async () => {
	expect(await verdictOf("myhostname = mx.example.com\nrelay_domains = de")).toBe("open");
});

test("the addresses of a sender's domain of one label are the machine's own knowledge", async () => {
	const files = memoryFileSystem({
		"main.cf":
			"compatibility_level = 3.6\nmyhostname = mx.example.com\nmynetworks = 203.0.113.0/24\nsmtpd_helo_restrictions = check_sender_mx_access inline:{203.0.113.9=REJECT}\n",
	});
	const read = readProbes(
		JSON.stringify({
			probes: ["bob@mx", "bob@sender.example"].map((from) => ({ client: "203.0.113.7", from, to: "x@victim.example" })),
		}),
	);
	if (read.kind === "bad") throw new Error(read.reason);
	const outcome = await probe(files, "main.cf", read.set);
	if (outcome.kind === "bad") throw new Error(outcome.reason);
	expect(outcome.answers.map((answer) => answer.outcome)).toEqual(["unknown", "accept"]);
});
