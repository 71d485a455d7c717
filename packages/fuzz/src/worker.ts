import { parentPort, workerData } from "node:worker_threads";
import { randomFrom } from "@relaylint/conformance/random";
import type { CaseFiles, Failure } from "./case.ts";
import { startCoverage } from "./coverage.ts";
import { fuzz, type Tally } from "./session.ts";
import { targetsOf } from "./targets.ts";

/** What a worker is asked to do. */
export interface Orders {
	readonly fixtures: string;
	readonly seed: number;
	readonly seconds: number;
	/** Only targets whose name holds this. */
	readonly only: string;
}

/** What a worker says: what it begins, so that somebody knows what it hangs on; what it found; how it ended. */
export type Message =
	| { readonly kind: "begins"; readonly target: string; readonly files: CaseFiles }
	| { readonly kind: "fails"; readonly failure: Failure }
	| { readonly kind: "ends"; readonly tallies: readonly Tally[]; readonly blocks: number };

const { fixtures, seed, seconds, only } = workerData as Orders;
const say = (message: Message) => parentPort?.postMessage(message);
const ends = performance.now() + seconds * 1000;
const coverage = startCoverage("worker.mjs");
const targets = targetsOf(fixtures, seed).filter(({ name }) => name.includes(only));
const tallies = await fuzz(targets, randomFrom(seed), coverage, () => performance.now() >= ends, {
	begins: (target, files) => say({ kind: "begins", target, files }),
	fails: (failure) => say({ kind: "fails", failure }),
});
say({ kind: "ends", tallies, blocks: coverage.blocks() });
