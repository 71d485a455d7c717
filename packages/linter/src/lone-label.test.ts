import { expect, test } from "vitest";
import { check } from "./check.ts";
import { memoryFileSystem } from "./file-system.ts";

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
