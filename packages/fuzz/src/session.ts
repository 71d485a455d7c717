import type { Random } from "@relaylint/conformance/random";
import { type CaseFiles, type Failure, mostSecondsOf, type Target } from "./case.ts";
import type { Coverage } from "./coverage.ts";
import { mutated, wordsOf } from "./mutate.ts";

/** What became of one target so far. */
export interface Tally {
	readonly target: string;
	runs: number;
	/** Inputs kept because they reached what nothing before them had. */
	kept: number;
	/** The most seconds of processor time that one input took. */
	slowest: number;
	seconds: number;
}

/** Inputs kept for one target; past this many a random one goes. */
const MOST_KEPT = 2000;

/** So many seeds of a target are given as they are, before any is changed. */
const SEEDS_FIRST = 10;

/** How often an input is made smaller before it is reported. */
const SHRINKS = 300;

interface Pool {
	readonly target: Target;
	readonly inputs: CaseFiles[];
	readonly words: readonly string[];
	readonly tally: Tally;
}

/** Gives a target inputs until `until`, in milliseconds of `performance.now()`: its seeds, then what is made of them and of whatever reached something new. */
export async function fuzz(
	targets: readonly Target[],
	random: Random,
	coverage: Coverage,
	until: () => boolean,
	report: {
		readonly begins: (target: string, files: CaseFiles) => void;
		readonly fails: (failure: Failure) => void;
		/** An input that took longer than it may, which may be the counting's fault. */
		readonly isSlow: (target: string, files: CaseFiles, seconds: number) => void;
	},
): Promise<readonly Tally[]> {
	const pools = targets.map(
		(target): Pool => ({
			target,
			inputs: [...target.seeds],
			words: wordsOf(target.seeds),
			tally: { target: target.name, runs: 0, kept: 0, slowest: 0, seconds: 0 },
		}),
	);
	const known = new Set<string>();
	const run = async (pool: Pool, files: CaseFiles): Promise<void> => {
		report.begins(pool.target.name, files);
		const { wrong, seconds } = await brokenPromises(pool.target, files);
		pool.tally.runs++;
		pool.tally.seconds += seconds;
		pool.tally.slowest = Math.max(pool.tally.slowest, seconds);
		if (seconds > mostSecondsOf(pool.target.name)) report.isSlow(pool.target.name, files, seconds);
		const [what] = wrong;
		if (what === undefined) return;
		const kind = `${pool.target.name} ${kindOf(what)}`;
		if (known.has(kind)) return;
		known.add(kind);
		report.fails({ target: pool.target.name, what, files: await shrunk(pool.target, files, what, random) });
	};
	for (const pool of pools) for (const seed of random.sample(pool.target.seeds, SEEDS_FIRST)) if (!until()) await run(pool, seed);
	coverage.fresh();
	for (;;) {
		if (until()) return pools.map(({ tally }) => tally);
		const pool = random.weigh(pools.map((one) => [one.target.weight, one] as const));
		// Half of the time from what was kept last: it reached something new.
		const late = pool.inputs.length > 20 && random.chance(2);
		const from = late ? (pool.inputs[pool.inputs.length - 1 - random.below(20)] as CaseFiles) : random.pick(pool.inputs);
		const files = mutated(from, pool.inputs, pool.words, random);
		await run(pool, files);
		if (coverage.fresh() === 0) continue;
		pool.tally.kept++;
		pool.inputs.push(files);
		if (pool.inputs.length > MOST_KEPT) pool.inputs.splice(random.below(pool.inputs.length - 20), 1);
	}
}

/** What an input breaks, with the processor time that it took. */
async function brokenPromises(target: Target, files: CaseFiles): Promise<{ wrong: readonly string[]; seconds: number }> {
	const before = process.cpuUsage();
	let wrong: readonly string[];
	try {
		wrong = await target.broken(files);
	} catch (fault) {
		wrong = [
			fault instanceof Error
				? `throws ${fault.message}\n${fault.stack?.split("\n").slice(1, 6).join("\n")}`
				: `throws ${String(fault)}`,
		];
	}
	const { user, system } = process.cpuUsage(before);
	return { wrong, seconds: (user + system) / 1e6 };
}

/** Seconds of processor time that an input takes where nothing is counted, after a few others. */
export async function secondsOf(target: Target, files: CaseFiles): Promise<number> {
	for (const seed of target.seeds.slice(0, 8)) await target.broken(seed);
	return (await brokenPromises(target, files)).seconds;
}

/** A failure without its figures, so that one mistake is reported once. */
function kindOf(what: string): string {
	return (
		what
			.split("\n")[0]
			?.replace(/\d+(?:\.\d+)?/g, "N")
			.replace(/"[^"]*"/g, "TEXT")
			.slice(0, 120) ?? ""
	);
}

/** A smaller input that breaks the same promise: without files, then without lines, then without pieces of lines. */
async function shrunk(target: Target, files: CaseFiles, what: string, random: Random): Promise<CaseFiles> {
	let best = files;
	const kind = kindOf(what);
	const holds = async (candidate: CaseFiles) => {
		const { wrong } = await brokenPromises(target, candidate);
		return wrong.some((one) => kindOf(one) === kind);
	};
	for (const name of [...files.keys()]) {
		const without = new Map([...best].filter(([other]) => other !== name));
		if (without.size > 0 && (await holds(without))) best = without;
	}
	const started = performance.now();
	for (let left = SHRINKS; left > 0 && performance.now() - started < 10_000; left--) {
		const name = random.pick([...best.keys()]);
		const content = best.get(name) as Uint8Array;
		if (content.length === 0) continue;
		const length = Math.max(1, Math.floor(content.length / random.pick([2, 4, 8, 32, 256, content.length])));
		const at = random.below(content.length - length + 1);
		const smaller = new Map(best).set(name, Uint8Array.from([...content.subarray(0, at), ...content.subarray(at + length)]));
		if (await holds(smaller)) best = smaller;
	}
	return best;
}
