import { type HostileInput, privateAddress, times } from "./input.ts";
import { any, anyButClosed, closedOnly, main, OPEN_BUT_FOR } from "./postfix-files.ts";

/** Settings, lists, classes, references and services. */
export const postfixSettingInputs: readonly HostileInput[] = [
	{
		name: "mynetworks of N addresses",
		full: 1_000_000,
		quick: 3000,
		verdict: closedOnly,
		files: (size) => ({ "main.cf": main(`${OPEN_BUT_FOR}mynetworks = ${times(size, (at) => privateAddress(at * 2), " ")}\n`) }),
	},
	{
		name: "mynetworks of N exclusions",
		full: 1_000_000,
		quick: 3000,
		verdict: closedOnly,
		files: (size) => ({
			"main.cf": main(`${OPEN_BUT_FOR}mynetworks = ${times(size, (at) => `!${privateAddress(at * 2)}`, ", ")} 10.0.0.0/8\n`),
		}),
	},
	{
		name: "mynetworks with N changes of sides",
		full: 500_000,
		quick: 1500,
		verdict: ["closed", "unknown"],
		files: (size) => ({
			"main.cf": main(
				`${OPEN_BUT_FOR}mynetworks = ${times(size, (at) => `!${privateAddress(at)}, ${privateAddress(at * 7)}`, ", ")}\n`,
			),
		}),
	},
	{
		name: "mynetworks in a file of N lines",
		full: 1_000_000,
		quick: 3000,
		verdict: closedOnly,
		files: (size) => ({
			"main.cf": main(`${OPEN_BUT_FOR}mynetworks = /etc/postfix/networks\n`),
			networks: times(size, (at) => `${privateAddress(at * 2)}\n`),
		}),
	},
	{
		name: "mynetworks of N public addresses",
		full: 1_000_000,
		quick: 3000,
		verdict: closedOnly,
		files: (size) => ({
			"main.cf": main(
				`${OPEN_BUT_FOR}mynetworks = ${times(size, (at) => `${20 + ((at >> 16) & 127)}.${(at >> 8) & 255}.${at & 255}.1`, " ")}\n`,
			),
		}),
	},
	{
		name: "mynetworks of N IPv6 networks",
		full: 300_000,
		quick: 1000,
		verdict: closedOnly,
		files: (size) => ({
			"main.cf": main(
				`${OPEN_BUT_FOR}mynetworks = ${times(size, (at) => `[2001:db8:${(at >> 16).toString(16)}:${(at & 65535).toString(16)}::]/64`, " ")}\n`,
			),
		}),
	},
	{
		name: "mydestination of N words",
		full: 2_000_000,
		quick: 3000,
		verdict: closedOnly,
		files: (size) => ({
			"main.cf": main(`${OPEN_BUT_FOR}mynetworks = 10.0.0.0/8\nmydestination = ${times(size, (at) => `d${at}.example`, " ")}\n`),
		}),
	},
	{
		name: "a line of N one-letter words in mydestination",
		full: 25_000_000,
		quick: 20_000,
		verdict: any,
		files: (size) => ({ "main.cf": main(`${OPEN_BUT_FOR}mynetworks = 10.0.0.0/8\nmydestination = ${"a ".repeat(size)}\n`) }),
	},
	{
		name: "a line of N one-letter words in a restriction list",
		full: 25_000_000,
		quick: 20_000,
		verdict: any,
		files: (size) => ({ "main.cf": main(`smtpd_recipient_restrictions = ${"a ".repeat(size)}\n${OPEN_BUT_FOR}`) }),
	},
	{
		name: "a line of N one-letter words in a parameter of no meaning",
		full: 25_000_000,
		quick: 20_000,
		verdict: closedOnly,
		files: (size) => ({ "main.cf": main(`${OPEN_BUT_FOR}mynetworks = 10.0.0.0/8\nnothing = ${"a ".repeat(size)}\n`) }),
	},
	{
		name: "N restrictions that permit or ask",
		full: 200_000,
		quick: undefined,
		verdict: anyButClosed,
		files: (size) => ({
			"main.cf": main(
				`smtpd_relay_restrictions = ${times(size, (at) => `check_client_access ldap:/etc/postfix/l${at}`, ",\n ")}, reject_unauth_destination\n`,
			),
		}),
	},
	{
		name: "N policy services in a list",
		full: 100_000,
		quick: undefined,
		verdict: anyButClosed,
		files: (size) => ({
			"main.cf": main(
				`smtpd_relay_restrictions = ${times(size, (at) => `check_policy_service inet:127.0.0.1:${1 + (at % 60000)}`, ",\n ")}, reject_unauth_destination\n`,
			),
		}),
	},
	{
		name: "restriction classes that branch three ways, N deep",
		full: 40,
		quick: 40,
		verdict: any,
		files: (size) => ({
			"main.cf": main(
				`smtpd_restriction_classes = ${times(size + 1, (at) => `c${at}`, " ")}\nsmtpd_relay_restrictions = c0, reject_unauth_destination\n${times(size, (at) => `c${at} = c${at + 1}, c${at + 1}, c${at + 1}\n`)}c${size} = permit_mynetworks\n`,
			),
		}),
	},
	{
		name: "restriction classes that branch by look-ups, N deep",
		full: 60,
		quick: undefined,
		verdict: anyButClosed,
		files: (size) => ({
			"main.cf": main(
				`smtpd_restriction_classes = ${times(size + 1, (at) => `c${at}`, " ")}\nsmtpd_relay_restrictions = c0, reject_unauth_destination\n${times(size, (at) => `c${at} = check_client_access ldap:/etc/postfix/x${at}, c${at + 1}, check_helo_access ldap:/etc/postfix/y${at}, c${at + 1}\n`)}c${size} = permit_mynetworks\n`,
			),
		}),
	},
	{
		name: "a restriction class that names itself N times",
		full: 100_000,
		quick: 1000,
		verdict: any,
		files: (size) => ({
			"main.cf": main(
				`smtpd_restriction_classes = loop\nloop = ${"loop, ".repeat(size)}permit\nsmtpd_relay_restrictions = loop, reject_unauth_destination\n`,
			),
		}),
	},
	{
		name: "references that quadruple N times",
		full: 60,
		quick: undefined,
		verdict: any,
		files: (size) => ({
			"main.cf": main(
				`a0 = 10.0.0.1\n${times(size, (at) => `a${at + 1} = $a${at} $a${at} $a${at} $a${at}\n`)}mynetworks = $a${size}\n${OPEN_BUT_FOR}`,
			),
		}),
	},
	{
		name: "references in a chain of N",
		full: 100_000,
		quick: undefined,
		verdict: any,
		files: (size) => ({
			"main.cf": main(`a0 = 10.0.0.1\n${times(size, (at) => `a${at + 1} = $a${at}\n`)}mynetworks = $a${size}\n${OPEN_BUT_FOR}`),
		}),
	},
	{
		name: "N conditional references in each other",
		full: 10_000,
		quick: 2000,
		verdict: any,
		files: (size) => ({ "main.cf": main(`mynetworks = ${"${x?{".repeat(size)}10.0.0.1${"}}".repeat(size)}\n${OPEN_BUT_FOR}`) }),
	},
	{
		name: "N braces that open",
		full: 100_000,
		quick: 20_000,
		verdict: any,
		files: (size) => ({ "main.cf": main(`mynetworks = ${"{".repeat(size)}\n${OPEN_BUT_FOR}`) }),
	},
	{
		name: "N braces around a restriction",
		full: 100_000,
		quick: 20_000,
		verdict: any,
		files: (size) => ({
			"main.cf": main(
				`smtpd_relay_restrictions = check_client_access ${"{".repeat(size)}${"}".repeat(size)}, reject_unauth_destination\n`,
			),
		}),
	},
	{
		name: "N references that open",
		full: 100_000,
		quick: 20_000,
		verdict: any,
		files: (size) => ({ "main.cf": main(`mynetworks = ${"${a:{".repeat(size)}\n${OPEN_BUT_FOR}`) }),
	},
	{
		name: "N braces in an option of master.cf",
		full: 100_000,
		quick: 20_000,
		verdict: any,
		files: (size) => ({
			"main.cf": main(OPEN_BUT_FOR),
			"master.cf": `smtp inet n - n - - smtpd\n  -o ${"{".repeat(size)} mynetworks=0.0.0.0/0 ${"}".repeat(size)}\n`,
		}),
	},
	{
		name: "N services of smtpd",
		full: 20_000,
		quick: 60,
		verdict: any,
		files: (size) => ({
			"main.cf": main(`${OPEN_BUT_FOR}mynetworks = 10.0.0.0/8\n`),
			"master.cf": times(
				size,
				(at) => `${1000 + at} inet n - n - - smtpd\n  -o smtpd_client_restrictions=check_client_access,inline:{a${at}=OK}\n`,
			),
		}),
	},
	{
		name: "a service with N options",
		full: 100_000,
		quick: 1000,
		verdict: closedOnly,
		files: (size) => ({
			"main.cf": main(`${OPEN_BUT_FOR}mynetworks = 10.0.0.0/8\n`),
			"master.cf": `smtp inet n - n - - smtpd\n${times(size, (at) => `  -o x${at}=$y${at}\n`)}`,
		}),
	},
	{
		name: "unionmaps in each other, N deep",
		full: 10_000,
		quick: 200,
		verdict: anyButClosed,
		files: (size) => ({
			"main.cf": main(
				`smtpd_relay_restrictions = check_client_access ${"unionmap:{".repeat(size)}static:OK${"}".repeat(size)}, reject_unauth_destination\n`,
			),
		}),
	},
	{
		name: "pipemaps in each other, N deep",
		full: 5_000,
		quick: 100,
		verdict: any,
		files: (size) => ({
			"main.cf": main(`virtual_alias_maps = ${"pipemap:{static:a, ".repeat(size)}static:a${"}".repeat(size)}\n${OPEN_BUT_FOR}`),
		}),
	},
	{
		name: "a unionmap of N tables",
		full: 50_000,
		quick: undefined,
		verdict: any,
		files: (size) => ({
			"main.cf": main(
				`smtpd_relay_restrictions = check_client_access unionmap:{${times(size, (at) => `inline:{10.0.0.${at & 255}=OK}`, ",")}}, reject_unauth_destination\n`,
			),
		}),
	},
	{
		name: "proxy:proxy: and so on, N deep",
		full: 100_000,
		quick: 5000,
		verdict: any,
		files: (size) => ({
			"main.cf": main(
				`smtpd_relay_restrictions = check_client_access ${"proxy:".repeat(size)}static:OK, reject_unauth_destination\n`,
			),
		}),
	},
	{
		name: "an inline table of N entries",
		full: 500_000,
		quick: 2000,
		verdict: closedOnly,
		files: (size) => ({
			"main.cf": main(
				`mynetworks = 10.0.0.0/8\nsmtpd_recipient_restrictions = check_client_access inline:{${times(size, (at) => `{${privateAddress(at)} = REJECT}`, ", ")}}\n${OPEN_BUT_FOR}`,
			),
		}),
	},
	{
		name: "main.cf of N settings",
		full: 1_000_000,
		quick: undefined,
		verdict: closedOnly,
		files: (size) => ({
			"main.cf": main(`${OPEN_BUT_FOR}mynetworks = 10.0.0.0/8\n${times(size, (at) => `mine_${at} = $mine_${at + 1}\n`)}`),
		}),
	},
	{
		name: "one parameter set N times",
		full: 1_000_000,
		quick: 3000,
		verdict: closedOnly,
		files: (size) => ({ "main.cf": main(`${OPEN_BUT_FOR}${times(size, (at) => `mynetworks = ${privateAddress(at)}\n`)}`) }),
	},
	{
		name: "a value of N lines",
		full: 1_000_000,
		quick: 3000,
		verdict: closedOnly,
		files: (size) => ({
			"main.cf": main(`${OPEN_BUT_FOR}mynetworks =\n${times(size, (at) => `# ${at}\n  ${privateAddress(at)}\n`)}`),
		}),
	},
];
