import { parseArgs } from "node:util";
import { type Attempt, attemptOf, type DialectId, parseAddress, type Severity } from "@relaylint/core";
import { dialects } from "@relaylint/dialects";
import { RELEASE } from "@relaylint/linter";
import type { DiffFormat, Format, PolicyFormat } from "./format/format.ts";
import { DIFF_FORMATS, FORMATS, PLAIN_FORMATS, POLICY_FORMATS } from "./format/format.ts";
import { ALLOWED, ATTEMPT, OPTIONS, type OptionName, type Topic, type Values } from "./options.ts";

/** What was asked for on the command line. */
export type Command =
	| { readonly kind: "help"; readonly topic: Topic }
	| { readonly kind: "version" }
	| CheckCommand
	| ProbeCommand
	| MapCommand
	| { readonly kind: "rule"; readonly id: string | undefined; readonly output: Output }
	| { readonly kind: "init"; readonly directory: string; readonly host: boolean }
	| PolicyCommand
	| { readonly kind: "lsp"; readonly transport: Transport }
	| DiffCommand
	| { readonly kind: "lock"; readonly path: string; readonly files: FileOptions; readonly file?: string }
	| { readonly kind: "test"; readonly path: string; readonly files: FileOptions; readonly output: Output }
	| {
			readonly kind: "verify";
			readonly path: string;
			readonly server: string;
			readonly files: FileOptions;
			readonly output: Output;
	  }
	| { readonly kind: "usage-error"; readonly message: string };

export type { Topic };

/** How the language server speaks with its client. */
export type Transport =
	| { readonly kind: "stdio" }
	| { readonly kind: "ipc" }
	| { readonly kind: "socket"; readonly port: number };

/** Where the report goes, and in which format. */
export interface Output<F extends string = Format> {
	readonly format: F;
	readonly file?: string;
}

/** What says how files are read. */
export interface FileOptions {
	readonly root?: string;
	readonly complete: boolean;
	readonly host: boolean;
	readonly mtaVersion?: string;
	readonly dialect?: DialectId;
}

export interface PolicyCommand {
	readonly kind: "policy";
	readonly path: string;
	readonly files: FileOptions;
	readonly output: Output<PolicyFormat>;
}

export interface DiffCommand {
	readonly kind: "diff";
	/** Two configurations, or with `git` what follows the base: at most a revision and a path. */
	readonly operands: readonly string[];
	/** The revision that is compared with another, or with the working tree. */
	readonly git?: string;
	readonly files: FileOptions;
	readonly output: Output<DiffFormat>;
}

export interface CheckCommand {
	readonly kind: "check";
	readonly paths: readonly string[];
	readonly stdinFilename?: string;
	readonly listFiles: boolean;
	readonly severity: Severity;
	readonly failOn: Severity | "never";
	readonly requireClosed: boolean;
	/** Fail where more is granted than relay-policy.lock says. */
	readonly locked: boolean;
	readonly select?: readonly string[];
	readonly ignore?: readonly string[];
	readonly root?: string;
	readonly complete: boolean;
	readonly host: boolean;
	readonly mtaVersion?: string;
	readonly dialect?: DialectId;
	/** Write the files with their fixes. */
	readonly fix: boolean;
	/** Print what fixing would change, and write nothing. */
	readonly diff: boolean;
	readonly unsafeFixes: boolean;
	readonly output: Output;
}

export interface ProbeCommand {
	readonly kind: "probe";
	readonly path: string;
	/** A file of probes, or `-` for standard input; absent where `attempt` is given. */
	readonly probes?: string;
	readonly attempt?: Attempt;
	readonly root?: string;
	readonly mtaVersion?: string;
	readonly dialect?: DialectId;
	readonly output: Output;
}

export interface MapCommand {
	readonly kind: "map";
	readonly path: string;
	/** One text for one table; without `input` the lines of standard input. */
	readonly asked?: { readonly table: string; readonly input?: string; readonly inputFlags: readonly string[] };
	/** A file of many, or `-` for standard input; absent where `asked` is given. */
	readonly maps?: string;
	readonly root?: string;
	readonly mtaVersion?: string;
	readonly dialect?: DialectId;
	readonly output: Output;
}

const COMMANDS = Object.keys(ALLOWED) as readonly Topic[];

/** A mistake in the arguments; caught in this file. */
class UsageError extends Error {}

/** Reads the arguments. Total: a mistake is a `usage-error` that says what is wrong and what is possible. */
export function readArguments(argv: readonly string[]): Command {
	try {
		return commandOf(argv);
	} catch (fault) {
		if (fault instanceof UsageError) return { kind: "usage-error", message: fault.message };
		if (fault instanceof TypeError && "code" in fault && String(fault.code).startsWith("ERR_PARSE_ARGS_")) {
			return { kind: "usage-error", message: fault.message.replace(/\. To specify a positional.*$/s, "") };
		}
		throw fault;
	}
}

