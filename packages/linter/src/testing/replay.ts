import type { DialectEntry } from "@relaylint/dialects";
import type { FileSystem } from "../file-system.ts";
import { resolvePath } from "../path.ts";
import { type ProbeResult, probe } from "../probe.ts";
import { readProbes } from "../probes.ts";

/** One recorded answer beside ours. */
export interface ReplayedProbe {
	readonly case: string;
	readonly index: number;
	/** The recorded answer, in the contract's words. */
	readonly expected: string;
	readonly acceptable: readonly string[];
	readonly doubt: boolean;
	/** What the record says of an accepted recipient, where it says so. */
	readonly expectedRelayed?: string;
	readonly answer: ProbeResult;
	readonly to: string;
}

const WORDS: Readonly<Record<string, string>> = {
	tempfail: "defer",
	nostart: "fatal",
	noconnect: "fatal",
	drop: "reject",
	timeout: "unknown",
};

/** A word of the recordings in the contract's words. */
export const inWords = (word: string): string => WORDS[word] ?? word;

/** Whether an answer is the recorded one; `unknown` is neither right nor wrong. */
export function outcomeOf(replayed: ReplayedProbe): "right" | "wrong" | "unknown" {
	if (replayed.expected === "unknown") return "right";
	if (replayed.answer.outcome === "unknown") return "unknown";
	if (![replayed.expected, ...replayed.acceptable].includes(replayed.answer.outcome)) return "wrong";
	const { expectedRelayed, answer } = replayed;
	if (expectedRelayed === undefined || answer.outcome !== "accept" || answer.relayed === "unknown") return "right";
	return answer.relayed === expectedRelayed ? "right" : "wrong";
}

/** Asks the evaluator every probe of a recorded case: a directory with a configuration, `probes.json`, and files that stand elsewhere below `root/`. */
export async function replayCase(
	fileSystem: FileSystem,
	directory: string,
	dialects?: readonly DialectEntry[],
): Promise<readonly ReplayedProbe[]> {
	const file = fileSystem.readFile(resolvePath(directory, "probes.json"), 10_000_000);
	if (file.kind !== "bytes") throw new Error(`${directory}: no probes.json`);
	const text = new TextDecoder().decode(file.bytes);
	const read = readProbes(text);
	if (read.kind === "bad") throw new Error(`${directory}: probes.json ${read.reason}`);
	const root = resolvePath(directory, "root");
	const hasRoot = fileSystem.stat(root).kind === "directory";
	const outcome = await probe(fileSystem, directory, read.set, {
		...(hasRoot ? { root } : {}),
		...(dialects === undefined ? {} : { dialects }),
	});
	if (outcome.kind === "bad") throw new Error(`${directory}: ${outcome.path} ${outcome.reason}`);
	const raw = (JSON.parse(text) as { probes: { relayed?: unknown }[] }).probes;
	return outcome.answers.map((answer, index) => {
		const asked = read.set.probes[index];
		const relayed = raw[index]?.relayed;
		return {
			case: directory.slice(directory.lastIndexOf("/") + 1),
			index,
			expected: inWords(asked?.expect ?? "unknown"),
			acceptable: (asked?.or ?? []).map(inWords),
			doubt: asked?.doubt ?? false,
			...(typeof relayed === "string" ? { expectedRelayed: relayed } : {}),
			answer,
			to: asked?.attempt.to ?? "",
		};
	});
}
