import type { Case, CaseProbe } from "./case.ts";
import { type Compared, playAndCompare } from "./compare.ts";
import type { DaemonAnswer } from "./play.ts";
import { probeText } from "./report.ts";
import type { Worker } from "./worker.ts";

/** How a recorded case fared: what the daemon says now against the record, and against `decide`. */
export interface Replayed {
	readonly case: Case;
	readonly probes: number;
	/** One text for each probe that failed. */
	readonly failures: readonly string[];
	readonly unknown: number;
	readonly unanswered: number;
}

/** Answers of other recordings, in the contract's words. */
const WORDS: Readonly<Record<string, string>> = {
	tempfail: "defer",
	nostart: "fatal",
	noconnect: "fatal",
	drop: "reject",
	timeout: "unknown",
};

/** Plays a recorded case to the daemon. */
export async function replay(worker: Worker, one: Case, mta: string): Promise<Replayed> {
	const compared = await playAndCompare(worker, one, mta);
	const failures = compared.flatMap((probe) => {
		const changed = changedText(probe.probe, probe.daemon);
		const differs = probe.outcome === "different" && !acceptable(probe.probe).includes(probe.ours.outcome);
		const text = [...(changed === undefined ? [] : [changed]), ...(differs ? [differenceText(probe)] : [])];
		return text.length === 0 ? [] : [`${probe.case.name}#${probe.index} ${probeText(probe.probe)}\n  ${text.join("\n  ")}`];
	});
	const count = (outcome: Compared["outcome"]) => compared.filter((probe) => probe.outcome === outcome).length;
	return { case: one, probes: compared.length, failures, unknown: count("unknown"), unanswered: count("unanswered") };
}

/** What differs from the record; undefined where nothing does. */
function changedText(probe: CaseProbe, daemon: DaemonAnswer): string | undefined {
	if (probe.expect === undefined || daemon.verdict === "timeout") return undefined;
	const right = [WORDS[probe.expect] ?? probe.expect, ...acceptable(probe)];
	return right.includes(daemon.verdict) || right.includes("unknown")
		? undefined
		: `recorded ${probe.expect}, now ${daemon.verdict} at ${daemon.stage}: ${daemon.code} ${daemon.text}`;
}

/** Other answers that the record calls right, in the contract's words. */
function acceptable({ or }: CaseProbe): readonly string[] {
	return (typeof or === "string" ? [or] : (or ?? [])).map((word) => WORDS[word] ?? word);
}

function differenceText({ daemon, ours, difference }: Compared): string {
	return `${difference}: ${daemon.code} ${daemon.text} / ${ours.trace
		.slice(-4)
		.map((step) => step.text)
		.join(" > ")}`;
}
