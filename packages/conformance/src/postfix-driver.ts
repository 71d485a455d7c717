import { connect } from "node:net";
import { serveDovecot, serveSaslauthd } from "./auth-servers.ts";
import type { CaseProbe } from "./case.ts";
import type { MtaDriver, Route } from "./mta-driver.ts";
import type { Sandbox } from "./sandbox.ts";

const DIRECTORY = "/etc/postfix";
const QUEUE = "/var/spool/postfix";

/** Postfix as Debian builds it. */
export const postfix: MtaDriver = {
	generated: { share: 1_000, full: 20_000 },
	recipe: {
		id: "postfix",
		packages: ["postfix", "postfix-pcre", "postfix-lmdb", "libsasl2-modules"],
		accounts: { postfix: 7001, postdrop: 7005 },
		script: `cp usr/share/postfix/dynamicmaps.cf etc/postfix/dynamicmaps.cf
rm -rf etc/postfix/dynamicmaps.cf.d/*
cp usr/share/postfix/master.cf.dist etc/postfix/master.cf
mkdir -p etc/postfix/sasl
printf 'pwcheck_method: saslauthd\\nmech_list: PLAIN LOGIN\\n' >etc/postfix/sasl/smtpd.conf
echo 'postmaster: root' >etc/aliases
cd var/spool/postfix
for name in active bounce corrupt defer deferred flush hold incoming private saved trace maildrop public; do
	mkdir -p $name; chown 7001:0 $name; chmod 700 $name
done
chown 7001:7005 maildrop public; chmod 730 maildrop; chmod 710 public
mkdir -p pid etc run/saslauthd var
ln -sfn ../run var/run
cp /etc/services ../../../etc/nsswitch.conf etc/
mkdir -p ../../lib/postfix; chown 7001:0 ../../lib/postfix; chmod 700 ../../lib/postfix
`,
	},
	async prepare(sandbox, { files, world }) {
		for (const [path, content] of Object.entries(files)) {
			const outside = path.startsWith("root/");
			sandbox.write(
				outside ? path.slice("root".length) : `${DIRECTORY}/${path}`,
				Buffer.from(content, "base64"),
				executable(content) ? 0o755 : 0o644,
			);
		}
		if (files["main.cf"] === undefined) sandbox.write(`${DIRECTORY}/main.cf`, "");
		const text = configurationText(sandbox);
		buildTables(sandbox, text, new Set(world.nocompile ?? []));
		for (const name of ["resolv.conf", "hosts", "host.conf"]) sandbox.write(`${QUEUE}/etc/${name}`, sandbox.read(`/etc/${name}`));
		makeCertificates(sandbox, text);
		await serveSaslauthd(sandbox.outside("/run/saslauthd/mux"));
		await serveSaslauthd(sandbox.outside(`${QUEUE}/run/saslauthd/mux`));
		if (/smtpd_sasl_type\s*=\s*dovecot/.test(text))
			for (const path of dovecotSockets(text)) await serveDovecot(sandbox.outside(path));
		return undefined;
	},
	start: (sandbox) => sandbox.start(["/usr/lib/postfix/sbin/master", "-d"]),
	isFatal: (line) => /^\S+\/(?:smtpd|postscreen|master)\[\d+\]: (?:fatal|panic):/.test(line),
	isCrash: (line) => /\/master\[\d+\]: warning: process \S+\/smtpd pid \d+ killed by signal/.test(line),
	route,
};

/** A script that a pipe table or a filter runs. */
function executable(content: string): boolean {
	return Buffer.from(content.slice(0, 4), "base64").toString("latin1").startsWith("#!");
}

