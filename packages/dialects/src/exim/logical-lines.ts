import { type FileOrigin, type FileReader, inFile, type SourceFile } from "@relaylint/core";
import { directiveOf } from "./ast.ts";
import { type Macro, MOST_CHARACTERS, type PiecedText, sliceOf, substituteMacros } from "./physical-lines.ts";
import { isBuiltinMacro } from "./schema/builtin-macros.ts";

/** A statement as Exim reads it: its physical lines joined, macros replaced, comments and skipped parts left out. */
export interface LogicalLine extends PiecedText {
	/** The first place of the line. */
	readonly origin: FileOrigin;
}

/** Something wrong with the files as text. */
export interface LineProblem {
	readonly rule: string;
	readonly message: string;
	readonly origin: FileOrigin;
	/** True where Exim does not start because of it. */
	readonly fatal: boolean;
}

/** A place where a macro's name was replaced. */
export interface MacroUse {
	readonly name: string;
	readonly origin: FileOrigin;
}

/** An include that found no file. */
export interface MissingInclude {
	readonly path: string;
	readonly origin: FileOrigin;
	/** False for `.include_if_exists`. */
	readonly required: boolean;
	readonly reason: string;
}

/** Deeper includes than this go in circles. */
const DEEPEST_INCLUDE = 20;

type Skip = "taken" | "not-yet" | "done";

interface Source {
	readonly file: SourceFile;
	at: number;
	/** Where everything in it is said to stand, for a text that no administrator sees. */
	readonly stands?: FileOrigin;
	readonly conditions: { skip: Skip; readonly origin: FileOrigin; readonly outer: boolean }[];
}

/** Reads a configuration line by line; what it reads depends on the macros that were defined before. */
export class LineReader {
	readonly files: SourceFile[] = [];
	readonly problems: LineProblem[] = [];
	readonly missing: MissingInclude[] = [];
	readonly uses: MacroUse[] = [];
	readonly #macros = new Map<string, Macro>();
	readonly #sources: Source[] = [];
	readonly #reader: FileReader;
	#mark: { isMark(line: string): boolean; define(): void } | undefined;

	constructor(file: SourceFile, reader: FileReader) {
		this.#reader = reader;
		this.#open(file);
	}

	/** The macros defined so far, in order. */
	get macros(): ReadonlyMap<string, Macro> {
		return this.#macros;
	}

	/** Defines a macro, or gives one another value without changing its place in the order. */
	define(name: string, text: string, value?: PiecedText): void {
		this.#macros.set(name, value === undefined ? { name, text } : { name, text, value });
	}

	/** Puts a file's lines before what is still to be read; with `stands` they count as standing there. */
	include(file: SourceFile, stands?: FileOrigin): void {
		this.#open(file, stands);
	}

	/** Runs something once behind the first line that is like this: where a generator puts its macros. */
	defineAt(isMark: (line: string) => boolean, define: () => void): void {
		this.#mark = { isMark, define };
	}

	/** Forgets what is still to be read of the files that are open. */
	dropOpen(): void {
		this.#sources.length = 0;
	}

