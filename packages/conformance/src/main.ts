import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { nodeFileSystem } from "@relaylint/linter/node";
import { HELP, type Run, readArguments } from "./arguments.ts";
import type { Case } from "./case.ts";
import { casesBelow, readCase, ruleCase } from "./case-files.ts";
import { files, PLACES } from "./compare.ts";
import { type Disagreement, PROBES_EACH, runDifferential } from "./differential.ts";
import { DRIVERS } from "./drivers.ts";
import { generatorFor } from "./generate/generators.ts";
import type { Generator } from "./generate/sample.ts";
import { layerOf } from "./layer.ts";
import type { MtaDriver } from "./mta-driver.ts";
import { randomFrom } from "./random.ts";
import { recorded } from "./record.ts";
import { replay } from "./replay.ts";
import { configurationText, disagreementText } from "./report.ts";
import { compareRewriting } from "./rewriting.ts";
import { playVerify } from "./verify.ts";
import { playWitnesses } from "./witnesses.ts";
import { startWorker, type Worker } from "./worker.ts";

/** Configurations whose rule sets are run in a short run, and texts for each. */
const REWRITING_SHARE = 10;
const PAIRS_EACH = 100;

interface Tally {
	passed: number;
	failed: number;
}

/** Runs the harness; `inner` is the program for inside the namespaces, `fixtures` the directory with a folder for each dialect. Returns the exit code. */
export async function main(words: readonly string[], inner: string, fixtures: string): Promise<number> {
	const run = readArguments(words, Math.floor(Math.random() * 2 ** 31), PROBES_EACH);
	if (run.kind === "help") {
		say(HELP);
		return 0;
	}
	if (run.kind === "usage") {
		say(`${run.message}\n${HELP}`);
		return 2;
	}
	const hindrance = whyNotHere();
	if (hindrance !== undefined) {
		const required = process.env.CI === "true";
		say(`conformance ${required ? "cannot run" : "skipped"}: ${hindrance}`);
		return required ? 1 : 0;
	}
	const tally: Tally = { passed: 0, failed: 0 };
	for (const driver of DRIVERS) {
		const { id } = driver.recipe;
		if (!asks(run, id)) continue;
		const layer = layerOf(driver.recipe);
		const workers = Array.from({ length: run.workers }, () => startWorker(inner, id, layer));
		try {
			if (run.kind === "record") await record(workers, run.cases, id);
			else await checkAll(workers, run, driver, join(fixtures, id), tally);
		} finally {
			for (const worker of workers) worker.end();
		}
	}
	say(`${tally.passed} passed, ${tally.failed} failed`);
	return tally.failed === 0 ? 0 : 1;
}

/** Whether a run has anything to ask this daemon. */
function asks(run: Extract<Run, { kind: "check" | "record" }>, mta: string): boolean {
	if (run.kind === "check" && run.mta !== undefined && run.mta !== mta) return false;
	return run.cases.length === 0 || run.cases.some((path) => isOf(path, mta) || (mta === "sendmail" && path.endsWith(".cf")));
}

/** What keeps the daemons from running on this machine; undefined where nothing does. */
function whyNotHere(): string | undefined {
	if (process.platform !== "linux") return "it needs Linux";
	if (process.getuid?.() !== 0) return "it needs root, to make namespaces with addresses of their own";
	for (const program of ["unshare", "ip", "apt-get", "dpkg", "chroot", "mount", "perl", "openssl"]) {
		try {
			execFileSync("sh", ["-c", `command -v ${program}`], { stdio: "ignore" });
		} catch {
			return `it needs the program ${program} (a Debian system with iproute2)`;
		}
	}
	return undefined;
}

