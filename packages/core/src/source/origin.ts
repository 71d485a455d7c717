import type { SourceFile } from "./source-file.ts";
import type { Span } from "./span.ts";

/** Where a fact came from: words in a file, or a default, or a fact about the host that no file states. */
export type Origin = FileOrigin | DefaultOrigin;

/** Words in a file. */
export interface FileOrigin {
	readonly kind: "file";
	readonly file: SourceFile;
	readonly span: Span;
	/** Where the words were used, when they came here through a reference such as `$name` or an override. */
	readonly via?: FileOrigin;
}

/** A fact that no file states: a release's default, or what the program does where nothing is written. */
export interface DefaultOrigin {
	readonly kind: "default";
	/** What is assumed, in the words of a trace line: `smtpd_relay_restrictions (default of 3.7)`. */
	readonly text: string;
	/** The words that could have said otherwise, where there are such words. */
	readonly near?: FileOrigin;
}

/** The origin of words in a file. */
export function inFile(file: SourceFile, span: Span): FileOrigin {
	return { kind: "file", file, span };
}

/** The origin of something that no file states. */
export function byDefault(text: string, near?: FileOrigin): DefaultOrigin {
	return near === undefined ? { kind: "default", text } : { kind: "default", text, near };
}

/** The words of an origin: the file's own text, or the default's description. */
export function originText(origin: Origin): string {
	return origin.kind === "file" ? origin.file.text.slice(origin.span.start, origin.span.end) : origin.text;
}
