import type { parseArgs } from "node:util";

/** The commands. */
export type Topic = "check" | "probe" | "map" | "policy" | "diff" | "lock" | "test" | "verify" | "rule" | "init" | "lsp";

/** Every option of every command, as `node:util` reads them. */
export const OPTIONS = {
	help: { type: "boolean", short: "h" },
	version: { type: "boolean", short: "V" },
	format: { type: "string" },
	"output-file": { type: "string", short: "o" },
	"stdin-filename": { type: "string" },
	"list-files": { type: "boolean" },
	severity: { type: "string" },
	"fail-on": { type: "string" },
	"require-closed": { type: "boolean" },
	locked: { type: "boolean" },
	git: { type: "string" },
	server: { type: "string" },
	select: { type: "string", multiple: true },
	ignore: { type: "string", multiple: true },
	root: { type: "string" },
	fix: { type: "boolean" },
	diff: { type: "boolean" },
	"unsafe-fixes": { type: "boolean" },
	complete: { type: "boolean" },
	host: { type: "boolean" },
	"mta-version": { type: "string" },
	dialect: { type: "string" },
	probes: { type: "string" },
	table: { type: "string" },
	maps: { type: "string" },
	"input-flags": { type: "string" },
	client: { type: "string" },
	"client-name": { type: "string" },
	"forged-name": { type: "boolean" },
	helo: { type: "string" },
	auth: { type: "string" },
	tls: { type: "boolean" },
	"client-cert": { type: "boolean" },
	port: { type: "string" },
	from: { type: "string" },
	to: { type: "string" },
	stdio: { type: "boolean" },
	socket: { type: "string" },
	"node-ipc": { type: "boolean" },
	clientProcessId: { type: "string" },
} as const;

export type OptionName = keyof typeof OPTIONS;
/** What was said for each option. */
export type Values = ReturnType<typeof parseArgs<{ options: typeof OPTIONS; allowPositionals: true }>>["values"];

const EVERYWHERE: readonly OptionName[] = ["help", "version", "format", "output-file"];
const FILES: readonly OptionName[] = ["root", "mta-version", "dialect"];
/** The options that describe one attempt. */
export const ATTEMPT: readonly OptionName[] = [
	"client",
	"client-name",
	"forged-name",
	"helo",
	"auth",
	"tls",
	"client-cert",
	"port",
	"from",
	"to",
];

/** Which options belong to which command. */
export const ALLOWED: Readonly<Record<Topic, readonly OptionName[]>> = {
	check: [
		...EVERYWHERE,
		...FILES,
		...([
			"stdin-filename",
			"list-files",
			"severity",
			"fail-on",
			"require-closed",
			"locked",
			"select",
			"ignore",
			"fix",
			"diff",
			"unsafe-fixes",
			"complete",
			"host",
		] as const),
	],
	probe: [...EVERYWHERE, ...FILES, ...ATTEMPT, "probes"],
	policy: [...EVERYWHERE, ...FILES, "complete", "host"],
	diff: [...EVERYWHERE, ...FILES, "complete", "host", "git"],
	lock: ["help", "version", "output-file", ...FILES, "complete", "host"],
	test: [...EVERYWHERE, ...FILES, "complete", "host"],
	verify: [...EVERYWHERE, ...FILES, "complete", "host", "server"],
	map: [...EVERYWHERE, ...FILES, "table", "maps", "input-flags"],
	rule: EVERYWHERE,
	init: ["help", "version", "host"],
	// Editors that start the server tell it their process too.
	lsp: ["help", "version", "stdio", "socket", "node-ipc", "clientProcessId"],
};
