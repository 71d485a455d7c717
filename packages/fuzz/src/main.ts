import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { Worker } from "node:worker_threads";
import { HELP, readArguments } from "./arguments.ts";
import { type CaseFiles, type Failure, mostSecondsOf, sizeOf } from "./case.ts";
import type { Tally } from "./session.ts";
import type { Message, Orders } from "./worker.ts";

/** A single input that takes so many seconds of the clock counts as one that never ends. */
const NEVER_ENDS = 30;

/** The most memory that the worker's heap may take, in mebibytes. */
const HEAP = 1500;

/** How often a worker that was stopped is replaced. */
const MOST_ROUNDS = 10;

/** So many slow inputs of one target, the slowest first, are timed again where nothing is counted. */
const MOST_TIMED = 3;

interface Slow {
	readonly target: string;
	readonly files: CaseFiles;
	readonly seconds: number;
}

interface Ended {
	readonly slow: readonly Slow[];
	readonly timed?: number;
	readonly tallies: readonly Tally[];
	readonly blocks: number;
	readonly failures: readonly Failure[];
}

/** Runs the fuzzer; returns the exit code. */
export async function main(words: readonly string[], worker: string, fixtures: string): Promise<number> {
	const run = readArguments(words, Math.floor(Math.random() * 2 ** 31));
	if (run.kind === "help") console.log(HELP);
	if (run.kind === "usage") console.error(`fuzz: ${run.message}\n\n${HELP}`);
	if (run.kind !== "fuzz") return run.kind === "help" ? 0 : 2;
	console.log(`fuzz: ${run.seconds} s, --seed ${run.seed}`);
	const folder = join(dirname(worker), "failures");
	rmSync(folder, { recursive: true, force: true });
	const started = performance.now();
	const left = () => run.seconds - (performance.now() - started) / 1000;
	const failures: Failure[] = [];
	const tallies = new Map<string, Tally>();
	const slow: Slow[] = [];
	let blocks = 0;
	for (let round = 0; round === 0 || (left() > 1 && round < MOST_ROUNDS); round++) {
		const ended = await work(worker, { fixtures, seed: run.seed + round, seconds: left(), only: run.only });
		blocks = Math.max(blocks, ended.blocks);
		failures.push(...ended.failures);
		slow.push(...ended.slow);
		for (const tally of ended.tallies) tallies.set(tally.target, sum(tallies.get(tally.target), tally));
	}
	const timed: number[] = [];
	for (const one of slowest(slow)) {
		const again = await work(worker, { fixtures, seed: run.seed, seconds: 0, only: one.target, timed: one });
		const seconds = again.timed ?? Number.POSITIVE_INFINITY;
		timed.push(seconds);
		if (seconds > mostSecondsOf(one.target))
			failures.push({
				target: one.target,
				what: `takes ${seconds.toFixed(1)} s for ${sizeOf(one.files)} bytes`,
				files: one.files,
			});
	}
	console.log(table([...tallies.values()]));
	if (timed.length > 0) console.log(`slow ones timed again, in s: ${timed.map((seconds) => seconds.toFixed(2)).join(" ")}`);
	const runs = [...tallies.values()].reduce((all, tally) => all + tally.runs, 0);
	console.log(
		`${runs} inputs in ${Math.round(run.seconds - left())} s, ${blocks} blocks reached, ${failures.length} broken promises`,
	);
	failures.forEach((failure, index) => {
		const at = join(folder, String(index));
		save(at, failure);
		console.log(
			`\n${failure.target}: ${failure.what}\n  ${relative(process.cwd(), at)}: ${[...failure.files].map(shown).join("\n")}`,
		);
	});
	return failures.length > 0 ? 1 : 0;
}

/** One worker from its start to its end, natural or not: what it hangs on or runs out of memory with is a failure. */
function work(worker: string, orders: Orders): Promise<Ended> {
	return new Promise((resolve) => {
		const thread = new Worker(worker, { workerData: orders, resourceLimits: { maxOldGenerationSizeMb: HEAP } });
		const failures: Failure[] = [];
		let current: { target: string; files: CaseFiles; since: number } | undefined;
		const slow: Slow[] = [];
		let ended: Ended = { tallies: [], blocks: 0, failures, slow };
		const stopped = (what: string) => {
			failures.push({ target: current?.target ?? "the fuzzer", what, files: current?.files ?? new Map() });
		};
		const watch = setInterval(() => {
			if (current === undefined || performance.now() - current.since < NEVER_ENDS * 1000) return;
			stopped(`does not end within ${NEVER_ENDS} s`);
			void thread.terminate();
		}, 1000);
		thread.on("message", (message: Message) => {
			if (message.kind === "begins") current = { target: message.target, files: message.files, since: performance.now() };
			else if (message.kind === "fails") failures.push(message.failure);
			else if (message.kind === "slow") slow.push(message);
			else if (message.kind === "timed") ended = { ...ended, timed: message.seconds };
			else ended = { ...ended, tallies: message.tallies, blocks: message.blocks };
		});
		thread.on("error", (error) => stopped(`ends the process: ${error.stack ?? error.message}`));
		thread.on("exit", () => {
			clearInterval(watch);
			resolve({ ...ended, failures });
		});
	});
}

function slowest(slow: readonly Slow[]): readonly Slow[] {
	const sorted = [...slow].sort((a, b) => b.seconds - a.seconds);
	return sorted.filter((one) => sorted.filter(({ target }) => target === one.target).indexOf(one) < MOST_TIMED);
}

function sum(before: Tally | undefined, tally: Tally): Tally {
	if (before === undefined) return tally;
	return {
		target: tally.target,
		runs: before.runs + tally.runs,
		kept: before.kept + tally.kept,
		slowest: Math.max(before.slowest, tally.slowest),
		seconds: before.seconds + tally.seconds,
	};
}

function table(tallies: readonly Tally[]): string {
	const rows = tallies.map(({ target, runs, kept, slowest, seconds }) =>
		[
			target.padEnd(28),
			String(runs).padStart(9),
			String(kept).padStart(7),
			(slowest * 1000).toFixed(0).padStart(8),
			((seconds / Math.max(1, runs)) * 1000).toFixed(1).padStart(8),
		].join(" "),
	);
	return [`${"target".padEnd(28)}    inputs    kept  most ms  mean ms`, ...rows].join("\n");
}

function save(folder: string, { files }: Failure): void {
	for (const [name, content] of files) {
		const path = join(folder, name);
		mkdirSync(dirname(path), { recursive: true });
		writeFileSync(path, content);
	}
}

function shown([name, content]: readonly [string, Uint8Array]): string {
	return `${name} ${JSON.stringify(new TextDecoder().decode(content.subarray(0, 600)))}`;
}
