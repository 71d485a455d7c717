// Measures the language server as an editor has it, over standard input and output: from spawn to initialized beside `node -e 0`; keystrokes
// that change the policy, to the diagnostics that answer them, beside a full analysis of the same texts; a table of a million lines beside the
// command line. Exits 1 where a bound is missed.
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { buildCommand } from "../cli/build.mjs";

const KEYSTROKES = Number(process.env.BENCH_KEYSTROKES ?? 60);
const LINES = 10_000;
const TABLE_LINES = Number(process.env.BENCH_LINES ?? 1_000_000);
const base = mkdtempSync(join(tmpdir(), "relaylint-bench-"));
let missed = false;

try {
	await buildCommand(base);
	const script = join(base, "relaylint.cjs");
	await build({
		stdin: {
			contents: 'export { check } from "./index.ts"; export { nodeFileSystem } from "./node.ts";',
			resolveDir: join(import.meta.dirname, "../linter/src"),
			loader: "ts",
		},
		bundle: true,
		platform: "node",
		format: "cjs",
		mainFields: ["module", "main"],
		outfile: join(base, "linter.cjs"),
		logLevel: "warning",
	});
	const { check, nodeFileSystem } = (await import(pathToFileURL(join(base, "linter.cjs")))).default;
	await startUp(script);
	await keystrokes(script, check, nodeFileSystem, mainCf());
	await keystrokes(script, check, nodeFileSystem, table());
	await largeTable(script);
} finally {
	rmSync(base, { recursive: true, force: true });
}
process.exit(missed ? 1 : 0);

function bound(what, value, most) {
	const held = value <= most;
	missed ||= !held;
	console.log(`${what}: ${value.toFixed(2)}, at most ${most}: ${held ? "held" : "missed"}`);
}

async function startUp(script) {
	const folder = join(base, "empty");
	mkdirSync(folder);
	const floor = [];
	const initialized = [];
	for (let run = 0; run < 15; run++) {
		let start = performance.now();
		spawnSync(process.execPath, ["-e", "0"]);
		floor.push(performance.now() - start);
		start = performance.now();
		const client = await startClient(script, folder);
		initialized.push(performance.now() - start);
		await client.stop();
	}
	console.log(`spawn to initialized ${median(initialized).toFixed(1)} ms, node -e 0 ${median(floor).toFixed(1)} ms`);
	bound("spawn to initialized, times node -e 0", median(initialized) / median(floor), 2.5);
}

/** A main.cf of many lines: networks, settings of the file's own, classes, comments. */
function mainCf() {
	const lines = [
		"compatibility_level = 3.6",
		"myhostname = mx.example.com",
		"mydestination = $myhostname, localhost",
		"mynetworks = 127.0.0.0/8",
	];
	for (let at = 0; at < 3000; at++) lines.push(`    10.${at >> 8}.${at & 255}.0/24`);
	lines.push("smtpd_relay_restrictions = permit_mynetworks,", "    permit_sasl_authenticated,", "    reject_unauth_destination");
	const edits = [
		{ what: "a network", line: 1500, of: (n) => `    10.200.${n % 256}.0/24` },
		{
			what: "a restriction",
			line: lines.length - 2,
			of: (n) => (n % 2 === 0 ? "    permit_auth_destination," : "    permit_sasl_authenticated,"),
		},
	];
	lines.push(`smtpd_restriction_classes = ${Array.from({ length: 300 }, (_, at) => `class_${at}`).join(", ")}`);
	for (let at = 0; at < 300; at++) lines.push(`class_${at} = reject_non_fqdn_sender,`, "    reject_unknown_sender_domain");
	for (let at = 0; lines.length < LINES; at++) lines.push(`# Comment ${at}`, `smtpd_banner = $myhostname ESMTP ${at}`);
	return { name: "main.cf", file: "main.cf", files: { "main.cf": lines }, edits };
}

/** An access table of many lines beside a small main.cf. */
function table() {
	const main = [
		"compatibility_level = 3.6",
		"smtpd_relay_restrictions = permit_mynetworks, check_client_access hash:/etc/postfix/access, reject_unauth_destination",
	];
	const lines = Array.from({ length: LINES }, (_, at) => `10.${at >> 8}.${at & 255}.7 OK`);
	return {
		name: "access table",
		file: "access",
		files: { "main.cf": main, access: lines },
		edits: [{ what: "a key", line: 5000, of: (n) => `10.250.${n % 256}.9 OK` }],
	};
}

