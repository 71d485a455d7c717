import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { analyze, load } from "./analyze.ts";
import { discover } from "./discover.ts";
import { type FileSystem, memoryFileSystem } from "./file-system.ts";
import { nodeFileSystem } from "./node-file-system.ts";
import { type ProbeResult, probe } from "./probe.ts";
import { readProbes } from "./probes.ts";
import { inWords, outcomeOf, replayCase } from "./testing/replay.ts";

const shared = "../shared";
const directory = join(shared, "conformance/exim");
const fileSystem = nodeFileSystem();

/** The verdict of each recorded case, with its reason: the recorded answers show who gets in, the specification why. */
const VERDICTS: Readonly<Record<string, readonly [verdict: string, because: string]>> = {
	"accept-first": ["open", "an unconditional accept stands before the guard"],
	"acl-by-port": ["open", "the ACL of port 587 accepts everybody"],
	"acl-empty": ["closed", "an ACL without statements refuses"],
	"acl-falls-off": ["closed", "an ACL that falls off its end refuses"],
	"acl-inline": ["open", "the ACL is accept"],
	"acl-missing-name": ["closed", "an ACL that is not defined puts every recipient off"],
	"acl-rcpt-empty-value": ["closed", "an empty option refuses"],
	"auth-anyone": ["open", "every login succeeds"],
	"auth-no-condition": ["closed", "the authenticator is not offered"],
	"auth-star": ["closed", "strangers have no account"],
	"auth-tls-only": ["closed", "strangers have no account"],
	"closed-default": ["closed", "local and relay domains, networks and logins alone"],
	"debian-default": ["closed", "Debian's own ACL with local networks"],
	"debian-relay-domains-star": ["open", "mail for every domain is relayed"],
	"debian-relay-nets-any": ["open", "every IPv4 client is trusted"],
	"deny-without-hosts": ["closed", "strangers are refused for foreign domains"],
	"deny-wrong-and": ["open", "only clients whose HELO name has no dot are refused"],
	discard: ["closed", "what is discarded goes nowhere"],
	"domain-regex": ["open", "the expression takes names that anybody can register"],
	"empty-host-item": ["closed", "the empty item takes no client of TCP"],
	"encrypted-star": ["open", "anybody may use TLS"],
	endpass: ["closed", "local and relay domains and private networks alone"],
	"helo-condition": ["open", "anybody may say the HELO name"],
	"host-names": ["closed", "the names are below somebody's domain"],
	"hostlist-name-nolookup": ["closed", "private networks alone"],
	"ignore-unknown": ["open", "clients without a name are accepted"],
	"ipv6-colon-deny": ["closed", "strangers are refused for foreign domains"],
	"ipv6-colons": ["closed", "the loopback address alone"],
	"ipv6-doubled": ["closed", "two networks of 2^96 addresses are not the Internet"],
	"last-item-negated": ["open", "a list that ends in a negation takes everybody else"],
	"lookup-net": ["closed", "one address and one private network"],
	"macro-open": ["open", "the macro is defined, so the accept is there"],
	"macros-and-cond": ["closed", "the macro is not defined, so private networks alone"],
	"mx-any": ["closed", "only domains whose owner points an MX here"],
	"negated-domains": ["open", "every domain that is not local is accepted"],
	"negation-order": ["open", "a list that ends in a negation takes everybody else"],
	"nested-acl": ["closed", "the other ACL accepts one small network"],
	"no-acl-rcpt": ["closed", "without acl_smtp_rcpt every recipient is refused"],
	"no-acl-rcpt-mail-accept": ["closed", "without acl_smtp_rcpt every recipient is refused"],
	"percent-hack": ["closed", "the recipient behind the percent sign is routed as a local one"],
	"percent-hack-literal": ["closed", "the ACL sees the domain behind the percent sign"],
	"relay-file": ["closed", "named domains alone"],
	"relay-hosts-any": ["open", "every IPv4 client is trusted"],
	"relay-hosts-star": ["open", "every client is trusted"],
	"relay-to-any": ["open", "mail for every domain is relayed"],
	"sender-domains": ["open", "anybody may say the sender"],
	"verify-recipient": ["open", "a recipient that can be routed is no recipient of this server"],
	"warn-and-set": ["closed", "a warning decides nothing"],
};

