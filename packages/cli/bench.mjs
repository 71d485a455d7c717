// Measures whole processes against `node -e 0` in the same run: interleaved, medians, ratios. The floors are the project's
// own: a small check at most 1.6 times the time and 1.4 times the peak memory. Exits 1 where a floor is missed.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildCommand } from "./build.mjs";

const RUNS = Number(process.env.BENCH_RUNS ?? 31);
const MOST_TIME = 1.6;
const MOST_MEMORY = 1.4;

const MAIN_CF = `# A mail server with the settings that most have.
compatibility_level = 3.6
myhostname = mx.example.com
mydomain = example.com
myorigin = $mydomain
mydestination = $myhostname, localhost.$mydomain, localhost, $mydomain
mynetworks = 127.0.0.0/8 [::1]/128 192.0.2.0/24
relay_domains =
smtpd_relay_restrictions = permit_mynetworks, permit_sasl_authenticated, reject_unauth_destination
smtpd_recipient_restrictions = reject_non_fqdn_recipient, reject_unknown_recipient_domain
smtpd_tls_security_level = may
smtpd_tls_auth_only = yes
alias_maps = hash:/etc/aliases
mailbox_size_limit = 0
recipient_delimiter = +
inet_interfaces = all
`;

const folder = mkdtempSync(join(tmpdir(), "relaylint-bench-"));
try {
	await buildCommand(folder);
	writeFileSync(join(folder, "main.cf"), MAIN_CF);
	writeFileSync(
		join(folder, "memory.cjs"),
		'process.once("exit", () => require("node:fs").writeSync(3, String(process.resourceUsage().maxRSS)));\n',
	);
	const bundle = join(folder, "relaylint.cjs");
	const subjects = [
		{ name: "node -e 0", args: ["-e", "0"] },
		{ name: "relaylint --version", args: [bundle, "--version"] },
		{ name: "relaylint main.cf", args: [bundle, "main.cf"] },
	].map((subject) => ({ ...subject, times: [], memory: [] }));
	for (let run = 0; run < RUNS; run++) {
		for (const subject of subjects) {
			const start = process.hrtime.bigint();
			execute(subject.args);
			subject.times.push(Number(process.hrtime.bigint() - start) / 1e6);
			subject.memory.push(Number(execute(["-r", join(folder, "memory.cjs"), ...subject.args]).output[3]) / 1024);
		}
	}
	const [floor, , check] = subjects;
	console.log(`${RUNS} interleaved runs, medians, Node ${process.versions.node}`);
	for (const subject of subjects) {
		const [time, memory] = [median(subject.times), median(subject.memory)];
		const ratios = `${ratio(subject, floor, "times")}x time, ${ratio(subject, floor, "memory")}x memory`;
		console.log(`${subject.name.padEnd(20)} ${time.toFixed(1).padStart(7)} ms ${memory.toFixed(1).padStart(7)} MiB   ${ratios}`);
	}
	const missed = Number(ratio(check, floor, "times")) > MOST_TIME || Number(ratio(check, floor, "memory")) > MOST_MEMORY;
	console.log(`relaylint main.cf: at most ${MOST_TIME}x time and ${MOST_MEMORY}x memory: ${missed ? "missed" : "held"}`);
	process.exitCode = missed ? 1 : 0;
} finally {
	rmSync(folder, { recursive: true, force: true });
}

function execute(args) {
	const result = spawnSync(process.execPath, args, {
		cwd: folder,
		stdio: ["ignore", "pipe", "pipe", "pipe"],
		env: { ...process.env, NO_COLOR: "1" },
	});
	if (result.status !== 0 && result.status !== 1) throw new Error(`${args.join(" ")}: ${result.stderr}`);
	return result;
}

function ratio(subject, floor, what) {
	return (median(subject[what]) / median(floor[what])).toFixed(2);
}

function median(numbers) {
	const sorted = [...numbers].sort((a, b) => a - b);
	return sorted[Math.floor(sorted.length / 2)];
}
