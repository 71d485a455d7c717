import type { FileOrigin } from "@relaylint/core";
import type { Marks } from "./scanner.ts";
import type { Definition, M4Problem } from "./text.ts";

/** What a native macro is given, and what it may do. */
export interface M4Host {
	define(name: string, text: string, origin: FileOrigin): void;
	undefine(name: string): void;
	/** The text of a name; undefined where nothing defines it. */
	definition(name: string): Definition | undefined;
	/** A text with its macros expanded as m4 would where it stands. */
	expanded(text: string, origin: FileOrigin): string;
	/** Puts text into a diversion. */
	emit(diversion: number, text: string, origin: FileOrigin): void;
	diversion: number;
	/** Reads a file next, and `after` behind it; false where it is not to be found. */
	readFile(path: string, origin: FileOrigin, after?: string): boolean;
	problem(problem: M4Problem): void;
	/** Makes further macros known. */
	install(macros: ReadonlyMap<string, Native>): void;
	/** Switches comments off, as `changecom()` does. */
	withoutComments(): void;
	/** The characters that quote and comment. */
	marks(): Marks;
	/** `pushdef`, and without a definition `popdef`. */
	stack(name: string, definition: Definition | undefined): void;
	/** `dnl`: throws away the rest of the line with its end. */
	skipLine(): void;
	/** Moves what was diverted to where text goes now. */
	undivert(number: number): void;
}

/** A macro of m4 or of cf/README in our own code; what it returns is read again. */
export interface Native {
	/** True where the name alone, without an opening parenthesis, is mere text. */
	readonly blind: boolean;
	readonly recorded?: true;
	run(given: readonly string[], host: M4Host, origin: FileOrigin): string;
}
