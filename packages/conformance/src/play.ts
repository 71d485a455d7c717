import { execFile } from "node:child_process";
import { probeWorld, reverseName } from "@relaylint/core";
import type { Case, CaseProbe } from "./case.ts";
import type { DnsServer } from "./dns-server.ts";
import type { Daemon, MtaDriver, RewritePair, Route } from "./mta-driver.ts";
import { freshSandbox, type Sandbox } from "./sandbox.ts";
import { type ClientAnswer, type ClientSurroundings, greets, playProbe } from "./smtp-client.ts";

/** What the daemon did with one probe. */
export interface DaemonAnswer extends ClientAnswer {
	readonly route?: Route;
}

/** How a program that ran beside a daemon ended. */
export interface RanBeside {
	readonly code: number;
	readonly stdout: string;
	readonly stderr: string;
}

/** What the daemon did with a case. */
export interface CaseAnswers {
	readonly answers: readonly DaemonAnswer[];
	/** Where the case has a program to run beside the daemon. */
	readonly beside?: RanBeside;
	/** The case in the form that the daemon was given, where that is built from what an administrator writes. */
	readonly built?: Case;
	/** Lines of the log that warn, once each. */
	readonly warnings: readonly string[];
	/** Milliseconds for the sandbox and the files, until the daemon greets, and for the probes. */
	readonly milliseconds: readonly [prepare: number, start: number, probes: number];
}

/** What playing needs to know of this process. */
export interface Stage {
	readonly root: string;
	readonly layer: string;
	readonly dns: DnsServer;
	readonly driver: MtaDriver;
}

const MAIN4 = "192.0.2.25";
const MAIN6 = "2001:db8::25";
const PATIENCE = 6_000;
const START_PATIENCE = 10_000;
const OTHER_PORTS_PATIENCE = 1_500;
/** Connections at once: more only make the daemon start more processes. */
const AT_ONCE = 3;

/** Asks the real daemon every probe of a case, in a sandbox of its own. */
export async function playCase(one: Case, { root, layer, dns, driver }: Stage): Promise<CaseAnswers> {
	const times = [performance.now()];
	const { world } = one;
	const { sandbox, built, facts } = await sandboxFor(one, { root, layer, dns, driver });
	times.push(performance.now());
	const daemon = driver.start(sandbox);
	const around: ClientSurroundings = {
		server4: facts.address,
		server6: MAIN6,
		certificate: `${layer}/etc/ssl/certs/ssl-cert-snakeoil.pem`,
		key: `${layer}/etc/ssl/private/ssl-cert-snakeoil.key`,
		patience: PATIENCE,
	};
	const ports = [...new Set(world.probes.map(({ port }) => port ?? 25))];
	const dead = new Map<number, ClientAnswer>();
	const limit: Limit = { until: Date.now() + START_PATIENCE };
	const tryPort = async (port: number) => {
		const servers = [
			...new Set(world.probes.filter((probe) => (probe.port ?? 25) === port).map((probe) => probe.server ?? around.server4)),
		];
		const failure = await failureOf(port, [...servers, "127.0.0.1", MAIN6], sandbox, daemon, driver, limit);
		if (failure !== undefined) dead.set(port, failure);
		// A daemon opens all its ports as it starts: once one is open the others do not take long.
		else limit.until = Math.min(limit.until, Date.now() + OTHER_PORTS_PATIENCE);
	};
	// One after another: a line of the log does not say for which port a process ended.
	for (const port of ports) await tryPort(port);
	times.push(performance.now());
	const answers = new Array<DaemonAnswer>(world.probes.length);
	const lookup = async (index: number) => {
		const probe = world.probes[index] as CaseProbe;
		let answer = dead.get(probe.port ?? 25);
		if (answer === undefined) answer = await playProbe(probe, around);
		answers[index] = answer;
	};
	for (const group of byView(world.probes, new Set(Object.keys(facts.zone).map((key) => key.toLowerCase())))) {
		const probe = world.probes[group[0] ?? 0] as CaseProbe;
		dns.answerFrom(
			probeWorld(facts, {
				address: probe.client ?? "203.0.113.7",
				forged: probe.forged ?? false,
				...(probe.name === undefined ? {} : { name: probe.name }),
			}),
		);
		await several(group, AT_ONCE, lookup);
		// A process that ends with a fault takes its connection with it: asked alone, the log says which one it was.
		for (const index of group)
			if (answers[index]?.dropped === true)
				answers[index] = await playAlone(world.probes[index] as CaseProbe, around, sandbox, driver);
	}
	await addRoutes(world.probes, answers, (probe) => driver.route(sandbox, probe));
	const beside = one.beside === undefined ? undefined : await runBeside(one.beside);
	times.push(performance.now());
	const warnings = sandbox.log.lines
		.filter((line) => /warning|fatal|panic|error/.test(line))
		.map((line) => line.replace(/\[\d+\]/, ""));
	const [start = 0, prepared = 0, started = 0, played = 0] = times.map(Math.round);
	return {
		answers,
		...(built === undefined ? {} : { built }),
		...(beside === undefined ? {} : { beside }),
		warnings: [...new Set(warnings)].slice(0, 20),
		milliseconds: [prepared - start, started - prepared, played - started],
	};
}

function runBeside([program = "", ...words]: readonly string[]): Promise<RanBeside> {
	return new Promise((resolve) => {
		execFile(program, words, { timeout: 60_000 }, (fault, stdout, stderr) => {
			const code = fault === null ? 0 : typeof fault.code === "number" ? fault.code : -1;
			resolve({ code, stdout, stderr });
		});
	});
}

