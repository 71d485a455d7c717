import { type Compared, playAndCompare } from "./compare.ts";
import type { Generator, Sample } from "./generate/sample.ts";
import { shrink } from "./generate/shrink.ts";
import type { Worker } from "./worker.ts";

/** What a run over generated configurations came to. */
export interface DifferentialResult {
	readonly same: number;
	readonly unanswered: number;
	/** Differing answers that the daemon did not repeat. */
	readonly unsteady: number;
	/** How often each reason for an unknown was given. */
	readonly unknown: ReadonlyMap<string, number>;
	/** Probes whose answers differ. */
	readonly disagreeing: number;
	/** One for each difference in a configuration. */
	readonly different: readonly Disagreement[];
	readonly cases: number;
	/** How often the daemon gave each answer. */
	readonly answers: ReadonlyMap<string, number>;
}

/** A disagreement, made as small as it goes. */
export interface Disagreement {
	readonly seed: number;
	readonly sample: Sample;
	readonly compared: Compared;
}

/** Probes of one generated configuration. */
export const PROBES_EACH = 40;

/** Plays so many generated probes, from the seed on; one worker for each configuration at a time. `tell` hears of each disagreement. */
export async function runDifferential(
	workers: readonly Worker[],
	mta: string,
	generate: Generator,
	seed: number,
	probes: number,
	tell: (found: Disagreement) => void,
	shrinking = true,
): Promise<DifferentialResult> {
	const cases = Math.ceil(probes / PROBES_EACH);
	let next = 0;
	const counted = {
		cases,
		same: 0,
		disagreeing: 0,
		unanswered: 0,
		unsteady: 0,
		unknown: new Map<string, number>(),
		different: [] as Disagreement[],
		answers: new Map<string, number>(),
	};
	const count = (map: Map<string, number>, key: string) => map.set(key, (map.get(key) ?? 0) + 1);
	const work = async (worker: Worker) => {
		while (next < cases) {
			const own = (seed + next++) >>> 0;
			const sample = generate(own, PROBES_EACH);
			const compared = await playAndCompare(worker, sample.asCase(`seed-${own}`), mta);
			for (const one of compared) count(counted.answers, one.daemon.verdict);
			const tally = (one: Compared) => {
				if (one.outcome === "same") counted.same++;
				else if (one.outcome === "unanswered") counted.unanswered++;
				else if (one.outcome === "unknown") count(counted.unknown, one.ours.depends.map(({ text }) => text).join("; "));
			};
			let different = compared.filter((one) => one.outcome === "different");
			for (const one of compared) tally(one);
			if (different.length > 0) {
				// An answer that the daemon does not give a second time is no answer.
				const again = await playAndCompare(worker, sample.asCase(`seed-${own}`), mta);
				const steady = different.filter((one) => again[one.index]?.daemon.verdict === one.daemon.verdict);
				counted.unsteady += different.length - steady.length;
				different = steady;
			}
			counted.disagreeing += different.length;
			// One cause shows in many probes: the first of each difference is made small.
			const firsts = new Map(
				different
					.toReversed()
					.map((one) => [
						one.daemon.stage === "connect" ? `${one.daemon.text} ${one.probe.port}` : `${one.difference} at ${one.daemon.stage}`,
						one,
					]),
			);
			for (const one of firsts.values()) {
				const found = shrinking ? await smallest(worker, mta, own, sample, one) : { seed: own, sample, compared: one };
				counted.different.push(found);
				tell(found);
			}
		}
	};
	await Promise.all(workers.map(work));
	return counted;
}

async function smallest(worker: Worker, mta: string, seed: number, sample: Sample, one: Compared): Promise<Disagreement> {
	const name = `seed-${seed}`;
	let last = one;
	const holds = async (smaller: Sample) => {
		const found = await playAndCompare(worker, smaller.asCase(name), mta).catch(() => []);
		const still = found.find(
			(compared) =>
				compared.outcome === "different" &&
				compared.daemon.verdict === one.daemon.verdict &&
				compared.ours.outcome === one.ours.outcome,
		);
		if (still !== undefined) last = still;
		return still !== undefined;
	};
	const alone = sample.asking([one.probe]);
	// What needs the probes before it is shown as it was met.
	if (!(await holds(alone))) return { seed, sample, compared: one };
	return { seed, sample: await shrink(alone, holds), compared: last };
}
