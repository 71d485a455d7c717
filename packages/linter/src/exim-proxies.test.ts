import { describe, expect, it } from "vitest";
import { check } from "./check.ts";
import { memoryFileSystem } from "./file-system.ts";

const verdictOf = async (proxies: string) => {
	const text = `hostlist far = 0.0.0.0/1 : 128.0.0.0/1
hosts_proxy = ${proxies}
acl_smtp_rcpt = check
begin acl
check:
  accept hosts = 10.0.0.0/8
  deny
begin routers
remote:
  driver = dnslookup
  transport = smtp
begin transports
smtp:
  driver = smtp
`;
	const { configurations } = await check(memoryFileSystem({ "exim.conf": text }), ["exim.conf"]);
	return configurations[0]?.verdict;
};

describe("hosts_proxy of Exim", () => {
	it.each(["*", "0.0.0.0/1 : 128.0.0.0/1", "+far", "! 10.0.0.1"])(
		"lets a stranger say that it is a trusted client: %s",
		async (proxies) => {
			expect(await verdictOf(proxies)).toBe("open");
		},
	);

	it("trusts the proxy of the own network", async () => {
		expect(await verdictOf("10.0.0.1")).toBe("closed");
	});

	it("depends on hosts that are not written out", async () => {
		expect(await verdictOf("proxy.example.net")).toBe("conditional");
	});
});