/** Asks the router about every accepted recipient, once for each pair of addresses. */
async function addRoutes(
	probes: readonly CaseProbe[],
	answers: DaemonAnswer[],
	ask: (probe: CaseProbe) => Promise<Route | undefined>,
): Promise<void> {
	const groups = new Map<string, number[]>();
	for (const [index, probe] of probes.entries()) {
		if (answers[index]?.verdict !== "accept") continue;
		const key = `${probe.from} ${probe.to}`;
		groups.set(key, [...(groups.get(key) ?? []), index]);
	}
	await several([...groups.values()], AT_ONCE, async (group) => {
		const route = await ask(probes[group[0] ?? 0] as CaseProbe);
		if (route === undefined) return;
		for (const index of group) answers[index] = { ...(answers[index] as DaemonAnswer), route };
	});
}

/** Until when ports may still be opened. */
interface Limit {
	until: number;
}

/** What rule sets of a case's configuration make of texts, in a sandbox of its own. */
export async function rewriteCase(
	one: Case,
	pairs: readonly RewritePair[],
	stage: Stage,
): Promise<{ readonly results: readonly (string | null)[]; readonly built?: Case }> {
	const { sandbox, built } = await sandboxFor(one, stage);
	const results = await stage.driver.rewrite?.(sandbox, pairs);
	return { results: (results ?? []).map((result) => result ?? null), ...(built === undefined ? {} : { built }) };
}

/** A fresh sandbox with a case's configuration in place. */
async function sandboxFor(one: Case, { root, layer, dns, driver }: Stage) {
	const { world } = one;
	const facts = {
		hostname: world.hostname ?? "mx.example.com",
		address: world.address ?? MAIN4,
		addresses: world.addresses ?? [],
		users: world.users ?? [],
		zone: world.dns ?? {},
	};
	dns.answerFrom(probeWorld(facts));
	const sandbox = await freshSandbox(root, layer, {
		hostname: facts.hostname,
		address4: facts.address,
		address6: MAIN6,
		addresses: facts.addresses,
		users: facts.users,
	});
	const built = await driver.prepare(sandbox, one);
	return { sandbox, built, facts };
}

/** Why nothing is answered on a port; undefined where the daemon greets. */
async function failureOf(
	port: number,
	servers: readonly string[],
	sandbox: Sandbox,
	daemon: Daemon,
	driver: MtaDriver,
	limit: Limit,
): Promise<ClientAnswer | undefined> {
	let ended = false;
	void daemon.ended.then(() => {
		ended = true;
	});
	let fatal: string | undefined;
	const unwatch = sandbox.log.watch((line) => {
		if (driver.isFatal(line) || driver.isCrash(line)) fatal ??= line;
	});
	const failure = (text: string): ClientAnswer => ({ verdict: "fatal", stage: "connect", code: 0, text });
	try {
		// Once at least: ports before it may have used the time up.
		do {
			for (const server of servers) {
				const outcome = await Promise.race([
					greets(server, port, port === 465, START_PATIENCE),
					settled(() => fatal !== undefined || ended),
				]);
				if (outcome === "yes") return undefined;
				if (fatal !== undefined) return failure(fatal);
			}
			if (ended)
				return failure(
					daemon
						.said()
						.trim()
						.replace(/\s*\n\s*/g, " ") || "the daemon ended",
				);
			await pause(10);
		} while (Date.now() < limit.until);
		return failure(fatal ?? "nothing listens");
	} finally {
		unwatch();
	}
}

async function playAlone(
	probe: CaseProbe,
	around: ClientSurroundings,
	sandbox: Sandbox,
	driver: MtaDriver,
): Promise<ClientAnswer> {
	let fatal: string | undefined;
	const unwatch = sandbox.log.watch((line) => {
		if (driver.isFatal(line)) fatal ??= line;
	});
	const answer = await playProbe(probe, around);
	if (answer.dropped === true) await pause(30);
	unwatch();
	return answer.dropped === true && fatal !== undefined ? { ...answer, verdict: "fatal", text: fatal } : answer;
}

/** Places of probes that can be asked at once: the records of their clients are the same, or are in the zone already. */
function byView(probes: readonly CaseProbe[], zone: ReadonlySet<string>): readonly (readonly number[])[] {
	const groups = new Map<string, number[]>();
	probes.forEach((probe, index) => {
		const records: string[] = [];
		if (probe.name !== undefined) {
			const client = probe.client ?? "203.0.113.7";
			const reverse = `${reverseName(client)} PTR`.toLowerCase();
			const forward = `${probe.name} ${client.includes(":") ? "AAAA" : "A"}`.toLowerCase();
			if (!zone.has(reverse)) records.push(`${reverse} ${probe.name}`);
			if (probe.forged !== true && !zone.has(forward)) records.push(`${forward} ${client}`);
		}
		const key = records.join("\n");
		const group = groups.get(key);
		if (group === undefined) groups.set(key, [index]);
		else group.push(index);
	});
	return [...groups.values()];
}

async function several<T>(items: readonly T[], atOnce: number, work: (item: T) => Promise<void>): Promise<void> {
	const left = [...items];
	const worker = async () => {
		for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
	};
	await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
}

function pause(milliseconds: number): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

async function settled(condition: () => boolean): Promise<"no"> {
	const until = Date.now() + START_PATIENCE + 1000;
	while (!condition() && Date.now() < until) await pause(10);
	return "no";
}