async function checkAll(
	workers: readonly Worker[],
	run: Extract<Run, { kind: "check" }>,
	driver: MtaDriver,
	directory: string,
	tally: Tally,
): Promise<void> {
	const { id } = driver.recipe;
	const given = run.cases.map((path) => resolve(path)).filter((path) => isOf(path, id));
	const directories = run.cases.length > 0 ? given : run.fixtures && existsSync(directory) ? casesBelow(directory) : [];
	if (directories.length > 0) {
		await replayAll(workers, directories, id, tally);
		await witnessesOfAll(workers, directories, id, tally);
	}
	if (driver.rewrite !== undefined) {
		const generatedFiles = run.cases.filter((path) => path.endsWith(".cf")).map((path) => ruleCase(resolve(path)));
		const cases = [...directories.map((one) => readCase(one)), ...generatedFiles];
		if (cases.length > 0) await rewriting(workers, cases, run, id, tally);
	}
	if (run.cases.length === 0 && run.fixtures) await verifyAll(workers, join(directory, ".."), id, tally);
	const generate = generatorFor(id);
	const probes = typeof run.generated === "number" ? run.generated : driver.generated[run.generated];
	const seed = run.fresh && run.generated === "share" ? (driver.generated.seed ?? run.seed) : run.seed;
	if (probes > 0 && generate !== undefined) await differential(workers, generate, { ...run, seed }, probes, id, tally);
	if (probes > 0 && generate !== undefined && driver.generated.witnesses === true)
		await witnessesOfGenerated(workers, generate, seed, Math.ceil(probes / PROBES_EACH), id, tally);
}

function isOf(path: string, mta: string): boolean {
	return resolve(path, "..").endsWith(`/${mta}`);
}

async function replayAll(workers: readonly Worker[], directories: readonly string[], mta: string, tally: Tally): Promise<void> {
	const start = performance.now();
	const counted = { probes: 0, failed: 0, unknown: 0, unanswered: 0 };
	await shared(workers, directories, async (worker, directory) => {
		const replayed = await replay(worker, readCase(directory), mta);
		counted.probes += replayed.probes;
		counted.failed += replayed.failures.length;
		counted.unknown += replayed.unknown;
		counted.unanswered += replayed.unanswered;
		for (const text of replayed.failures) say(text);
	});
	tally.passed += counted.probes - counted.failed;
	tally.failed += counted.failed;
	say(
		`${mta}: ${directories.length} recorded cases, ${counted.probes} probes, ${counted.failed} failed, ${counted.unknown} unknown to decide, ${counted.unanswered} not answered (${seconds(start)})`,
	);
}

async function witnessesOfAll(
	workers: readonly Worker[],
	directories: readonly string[],
	mta: string,
	tally: Tally,
): Promise<void> {
	const start = performance.now();
	const fileSystem = nodeFileSystem();
	let played = 0;
	let failed = 0;
	await shared(workers, directories, async (worker, directory) => {
		const outcome = await playWitnesses(worker, fileSystem, directory, readCase(directory));
		played += outcome.played;
		failed += outcome.failures.length;
		for (const text of outcome.failures) say(text);
	});
	tally.passed += played - failed;
	tally.failed += failed;
	say(`${mta}: ${played} witnesses played, ${failed} refused (${seconds(start)})`);
}

/** Plays the witnesses of generated configurations, each in a world of its own records alone. */
async function witnessesOfGenerated(
	workers: readonly Worker[],
	generate: Generator,
	seed: number,
	cases: number,
	mta: string,
	tally: Tally,
): Promise<void> {
	const start = performance.now();
	let played = 0;
	let failed = 0;
	const seeds = Array.from({ length: cases }, (_, at) => (seed + at) >>> 0);
	await shared(workers, seeds, async (worker, own) => {
		const one = generate(own, 1).asCase(`seed-${own}`);
		const alone = { ...one, world: { ...one.world, dns: {} } };
		const outcome = await playWitnesses(worker, files(alone, mta), PLACES[mta] ?? "/", alone);
		played += outcome.played;
		failed += outcome.failures.length;
		for (const text of outcome.failures) say(`${text}\n${configurationText(alone)}\n`);
	});
	tally.passed += played - failed;
	tally.failed += failed;
	say(`${mta}: ${played} witnesses of ${cases} generated configurations played, ${failed} refused (${seconds(start)})`);
}

