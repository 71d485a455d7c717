import { type HostileInput, privateAddress, times } from "./input.ts";

const any = ["open", "unknown", "conditional", "closed"] as const;

function mc(lines: string, files: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
	return {
		"sendmail.mc": `divert(0)dnl\nVERSIONID(\`case')\nOSTYPE(\`linux')\ndefine(\`confDOMAIN_NAME', \`mx.example.com')\n${lines}MAILER(\`local')\nMAILER(\`smtp')\n`,
		...files,
	};
}

export const sendmailInputs: readonly HostileInput[] = [
	{ name: "a macro that is itself", full: 1, quick: 1, verdict: any, files: () => mc("define(`loop', `loop')\nloop\n") },
	{
		name: "a macro that doubles without end",
		full: 1,
		quick: 1,
		verdict: any,
		files: () => mc("define(`loop', `loop loop')\nloop\n"),
	},
	{
		name: "macros that quadruple N times",
		full: 60,
		quick: 20,
		verdict: any,
		files: (size) =>
			mc(`define(\`a0', \`x')\n${times(size, (at) => `define(\`a${at + 1}', \`a${at} a${at} a${at} a${at}')\n`)}a${size}\n`),
	},
	{
		name: "N parentheses that open",
		full: 100_000,
		quick: 5000,
		verdict: any,
		files: (size) => mc(`define(\`x', ${"(".repeat(size)}\n`),
	},
	{
		name: "N calls in each other",
		full: 50_000,
		quick: 2000,
		verdict: any,
		files: (size) => mc(`${"ifelse(a, a, ".repeat(size)}x${")".repeat(size)}\n`),
	},
	{
		name: "N quotes that open",
		full: 100_000,
		quick: 5000,
		verdict: any,
		files: (size) => mc(`define(\`x', ${"`".repeat(size)}\n`),
	},
	{ name: "a file that includes itself", full: 1, quick: 1, verdict: any, files: () => mc("include(`sendmail.mc')\n") },
	{
		name: "an access map of N lines",
		full: 300_000,
		quick: 1000,
		verdict: any,
		files: (size) => mc("FEATURE(`access_db')\n", { access: times(size, (at) => `Connect:${privateAddress(at)}\tRELAY\n`) }),
	},
	{
		name: "N local host names",
		full: 300_000,
		quick: undefined,
		verdict: any,
		files: (size) => mc("FEATURE(`use_cw_file')\n", { "local-host-names": times(size, (at) => `d${at}.example\n`) }),
	},
	{
		name: "N domains for which it relays",
		full: 300_000,
		quick: 1000,
		verdict: any,
		files: (size) => mc("", { "relay-domains": times(size, (at) => `${privateAddress(at)}\n`) }),
	},
	{
		name: "an access map of one line of N bytes",
		full: 50_000_000,
		quick: 100_000,
		verdict: any,
		files: (size) => mc("FEATURE(`access_db')\n", { access: `Connect:10.0.0.1\t${"a ".repeat(size / 2)}\n` }),
	},
	{
		name: "a source of one line of N bytes",
		full: 20_000_000,
		quick: undefined,
		verdict: any,
		files: (size) => mc(`${"a ".repeat(size / 2)}\n`),
	},
	{
		name: "a rule set of its own that calls itself",
		full: 1,
		quick: 1,
		verdict: any,
		files: () => mc("LOCAL_RULESETS\nSLocal_check_rcpt\nR$*\t$: $>Local_check_rcpt $1\n"),
	},
	{
		name: "a rule that grows what it matches",
		full: 1,
		quick: 1,
		verdict: any,
		files: () => mc("LOCAL_RULESETS\nSLocal_check_rcpt\nR$*\t$1 $1 x\n"),
	},
	{
		name: "N rule sets that call two each",
		full: 60,
		quick: 12,
		verdict: any,
		files: (size) =>
			mc(
				`LOCAL_RULESETS\nSLocal_check_rcpt\nR$*\t$: $>T0 $1\n${times(size, (at) => `ST${at}\nR$*\t$: $>T${at + 1} $1\nR$*\t$: $>T${at + 1} $1\n`)}ST${size}\n`,
			),
	},
	{
		name: "a pattern of N stars",
		full: 50,
		quick: 12,
		verdict: any,
		files: (size) => mc(`LOCAL_RULESETS\nSLocal_check_rcpt\nR${"$* ".repeat(size)}zz\t$#error $: "no"\n`),
	},
];
