import type { Dependency, FileReader, Origin } from "@relaylint/core";
import { inFile } from "@relaylint/core";
import { literalText } from "../expand.ts";
import type { LookupTable } from "../tables/table.ts";
import { splitWords, type Word } from "../words.ts";
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

/** Reads the words of a match list: `!`, `/file`, `type:table`, a `#` that ends the list, everything else literal. */
export function patternList(
	name: string,
	words: readonly Word[],
	origin: Origin,
	server: Pick<Server, "openTable"> & { readonly reader: FileReader; readonly complete: boolean },
): PatternList {
	const elements: ListElement[] = [];
	let fatal: PatternList["fatal"];
	const add = (list: readonly Word[], inherited: boolean, depth: number) => {
		for (const word of list) {
			if (word.text.startsWith("#")) return;
			const marks = /^!*/.exec(word.text)?.[0].length ?? 0;
			const positive = marks % 2 === 0 ? inherited : !inherited;
			const item = word.text.slice(marks);
			const push = (pattern: ListPattern) => elements.push({ pattern, positive, origin: word.origin });
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
			for (const line of outcome.file.text.split("\n").reduce<{ text: string; start: number }[]>((lines, text) => {
				const before = lines.at(-1);
				lines.push({ text, start: before === undefined ? 0 : before.start + before.text.length + 1 });
				return lines;
			}, [])) {
				if (line.text.startsWith("#")) continue;
				const inner = splitWords(literalText(line.text, path), "braces").map((one) => ({
					...one,
					origin: inFile(outcome.file, { start: line.start + one.start, end: line.start + one.end }),
				}));
				add(inner, positive, depth + 1);
			}
			return;
		}
		if (outcome.kind === "missing" && server.complete) return push({ kind: "failing", reason: `${path} does not exist` });
		const why =
			outcome.kind === "unreadable" ? outcome.reason : outcome.kind === "missing" ? "not found" : "outside the analysed files";
		push({ kind: "open", because: { kind: "outside", key: `file:${path}`, text: `${path} (${why})`, origin: word.origin } });
	};
	add(words, true, 0);
	return { name, elements, origin, ...(fatal === undefined ? {} : { fatal }) };
}

/** A pattern with a colon is a table, but not one in brackets. */
function isTableName(item: string): boolean {
	return !item.startsWith("[") && item.includes(":");
}
