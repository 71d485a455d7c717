import { expect, it } from "vitest";
import { check } from "./check.ts";
import { memoryFileSystem } from "./file-system.ts";

const circle = `primary_hostname = mx.example.com
acl_smtp_rcpt = check_rcpt

begin acl

check_rcpt:
  accept acl = asks
  deny

asks:
  accept acl = asks
  deny
`;

it("reads an ACL that asks itself without failing", async () => {
	const result = await check(memoryFileSystem({ "/conf/exim.conf": circle }), ["/conf"], {});
	expect(result.findings.map(({ rule }) => rule)).not.toContain("internal-error");
});
