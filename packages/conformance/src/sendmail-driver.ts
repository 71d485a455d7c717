import { execFileSync } from "node:child_process";
import { serveSaslauthd } from "./auth-servers.ts";
import { type Case, encoded } from "./case.ts";
import type { MtaDriver, RewritePair, Route } from "./mta-driver.ts";
import type { Sandbox } from "./sandbox.ts";

const DIRECTORY = "/etc/mail";
const MC = `${DIRECTORY}/sendmail.mc`;
const CF = `${DIRECTORY}/sendmail.cf`;
const M4 = "/usr/share/sendmail/cf";

/** Sendmail as Debian builds it. */
export const sendmail: MtaDriver = {
	recipe: {
		id: "sendmail",
		packages: ["sendmail-bin", "sendmail-base", "sendmail-cf", "m4", "libsasl2-modules"],
		accounts: { smmta: 7003, smmsp: 7004 },
		script: `ln -sfn ../libexec/sendmail/sendmail usr/sbin/sendmail-mta
ln -sfn sendmail-mta usr/sbin/sendmail
for name in sendmail-cf ../lib/sendmail-cf; do ln -sfn /usr/share/sendmail/cf usr/share/$name; done
mkdir -p etc/mail/sasl usr/lib/sasl2 var/spool/mqueue var/spool/mqueue-client var/lib/sendmail/host_status run/sendmail/mta run/sendmail/msp
chown 0:7004 var/spool/mqueue run/sendmail/mta; chmod 750 var/spool/mqueue; chmod 755 run/sendmail/mta
chown 7004:7004 var/spool/mqueue-client; chmod 700 var/lib/sendmail/host_status
printf 'pwcheck_method: saslauthd\\nmech_list: PLAIN LOGIN\\n' | tee etc/mail/sasl/Sendmail.conf.2 >usr/lib/sasl2/Sendmail.conf
echo 'postmaster: root' >etc/mail/aliases
ln -sfn mail/aliases etc/aliases
`,
	},
	generated: { share: 400, seed: 4, full: 10_000 },
	async prepare(sandbox, one) {
		for (const [path, content] of Object.entries(one.files)) {
			const outside = path.startsWith("root/");
			sandbox.write(outside ? path.slice("root".length) : `${DIRECTORY}/${path}`, Buffer.from(content, "base64"));
		}
		calm(sandbox);
		const built = buildCf(sandbox, one);
		const text = `${sandbox.read(MC)}\n${sandbox.read(CF)}`;
		buildMaps(sandbox, one, text);
		sandbox.run(["sendmail-mta", "-bi"]);
		makeCertificates(sandbox, text);
		await serveSaslauthd(sandbox.outside("/run/saslauthd/mux"));
		return built;
	},
	start: (sandbox) => sandbox.start(["/usr/sbin/sendmail-mta", "-bD"]),
	// A daemon that refuses its configuration ends.
	isFatal: () => false,
	isCrash: () => false,
	route,
	rewrite,
};

/** How `-bt` begins the line with what a rule set returns; the last one is that of the set that was asked. */
const RESULT = /^\S+\s+returns: ?/;

/** Asks `sendmail -bt` for all pairs in one process. */
async function rewrite(sandbox: Sandbox, pairs: readonly RewritePair[]): Promise<readonly (string | undefined)[]> {
	const input = pairs.map(({ ruleset, text }) => `${ruleset} ${text}\n`).join("");
	const { output } = await sandbox.runServed(["sendmail-mta", "-bt"], input);
	// What stands before the first prompt is no answer.
	const answers = output.split(/^> /m).slice(1);
	return pairs.map((_, index) =>
		answers[index]
			?.split("\n")
			.findLast((line) => RESULT.test(line))
			?.replace(RESULT, "")
			.trim(),
	);
}

/** Shows the daemon an idle machine: under load it refuses connections, whatever its configuration says of them. */
function calm(sandbox: Sandbox): void {
	sandbox.write("/run/loadavg", "0.00 0.00 0.00 1/1 1\n");
	execFileSync("mount", ["--bind", sandbox.outside("/run/loadavg"), sandbox.outside("/proc/loadavg")]);
}

