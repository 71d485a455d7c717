import { type HostileInput, times } from "./input.ts";
import { any, anyButClosed, expression, main, table } from "./postfix-files.ts";

/** Lookup tables and the expressions in them. */
export const postfixTableInputs: readonly HostileInput[] = [
	{
		name: "a table of one line of N bytes",
		full: 50_000_000,
		quick: 100_000,
		verdict: any,
		files: (size) => table("hash", `10.0.0.1 ${"OK ".repeat(size / 3)}\n`),
	},
	{
		name: "a table of one key of N bytes",
		full: 50_000_000,
		quick: 100_000,
		verdict: any,
		files: (size) => table("hash", `${"a".repeat(size)} OK\n`),
	},
	{
		name: "a cidr table of one line of N bytes",
		full: 50_000_000,
		quick: 100_000,
		verdict: any,
		files: (size) => table("cidr", `10.0.0.1 ${"OK ".repeat(size / 3)}\n`),
	},
	{
		name: "a pcre table of one line of N bytes",
		full: 50_000_000,
		quick: 100_000,
		verdict: any,
		files: (size) => table("pcre", `/${"ab".repeat(size / 2)}/ OK\n`),
	},
	{
		name: "a table of one line continued N times",
		full: 10_000_000,
		quick: 20_000,
		verdict: any,
		files: (size) => table("hash", `10.0.0.1 OK\n${" a\n".repeat(size)}`),
	},
	{
		name: "a cidr table of N nested ifs",
		full: 100_000,
		quick: 3000,
		verdict: any,
		files: (size) => table("cidr", `${"if 10.0.0.0/8\n".repeat(size)}10.0.0.1 OK\n${"endif\n".repeat(size)}`),
	},
	{
		name: "a pcre table of N nested ifs",
		full: 100_000,
		quick: undefined,
		verdict: any,
		files: (size) => table("pcre", `${"if /a/\n".repeat(size)}/b/ OK\n${"endif\n".repeat(size)}`),
	},
	{
		name: "a cidr table that changes sides N times",
		full: 1_000_000,
		quick: 3000,
		verdict: any,
		files: (size) =>
			table(
				"cidr",
				times(size, (at) => `${20 + ((at >> 16) & 127)}.${(at >> 8) & 255}.${at & 255}.0/24 ${at % 2 === 0 ? "OK" : "REJECT"}\n`),
				"smtpd_relay_restrictions = check_client_access",
			),
	},
	{
		name: "a table of N different results",
		full: 200_000,
		quick: undefined,
		verdict: any,
		files: (size) =>
			table(
				"hash",
				times(size, (at) => `d${at}.example check_helo_access ldap:/etc/x${at}\n`),
				"smtpd_relay_restrictions = check_sender_access",
			),
	},
	{
		name: "N tables of senders that let in",
		full: 5000,
		quick: 100,
		verdict: anyButClosed,
		files: (size) => ({
			"main.cf": main(
				`smtpd_relay_restrictions = ${times(size, (at) => `check_sender_access inline:{{x${at}@sender.example = OK}}`, ", ")}, reject_unauth_destination\n`,
			),
		}),
	},
	{
		name: "N tables of senders that refuse",
		full: 5000,
		quick: 100,
		verdict: any,
		files: (size) => ({
			"main.cf": main(
				`smtpd_relay_restrictions = ${times(size, (at) => `check_sender_access inline:{{x${at}@sender.example = REJECT}}`, ", ")}, reject_unauth_destination\n`,
			),
		}),
	},
	{
		name: "aliases that double N times",
		full: 100_000,
		quick: 1000,
		verdict: any,
		files: (size) =>
			table(
				"hash",
				times(size, (at) => `a${at}@mx.example.com a${at + 1}@mx.example.com, a${at + 1}@mx.example.com\n`),
				"virtual_alias_maps =",
			),
	},
	{
		name: "a table of N aliases of everybody",
		full: 1_000_000,
		quick: 1000,
		verdict: any,
		files: (size) =>
			table(
				"hash",
				times(size, (at) => `@d${at}.example @d${at + 1}.example\n`),
				"virtual_alias_maps =",
			),
	},
	{
		name: "(a*)* N times",
		full: 1000,
		quick: 100,
		verdict: any,
		files: (size) => expression("pcre", `^${"(a*)*".repeat(size)}$`),
	},
	{
		name: "(x+x+)+y",
		full: 1,
		quick: 1,
		verdict: any,
		files: () => expression("pcre", "^(x+x+)+y$"),
	},
	{
		name: "a{1,1000} in each other, N deep",
		full: 10,
		quick: 10,
		verdict: any,
		files: (size) => expression("pcre", `${"(".repeat(size)}a${"){1,1000}".repeat(size)}`),
	},
	{
		name: "a POSIX a{1,255} in each other, N deep",
		full: 10,
		quick: 10,
		verdict: any,
		files: (size) => expression("regexp", `${"(".repeat(size)}a${"){1,255}".repeat(size)}`),
	},
	{
		name: "N groups in each other",
		full: 100_000,
		quick: 20_000,
		verdict: any,
		files: (size) => expression("pcre", `${"(".repeat(size)}a${")".repeat(size)}`),
	},
	{
		name: "N POSIX groups in each other",
		full: 100_000,
		quick: 20_000,
		verdict: any,
		files: (size) => expression("regexp", `${"(".repeat(size)}a${")".repeat(size)}`),
	},
	{
		name: "N look-aheads in each other",
		full: 50_000,
		quick: 5000,
		verdict: any,
		files: (size) => expression("pcre", `${"(?=a".repeat(size)}${")".repeat(size)}`),
	},
	{
		name: "an expression of N alternatives",
		full: 500_000,
		quick: 5000,
		verdict: any,
		files: (size) => expression("pcre", `^(${times(size, (at) => `d${at}\\.example`, "|")})$`),
	},
	{
		name: ".*a.{N}",
		full: 10_000,
		quick: 1000,
		verdict: any,
		files: (size) => expression("pcre", `^.*a.{${size}}$`),
	},
	{
		name: "N times .*",
		full: 2000,
		quick: undefined,
		verdict: any,
		files: (size) => expression("pcre", `^${"a?.*".repeat(size)}b$`),
	},
	{
		name: "N characters in a class",
		full: 1_000_000,
		quick: 20_000,
		verdict: any,
		files: (size) => expression("pcre", `^[${"a-zA-Z0-9".repeat(size / 9)}]+$`),
	},
	{
		name: "N back references",
		full: 1000,
		quick: 200,
		verdict: any,
		files: (size) => expression("pcre", `^(a*)${"\\1".repeat(size)}$`),
	},
	{
		name: "a table of N expressions",
		full: 50_000,
		quick: undefined,
		verdict: any,
		files: (size) =>
			table(
				"pcre",
				times(size, (at) => `/^(.*a){3}x${at}.*@/ ${at % 2 === 0 ? "OK" : "REJECT"}\n`),
				"smtpd_relay_restrictions = check_recipient_access",
			),
	},
	{
		name: "a table of N expressions with long results",
		full: 10_000,
		quick: 100,
		verdict: any,
		files: (size) =>
			table(
				"pcre",
				times(size, (at) => `/^(.*)@(.*)${at}$/ ${"$1$2".repeat(200)}\n`),
				"smtpd_relay_restrictions = check_recipient_access",
			),
	},
];