/** What the configuration says, without comments; with its parameters expanded where a table is named through one. */
function configurationText(sandbox: Sandbox): string {
	let text = `${sandbox.read(`${DIRECTORY}/main.cf`)}\n${sandbox.read(`${DIRECTORY}/master.cf`)}`;
	if (/[$]\S*:|:[$](?!\{?config_directory)|smtpd_(?:sasl|tls)_\w+\s*=\s*\S*[$]/.test(text))
		text += `\n${sandbox.run(["postconf", "-nx"]).output}${sandbox.run(["postconf", "-Px"]).output}`;
	return text.replace(/^\s*#.*\n?/gm, "");
}

/** Builds the tables that the configuration names, as an administrator does with postmap(1) and postalias(1). */
function buildTables(sandbox: Sandbox, text: string, unbuilt: ReadonlySet<string>): void {
	const tables = new Map<string, { readonly type: string; readonly alias: boolean }>();
	for (const [, type = "", written = ""] of text.matchAll(
		/\b(hash|btree|lmdb|cdb|dbm):((?:\$\{?config_directory\}?)?[\w./-]+)/g,
	)) {
		const path = written.replace(/^\$\{?config_directory\}?/, DIRECTORY);
		const absolute = path.startsWith("/") ? path : `${DIRECTORY}/${path}`;
		const alias = new RegExp(`(?<!virtual_)alias_(?:maps|database)[^\\n]*${path.replace(/[.+]/g, "\\$&")}(?![\\w./-])`).test(
			text,
		);
		tables.set(absolute, { type, alias: alias || absolute === "/etc/aliases" });
	}
	if (!tables.has("/etc/aliases")) tables.set("/etc/aliases", { type: "hash", alias: true });
	const wanted = [...tables].filter(
		([path]) => sandbox.exists(path) && !unbuilt.has(path) && !unbuilt.has(path.slice(path.lastIndexOf("/") + 1)),
	);
	for (const alias of [false, true]) {
		const program = alias ? "postalias" : "postmap";
		const names = wanted.filter(([, table]) => table.alias === alias).map(([path, { type }]) => `${type}:${path}`);
		if (names.length === 0 || sandbox.run([program, ...names]).code === 0) continue;
		// One that cannot be built keeps those after it from being built.
		for (const name of names) sandbox.run([program, name]);
	}
}

/** Certificates and keys that the configuration names and the case does not have. */
function makeCertificates(sandbox: Sandbox, text: string): void {
	for (const [kind, made] of [
		["cert", "certs/ssl-cert-snakeoil.pem"],
		["key", "private/ssl-cert-snakeoil.key"],
	] as const) {
		for (const [, path = ""] of text.matchAll(new RegExp(`smtpd_tls_(?:\\w+_)?${kind}_file\\b[^/\\n]*(/[\\w./-]+)`, "g")))
			if (!sandbox.exists(path)) sandbox.write(path, sandbox.read(`/etc/ssl/${made}`), 0o600);
	}
}

function dovecotSockets(text: string): readonly string[] {
	const named = [...text.matchAll(/smtpd_sasl_path\s*=\s*(?:unix:|inet:)?([^\s}]+)/g)].map(([, path = ""]) => path);
	return [...new Set(named.length === 0 ? ["private/auth"] : named)].map((path) =>
		path.startsWith(QUEUE) ? path : `${QUEUE}/${path.replace(/^\//, "")}`,
	);
}

/** The classes of a recipient that trivial-rewrite(8) tells, by their bit. */
const CLASSES = [
	[256, "local"],
	[512, "alias"],
	[1024, "virtual"],
	[2048, "relay"],
	[4096, "default"],
] as const;

/** Asks trivial-rewrite(8) at its own socket, as cleanup(8) and qmgr(8) do. Virtual aliases are not applied. */
async function route(sandbox: Sandbox, probe: CaseProbe): Promise<Route | undefined> {
	// The router wants an address without quoting, and taking it away is smtpd's own art.
	if (/["\\]/.test(probe.to)) return undefined;
	const rewritten = await ask(sandbox, ["request", "rewrite", "rule", "local", "address", probe.to]);
	const address = rewritten?.get("address") ?? probe.to;
	const answer = await ask(sandbox, ["request", "resolve", "sender", probe.from ?? "someone@sender.example", "address", address]);
	if (answer === undefined) return undefined;
	const flags = Number(answer.get("flags") ?? 0);
	const name = CLASSES.find(([bit]) => (flags & bit) !== 0)?.[1] ?? String(flags);
	const transport = answer.get("transport") ?? "";
	// So it says where it could not read the address.
	if (transport.startsWith("CHANNEL NOT UPDATED")) return undefined;
	const undeliverable = transport === "error" || transport === "retry" || transport === "discard";
	const to = undeliverable
		? null
		: transport === "local" || transport === "virtual"
			? "here"
			: name === "default"
				? "elsewhere"
				: name === "relay" || carriesAway(sandbox, transport, answer)
					? "relay"
					: "here";
	return { to, how: `${transport}:${answer.get("nexthop")} ${answer.get("recipient")} (${name})` };
}

/** Whether a transport is smtp(8), or an lmtp(8) that goes wherever the recipient's domain says, by the service of its name in master.cf. */
function carriesAway(sandbox: Sandbox, transport: string, answer: ReadonlyMap<string, string>): boolean {
	const service = sandbox
		.read(`${DIRECTORY}/master.cf`)
		.split("\n")
		.map((line) => line.split(/\s+/))
		.findLast(([name, type]) => name === transport && type === "unix");
	const recipient = answer.get("recipient") ?? "";
	const command = service?.[7];
	return command === "smtp" || (command === "lmtp" && answer.get("nexthop") === recipient.slice(recipient.lastIndexOf("@") + 1));
}

function ask(sandbox: Sandbox, words: readonly string[]): Promise<ReadonlyMap<string, string> | undefined> {
	return new Promise((resolve) => {
		const socket = connect(sandbox.outside(`${QUEUE}/private/rewrite`));
		let received = Buffer.alloc(0);
		let announced = false;
		const timer = setTimeout(() => socket.destroy(), 3000);
		socket.on("data", (data) => {
			// The server says first which protocol it speaks.
			if (!announced) {
				announced = true;
				socket.write(`${words.join("\0")}\0\0`);
				return;
			}
			received = Buffer.concat([received, data]);
			if (received.subarray(-2).equals(Buffer.from([0, 0]))) socket.destroy();
		});
		socket.on("error", () => socket.destroy());
		socket.on("close", () => {
			clearTimeout(timer);
			const parts = received.toString("latin1").split("\0");
			resolve(
				received.length === 0
					? undefined
					: new Map(parts.flatMap((part, index) => (index % 2 === 0 ? [[part, parts[index + 1] ?? ""] as const] : []))),
			);
		});
	});
}
