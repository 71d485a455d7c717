import { misplacedIn } from "@relaylint/dialects/testing/parsers";
import { describe, expect, it } from "vitest";
import { check, hasInternalError } from "./check.ts";
import { memoryFileSystem } from "./file-system.ts";

/** Inputs that random changes found, made smaller: each broke a promise once. */
const found: readonly (readonly [what: string, files: Readonly<Record<string, string>>])[] = [
	[
		"a restriction about recipients in a list that is judged before there are any",
		{ "main.cf": "smtpd_delay_reject = no\nsmtpd_helo_restrictions = reject_multi_recipient_bounce\n" },
	],
	["a line of white space that no format knows", { "postcast.ini": "\u00a0" }],
];

describe("what fuzzing found", () => {
	it.each(found)("%s", async (_what, files) => {
		const result = await check(memoryFileSystem(files), ["/"]);
		expect(result.configurations).toHaveLength(1);
		expect(hasInternalError(result)).toBe(false);
		expect(misplacedIn([result.findings, result.configurations.map((one) => one.configuration.diagnostics)])).toEqual([]);
	});
});