	#open(file: SourceFile, stands?: FileOrigin): void {
		if (!this.files.includes(file) && stands === undefined) this.files.push(file);
		this.#sources.push({ file, at: 0, conditions: [], ...(stands === undefined ? {} : { stands }) });
	}

	/** The next logical line, or undefined at the end. */
	next(): LogicalLine | undefined {
		let parts: PiecedText[] = [];
		for (;;) {
			const physical = this.#physical(parts.length > 0);
			if (physical !== undefined) {
				parts.push(physical.line);
				if (physical.continued) continue;
			}
			const joined = together(parts);
			if (joined.text.trim() !== "") return finished(joined);
			if (physical === undefined) return undefined;
			parts = [];
		}
	}

	/** The next physical line that counts, white space around it gone, with whether it is continued. */
	#physical(started: boolean): { readonly line: PiecedText; readonly continued: boolean } | undefined {
		for (;;) {
			const source = this.#sources.at(-1);
			if (source === undefined) return undefined;
			if (source.at >= source.file.text.length) {
				for (const { origin } of source.conditions) {
					this.#problem("unclosed-conditional", origin, "This conditional has no .endif, so Exim does not start. Close it.");
				}
				this.#sources.pop();
				continue;
			}
			const raw = rawLine(source);
			if (this.#mark?.isMark(raw.text) === true) {
				const { define } = this.#mark;
				this.#mark = undefined;
				define();
				continue;
			}
			const start = raw.text.search(/\S|$/);
			const definition = started ? null : /^[A-Z][A-Za-z0-9_]*[ \t]*(?==)/.exec(raw.text.slice(start));
			const skipping = source.conditions.some(({ skip }) => skip !== "taken");
			// A skipped line is scanned for macros only where it may change what is skipped.
			if (skipping && !/^\s*\./.test(raw.text)) continue;
			const { line, used, cut } = substituteMacros(raw, start + (definition?.[0].length ?? 0), this.#macros.values());
			if (cut === true) {
				const path = `a line that macros make longer than ${MOST_CHARACTERS} characters`;
				this.missing.push({ path, origin: originOf(raw), required: true, reason: "unreadable" });
			}
			for (const name of used) this.uses.push({ name, origin: originOf(raw) });
			const text = line.text.trimStart();
			if (text.startsWith("#")) continue;
			if (text.startsWith(".")) {
				const handled = this.#directive(raw, line, used, source, skipping);
				if (handled) continue;
			}
			if (skipping) continue;
			const first = line.text.length - text.length;
			const trimmed = line.text.trimEnd();
			const continued = trimmed.endsWith("\\");
			return { line: sliceOf(line, first, continued ? trimmed.length - 1 : Math.max(first, trimmed.length)), continued };
		}
	}

	#directive(raw: PiecedText, line: PiecedText, used: readonly string[], source: Source, skipping: boolean): boolean {
		const directive = directiveOf(line.text.trim());
		if (directive === undefined) return false;
		const origin = originOf(raw);
		const { conditions } = source;
		const top = conditions.at(-1);
		const defined = used.length > 0 || directive.text.split(/[^A-Za-z0-9_]+/).some((word) => isBuiltinMacro(word));
		switch (directive.name) {
			case "ifdef":
			case "ifndef":
				conditions.push({
					skip: skipping ? "done" : defined === (directive.name === "ifdef") ? "taken" : "not-yet",
					origin,
					outer: skipping,
				});
				return true;
			case "elifdef":
			case "elifndef":
			case "else":
				if (top === undefined) {
					this.#problem(
						"stray-conditional",
						origin,
						`.${directive.name} stands outside any conditional, so Exim does not start. Remove it.`,
					);
					return true;
				}
				if (top.skip === "taken") top.skip = "done";
				else if (top.skip === "not-yet" && (directive.name === "else" || defined === (directive.name === "elifdef")))
					top.skip = "taken";
				return true;
			case "endif":
				if (conditions.pop() === undefined)
					this.#problem("stray-conditional", origin, ".endif stands outside any conditional, so Exim does not start. Remove it.");
				return true;
			case "include":
			case "include_if_exists":
				if (!skipping) this.#include(directive.text, origin, directive.name === "include");
				return true;
		}
	}

	#include(written: string, origin: FileOrigin, required: boolean): void {
		// Files that include each other twice would be opened a million times before the depth ends it.
		if (this.problems.some(({ rule }) => rule === "include-loop")) return;
		const path = written.replace(/^"(.*)"$/, "$1");
		if (this.#sources.length > DEEPEST_INCLUDE) {
			this.#problem("include-loop", origin, `The files include each other without end at ${path}. Break the circle.`);
			return;
		}
		const outcome = this.#reader.read(path);
		if (outcome.kind === "text") this.#open(outcome.file);
		else this.missing.push({ path, origin, required, reason: outcome.kind });
	}

	#problem(rule: string, origin: FileOrigin, message: string): void {
		this.problems.push({ rule, origin, message, fatal: true });
	}
}

function rawLine(source: Source): PiecedText {
	const { file } = source;
	const newline = file.text.indexOf("\n", source.at);
	const end = newline === -1 ? file.text.length : newline;
	const from = source.at;
	source.at = end + 1;
	const text = file.text.slice(from, end);
	const { stands } = source;
	if (text === "") return { text, pieces: [] };
	if (stands !== undefined)
		return {
			text,
			pieces: [{ start: 0, end: text.length, file: stands.file, from: stands.span.start, to: stands.span.end, exact: false }],
		};
	return { text, pieces: [{ start: 0, end: text.length, file, from, to: end, exact: true }] };
}

function together(parts: readonly PiecedText[]): PiecedText {
	const [only] = parts;
	if (parts.length === 1 && only !== undefined) return only;
	const pieces: PiecedText["pieces"][number][] = [];
	let length = 0;
	for (const part of parts) {
		for (const piece of part.pieces) pieces.push({ ...piece, start: piece.start + length, end: piece.end + length });
		length += part.text.length;
	}
	return { text: parts.map(({ text }) => text).join(""), pieces };
}

function finished(line: PiecedText): LogicalLine {
	const end = line.text.trimEnd().length;
	const start = line.text.length - line.text.trimStart().length;
	const own = sliceOf(line, start, end);
	return { ...own, origin: originOf(own) };
}

/** The place of a pieced text: from its first to its last piece in the first one's file. */
export function originOf({ text, pieces }: PiecedText, start = 0, end = text.length): FileOrigin {
	const own = start === 0 && end === text.length ? pieces : sliceOf({ text, pieces }, start, end).pieces;
	const first = own[0] ?? pieces.find((piece) => piece.end >= start) ?? pieces.at(-1);
	if (first === undefined) return inFile({ path: "", size: 0, text: "", invalidUtf8: false }, { start: 0, end: 0 });
	const last = own.findLast((piece) => piece.file === first.file) ?? first;
	if (own.length === 0) return inFile(first.file, { start: first.to, end: first.to });
	return inFile(first.file, { start: first.from, end: Math.max(first.from, last.to) });
}
