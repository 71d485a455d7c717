import type { FileOrigin, SourceFile, Span } from "@relaylint/core";

/** A piece of text that came out of the reader, with the words that made it. */
export interface Piece {
	readonly text: string;
	readonly origin: FileOrigin;
	/** True where the text stands in the file as it is, from the origin's start on; else a call made it. */
	readonly verbatim: boolean;
}

/** What a name stands for, with the words that said it last. */
export interface Definition {
	readonly text: string;
	readonly origin: FileOrigin | undefined;
}

/** Something that m4, or the macros of cf/README, object to. */
export interface M4Problem {
	readonly kind:
		| "unclosed-quote"
		| "unclosed-arguments"
		| "stray-quote"
		| "missing-include"
		| "feature-after-mailer"
		| "unknown-feature"
		| "unknown-file"
		| "command"
		| "other-quotes"
		| "bad-argument"
		| "too-deep";
	readonly origin: FileOrigin;
	readonly text: string;
}

/** One call of a macro of cf/README: `FEATURE`, `DAEMON_OPTIONS`, `define` of a `conf` name. */
export interface MacroCall {
	readonly name: string;
	/** What was given, quotes taken off and expanded. */
	readonly arguments: readonly string[];
	readonly origin: FileOrigin;
	/** The diversion in force: below 0 the text is thrown away, and the call takes effect all the same. */
	readonly diversion: number;
}

/** The origin of some words of a file. */
export function originIn(file: SourceFile, span: Span): FileOrigin {
	return { kind: "file", file, span };
}

/** Whether a problem is a FEATURE whose name has quotes of another kind around it: no file of the m4 tree is called so. */
export function isQuotedFeature({ kind, text }: Pick<M4Problem, "kind" | "text">): boolean {
	return kind === "unknown-feature" && /\(`['"\u00b4\u2018-\u201f].*['"`\u00b4\u2018-\u201f]'\)$/.test(text);
}
