import type { Configuration, DialectId, Environment } from "./configuration.ts";
import type { FileReader } from "./file-reader.ts";
import type { Dependency } from "./policy/truth.ts";
import type { TraceStep } from "./policy/walk.ts";
import type { Rule } from "./rule.ts";
import type { SourceFile } from "./source/source-file.ts";

/** A text for a mapping table. */
export interface MapQuestion {
	readonly table: string;
	readonly input: string;
	/** Flags that a template may test: capital letters. */
	readonly inputFlags: readonly string[];
}

/** What a mapping table makes of a text; `tables` names those that are there. */
export type MapAnswer =
	| { readonly kind: "no-table"; readonly tables: readonly string[] }
	| { readonly kind: "no-match"; readonly trace: readonly TraceStep[] }
	| {
			readonly kind: "match";
			readonly output: string;
			/** Capital letters and symbols, sorted. */
			readonly flags: readonly string[];
			readonly trace: readonly TraceStep[];
	  }
	| { readonly kind: "unknown"; readonly depends: readonly Dependency[]; readonly trace: readonly TraceStep[] };

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
	/** Runs a text through one of the configuration's mapping tables; absent where the mail server has none. Total. */
	map?(configuration: Configuration, question: MapQuestion): MapAnswer;
	/** A sentence with which every finding ends, where the reader has to know it to judge any of them. */
	readonly remark?: string;
	/** The rules that make sense in this dialect alone. */
	readonly rules: readonly Rule[];
	/** Rules of another dialect that judge a configuration which this one lowers through it; they are listed there. */
	borrowedRules?(configuration: Configuration): readonly Rule[];
}