function commandOf(argv: readonly string[]): Command {
	// A run over files alone needs no reader of options, which takes its time to load.
	const plain = argv.every((argument) => !argument.startsWith("-"));
	const { values, positionals }: { values: Values; positionals: readonly string[] } = plain
		? { values: {}, positionals: argv }
		: parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true });
	const first = positionals[0];
	const topic = COMMANDS.find((name) => name === first) ?? "check";
	const operands = first === topic ? positionals.slice(1) : positionals;
	if (values.help === true) return { kind: "help", topic };
	if (values.version === true) return { kind: "version" };
	for (const name of Object.keys(values) as OptionName[]) {
		if (!ALLOWED[topic].includes(name)) throw new UsageError(`--${name} does not belong to ${topic}`);
	}
	// The text for a mapping table may be empty.
	const empty = operands.find((operand, at) => operand === "" && !(topic === "map" && at === 1));
	if (empty !== undefined) throw new UsageError("a path is empty");
	if (topic === "rule") {
		if (operands.length > 1) throw new UsageError("rule takes one id");
		return { kind: "rule", id: operands[0], output: outputOf(values) };
	}
	if (topic === "init") {
		if (operands.length > 1) throw new UsageError("init takes one directory");
		return { kind: "init", directory: operands[0] ?? ".", host: values.host ?? false };
	}
	if (topic === "map") return mapCommand(values, operands);
	if (topic === "lsp") return { kind: "lsp", transport: transportOf(values, operands) };
	switch (topic) {
		case "probe":
			return probeCommand(values, operands);
		case "policy":
			return {
				kind: "policy",
				path: onePath(operands, "policy"),
				files: fileOptions(values),
				output: outputOf<PolicyFormat>(values, POLICY_FORMATS),
			};
		case "diff":
			return diffCommand(values, operands);
		case "lock": {
			const file = values["output-file"];
			const path = onePath(operands, "lock", ".");
			return { kind: "lock", path, files: fileOptions(values), ...(file === undefined ? {} : { file }) };
		}
		case "test": {
			const path = onePath(operands, "test", ".");
			return { kind: "test", path, files: fileOptions(values), output: outputOf(values) };
		}
		case "verify": {
			const path = onePath(operands, "verify");
			const { server } = values;
			if (server === undefined) throw new UsageError("verify needs --server HOST:PORT");
			return { kind: "verify", path, server, files: fileOptions(values), output: outputOf(values) };
		}
		default:
			return checkCommand(values, operands);
	}
}

/** The one configuration that a command is about. */
function onePath(operands: readonly string[], topic: Topic, otherwise?: string): string {
	const [path = otherwise, second] = operands;
	if (path === undefined) throw new UsageError(`${topic} needs the PATH of a configuration`);
	if (second !== undefined) throw new UsageError(`${topic} takes one PATH`);
	return path;
}

function diffCommand(values: Values, operands: readonly string[]): DiffCommand {
	const { git } = values;
	const rest = {
		kind: "diff" as const,
		operands,
		files: fileOptions(values),
		output: outputOf<DiffFormat>(values, DIFF_FORMATS),
	};
	if (git !== undefined) {
		if (git === "" || git.startsWith("-")) throw new UsageError("--git needs a revision");
		if (operands.length > 2) throw new UsageError("diff --git BASE takes at most a revision and a PATH");
		return { ...rest, git };
	}
	if (operands.length !== 2) throw new UsageError("diff needs the PATHs of an OLD and a NEW configuration, or --git BASE");
	return rest;
}

function fileOptions(values: Values): FileOptions {
	return { complete: values.complete ?? false, host: values.host ?? false, ...filesOf(values) };
}

function transportOf(values: Values, operands: readonly string[]): Transport {
	if (operands.length > 0) throw new UsageError("lsp takes no operand");
	const ways = [values.stdio, values["node-ipc"], values.socket].filter((way) => way !== undefined);
	if (ways.length > 1) throw new UsageError("--stdio, --socket and --node-ipc exclude each other");
	if (values["node-ipc"] === true) return { kind: "ipc" };
	return values.socket === undefined ? { kind: "stdio" } : { kind: "socket", port: portOf("socket", values.socket) };
}

function portOf(option: string, text: string): number {
	const port = Number(text);
	if (!(/^\d+$/.test(text) && port >= 1 && port <= 65535))
		throw new UsageError(`--${option} ${text} is no number from 1 to 65535`);
	return port;
}

