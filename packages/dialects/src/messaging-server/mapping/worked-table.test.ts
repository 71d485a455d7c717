import { describe, expect, it } from "vitest";
import { mapped, tablesOf, verdictOf } from "./testing/tables.ts";

// The two tables of the wiki page and the answers worked out for them from the manual: whole texts, case-blind, first match.

const refusing = (...patterns: readonly string[]) =>
	tablesOf(`ORIG_SEND_ACCESS\n\n${patterns.map((one) => `  ${one} $NNo\n`).join("")}`);
const one = refusing("tcp_local|*|tcp_local|*");
const ten = refusing(
	"tcp_local|*|tcp_local|*",
	"tcp_*|*|native|*",
	"tcp_*|*|hold|*",
	"tcp_*|*|pipe|*",
	"tcp_*|*|ims-ms|*",
	"tcp_*|tcp_lmtpcs*|*",
	"tcp_local|*|tcp_intranet|@*:*.*",
	"tcp_local|*|tcp_intranet|*$%*@*",
	"tcp_local|*|tcp_intranet|*.*!*@*",
	'tcp_local|*|tcp_intranet|"*@*"@*',
);

const ROWS: readonly (readonly [probe: string, one: string, ten: string])[] = [
	["tcp_local|a@evil.test|tcp_local|v@other.test", "reject 1", "reject 1"],
	["TCP_LOCAL|a@evil.test|tcp_local|v@other.test", "reject 1", "reject 1"],
	["tcp_local||tcp_local|v@other.test", "reject 1", "reject 1"],
	["tcp_local|u@example.com|tcp_local|v@other.test", "reject 1", "reject 1"],
	["tcp_local|a@evil.test|l|u@example.com", "accept", "accept"],
	["tcp_local|a@evil.test|tcp_intranet|u@in.example.com", "accept", "accept"],
	["tcp_intranet|u@example.com|tcp_local|v@other.test", "accept", "accept"],
	["tcp_auth|u@example.com|tcp_local|v@other.test", "accept", "accept"],
	["tcp_submit|u@example.com|tcp_local|v@other.test", "accept", "accept"],
	["tcp_local|a@evil.test|ims-ms|u@ims-ms-daemon", "accept", "reject 5"],
	["tcp_auth|u@example.com|ims-ms|u@ims-ms-daemon", "accept", "reject 5"],
	["tcp_local|a@evil.test|ims-ms_2|u@x", "accept", "accept"],
	["tcp_local|a@evil.test|pipe|prog@pipe-daemon", "accept", "reject 4"],
	["tcp_local|a@evil.test|native|u@native-daemon", "accept", "reject 2"],
	["tcp_local|a@evil.test|hold|u@hold-daemon", "accept", "reject 3"],
	["tcp_local|a@evil.test|tcp_lmtpcs|u@store.example.com", "accept", "reject 6"],
	["tcp_local|a|tcp_lmtpcsx@evil.test|l|u@example.com", "accept", "reject 6"],
	["tcp_local|a@evil.test|tcp_intranet|@in.example.com:v@other.test", "accept", "reject 7"],
	["tcp_local|a@evil.test|tcp_intranet|@in:v@other", "accept", "accept"],
	["tcp_local|a@evil.test|tcp_intranet|v%other.test@in.example.com", "accept", "reject 8"],
	["tcp_local|a@evil.test|tcp_intranet|v%other.test", "accept", "accept"],
	["tcp_local|a@evil.test|tcp_intranet|other.test!v@in.example.com", "accept", "reject 9"],
	["tcp_local|a@evil.test|tcp_intranet|other!v@in.example.com", "accept", "accept"],
	['tcp_local|a@evil.test|tcp_intranet|"v@other.test"@in.example.com', "accept", "reject 10"],
	["tcp_intranet|u@example.com|tcp_intranet|v%other.test@in.example.com", "accept", "accept"],
	["tcp_local|a@evil.test|tcp_outbound|v@other.test", "accept", "accept"],
	["tcp_local_b|a@evil.test|tcp_local|v@other.test", "accept", "accept"],
	["tcp_local|a@evil.test|tcp_local|v@other.test|rfc822;v@other.test", "reject 1", "reject 1"],
];

describe("the worked tables", () => {
	it("are 28 texts", () => {
		expect(ROWS).toHaveLength(28);
	});

	it.each(ROWS)("%s: %s with one entry, %s with ten", (probe, first, second) => {
		expect(verdictOf(mapped(one, "ORIG_SEND_ACCESS", probe))).toBe(first);
		expect(verdictOf(mapped(ten, "ORIG_SEND_ACCESS", probe))).toBe(second);
	});
});
