import type { FileOrigin, SourceFile } from "@relaylint/core";

/** Text that is being read: a file from some place on, or what a call left behind. */
interface Frame {
	readonly text: string;
	at: number;
	/** The file that the text is; absent for what a call left, whose words are then `origin`. */
	readonly file: SourceFile | undefined;
	readonly origin: FileOrigin | undefined;
}

/** One token of m4: GNU m4 manual, "Lexical and syntactic conventions". */
export type M4Token =
	| { readonly kind: "word"; readonly text: string; readonly origin: FileOrigin; readonly verbatim: boolean }
	/** A quoted string with its outer quotes taken off, or a comment as it stands. */
	| { readonly kind: "string"; readonly text: string; readonly origin: FileOrigin; readonly verbatim: boolean }
	| { readonly kind: "text"; readonly text: string; readonly origin: FileOrigin; readonly verbatim: boolean }
	| { readonly kind: "end"; readonly origin: FileOrigin };

/** The characters that quote and comment, as `changequote` and `changecom` set them; an empty opener switches the thing off. */
export interface Marks {
	openQuote: string;
	closeQuote: string;
	openComment: string;
	closeComment: string;
}

const WORD = /[A-Za-z_][A-Za-z0-9_]*/y;

/** Reads m4 tokens from a stack of texts: what a macro leaves is read again before what follows it. */
export class M4Scanner {
	readonly marks: Marks = { openQuote: "`", closeQuote: "'", openComment: "#", closeComment: "\n" };
	readonly #frames: Frame[] = [];
	/** The quote or comment that the end of the file left open. */
	unclosed: FileOrigin | undefined;
	#last: FileOrigin;

	constructor(file: SourceFile) {
		this.#last = { kind: "file", file, span: { start: 0, end: 0 } };
		this.pushFile(file);
	}

	/** Reads a whole file before going on. */
	pushFile(file: SourceFile): void {
		this.#frames.push({ text: file.text, at: 0, file, origin: undefined });
	}

	/** Reads what a call left before going on. */
	pushText(text: string, origin: FileOrigin): void {
		if (text !== "") this.#frames.push({ text, at: 0, file: undefined, origin });
	}

	/** How many texts are being read, one inside the other. */
	get depth(): number {
		return this.#frames.length;
	}

	/** The next character, or undefined at the end of everything. */
	peek(): string | undefined {
		const frame = this.#top();
		return frame?.text[frame.at];
	}

	/** Takes the next character. */
	take(): string | undefined {
		const frame = this.#top();
		if (frame === undefined) return undefined;
		const character = frame.text[frame.at];
		frame.at += 1;
		return character;
	}

	/** Whether the text read now goes on with some words. */
	#startsWith(words: string): boolean {
		const frame = this.#top();
		return frame !== undefined && words !== "" && frame.text.startsWith(words, frame.at);
	}

	#top(): Frame | undefined {
		for (let frame = this.#frames.at(-1); frame !== undefined; frame = this.#frames.at(-1)) {
			if (frame.at < frame.text.length) return frame;
			this.#frames.pop();
		}
		return undefined;
	}

	#originFrom(frame: Frame, start: number): FileOrigin {
		if (frame.file === undefined) return frame.origin ?? this.#last;
		return { kind: "file", file: frame.file, span: { start, end: frame.at } };
	}

	/** The next token; total. */
	next(): M4Token {
		const frame = this.#top();
		if (frame === undefined) return { kind: "end", origin: this.#last };
		const start = frame.at;
		const token = (kind: "word" | "string" | "text", text: string, verbatim: boolean): M4Token => {
			const origin = this.#originFrom(frame, start);
			this.#last = origin;
			return { kind, text, origin, verbatim: verbatim && frame.file !== undefined };
		};
		if (this.#startsWith(this.marks.openComment)) {
			const { closeComment } = this.marks;
			const end = frame.text.indexOf(closeComment === "" ? "\n" : closeComment, start + this.marks.openComment.length);
			frame.at = end === -1 ? frame.text.length : end + Math.max(1, closeComment.length);
			return token("string", frame.text.slice(start, frame.at), true);
		}
		WORD.lastIndex = start;
		const word = WORD.exec(frame.text);
		if (word !== null) {
			frame.at += word[0].length;
			return token("word", word[0], true);
		}
		if (this.#startsWith(this.marks.openQuote)) return this.#quoted(frame, start, token);
		frame.at += 1;
		return token("text", frame.text[start] ?? "", true);
	}

	/** A quoted string may go on past the end of what a call left. */
	#quoted(frame: Frame, start: number, token: (kind: "string", text: string, verbatim: boolean) => M4Token): M4Token {
		const { openQuote, closeQuote } = this.marks;
		frame.at += openQuote.length;
		const opened = this.#originFrom(frame, start);
		let depth = 1;
		let text = "";
		for (;;) {
			const top = this.#top();
			if (top === undefined) {
				this.unclosed ??= opened;
				return token("string", text, false);
			}
			if (closeQuote !== "" && top.text.startsWith(closeQuote, top.at)) {
				top.at += closeQuote.length;
				depth -= 1;
				if (depth === 0) return token("string", text, false);
				text += closeQuote;
			} else if (top.text.startsWith(openQuote, top.at)) {
				top.at += openQuote.length;
				depth += 1;
				text += openQuote;
			} else {
				const next = this.#nextMark(top, openQuote, closeQuote);
				text += top.text.slice(top.at, next);
				top.at = next;
			}
		}
	}

	#nextMark(frame: Frame, open: string, close: string): number {
		const a = frame.text.indexOf(open, frame.at + 1);
		const b = close === "" ? -1 : frame.text.indexOf(close, frame.at + 1);
		const found = [a, b].filter((at) => at !== -1);
		return found.length === 0 ? frame.text.length : Math.min(...found);
	}
}