function checkCommand(values: Values, operands: readonly string[]): CheckCommand {
	const stdinFilename = values["stdin-filename"];
	if (stdinFilename !== undefined && operands.length > 0) throw new UsageError("--stdin-filename takes the place of PATH");
	if (stdinFilename === "") throw new UsageError("--stdin-filename is empty");
	const fixes = { fix: values.fix ?? false, diff: values.diff ?? false, unsafeFixes: values["unsafe-fixes"] ?? false };
	if (fixes.unsafeFixes && !fixes.fix && !fixes.diff) throw new UsageError("--unsafe-fixes needs --fix or --diff");
	if (values["list-files"] === true && (fixes.fix || fixes.diff)) throw new UsageError("--list-files fixes nothing");
	const select = listOf(values.select);
	const ignore = listOf(values.ignore);
	return {
		kind: "check",
		paths: operands.length === 0 ? ["."] : operands,
		listFiles: values["list-files"] ?? false,
		severity: oneOf(values.severity, "severity", ["error", "warning", "info"]) ?? "info",
		failOn: oneOf(values["fail-on"], "fail-on", ["error", "warning", "info", "never"]) ?? "error",
		requireClosed: values["require-closed"] ?? false,
		locked: values.locked ?? false,
		complete: values.complete ?? false,
		host: values.host ?? false,
		...fixes,
		output: outputOf(values, FORMATS),
		...filesOf(values),
		...(stdinFilename === undefined ? {} : { stdinFilename }),
		...(select === undefined ? {} : { select }),
		...(ignore === undefined ? {} : { ignore }),
	};
}

function probeCommand(values: Values, operands: readonly string[]): ProbeCommand {
	const [path, second] = operands;
	if (path === undefined) throw new UsageError("probe needs the PATH of a configuration");
	if (second !== undefined) throw new UsageError("probe takes one PATH");
	const common = { kind: "probe" as const, path, output: outputOf(values), ...filesOf(values) };
	const { probes } = values;
	if (probes !== undefined) {
		const clash = ATTEMPT.find((name) => values[name] !== undefined);
		if (clash !== undefined) throw new UsageError(`--probes and --${clash} exclude each other`);
		return { ...common, probes };
	}
	return { ...common, attempt: attemptFrom(values) };
}

function mapCommand(values: Values, operands: readonly string[]): MapCommand {
	const [path, input, third] = operands;
	if (path === undefined) throw new UsageError("map needs the PATH of a configuration");
	if (third !== undefined) throw new UsageError("map takes one PATH and one INPUT");
	const common = { kind: "map" as const, path, output: outputOf(values), ...filesOf(values) };
	const { table, maps } = values;
	if (maps !== undefined) {
		if (table !== undefined || input !== undefined) throw new UsageError("--maps takes the place of --table and INPUT");
		return { ...common, maps };
	}
	if (table === undefined) throw new UsageError("map needs --table TABLE, or --maps FILE");
	const inputFlags = [...(values["input-flags"] ?? "").toUpperCase()];
	return { ...common, asked: { table, inputFlags, ...(input === undefined ? {} : { input }) } };
}

function attemptFrom(values: Values): Attempt {
	const { to, client, helo, from, auth } = values;
	if (to === undefined) throw new UsageError("probe needs --to ADDRESS, or --probes FILE");
	if (client !== undefined && parseAddress(client) === undefined) throw new UsageError(`--client ${client} is no IP address`);
	const name = values["client-name"];
	if (values["forged-name"] === true && name === undefined) throw new UsageError("--forged-name needs --client-name");
	if (values["client-cert"] === true && values.tls !== true) throw new UsageError("--client-cert needs --tls");
	const port = values.port === undefined ? undefined : portOf("port", values.port);
	return attemptOf({
		to,
		forged: values["forged-name"] ?? false,
		tls: values.tls ?? false,
		clientCertificate: values["client-cert"] ?? false,
		...(client === undefined ? {} : { client }),
		...(name === undefined ? {} : { name }),
		...(helo === undefined ? {} : { helo }),
		...(port === undefined ? {} : { port }),
		...(from === undefined ? {} : { from: from === "<>" ? "" : from }),
		...(auth === undefined ? {} : { login: { user: auth, valid: true } }),
	});
}

function filesOf(values: Values): { root?: string; mtaVersion?: string; dialect?: DialectId } {
	const { root } = values;
	const mtaVersion = values["mta-version"];
	if (mtaVersion !== undefined && !RELEASE.test(mtaVersion)) {
		throw new UsageError(`--mta-version ${mtaVersion} is no release, such as 3.7 or apple-10.6`);
	}
	const dialect = oneOf(
		values.dialect,
		"dialect",
		dialects.map((entry) => entry.id),
	);
	return {
		...(root === undefined ? {} : { root }),
		...(mtaVersion === undefined ? {} : { mtaVersion }),
		...(dialect === undefined ? {} : { dialect }),
	};
}

function outputOf<F extends string = Format>(values: Values, formats: readonly F[] = PLAIN_FORMATS as readonly F[]): Output<F> {
	const file = values["output-file"];
	return { format: oneOf(values.format, "format", formats) ?? ("pretty" as F), ...(file === undefined ? {} : { file }) };
}

function oneOf<T extends string>(value: string | undefined, option: string, possible: readonly T[]): T | undefined {
	if (value === undefined) return undefined;
	const found = possible.find((one) => one === value);
	if (found === undefined) throw new UsageError(`--${option} ${value} is none of ${possible.join(", ")}`);
	return found;
}

function listOf(values: readonly string[] | undefined): readonly string[] | undefined {
	return values
		?.flatMap((value) => value.split(","))
		.map((id) => id.trim())
		.filter((id) => id !== "");
}
