import type { FileOrigin, FileReader, SourceFile } from "@relaylint/core";
import { type CfLine, readCfLines } from "./cf/lines.ts";
import { expandM4 } from "./m4/expander.ts";
import { loadSendmailMacros } from "./m4/library.ts";
import type { Definition, M4Problem, MacroCall, Piece } from "./m4/text.ts";

/** A sendmail.mc as m4 reads it. */
export interface MacroConfiguration {
	readonly file: SourceFile;
	readonly definitions: ReadonlyMap<string, Definition>;
	/** The lines that go to each part of the generated file, by the number of the diversion. */
	readonly lines: ReadonlyMap<number, readonly CfLine[]>;
	readonly calls: readonly MacroCall[];
	readonly problems: readonly M4Problem[];
	readonly included: readonly SourceFile[];
}

/** The file of Sendmail's m4 tree that makes its macros known. */
const CF_M4 = /(?:^|\/)cf\.m4$/;

/** Reads a sendmail.mc through m4: cf/README, "A BRIEF INTRODUCTION TO M4" and after. Total. */
export function readMacroConfiguration(file: SourceFile, reader: FileReader): MacroConfiguration {
	const start: FileOrigin = { kind: "file", file, span: { start: 0, end: 0 } };
	const self = /\binclude\([^)]*cf\.m4/.test(file.text);
	const result = expandM4(
		file,
		(path) => {
			const outcome = reader.read(path);
			return outcome.kind === "text" ? outcome.file : undefined;
		},
		(host) => {
			if (!self) loadSendmailMacros(host, start);
		},
		(path) => (CF_M4.test(path) ? (host) => loadSendmailMacros(host, start) : undefined),
	);
	const lines = new Map<number, readonly CfLine[]>();
	for (const [diversion, pieces] of result.diversions) lines.set(diversion, readCfLines(pieces));
	return {
		file,
		definitions: result.definitions,
		lines,
		calls: result.calls,
		problems: result.problems,
		included: result.files,
	};
}

/** Lines that a text makes where some words stand for all of it. */
export function linesOf(text: string, origin: FileOrigin): readonly CfLine[] {
	const piece: Piece = { text, origin, verbatim: false };
	return readCfLines([piece]);
}
