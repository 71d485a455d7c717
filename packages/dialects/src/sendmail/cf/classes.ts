import { type Dependency, type Environment, type FileOrigin, type FileReader, inFile, type Origin } from "@relaylint/core";
import type { CfStatement } from "./configuration.ts";

/** One word of a class, with the words that put it there. */
export interface ClassWord {
	/** As written. */
	readonly text: string;
	readonly origin: Origin;
}

/** A class `$=x`: op.txt 5.3. */
export interface WordClass {
	readonly name: string;
	/** By folded word. */
	readonly words: ReadonlyMap<string, ClassWord>;
	/** Words that are outside the files. */
	readonly open: readonly Dependency[];
	/** A class file that the daemon needs to start and that is not there. */
	readonly missing: readonly { readonly path: string; readonly origin: FileOrigin }[];
	/** Optional class files that were not found, and are taken to be empty. */
	readonly assumedEmpty: readonly string[];
}

const EMPTY: WordClass = { name: "", words: new Map(), open: [], missing: [], assumedEmpty: [] };

/** What classes are made from. */
export interface ClassSource {
	readonly reader: FileReader;
	readonly environment: Environment;
	/** The text of a word with its `$x` expanded; undefined where that is not known. */
	expand(text: string): string | undefined;
}

/** The classes of a configuration by name. */
export function classesOf(statements: readonly CfStatement[], source: ClassSource): (name: string) => WordClass {
	const building = new Map<string, MutableClass>();
	const of = (name: string): MutableClass => {
		let found = building.get(name);
		if (found === undefined) {
			found = { name, words: new Map(), open: [], missing: [], assumedEmpty: [], includes: [] };
			building.set(name, found);
		}
		return found;
	};
	for (const statement of statements) {
		if (statement.kind === "class") {
			for (const { text, origin } of statement.words) {
				const included = /^\$=(?:\{([^}]*)\}|(.))$/.exec(text);
				const to = of(statement.name);
				if (included !== null) to.includes.push(included[1] ?? included[2] ?? "");
				else addWord(to, text, origin, source);
			}
		} else if (statement.kind === "class-file") readClassFile(of(statement.name), statement.file, statement.origin, source);
	}
	const done = new Map<string, WordClass>();
	const finish = (name: string, seen: ReadonlySet<string>): WordClass => {
		const known = done.get(name);
		const built = building.get(name);
		if (known !== undefined) return known;
		if (built === undefined) return { ...EMPTY, name };
		const words = new Map(built.words);
		const open = [...built.open];
		for (const other of built.includes) {
			if (seen.has(other)) continue;
			const inner = finish(other, new Set([...seen, name]));
			for (const [folded, word] of inner.words) if (!words.has(folded)) words.set(folded, word);
			open.push(...inner.open);
		}
		const result: WordClass = { name, words, open, missing: built.missing, assumedEmpty: built.assumedEmpty };
		done.set(name, result);
		return result;
	};
	return (name) => finish(name, new Set());
}

interface MutableClass {
	readonly name: string;
	readonly words: Map<string, ClassWord>;
	readonly open: Dependency[];
	readonly missing: { path: string; origin: FileOrigin }[];
	readonly assumedEmpty: string[];
	readonly includes: string[];
}

function addWord(to: MutableClass, text: string, origin: Origin, source: ClassSource): void {
	const expanded = text.includes("$") ? source.expand(text) : text;
	if (expanded === undefined) {
		to.open.push({ kind: "outside", key: `class:${to.name}:${text}`, text: `the word ${text} of class ${to.name}`, origin });
		return;
	}
	for (const word of expanded.split(/\s+/)) {
		if (word !== "" && !to.words.has(word.toLowerCase())) to.words.set(word.toLowerCase(), { text: word, origin });
	}
}

/** An `F` line: the file, whether it may be missing, and the scanf format by which its lines are read (op.txt 5.3). */
export interface ClassFile {
	readonly kind: "file";
	readonly path: string;
	readonly optional: boolean;
	readonly format: "first-word" | "before-hash" | "other";
}

/** Reads what follows the name in an `F` line. */
export function parseClassFile(text: string): ClassFile | { readonly kind: "elsewhere"; readonly what: string } {
	const optional = /^-o\s+/.exec(text);
	const rest = optional === null ? text : text.slice(optional[0].length);
	if (rest.startsWith("|") || rest.includes("@")) return { kind: "elsewhere", what: rest };
	const [path = "", ...words] = rest.split(/\s+/);
	const said = words.join(" ").trim();
	const format = said === "" || said === "%s" ? "first-word" : /^%\[\^\\?#\]$/.test(said) ? "before-hash" : "other";
	return { kind: "file", path, optional: optional !== null, format };
}

function readClassFile(to: MutableClass, text: string, origin: FileOrigin, source: ClassSource): void {
	const file = parseClassFile(text);
	const open = (what: string) =>
		to.open.push({ kind: "outside", key: `class:${to.name}:${what}`, text: `what ${what} holds (class ${to.name})`, origin });
	if (file.kind === "elsewhere" || file.format === "other") {
		open(file.kind === "elsewhere" ? file.what : text);
		return;
	}
	const outcome = source.reader.read(file.path);
	if (outcome.kind !== "text") {
		if (outcome.kind !== "missing") open(file.path);
		else if (file.optional) to.assumedEmpty.push(file.path);
		else if (source.environment.complete) to.missing.push({ path: file.path, origin });
		else open(file.path);
		return;
	}
	for (const line of outcome.file.text.matchAll(/[^\n]+/g)) {
		for (const word of wordsOfLine(line[0], file.format)) {
			const start = line.index + word.index;
			const place = inFile(outcome.file, { start, end: start + word.text.length });
			if (!to.words.has(word.text.toLowerCase())) to.words.set(word.text.toLowerCase(), { text: word.text, origin: place });
		}
	}
}

/** The words of a line of a class file. */
export function wordsOfLine(
	line: string,
	format: "first-word" | "before-hash",
): readonly { readonly text: string; readonly index: number }[] {
	const read = format === "before-hash" ? line.replace(/#.*$/s, "") : line;
	const words = [...read.matchAll(/\S+/g)].map((match) => ({ text: match[0], index: match.index }));
	return format === "first-word" ? words.slice(0, 1) : words;
}
