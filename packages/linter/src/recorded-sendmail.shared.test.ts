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
const directory = join(shared, "conformance/sendmail");

/** The verdict of each recorded case, with its reason: the recorded answers show who gets in, cf/README why. */
const VERDICTS: Readonly<Record<string, readonly [verdict: string, because: string]>> = {
	"access-comments": ["closed", "networks of ten's alone"],
	"access-db-missing": ["closed", "the tables are as given: private networks alone"],
	"access-source-missing": ["conditional", "the access map is not there: it may be elsewhere, and name anybody"],
	"all-keyword": ["closed", "ALL and * are names that no client has"],
	"auth-trusted": ["closed", "strangers have no account"],
	"auth-untrusted": ["closed", "strangers have no account"],
	"closed-default": ["closed", "private networks alone"],
	"connect-name": ["closed", "one named domain"],
	"connect-prefixes": ["closed", "private networks and single addresses"],
	"delay-checks-friend": ["closed", "friends skip the checks of clients, not of relaying"],
	"empty-tag": ["closed", "an empty key is never asked for"],
	"from-relay-no-feature": ["closed", "senders are not asked about relaying; one named domain"],
	"ipv6-access": ["closed", "two networks of 64 bits, and private ones"],
	"local-check-rcpt": ["open", "the rule set of the administrator's own accepts everything"],
	"loose-relay-check": ["closed", "mail goes to rd.example, which the server names; what that server does next is its own"],
	mailertable: ["closed", "routes open nothing"],
	"msa-auth-required": ["closed", "strangers have no account"],
	"msa-default": ["closed", "the daemon on port 587 asks the same rules"],
	"no-access-feature": ["closed", "the access map is not asked"],
	"no-features": ["closed", "relaying is denied by default"],
	"ok-is-not-relay": ["closed", "OK lets nobody relay"],
	promiscuous: ["open", "FEATURE(promiscuous_relay)"],
	"reject-more-specific": ["closed", "private networks alone"],
	"relay-based-on-mx": ["closed", "only domains whose owner points an MX here"],
	"relay-domains-file": ["closed", "one named domain, networks of 2^16 private addresses and of 256"],
	"relay-domains-m4": ["closed", "one named domain, private networks"],
	"relay-entire-domain": ["closed", "the server's own domain"],
	"relay-hosts-only": ["closed", "named hosts alone"],
	"relay-local-from": ["open", "anybody may write a sender of example.com"],
	"relay-mail-from": ["open", "anybody may write the sender in the access map"],
	"relay-mail-from-domain": ["open", "anybody may write a sender in the access map"],
	"routing-default": ["closed", "one named domain"],
	"smart-host": ["closed", "a route opens nothing"],
	tld: ["open", "everybody below a top-level domain may relay, and mail for everybody below it is relayed"],
	"to-relay": ["closed", "one named domain"],
	"unqualified-and-own-name": ["open", "anybody may write a sender of example.com"],
};

const fileSystem = nodeFileSystem();

/** Counts the answers of one kind of recording, and keeps those that differ. */
class Tally {
	asked = 0;
	readonly unknown: string[] = [];
	readonly wrong: string[] = [];

	add(outcome: "right" | "wrong" | "unknown", text: string): void {
		this.asked++;
		if (outcome !== "right") this[outcome].push(text);
	}
}

const textOf = (name: string, answer: ProbeResult, to: string, expected: string) =>
	`${name} ${answer.probe} ${to}: ${expected}, not ${answer.outcome} (${answer.depends.map((one) => one.text).join("; ")})`;

describe("verdicts of the recorded cases of Sendmail", () => {
	it("are said for every case", () => {
		expect(Object.keys(VERDICTS).sort()).toEqual(readdirSync(directory).sort());
	});

	it.each(Object.entries(VERDICTS))("%s: %s", async (name, [verdict]) => {
		const path = join(directory, name);
		const { targets } = await discover(fileSystem, [path]);
		const target = targets[0];
		if (target === undefined) throw new Error("no configuration");
		const root = join(path, "root");
		const withRoot = statSync(root, { throwIfNoEntry: false })?.isDirectory() === true ? { root } : {};
		const outcome = load(fileSystem, target, { complete: false, unbuilt: [] }, withRoot);
		if (outcome.kind !== "loaded") throw new Error(JSON.stringify(outcome));
		const analysis = (await analyze(outcome.loaded)).analysis();
		const depends = analysis.listeners.flatMap((one) => one.depends.map(({ text }) => text));
		expect([analysis.verdict, ...(analysis.verdict === verdict ? [] : depends)]).toEqual([verdict]);
	});
});

