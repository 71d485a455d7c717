import type { CharacterSet } from "./character-set.ts";
import { complement, foldCase, pcreClasses, union } from "./character-set.ts";
import type { ExpressionReader } from "./expression-reader.ts";
import { invalid, take } from "./expression-reader.ts";
import type { ClassEscape } from "./pcre-escape.ts";
import { readClassEscape } from "./pcre-escape.ts";

/** How a class is read: case folding, and whether blanks are ignored (`(?xx)`). */
export interface PcreClassOptions {
	readonly caseInsensitive: boolean;
	readonly ignoreBlanks: boolean;
}

/**
 * Reads a class, the cursor being on its `[`: `pcre2pattern(3)`, "Square brackets and character classes".
 *
 * A range that has a class such as `\d` or `[:digit:]` at either end is refused, as PCRE2 does.
 */
export function readPcreClass(reader: ExpressionReader, options: PcreClassOptions): CharacterSet {
	const start = reader.position;
	if (posixSyntaxEnd(reader.bytes, start) !== undefined) return invalid("a POSIX class outside of a class", start);
	reader.position++;
	const negated = take(reader, "^");
	const sets: CharacterSet[] = [];
	let quoted = false;
	/** Skips \Q, \E and, under xx, blanks. */
	const skip = (): void => {
		for (;;) {
			if (take(reader, "\\E")) quoted = false;
			else if (!quoted && take(reader, "\\Q")) quoted = true;
			else if (!(options.ignoreBlanks && !quoted && (take(reader, " ") || take(reader, "\t")))) return;
		}
	};
	const readItem = (): ClassEscape => {
		const byte = reader.bytes.charCodeAt(reader.position);
		if (Number.isNaN(byte)) return invalid("a class without its ]", reader.position);
		if (!quoted && byte === 0x5c) return readClassEscape(reader);
		if (!quoted && byte === 0x5b) {
			const named = readNamedClass(reader, options.caseInsensitive);
			if (named !== undefined) return { kind: "set", set: named };
		}
		reader.position++;
		return { kind: "byte", byte };
	};
	/** True on a hyphen that makes a range: one before the closing bracket is itself. */
	const takeHyphen = (): boolean => {
		const before = { position: reader.position, quoted };
		skip();
		if (!quoted && take(reader, "-")) {
			skip();
			if (quoted || reader.bytes[reader.position] !== "]") return true;
		}
		reader.position = before.position;
		quoted = before.quoted;
		return false;
	};

	skip();
	for (let first = true; ; first = false) {
		skip();
		if (!first && !quoted && take(reader, "]")) break;
		const itemStart = reader.position;
		const item = readItem();
		if (item.kind === "set") {
			sets.push(item.set);
			if (takeHyphen()) return invalid("a range that starts with a class", itemStart);
			continue;
		}
		let last = item.byte;
		if (takeHyphen()) {
			const end = readItem();
			if (end.kind === "set") return invalid("a range that ends with a class", itemStart);
			if (end.byte < item.byte) return invalid("a range whose end is before its start", itemStart);
			last = end.byte;
		}
		const range: CharacterSet = [[item.byte, last]];
		sets.push(options.caseInsensitive ? foldCase(range) : range);
	}
	const set = union(...sets);
	return negated ? complement(set) : set;
}

function readNamedClass(reader: ExpressionReader, caseInsensitive: boolean): CharacterSet | undefined {
	const start = reader.position;
	const end = posixSyntaxEnd(reader.bytes, start);
	if (end === undefined) return undefined;
	if (reader.bytes[start + 1] !== ":") return invalid("a collating element", start);
	const negated = reader.bytes[start + 2] === "^";
	const name = reader.bytes.slice(start + (negated ? 3 : 2), end);
	const set = pcreClasses.get(caseInsensitive && (name === "upper" || name === "lower") ? "alpha" : name);
	if (set === undefined) return invalid(`no class is named ${name}`, start);
	reader.position = end + 2;
	return negated ? complement(set) : set;
}

/** The position of the closing `:]`, `.]` or `=]` of what starts at the `[` at `start`; undefined where that is a plain bracket. */
function posixSyntaxEnd(bytes: string, start: number): number | undefined {
	const mark = bytes[start + 1];
	if (mark !== ":" && mark !== "." && mark !== "=") return undefined;
	for (let i = start + 2; i + 1 < bytes.length; i++) {
		if (bytes[i] === "\\" && (bytes[i + 1] === "]" || bytes[i + 1] === "\\")) i++;
		else if (bytes[i] === "]" || (bytes[i] === "[" && bytes[i + 1] === mark)) return undefined;
		else if (bytes[i] === mark && bytes[i + 1] === "]") return i;
	}
	return undefined;
}
