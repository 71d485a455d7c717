import type { Diagnostic } from "./diagnostic.ts";
import type { FileReader } from "./file-reader.ts";
import type { RelayPolicy } from "./policy/relay-policy.ts";
import type { Rule } from "./rule.ts";
import type { Setting } from "./setting.ts";
import type { SourceFile } from "./source/source-file.ts";

/** The mail servers that relaylint reads. */
export type DialectId = "postfix" | "exim" | "sendmail" | "messaging-server" | "apple-mail" | "postcast";

/** What is known about the host beside its files; what is absent is unknown, never guessed and never asked of this machine. */
export interface Environment {
	/** The release whose defaults hold (`3.7`); absent: the newest known, as an assumption. */
	readonly release?: string;
	/** The fully qualified host name. */
	readonly hostname?: string;
	/** The addresses of the interfaces with their prefix length (`10.0.0.1/24`), loopback not included. */
	readonly interfaces?: readonly string[];
	/** Local accounts; absent: not known. */
	readonly users?: readonly string[];
	/** True where the given files are the whole server: a file that is not among them is missing, not merely unseen. */
	readonly complete: boolean;
	/** Tables that are there as text but were never built, by the file's name or path. */
	readonly unbuilt: readonly string[];
}

/** What a file can be to a dialect: the main file of a configuration, or a part of one that is found from the main file. */
export interface Recognition {
	readonly kind: "main" | "part";
	/** Where the main file of the configuration stands, relative to the recognised file (`main.cf`, `../main.cf`). */
	readonly main: readonly string[];
}

/** How the lines of a file are commented and continued. */
export interface LineSyntax {
	/** What begins a comment: a line on which it is the first thing after white space. */
	readonly comments: readonly string[];
	/** Whether a line that is no comment goes on with the logical line whose last line is `before`; neither holds its line end. */
	continues(line: string, before: string): boolean;
}

/** Everything known of one configuration after reading it; immutable. */
export interface Configuration {
	readonly dialect: DialectId;
	/** Every file that was read, the main file first. */
	readonly files: readonly SourceFile[];
	readonly settings: readonly Setting[];
	readonly policy: RelayPolicy;
	/** Syntax and setting errors met while reading. */
	readonly diagnostics: readonly Diagnostic[];
	/** What was taken for granted, one sentence each. */
	readonly assumptions: readonly string[];
	/** What the dialect's own rules read; nobody else looks inside. */
	readonly model: unknown;
}

/** One mail server's files, from text to policy. A dialect is a value; nothing outside its folder knows more of it than this. */
export interface Dialect {
	readonly id: DialectId;
	/** The name people use: `Postfix`. */
	readonly title: string;
	/** Says whether a file is this dialect's, by its path and the first 4096 characters of its text. */
	recognise(path: string, head: string): Recognition | undefined;
	/** How a file of a configuration is commented and continued, by its path. */
	lineSyntax(path: string): LineSyntax;
	/** Whether a text holds places that a template engine fills, so that it is not what the mail server reads. */
	isTemplate(text: string): boolean;
	/** Reads a configuration from its main file; total: what cannot be read becomes a diagnostic and an unknown. */
	read(main: SourceFile, reader: FileReader, environment: Environment): Configuration;
	/** The rules that make sense in this dialect alone. */
	readonly rules: readonly Rule[];
}