describe("recorded cases of Exim", async () => {
	const wrong: string[] = [];
	const unknown: string[] = [];
	let asked = 0;
	for (const name of readdirSync(directory)) {
		for (const replayed of await replayCase(fileSystem, join(directory, name))) {
			asked++;
			const outcome = outcomeOf(replayed);
			const text = `${name} ${replayed.index} ${replayed.to}: ${replayed.expected}, not ${replayed.answer.outcome}`;
			if (outcome === "wrong") wrong.push(text);
			if (outcome === "unknown") unknown.push(text);
		}
	}

	it("are answered as the daemon did", () => {
		expect(asked).toBeGreaterThan(140);
		expect(wrong).toEqual([]);
	});

	it("leave at most two in a hundred unknown", () => {
		expect(unknown.length / asked, unknown.join("\n")).toBeLessThanOrEqual(0.02);
	});

	it("have a verdict each", () => {
		expect(Object.keys(VERDICTS).sort()).toEqual(readdirSync(directory).sort());
	});

	it.each(Object.entries(VERDICTS))("%s: %s", async (name, [verdict]) => {
		const path = join(directory, name);
		const { targets } = await discover(fileSystem, [path]);
		const [target] = targets;
		if (target === undefined) throw new Error("no configuration");
		const root = join(path, "root");
		const withRoot = statSync(root, { throwIfNoEntry: false })?.isDirectory() === true ? { root } : {};
		const outcome = load(fileSystem, target, { complete: false, unbuilt: [] }, withRoot);
		if (outcome.kind !== "loaded") throw new Error(outcome.kind);
		expect((await analyze(outcome.loaded)).analysis().verdict).toBe(verdict);
	});
});

interface Asked {
	readonly to: string;
	readonly expect: string;
	readonly relayed?: boolean | null;
	readonly sandbox?: boolean;
}

interface Row {
	readonly file: string;
	readonly with: readonly (readonly [from: string, name: string])[];
	readonly supplied?: readonly string[];
	readonly start: string;
	readonly sandbox?: boolean;
	readonly probes: readonly Asked[];
	readonly hostname?: string;
	readonly address?: string;
	readonly dns?: object;
}

/** The files of one recording as they stood on the server, below `/root` where not beside the main file. */
function filesOf(row: Row): FileSystem {
	const files: Record<string, string | Uint8Array> = {};
	const placed = (name: string) => (name.startsWith("/") ? `/root${name}` : `/etc/exim4/${name}`);
	const main = row.file.endsWith("update-exim4.conf.conf") ? "update-exim4.conf.conf" : "exim.conf";
	for (const [from, name] of [[row.file, main], ...row.with]) {
		files[placed(name as string)] = readFileSync(join(shared, "corpus", from as string));
	}
	for (const text of row.supplied ?? []) {
		const made = /^(\S+) \((empty file|directory|\d+)\)/.exec(text);
		if (made === null) continue;
		const path = made[1] as string;
		const at = path.startsWith("/etc/exim4/") ? path : `/root${path}`;
		if (made[2] === "directory") files[`${at}/.keep`] ??= "";
		else files[at] ??= made[2] === "empty file" ? "" : `${made[2]}\n`;
	}
	return memoryFileSystem(files);
}

/** Whether what the sandbox lacked decided, which says nothing of the configuration. */
const bindsNobody = (row: Row, one: Asked) =>
	row.sandbox === true || one.sandbox === true || row.start === "limit" || row.start === "crash";

function compared(one: Asked, answer: ProbeResult): "right" | "wrong" | "unknown" {
	if (answer.outcome === "unknown") return "unknown";
	if (answer.outcome !== inWords(one.expect)) return "wrong";
	if (answer.outcome !== "accept" || typeof one.relayed !== "boolean" || answer.relayed === "unknown") return "right";
	return (answer.relayed === "yes") === one.relayed ? "right" : "wrong";
}

describe("recorded answers over the corpus of Exim", async () => {
	const wrong: string[] = [];
	let asked = 0;
	const lines = readFileSync(join(shared, "conformance/corpus/exim.jsonl"), "utf8").split("\n");
	for (const line of lines.filter((text) => text !== "")) {
		const row = JSON.parse(line) as Row;
		const { probes, hostname, address, dns } = row;
		const read = readProbes(JSON.stringify({ probes, hostname, address, dns, release: "4.96" }));
		if (read.kind === "bad") throw new Error(`${row.file}: ${read.reason}`);
		const outcome = await probe(filesOf(row), "/etc/exim4", read.set, { root: "/root" });
		if (outcome.kind === "bad") throw new Error(`${row.file}: ${outcome.reason}`);
		for (const answer of outcome.answers) {
			const one = probes[answer.probe] as Asked;
			if (bindsNobody(row, one)) continue;
			asked++;
			if (compared(one, answer) === "wrong")
				wrong.push(`${row.file} ${answer.probe} ${one.to}: ${one.expect}, not ${answer.outcome} ${answer.relayed}`);
		}
	}

	it("are never contradicted", () => {
		expect(asked).toBeGreaterThan(500);
		expect(wrong).toEqual([]);
	});
});
