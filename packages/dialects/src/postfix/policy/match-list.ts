import type { Dependency, FileReader, Origin, SourceFile } from "@relaylint/core";
import { inFile } from "@relaylint/core";
import { type ExpandedText, literalText } from "../expand.ts";
import type { LookupTable } from "../tables/table.ts";
import { splitWords, type Word, withOrigin } from "../words.ts";
import { holeInWord, type Server } from "./server.ts";

/** One element of a match list (postconf(5), "mynetworks"): what it matches, and whether a match says yes (`!` turns it round). */
export interface ListElement {
	readonly pattern: ListPattern;
	readonly positive: boolean;
	readonly origin: Origin;
}

/** What an element is. A `failing` one makes every lookup that reaches it fail. */
export type ListPattern =
	/** Folded to lower case. */
	| { readonly kind: "literal"; readonly text: string }
	| { readonly kind: "table"; readonly table: LookupTable }
	| { readonly kind: "failing"; readonly reason: string }
	| { readonly kind: "open"; readonly because: Dependency };

/** A match list with its files read in. */
export interface PatternList {
	readonly name: string;
	readonly elements: readonly ListElement[];
	/** Why the daemon does not start. */
	readonly fatal?: { readonly reason: string; readonly origin: Origin };
	readonly origin: Origin;
}

/** An element whose place is worked out when it is asked for: a list may have a million of them. */
class WordElement implements ListElement {
	readonly pattern: ListPattern;
	readonly positive: boolean;
	readonly #word: Word;

	constructor(pattern: ListPattern, positive: boolean, word: Word) {
		this.pattern = pattern;
		this.positive = positive;
		this.#word = word;
	}

	get origin(): Origin {
		return this.#word.origin;
	}
}

/** The words of a line of a file that a list names. */
function wordsOfLine(line: string, file: SourceFile, start: number, path: string): readonly Word[] {
	if (/[{},\s]/.test(line))
		return splitWords(literalText(line, path), "braces").map((one) =>
			withOrigin(one, inFile(file, { start: start + one.start, end: start + one.end })),
		);
	return line === "" ? [] : [new LineWord(line, file, start)];
}

/** A line that is one word: files of a list may have a million. */
class LineWord implements Word {
	readonly text: string;
	readonly start = 0;
	readonly unknown = [];
	readonly #file: SourceFile;
	readonly #start: number;

	constructor(text: string, file: SourceFile, start: number) {
		this.text = text;
		this.#file = file;
		this.#start = start;
	}

	get end(): number {
		return this.text.length;
	}

	get origin(): Origin {
		return inFile(this.#file, { start: this.#start, end: this.#start + this.text.length });
	}

	get value(): ExpandedText {
		return literalText(this.text, this.#file.path);
	}
}

/** Lists by the words that they were read from and what reads them. */
const read = new WeakMap<object, WeakMap<readonly Word[], PatternList>>();

/** Reads the words of a match list: `!`, `/file`, `type:table`, a `#` that ends the list, everything else literal. */
export function patternList(
	name: string,
	words: readonly Word[],
	origin: Origin,
	server: Pick<Server, "openTable"> & { readonly reader: FileReader; readonly complete: boolean },
): PatternList {
	const lists = read.get(server.openTable) ?? new WeakMap<readonly Word[], PatternList>();
	read.set(server.openTable, lists);
	const known = lists.get(words);
	if (known !== undefined && known.name === name) return known.origin === origin ? known : { ...known, origin };
	const elements: ListElement[] = [];
	let fatal: PatternList["fatal"];
	const add = (list: readonly Word[], inherited: boolean, depth: number) => {
		for (const word of list) {
			if (word.text.startsWith("#")) return;
			const marks = /^!*/.exec(word.text)?.[0].length ?? 0;
			const positive = marks % 2 === 0 ? inherited : !inherited;
			const item = word.text.slice(marks);
			const push = (pattern: ListPattern) => elements.push(new WordElement(pattern, positive, word));
			const hole = holeInWord(word, name);
			if (hole !== undefined) push({ kind: "open", because: hole });
			else if (item === "") fatal ??= { reason: `${name}: no pattern after "!"`, origin: word.origin };
			else if (item.startsWith("/")) readFile(item, word, positive, push, depth);
			else if (isTableName(item)) push({ kind: "table", table: server.openTable(item, word.origin, { keepsCase: true }) });
			else push({ kind: "literal", text: item.toLowerCase() });
		}
	};
	const readFile = (path: string, word: Word, positive: boolean, push: (pattern: ListPattern) => void, depth: number) => {
		const outcome = server.reader.read(path);
		if (depth > 20) return push({ kind: "failing", reason: `${path} includes itself` });
		if (outcome.kind === "text") {
			let start = 0;
			for (const line of outcome.file.text.split("\n")) {
				if (!line.startsWith("#")) add(wordsOfLine(line, outcome.file, start, path), positive, depth + 1);
				start += line.length + 1;
			}
			return;
		}
		if (outcome.kind === "missing" && server.complete) return push({ kind: "failing", reason: `${path} does not exist` });
		const why =
			outcome.kind === "unreadable" ? outcome.reason : outcome.kind === "missing" ? "not found" : "outside the analysed files";
		push({ kind: "open", because: { kind: "outside", key: `file:${path}`, text: `${path} (${why})`, origin: word.origin } });
	};
	add(words, true, 0);
	const list: PatternList = { name, elements, origin, ...(fatal === undefined ? {} : { fatal }) };
	lists.set(words, list);
	return list;
}

/** A pattern with a colon is a table, but not one in brackets. */
function isTableName(item: string): boolean {
	return !item.startsWith("[") && item.includes(":");
}
