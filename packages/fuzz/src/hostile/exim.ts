import { type HostileInput, privateAddress, times } from "./input.ts";

const any = ["open", "unknown", "conditional", "closed"] as const;

/** A configuration that refuses what is not for it, with lines before its lists, and statements of its RCPT list. */
function exim(head: string, statements: string): Readonly<Record<string, string>> {
	return {
		"exim.conf": `primary_hostname = mx.example.com\ndomainlist local_domains = @\n${head}acl_smtp_rcpt = acl_check_rcpt\nbegin acl\nacl_check_rcpt:\n${statements}  accept domains = +local_domains\n  deny\nbegin routers\nremote:\n  driver = dnslookup\n  domains = ! +local_domains\n  transport = remote_smtp\nbegin transports\nremote_smtp:\n  driver = smtp\n`,
	};
}

export const eximInputs: readonly HostileInput[] = [
	{
		name: "macros that quadruple N times",
		full: 60,
		quick: 30,
		verdict: ["unknown", "conditional"],
		files: (size) =>
			exim(
				`AA0AA = 10.0.0.1\n${times(size, (at) => `AA${at + 1}AA = AA${at}AA : AA${at}AA : AA${at}AA : AA${at}AA\n`)}hostlist mine = AA${size}AA\n`,
				"  accept hosts = +mine\n",
			),
	},
	{
		name: "a host list of N addresses",
		full: 300_000,
		quick: 1000,
		verdict: any,
		files: (size) => exim(`hostlist mine = ${times(size, privateAddress, " : ")}\n`, "  accept hosts = +mine\n"),
	},
	{
		name: "named lists that double N times",
		full: 60,
		quick: 20,
		verdict: any,
		files: (size) =>
			exim(
				`hostlist l0 = 10.0.0.1\n${times(size, (at) => `hostlist l${at + 1} = +l${at} : +l${at}\n`)}`,
				`  accept hosts = +l${size}\n`,
			),
	},
	{
		name: "ACLs that branch three ways, N deep",
		full: 40,
		quick: undefined,
		verdict: any,
		files: (size) =>
			exim(
				"",
				`  accept acl = a0\n${times(size, (at) => `a${at}:\n  accept acl = a${at + 1}\n  accept acl = a${at + 1}\n  accept acl = a${at + 1}\n`)}a${size}:\n  deny\nlast:\n`,
			),
	},
	{
		name: "N ifs in each other",
		full: 20_000,
		quick: 1000,
		verdict: any,
		files: (size) => exim("", `  accept condition = ${"${if eq{a}{a}{".repeat(size)}yes${"}}".repeat(size)}\n`),
	},
	{
		name: "N braces that open",
		full: 100_000,
		quick: 10_000,
		verdict: any,
		files: (size) => exim("", `  accept condition = ${"{".repeat(size)}\n`),
	},
	{
		name: "N items that open",
		full: 50_000,
		quick: 5000,
		verdict: any,
		files: (size) => exim("", `  accept condition = ${"${lc:".repeat(size)}\n`),
	},
	{
		name: "N maps in each other",
		full: 30,
		quick: 8,
		verdict: any,
		files: (size) => exim("", `  accept condition = ${"${map{a:b:c:d}{".repeat(size)}$item${"}}".repeat(size)}\n`),
	},
	{
		name: "a variable that doubles N times",
		full: 60,
		quick: 30,
		verdict: any,
		files: (size) =>
			exim(
				"",
				`  warn set acl_m0 = ab\n${"  warn set acl_m0 = $acl_m0$acl_m0\n".repeat(size)}  accept condition = \${if eq{$acl_m0}{x}}\n`,
			),
	},
	{
		name: "N conditions of which nothing is known",
		full: 2000,
		quick: 60,
		verdict: any,
		files: (size) =>
			exim(
				"",
				times(size, (at) => `  accept condition = \${lookup{$sender_address}lsearch{/nowhere/${at}}}\n`),
			),
	},
	{
		name: "N ifdefs in each other",
		full: 100_000,
		quick: 3000,
		verdict: any,
		files: (size) => exim(`${".ifdef AA\n".repeat(size)}${".endif\n".repeat(size)}`, ""),
	},
	{
		name: "a file that includes itself",
		full: 1,
		quick: 1,
		verdict: any,
		files: () => exim(".include /etc/exim4/exim.conf\n.include_if_exists /etc/exim/exim.conf\n", ""),
	},
	{
		name: "a line of N bytes",
		full: 50_000_000,
		quick: 100_000,
		verdict: any,
		files: (size) => exim(`hostlist mine = ${"a ".repeat(size / 2)}\n`, "  accept hosts = +mine\n"),
	},
	{
		name: "expressions of N groups",
		full: 50_000,
		quick: 2000,
		verdict: any,
		files: (size) => exim("", `  accept senders = ^${"(".repeat(size)}a*${")*".repeat(size)}\n`),
	},
	{
		name: "N routers",
		full: 5000,
		quick: 50,
		verdict: any,
		files: (size) => {
			const { "exim.conf": text = "" } = exim("", "  accept\n");
			return {
				"exim.conf": text.replace(
					"begin transports",
					`${times(size, (at) => `r${at}:\n  driver = accept\n  domains = d${at}.example\n  transport = remote_smtp\n`)}begin transports`,
				),
			};
		},
	},
];
