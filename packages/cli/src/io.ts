import type { FileSystem } from "@relaylint/linter";
import type { RunGit } from "./git.ts";
import type { Host } from "./host.ts";

/** What the command line has around it; only `main.ts` fills it from the process. */
export interface Io {
	readonly fileSystem: FileSystem;
	/** The environment variables that matter. */
	readonly env: Readonly<Record<string, string | undefined>>;
	/** Everything on standard input. */
	readStdin(): string;
	stdout(text: string): void;
	stderr(text: string): void;
	readonly stdoutIsTerminal: () => boolean;
	readonly stderrIsTerminal: () => boolean;
	/** Writes a report to a file; the reason where that fails. */
	writeFile(path: string, text: string): string | undefined;
	/** Writes a file that is not there yet; the reason where that fails. */
	createFile(path: string, text: string): string | undefined;
	/** Why a file that is there cannot be replaced; undefined where it can. */
	whyNotWritable(path: string): string | undefined;
	/** Replaces a file's text as a whole or not at all, unless it no longer is what was read; the reason where that fails. */
	replaceFile(path: string, before: string, after: string): string | undefined;
	/** The pages of the rules by id, as the package holds them. */
	rulePages(): Readonly<Record<string, string>>;
	/** What this machine says of itself. Asked only with `--host`. */
	host(): Host;
	/** Runs git with some arguments in a directory. Asked only with `--git`. */
	readonly git: RunGit;
	/** Milliseconds that only go forward. */
	now(): number;
}

/** The exit codes: nothing to fail on, findings, and what could not be done. */
export type ExitCode = 0 | 1 | 2;
