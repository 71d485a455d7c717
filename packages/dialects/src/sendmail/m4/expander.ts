import type { FileOrigin, SourceFile } from "@relaylint/core";
import { substituteArguments } from "./builtins.ts";
import { CORE_MACROS } from "./core-macros.ts";
import type { M4Host, Native } from "./host.ts";
import { M4Scanner, type M4Token, type Marks } from "./scanner.ts";
import type { Definition, M4Problem, MacroCall, Piece } from "./text.ts";

/** What the reader made of a file. */
export interface M4Result {
	readonly definitions: ReadonlyMap<string, Definition>;
	readonly diversions: ReadonlyMap<number, readonly Piece[]>;
	readonly calls: readonly MacroCall[];
	readonly problems: readonly M4Problem[];
	/** The files that were read by `include` and the like. */
	readonly files: readonly SourceFile[];
}

/** How an `include` is answered; undefined where the file is not to be found. */
export type Includer = (path: string) => SourceFile | undefined;

/** More steps than any configuration takes: a macro that calls itself without end stops here. */
const MOST_STEPS = 200_000;
const DEEPEST = 200;
const MOST_TEXT = 4_000_000;

type Macro = { readonly kind: "text"; readonly definition: Definition } | { readonly kind: "native"; readonly native: Native };

/** Expands a file as m4 does (GNU m4 manual), with macros of our own beside m4's. Total: it always ends. */
export function expandM4(
	file: SourceFile,
	include: Includer,
	prepare: (host: M4Host) => void,
	/** The macros of an included file that is known by its path (`m4/cf.m4`), so that the file itself is not read. */
	known: (path: string) => ((host: M4Host) => void) | undefined,
): M4Result {
	const expander = new Expander(file, include, known);
	prepare(expander);
	expander.run();
	return expander.result();
}

class Expander implements M4Host {
	readonly #scanner: M4Scanner;
	readonly #include: Includer;
	readonly #known: (path: string) => ((host: M4Host) => void) | undefined;
	readonly #macros = new Map<string, Macro[]>();
	readonly #diversions = new Map<number, Piece[]>();
	readonly #calls: MacroCall[] = [];
	readonly #problems: M4Problem[] = [];
	readonly #files: SourceFile[] = [];
	#steps = 0;
	#written = 0;
	diversion = 0;

	constructor(file: SourceFile, include: Includer, known: (path: string) => ((host: M4Host) => void) | undefined) {
		this.#scanner = new M4Scanner(file);
		this.#include = include;
		this.#known = known;
		this.install(CORE_MACROS);
	}

	run(): void {
		for (;;) {
			const token = this.#scanner.next();
			if (token.kind === "end" || this.#exhausted(token.origin)) break;
			this.#read(token, (text, origin, verbatim) => this.#write(this.diversion, text, origin, verbatim));
		}
		const { unclosed } = this.#scanner;
		if (unclosed !== undefined)
			this.problem({ kind: "unclosed-quote", origin: unclosed, text: "the quote that begins here is never closed" });
	}

	result(): M4Result {
		const definitions = new Map<string, Definition>();
		for (const [name, stack] of this.#macros) {
			const top = stack.at(-1);
			if (top?.kind === "text") definitions.set(name, top.definition);
		}
		return {
			definitions,
			diversions: this.#diversions,
			calls: this.#calls,
			problems: this.#problems,
			files: this.#files,
		};
	}

	#exhausted(origin: FileOrigin): boolean {
		this.#steps += 1;
		if (this.#steps < MOST_STEPS && this.#scanner.depth < DEEPEST && this.#written < MOST_TEXT) return false;
		if (!this.#problems.some(({ kind }) => kind === "too-deep"))
			this.problem({ kind: "too-deep", origin, text: "these macros call each other without end" });
		return true;
	}

	/** Expands a word that is a macro; anything else goes to `out`. */
	#read(token: M4Token, out: (text: string, origin: FileOrigin, verbatim: boolean) => void): void {
		if (token.kind === "end") return;
		const macro = token.kind === "word" ? this.#macros.get(token.text)?.at(-1) : undefined;
		const called = this.#scanner.peek() === "(";
		if (macro === undefined || (macro.kind === "native" && macro.native.blind && !called)) {
			out(token.text, token.origin, token.verbatim);
			return;
		}
		const { given, end } = called ? this.#arguments(token.origin) : { given: [], end: token.origin };
		const origin = around(token.origin, end);
		this.#scanner.pushText(this.#call(token.text, macro, given, origin), origin);
	}

	#call(name: string, macro: Macro, given: readonly string[], origin: FileOrigin): string {
		if (macro.kind === "text") return substituteArguments(macro.definition.text, name, given, this.#scanner.marks);
		const { openQuote, closeQuote } = this.#scanner.marks;
		if (macro.native.recorded && name !== "define" && (openQuote !== "`" || closeQuote !== "'"))
			this.problem({
				kind: "other-quotes",
				origin,
				text: `${name} is called under other quotes, in which the files of Sendmail's m4 tree do not work`,
			});
		if (macro.native.recorded) this.#calls.push({ name, arguments: given, origin, diversion: this.diversion });
		return macro.native.run(given, this, origin);
	}

	/** Reads arguments up to the closing parenthesis: leading blanks go, quotes come off, macros expand, parentheses nest. */
	#arguments(opened: FileOrigin): { readonly given: readonly string[]; readonly end: FileOrigin } {
		this.#scanner.take();
		const given: string[] = [];
		let text = "";
		let depth = 0;
		let leading = true;
		let end = opened;
		for (;;) {
			const token = this.#scanner.next();
			if (token.kind === "end" || this.#exhausted(token.origin)) {
				if (this.#scanner.unclosed === undefined)
					this.problem({ kind: "unclosed-arguments", origin: opened, text: "the arguments that begin here are never closed" });
				given.push(text);
				return { given, end };
			}
			end = token.origin;
			if (token.kind === "text") {
				if (leading && /\s/.test(token.text)) continue;
				if (depth === 0 && token.text === ",") {
					given.push(text);
					text = "";
					leading = true;
					continue;
				}
				if (depth === 0 && token.text === ")") {
					given.push(text);
					return { given, end };
				}
				if (token.text === "(") depth += 1;
				else if (token.text === ")") depth -= 1;
			}
			leading = false;
			const before = this.#scanner.depth;
			this.#read(token, (words) => {
				text += words;
			});
			// What a macro leaves at the start of an argument has its leading blanks taken off as well.
			if (text === "" && this.#scanner.depth > before) leading = true;
		}
	}