describe("recorded cases of Sendmail", async () => {
	const tally = new Tally();
	for (const name of readdirSync(directory)) {
		for (const replayed of await replayCase(fileSystem, join(directory, name))) {
			tally.add(outcomeOf(replayed), textOf(name, replayed.answer, replayed.to, replayed.expected));
		}
	}

	it("are answered as the daemon did", () => {
		expect(tally.asked).toBeGreaterThan(140);
		expect(tally.wrong).toEqual([]);
	});

	it("leave at most two in a hundred unknown", () => {
		expect(tally.unknown.length / tally.asked, tally.unknown.join("\n")).toBeLessThanOrEqual(0.02);
	});
});

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

interface Asked {
	readonly to: string;
	readonly expect: string;
	/** Null where the daemon gave no answer. */
	readonly relayed?: boolean | null;
	readonly sandbox?: boolean;
}

/** The files of one recording as they stood on the server, below `/root` where not beside sendmail.mc. */
function filesOf(row: Row): FileSystem {
	const files: Record<string, string | Uint8Array> = {};
	const placed = (name: string) => (name.startsWith("/") ? `/root${name}` : `/etc/mail/${name}`);
	for (const [from, name] of [[row.file, "sendmail.mc"], ...row.with]) {
		files[placed(name as string)] = readFileSync(join(shared, "corpus", from as string));
	}
	for (const text of row.supplied ?? []) {
		const empty = /^(\S+) \(empty file\)/.exec(text)?.[1];
		if (empty !== undefined) files[placed(empty.replace(/^\/etc\/mail\//, ""))] ??= "";
	}
	return memoryFileSystem(files);
}

/** Whether what the sandbox lacked decided, which says nothing of the configuration. */
const bindsNobody = (row: Row, asked: Asked) =>
	row.sandbox === true || asked.sandbox === true || row.start === "limit" || row.start === "crash";

function compared(asked: Asked, answer: ProbeResult): "right" | "wrong" | "unknown" {
	if (answer.outcome === "unknown") return "unknown";
	if (answer.outcome !== inWords(asked.expect)) return "wrong";
	if (answer.outcome !== "accept" || typeof asked.relayed !== "boolean" || answer.relayed === "unknown") return "right";
	return (answer.relayed === "yes") === asked.relayed ? "right" : "wrong";
}

describe("recorded answers over the corpus of Sendmail", async () => {
	const tally = new Tally();
	const lines = readFileSync(join(shared, "conformance/corpus/sendmail.jsonl"), "utf8").split("\n");
	for (const line of lines.filter((text) => text !== "")) {
		const row = JSON.parse(line) as Row;
		const { probes, hostname, address, dns } = row;
		const read = readProbes(JSON.stringify({ probes, hostname, address, dns, release: "8.17.1" }));
		if (read.kind === "bad") throw new Error(`${row.file}: ${read.reason}`);
		const outcome = await probe(filesOf(row), "/etc/mail", read.set, { root: "/root" });
		if (outcome.kind === "bad") throw new Error(`${row.file}: ${outcome.reason}`);
		for (const answer of outcome.answers) {
			const asked = probes[answer.probe] as Asked;
			if (bindsNobody(row, asked)) continue;
			tally.add(compared(asked, answer), textOf(row.file, answer, asked.to, asked.expect));
		}
	}

	it("are never contradicted", () => {
		expect(tally.asked).toBeGreaterThan(300);
		expect(tally.wrong).toEqual([]);
	});

	it("leave at most two in a hundred unknown", () => {
		expect(tally.unknown.length / tally.asked, tally.unknown.join("\n")).toBeLessThanOrEqual(0.02);
	});
});
