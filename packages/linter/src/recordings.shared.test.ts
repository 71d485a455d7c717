import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type FileSystem, memoryFileSystem } from "./file-system.ts";
import { nodeFileSystem } from "./node-file-system.ts";
import { type ProbeResult, probe } from "./probe.ts";
import { readProbes } from "./probes.ts";
import { inWords, outcomeOf, replayCase } from "./testing/replay.ts";

const shared = "../shared";

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

describe("recorded cases of Postfix", async () => {
	const tally = new Tally();
	const directory = join(shared, "conformance/postfix");
	for (const name of readdirSync(directory)) {
		for (const replayed of await replayCase(nodeFileSystem(), join(directory, name))) {
			tally.add(outcomeOf(replayed), textOf(name, replayed.answer, replayed.to, replayed.expected));
		}
	}

	it("are answered as the daemon did", () => {
		expect(tally.asked).toBeGreaterThan(200);
		expect(tally.wrong).toEqual([]);
	});

	it("leave at most one in a hundred unknown", () => {
		expect(tally.unknown.length / tally.asked, tally.unknown.join("\n")).toBeLessThanOrEqual(0.01);
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

/** The files of one recording as they stood on the server, below `/root` where not beside main.cf. */
function filesOf(row: Row): FileSystem {
	const files: Record<string, string | Uint8Array> = {};
	const placed = (name: string) => (name.startsWith("/") ? `/root${name}` : `/etc/postfix/${name}`);
	for (const [from, name] of [[row.file, "main.cf"], ...row.with]) {
		files[placed(name as string)] = readFileSync(join(shared, "corpus", from as string));
	}
	for (const text of row.supplied ?? []) {
		const empty = /^(\S+) \(empty file\)/.exec(text)?.[1];
		if (empty === undefined) continue;
		const path = empty.startsWith("/etc/postfix/") ? empty : `/root${empty}`;
		files[path] ??= "";
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

describe("recorded answers over the corpus of Postfix", async () => {
	const tally = new Tally();
	const lines = readFileSync(join(shared, "conformance/corpus/postfix.jsonl"), "utf8").split("\n");
	for (const line of lines.filter((text) => text !== "")) {
		const row = JSON.parse(line) as Row;
		const { probes, hostname, address, dns } = row;
		const read = readProbes(JSON.stringify({ probes, hostname, address, dns, release: "3.7" }));
		if (read.kind === "bad") throw new Error(`${row.file}: ${read.reason}`);
		const outcome = await probe(filesOf(row), "/etc/postfix", read.set, { root: "/root" });
		if (outcome.kind === "bad") throw new Error(`${row.file}: ${outcome.reason}`);
		for (const answer of outcome.answers) {
			const asked = probes[answer.probe] as Asked;
			if (bindsNobody(row, asked)) continue;
			tally.add(compared(asked, answer), textOf(row.file, answer, asked.to, asked.expect));
		}
	}

	it("are never contradicted", () => {
		expect(tally.asked).toBeGreaterThan(500);
		expect(tally.wrong).toEqual([]);
	});

	it("leave at most two in a hundred unknown", () => {
		expect(tally.unknown.length / tally.asked, tally.unknown.join("\n")).toBeLessThanOrEqual(0.02);
	});
});