/** Builds sendmail.cf as cf/README says, where an administrator wrote sendmail.mc alone; the case with the built file in its place comes back. */
function buildCf(sandbox: Sandbox, one: Case): Case | undefined {
	const { "sendmail.mc": mc, "sendmail.cf": cf, ...rest } = one.files;
	if (mc === undefined || cf !== undefined) return undefined;
	const macros = /^\s*include\(`?[^)]*cf\.m4/m.test(Buffer.from(mc, "base64").toString("latin1")) ? [] : [`${M4}/m4/cf.m4`];
	// Paths of the distribution's own samples are relative to the directory that these stand in.
	const words = ["sh", "-c", `cd ${M4}/cf; exec m4 "$@" 2>/dev/null`, "m4", `-D_CF_DIR_=${M4}/`, ...macros, MC];
	const { output } = sandbox.run(words);
	sandbox.write(CF, Buffer.from(output, "utf8"));
	return { ...one, name: `${one.name} as sendmail.cf`, files: { ...rest, "sendmail.cf": encoded(output) } };
}

/** The maps that stand in the configuration's directory by their usual names. */
const USUAL = ["access", "mailertable", "virtusertable", "genericstable", "domaintable"] as const;

/** Builds the maps that are there in source, as an administrator does with makemap(8). */
function buildMaps(sandbox: Sandbox, one: Case, text: string): void {
	const types = new Map<string, string>(USUAL.map((name) => [name, "hash"]));
	for (const [, type = "", name = ""] of text.matchAll(/^K\w+\s+(hash|btree|dbm)\s+(?:-\S+\s+)*\/etc\/mail\/([\w.-]+)/gm))
		types.set(name.replace(/\.db$/, ""), type);
	for (const [name, type] of types) {
		if (one.files[name] === undefined || one.world.nocompile?.includes(name)) continue;
		const source = `${DIRECTORY}/${name}`;
		sandbox.run(["sh", "-c", `exec makemap ${type} ${source} <${source}`]);
	}
}

/** Certificates and keys that the configuration names and the case does not have. */
function makeCertificates(sandbox: Sandbox, text: string): void {
	for (const [names, made] of [
		["confSERVER_CERT|confCLIENT_CERT|confCACERT|ServerCertFile|ClientCertFile|CACertFile", "certs/ssl-cert-snakeoil.pem"],
		["confSERVER_KEY|confCLIENT_KEY|ServerKeyFile|ClientKeyFile", "private/ssl-cert-snakeoil.key"],
	] as const) {
		for (const [, path = ""] of text.matchAll(new RegExp(`\\b(?:${names})\\b[^/\\n]*(/[\\w./-]+)`, "g")))
			if (!sandbox.exists(path)) sandbox.write(path, sandbox.read(`/etc/ssl/${made}`), 0o600);
	}
}

/** Asks `sendmail -bv`, which rewrites, looks up aliases and names the mailer, without delivering anything. */
async function route(
	sandbox: Sandbox,
	{ from, to }: { readonly from?: string; readonly to: string },
): Promise<Route | undefined> {
	const sender = from ?? "someone@sender.example";
	const { output } = await sandbox.runServed(["sendmail-mta", "-bv", ...(sender === "" ? [] : ["-f", sender]), "--", to]);
	const how = output
		.split("\n")
		.filter((line) => line !== "" && !line.startsWith("Warning:"))
		.join(" ")
		.slice(0, 200);
	const mailers = [...output.matchAll(/deliverable: mailer (\w+)/g)].map(([, name = ""]) => name);
	if (mailers.length === 0) return /\.\.\. /.test(output) ? { to: null, how } : undefined;
	return { to: mailers.some((name) => CARRIERS.has(name)) ? "elsewhere" : "here", how };
}

/** The mailers of MAILER(smtp) that speak to other servers. */
const CARRIERS = new Set(["smtp", "esmtp", "smtp8", "dsmtp", "relay"]);