	expanded(text: string, origin: FileOrigin): string {
		let out = "";
		const marker = this.#scanner.depth;
		this.#scanner.pushText(text, origin);
		while (this.#scanner.depth > marker && this.#scanner.peek() !== undefined && this.#scanner.depth > marker) {
			const token = this.#scanner.next();
			if (token.kind === "end" || this.#exhausted(origin)) break;
			this.#read(token, (words) => {
				out += words;
			});
		}
		return out;
	}

	#write(diversion: number, text: string, origin: FileOrigin, verbatim: boolean): void {
		if (diversion < 0 || text === "") return;
		this.#written += text.length;
		const pieces = this.#diversions.get(diversion) ?? [];
		this.#diversions.set(diversion, pieces);
		const last = pieces.at(-1);
		if (
			verbatim &&
			last?.verbatim === true &&
			last.origin.file === origin.file &&
			last.origin.span.end === origin.span.start &&
			!last.text.endsWith("\n")
		) {
			pieces[pieces.length - 1] = { text: last.text + text, origin: around(last.origin, origin), verbatim };
		} else pieces.push({ text, origin, verbatim });
	}

	define(name: string, text: string, origin: FileOrigin): void {
		const stack = this.#macros.get(name) ?? [];
		this.#macros.set(name, [...stack.slice(0, -1), { kind: "text", definition: { text, origin } }]);
	}

	/** `pushdef` and `popdef`. */
	stack(name: string, definition: Definition | undefined): void {
		const stack = this.#macros.get(name) ?? [];
		if (definition !== undefined) this.#macros.set(name, [...stack, { kind: "text", definition }]);
		else if (stack.length > 1) this.#macros.set(name, stack.slice(0, -1));
		else this.#macros.delete(name);
	}

	undefine(name: string): void {
		this.#macros.delete(name);
	}

	definition(name: string): Definition | undefined {
		const top = this.#macros.get(name)?.at(-1);
		if (top === undefined) return undefined;
		return top.kind === "text" ? top.definition : { text: "", origin: undefined };
	}

	emit(diversion: number, text: string, origin: FileOrigin): void {
		this.#write(diversion, text, origin, false);
	}

	readFile(path: string, origin: FileOrigin, after = ""): boolean {
		const known = this.#known(path);
		if (known !== undefined) {
			known(this);
			return true;
		}
		const file = this.#include(path);
		if (file === undefined || this.#files.length >= 64 || this.#scanner.depth >= DEEPEST) return false;
		if (!this.#files.includes(file)) this.#files.push(file);
		this.#scanner.pushText(after, origin);
		this.#scanner.pushFile(file);
		return true;
	}

	problem(problem: M4Problem): void {
		if (this.#problems.length < 200) this.#problems.push(problem);
	}

	install(macros: ReadonlyMap<string, Native>): void {
		for (const [name, native] of macros) this.#macros.set(name, [{ kind: "native", native }]);
	}

	withoutComments(): void {
		this.#scanner.marks.openComment = "";
	}

	marks(): Marks {
		return this.#scanner.marks;
	}

	/** `dnl`: throws away the rest of the line with its end. */
	skipLine(): void {
		for (let character = this.#scanner.take(); character !== undefined && character !== "\n"; ) {
			character = this.#scanner.take();
		}
	}

	/** `undivert`: moves what was diverted to where text goes now. */
	undivert(number: number): void {
		const pieces = this.#diversions.get(number);
		if (pieces === undefined || number === this.diversion) return;
		this.#diversions.delete(number);
		for (const piece of pieces) this.#write(this.diversion, piece.text, piece.origin, piece.verbatim);
	}
}

/** The words from the start of one place to the end of another of the same file. */
function around(first: FileOrigin, last: FileOrigin): FileOrigin {
	if (first.file !== last.file || last.span.end <= first.span.end) return first;
	return { ...first, span: { start: first.span.start, end: last.span.end } };
}
