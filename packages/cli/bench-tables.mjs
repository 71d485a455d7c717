// Measures checks of large tables as whole processes: against `postmap`, which builds a hash of the same lines, in the same
// run, and how time grows with the lines. `postmap` is that of the machine, or of an unpacked Postfix in
// RELAYLINT_POSTFIX_LAYER. The floors are the project's own; exits 1 where one is missed.
import { spawnSync } from "node:child_process";
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildCommand } from "./build.mjs";

const RUNS = Number(process.env.BENCH_RUNS ?? 3);
const MOST_TIME = 0.35;
const MOST_MIB = 200;
/** From 100,000 to 3,000,000 lines time may grow by this factor over the lines' own 30. */
const MOST_GROWTH = 1.25;
const SIZES = [100_000, 1_000_000, 3_000_000];

const folder = mkdtempSync(join(tmpdir(), "relaylint-bench-"));
try {
	await buildCommand(folder);
	writeFileSync(
		join(folder, "memory.cjs"),
		'process.once("exit", () => require("node:fs").writeSync(3, String(process.resourceUsage().maxRSS)));\n',
	);
	const kinds = [
		{ type: "hash", line: (n) => `user${n}@customer${n % 5000}.example OK\n`, restriction: "check_recipient_access" },
		{
			type: "cidr",
			line: (n) => `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}/32 OK\n`,
			restriction: "check_client_access",
		},
	];
	let missed = false;
	for (const kind of kinds) {
		const taken = SIZES.map((size) => measure(kind, size));
		for (const [index, { time, memory }] of taken.entries())
			console.log(
				`${kind.type} ${String(SIZES[index]).padStart(7)} lines ${time.toFixed(0).padStart(6)} ms ${memory.toFixed(0).padStart(5)} MiB`,
			);
		const growth =
			(taken[2].time - taken[0].time) / (taken[1].time - taken[0].time) / ((SIZES[2] - SIZES[0]) / (SIZES[1] - SIZES[0]));
		const grew = growth > MOST_GROWTH;
		console.log(
			`  growth beyond 1,000,000 lines over that below: ${growth.toFixed(2)}, at most ${MOST_GROWTH}: ${grew ? "missed" : "held"}`,
		);
		const large = taken[1].memory > MOST_MIB;
		console.log(`  memory of 1,000,000 lines: at most ${MOST_MIB} MiB: ${large ? "missed" : "held"}`);
		const floor = postmap(1_000_000);
		const slow = floor !== undefined && taken[1].time / floor > MOST_TIME;
		console.log(
			floor === undefined
				? "  no postmap on this machine to compare with"
				: `  1,000,000 lines: ${(taken[1].time / floor).toFixed(2)}x postmap's ${floor.toFixed(0)} ms, at most ${MOST_TIME}: ${slow ? "missed" : "held"}`,
		);
		missed ||= grew || large || slow;
	}
	process.exitCode = missed ? 1 : 0;
} finally {
	rmSync(folder, { recursive: true, force: true });
}

/** A configuration that asks a table of that many lines; the medians of its check. */
function measure({ type, line, restriction }, size) {
	const directory = join(folder, `${type}-${size}`);
	mkdirSync(directory);
	write(join(directory, "table"), line, size);
	writeFileSync(
		join(directory, "main.cf"),
		`compatibility_level = 3.6\nsmtpd_recipient_restrictions = ${restriction} ${type}:/etc/postfix/table\n`,
	);
	const times = [];
	const memory = [];
	for (let run = 0; run < RUNS; run++) {
		const start = process.hrtime.bigint();
		execute(process.execPath, [join(folder, "relaylint.cjs"), directory]);
		times.push(Number(process.hrtime.bigint() - start) / 1e6);
		memory.push(
			Number(execute(process.execPath, ["-r", join(folder, "memory.cjs"), join(folder, "relaylint.cjs"), directory]).output[3]) /
				1024,
		);
	}
	return { time: median(times), memory: median(memory) };
}

/** The median time that postmap takes to build the hash of the hash table's lines; undefined where there is none. */
function postmap(size) {
	const layer = process.env.RELAYLINT_POSTFIX_LAYER;
	const command = layer ? join(layer, "usr/sbin/postmap") : "/usr/sbin/postmap";
	if (!existsSync(command)) return undefined;
	const table = join(folder, `hash-${size}`, "table");
	const etc = join(folder, "etc");
	mkdirSync(etc, { recursive: true });
	// An unpacked Postfix finds no user of its own on the machine, and would end at once.
	const owner = layer ? `mail_owner = daemon\nsetgid_group = mail\nshlib_directory = ${join(layer, "usr/lib/postfix")}\n` : "";
	writeFileSync(join(etc, "main.cf"), `compatibility_level = 3.6\n${owner}`);
	const libraries = layer
		? { LD_LIBRARY_PATH: [join(layer, "usr/lib/postfix"), join(layer, "usr/lib/x86_64-linux-gnu")].join(":") }
		: {};
	const times = [];
	for (let run = 0; run < RUNS; run++) {
		rmSync(`${table}.db`, { force: true });
		const start = process.hrtime.bigint();
		execute(command, ["-c", etc, `hash:${table}`], libraries);
		if (!existsSync(`${table}.db`)) throw new Error(`${command} built no table`);
		times.push(Number(process.hrtime.bigint() - start) / 1e6);
	}
	return median(times);
}

function write(path, line, size) {
	const file = openSync(path, "w");
	for (let n = 0; n < size; n += 10_000) {
		let text = "";
		for (let at = n; at < Math.min(size, n + 10_000); at++) text += line(at);
		writeSync(file, text);
	}
	closeSync(file);
}

function execute(command, args, env = {}) {
	const result = spawnSync(command, args, {
		cwd: folder,
		stdio: ["ignore", "pipe", "pipe", "pipe"],
		env: { ...process.env, NO_COLOR: "1", ...env },
		maxBuffer: 1 << 28,
	});
	if (result.status !== 0 && result.status !== 1) throw new Error(`${command}: ${result.stderr}`);
	return result;
}

function median(values) {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[Math.floor(sorted.length / 2)];
}