/** Rule sets of a share of the configurations, or of all in a full run, against the daemon's own test mode. */
async function rewriting(
	workers: readonly Worker[],
	cases: readonly Case[],
	{ seed, generated }: { readonly seed: number; readonly generated: number | "share" | "full" },
	mta: string,
	tally: Tally,
): Promise<void> {
	const start = performance.now();
	const chosen = generated === "share" ? randomFrom(seed).sample(cases, REWRITING_SHARE) : cases;
	const counted = { same: 0, different: 0, unanswered: 0, unknown: new Map<string, number>() };
	await shared(workers, chosen, async (worker, one) => {
		const result = await compareRewriting(worker, one, seed, PAIRS_EACH);
		counted.same += result.same;
		counted.unanswered += result.unanswered;
		counted.different += result.different.length;
		for (const [reason, count] of result.unknown) counted.unknown.set(reason, (counted.unknown.get(reason) ?? 0) + count);
		for (const text of result.different) say(text);
	});
	const unknown = [...counted.unknown.values()].reduce((sum, count) => sum + count, 0);
	tally.passed += counted.same + unknown;
	tally.failed += counted.different;
	say(
		`${mta}: ${chosen.length * PAIRS_EACH} texts given to rule sets of ${chosen.length} configurations (seed ${seed}): ${counted.same} agree, ${counted.different} disagree, ${unknown} unknown, ${counted.unanswered} without a result (${seconds(start)})`,
	);
	for (const [reason, count] of [...counted.unknown].sort((a, b) => b[1] - a[1]).slice(0, 10))
		say(`  unknown ${count}: ${reason}`);
}

async function verifyAll(workers: readonly Worker[], fixtures: string, mta: string, tally: Tally): Promise<void> {
	const start = performance.now();
	const [worker] = workers;
	if (worker === undefined) return;
	const { attempts, failures } = await playVerify(
		worker,
		join(fixtures, "equivalent"),
		mta,
		join(fixtures, "../dist/relaylint.cjs"),
	);
	tally.passed += attempts;
	tally.failed += failures.length;
	for (const text of failures) say(text);
	say(`${mta}: ${attempts} attempts by relaylint verify, ${failures.length} runs not as they have to be (${seconds(start)})`);
}

async function differential(
	workers: readonly Worker[],
	generate: Generator,
	{ seed, shrink }: { readonly seed: number; readonly shrink: boolean },
	probes: number,
	mta: string,
	tally: Tally,
): Promise<void> {
	const start = performance.now();
	say(`${mta}: ${probes} generated probes from seed ${seed}`);
	const tell = (found: Disagreement) => say(`${disagreementText(found.compared, found.seed)}\n`);
	const result = await runDifferential(workers, mta, generate, seed, probes, tell, shrink);
	const unknown = [...result.unknown.values()].reduce((sum, count) => sum + count, 0);
	tally.passed += result.same + unknown;
	tally.failed += result.disagreeing;
	const answers = [...result.answers].map(([verdict, count]) => `${count} ${verdict}`).join(", ");
	const asked = result.same + unknown + result.unanswered + result.unsteady + result.disagreeing;
	say(
		`${mta}: ${asked} generated probes in ${result.cases} configurations (${answers}): ${result.same} agree, ${result.disagreeing} disagree, ${unknown} unknown to decide, ${result.unanswered} not answered, ${result.unsteady} not repeated (${seconds(start)}, ${Math.round((asked * 1000) / (performance.now() - start))} probes a second)`,
	);
	for (const [reason, count] of [...result.unknown].sort((a, b) => b[1] - a[1]).slice(0, 20))
		say(`  unknown ${count}: ${reason}`);
}

async function record(workers: readonly Worker[], cases: readonly string[], mta: string): Promise<void> {
	await shared(
		workers,
		cases.map((path) => resolve(path)).filter((path) => isOf(path, mta)),
		async (worker, directory) => {
			const file = join(directory, "probes.json");
			const { answers } = await worker.play(readCase(directory));
			const before = readFileSync(file, "utf8");
			const after = recorded(before, answers);
			if (after !== before) writeFileSync(file, after);
			say(
				`${mta}/${readCase(directory).name}: ${answers.map(({ verdict }) => verdict).join(" ")}${after === before ? "" : " (changed)"}`,
			);
		},
	);
}

/** Gives each item to the next worker that is free. */
async function shared<T>(
	workers: readonly Worker[],
	items: readonly T[],
	work: (worker: Worker, item: T) => Promise<void>,
): Promise<void> {
	const left = [...items];
	await Promise.all(
		workers.map(async (worker) => {
			for (let item = left.shift(); item !== undefined; item = left.shift()) await work(worker, item);
		}),
	);
}

function seconds(start: number): string {
	return `${((performance.now() - start) / 1000).toFixed(1)} s`;
}

function say(text: string): void {
	process.stdout.write(`${text}\n`);
}
