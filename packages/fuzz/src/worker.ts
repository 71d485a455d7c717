import { parentPort, workerData } from "node:worker_threads";
import { randomFrom } from "@relaylint/conformance/random";
import type { CaseFiles, Failure } from "./case.ts";
import { startCoverage } from "./coverage.ts";
import { fuzz, secondsOf, type Tally } from "./session.ts";
import { targetsOf } from "./targets.ts";

/** What a worker is asked to do. */
export interface Orders {
	readonly fixtures: string;
	readonly seed: number;
	readonly seconds: number;
	/** Only targets whose name holds this. */
	readonly only: string;
	/** An input to be timed, and nothing else to be done. */
	readonly timed?: { readonly target: string; readonly files: CaseFiles };
}

/** What a worker says: what it begins, so that somebody knows what it hangs on; what it found; how it ended. */
export type Message =
	| { readonly kind: "begins"; readonly target: string; readonly files: CaseFiles }
	| { readonly kind: "fails"; readonly failure: Failure }
	| { readonly kind: "slow"; readonly target: string; readonly files: CaseFiles; readonly seconds: number }
	| { readonly kind: "timed"; readonly seconds: number }
	| { readonly kind: "ends"; readonly tallies: readonly Tally[]; readonly blocks: number };

const orders = workerData as Orders;
const say = (message: Message) => parentPort?.postMessage(message);
const targets = targetsOf(orders.fixtures, orders.seed).filter(({ name }) => name.includes(orders.only));

if (orders.timed === undefined) await fuzzAll(orders);
else {
	const { target, files } = orders.timed;
	const wanted = targets.find(({ name }) => name === target);
	say({ kind: "begins", target, files });
	if (wanted !== undefined) say({ kind: "timed", seconds: await secondsOf(wanted, files) });
}

async function fuzzAll({ seed, seconds }: Orders): Promise<void> {
	const ends = performance.now() + seconds * 1000;
	const coverage = startCoverage("worker.mjs");
	const tallies = await fuzz(targets, randomFrom(seed), coverage, () => performance.now() >= ends, {
		begins: (target, files) => say({ kind: "begins", target, files }),
		fails: (failure) => say({ kind: "fails", failure }),
		isSlow: (target, files, took) => say({ kind: "slow", target, files, seconds: took }),
	});
	say({ kind: "ends", tallies, blocks: coverage.blocks() });
}