async function keystrokes(script, check, nodeFileSystem, { name, file, files, edits }) {
	const folder = join(base, name.replace(/\W/g, ""));
	mkdirSync(folder);
	const write = () => {
		for (const [one, lines] of Object.entries(files)) writeFileSync(join(folder, one), `${lines.join("\n")}\n`);
	};
	write();
	const lines = files[file];
	const client = await startClient(script, folder);
	await client.open(join(folder, file), `${lines.join("\n")}\n`);
	for (const { what, line, of } of edits) {
		const times = [];
		const full = [];
		for (let stroke = 0; stroke < KEYSTROKES + 5; stroke++) {
			const text = of(stroke);
			const before = lines[line];
			const start = performance.now();
			await client.change(join(folder, file), { start: { line, character: 0 }, end: { line, character: before.length } }, text);
			if (stroke >= 5) times.push(performance.now() - start);
			lines[line] = text;
			if (stroke % 6 === 0) {
				write();
				const from = performance.now();
				await check(nodeFileSystem(folder), [folder]);
				if (stroke > 0) full.push(performance.now() - from);
			}
		}
		const [middle, late] = [median(times), quantile(times, 0.95)];
		console.log(
			`${name} of ${lines.length} lines, ${what}: median ${middle.toFixed(1)} ms, 95% ${late.toFixed(1)} ms; full analysis ${median(full).toFixed(1)} ms`,
		);
		bound(`${name}, ${what}, keystroke as a part of a full analysis`, middle / median(full), 0.1);
	}
	await client.stop();
}

async function largeTable(script) {
	const folder = join(base, "large");
	mkdirSync(folder);
	writeFileSync(
		join(folder, "main.cf"),
		"smtpd_relay_restrictions = permit_mynetworks, check_recipient_access hash:/etc/postfix/access, reject_unauth_destination\n",
	);
	const lines = Array.from({ length: TABLE_LINES }, (_, at) => `user${at}@example${at % 1000}.com REJECT`);
	const text = `${lines.join("\n")}\n`;
	writeFileSync(join(folder, "access"), text);
	const runs = [1, 2, 3].map(() => {
		const start = performance.now();
		spawnSync(process.execPath, [script, folder], { stdio: "ignore" });
		return performance.now() - start;
	});
	const command = median(runs);
	const start = performance.now();
	const client = await startClient(script, folder);
	await client.open(join(folder, "access"), text);
	const opened = performance.now() - start;
	const times = [];
	for (let stroke = 0; stroke < 12; stroke++) {
		const line = 500_000 % TABLE_LINES;
		const before = lines[line];
		lines[line] = `user${line}${stroke}@example.com REJECT`;
		const from = performance.now();
		await client.change(
			join(folder, "access"),
			{ start: { line, character: 0 }, end: { line, character: before.length } },
			lines[line],
		);
		if (stroke >= 2) times.push(performance.now() - from);
	}
	console.log(
		`table of ${TABLE_LINES} lines: command line ${command.toFixed(0)} ms, opened ${opened.toFixed(0)} ms, keystroke ${median(times).toFixed(1)} ms`,
	);
	bound("large table, opening as a part of the command line's time", opened / command, 1.5);
	bound("large table, keystroke as a part of the command line's time", median(times) / command, 0.02);
	await client.stop();
}

/** A client that waits for the diagnostics that answer each version. */
async function startClient(script, folder) {
	const child = spawn(process.execPath, [script, "lsp", "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
	const uri = (path) => pathToFileURL(path).href;
	const versions = new Map();
	const waiting = new Map();
	let id = 0;
	let buffer = Buffer.alloc(0);
	const send = (message) => {
		const body = Buffer.from(JSON.stringify({ jsonrpc: "2.0", ...message }));
		child.stdin.write(`Content-Length: ${body.length}\r\n\r\n`);
		child.stdin.write(body);
	};
	child.stdout.on("data", (chunk) => {
		buffer = Buffer.concat([buffer, chunk]);
		for (;;) {
			const head = buffer.indexOf("\r\n\r\n");
			if (head === -1) return;
			const length = Number(/Content-Length: (\d+)/.exec(buffer.toString("latin1", 0, head))?.[1]);
			if (buffer.length < head + 4 + length) return;
			const message = JSON.parse(buffer.toString("utf8", head + 4, head + 4 + length));
			buffer = buffer.subarray(head + 4 + length);
			const key =
				message.method === "textDocument/publishDiagnostics" ? `${message.params.uri} ${message.params.version}` : message.id;
			waiting.get(key)?.(message);
			waiting.delete(key);
		}
	});
	const answer = (key) => new Promise((resolve) => waiting.set(key, resolve));
	const request = (method, params) => {
		const own = ++id;
		send({ id: own, method, params });
		return answer(own);
	};
	const note = (method, params) => send({ method, params });
	await request("initialize", {
		processId: null,
		rootUri: uri(folder),
		capabilities: { textDocument: { publishDiagnostics: { versionSupport: true } } },
	});
	note("initialized", {});
	return {
		open(path, text) {
			versions.set(path, 1);
			note("textDocument/didOpen", { textDocument: { uri: uri(path), languageId: "postfix-main", version: 1, text } });
			return answer(`${uri(path)} 1`);
		},
		change(path, range, text) {
			const version = versions.get(path) + 1;
			versions.set(path, version);
			note("textDocument/didChange", { textDocument: { uri: uri(path), version }, contentChanges: [{ range, text }] });
			return answer(`${uri(path)} ${version}`);
		},
		async stop() {
			const ended = new Promise((resolve) => child.once("exit", resolve));
			await request("shutdown");
			note("exit");
			await ended;
		},
	};
}

function median(numbers) {
	return quantile(numbers, 0.5);
}

function quantile(numbers, part) {
	const sorted = [...numbers].sort((a, b) => a - b);
	return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
}
