import type { CharacterSet } from "./character-set.ts";
import { characterSet, complement, includes, newline, posixClasses, union, upperCase } from "./character-set.ts";
import type { ExpressionReader } from "./expression-reader.ts";
import { invalid, take } from "./expression-reader.ts";

/** How a bracket expression is read: `REG_ICASE` and `REG_NEWLINE` of `regcomp(3)`. */
export interface PosixClassOptions {
	readonly caseInsensitive: boolean;
	readonly newline: boolean;
}

type Element =
	| { readonly kind: "byte"; readonly byte: number }
	| { readonly kind: "hyphen" }
	| { readonly kind: "set"; readonly set: CharacterSet };

/**
 * Reads a bracket expression, the cursor being on its `[`: `regex(7)`.
 *
 * A backslash is itself. Without case, glibc turns expression and text to upper case before anything else: `[5-a]` then ends at `A`, and
 * `[_-z]` is refused.
 */
export function readPosixClass(reader: ExpressionReader, options: PosixClassOptions): CharacterSet {
	const start = reader.position++;
	const negated = take(reader, "^");
	const sets: CharacterSet[] = [];
	for (let first = true; first || !take(reader, "]"); first = false) {
		const elementStart = reader.position;
		const element = readElement(reader, options, start);
		if (element.kind === "hyphen" && !first && reader.bytes[reader.position] !== "]")
			invalid("a hyphen that is neither in a range nor at an end", elementStart);
		if (reader.bytes[reader.position] !== "-" || reader.bytes[reader.position + 1] === "]") {
			sets.push(element.kind === "set" ? element.set : single(byteOf(element, elementStart)));
			continue;
		}
		const from = byteOf(element, elementStart);
		reader.position++;
		const to = byteOf(readElement(reader, options, start), elementStart);
		if (to < from) invalid("a range whose end is before its start", elementStart);
		sets.push([[from, to]]);
	}
	const listed = union(...sets);
	const set = options.caseInsensitive ? characterSet((byte) => includes(listed, upperCase(byte))) : listed;
	if (!negated) return set;
	return complement(options.newline ? union(set, newline) : set);
}

function single(byte: number): CharacterSet {
	return [[byte, byte]];
}

function byteOf(element: Element, position: number): number {
	if (element.kind === "set") return invalid("a range that starts or ends with a class", position);
	return element.kind === "hyphen" ? 0x2d : element.byte;
}

function readElement(reader: ExpressionReader, options: PosixClassOptions, start: number): Element {
	const byte = reader.bytes.charCodeAt(reader.position);
	if (Number.isNaN(byte)) return invalid("a [ without its ]", start);
	const fold = (value: number): number => (options.caseInsensitive ? upperCase(value) : value);
	const mark = reader.bytes[reader.position + 1];
	if (byte !== 0x5b || (mark !== "." && mark !== "=" && mark !== ":")) {
		reader.position++;
		return byte === 0x2d ? { kind: "hyphen" } : { kind: "byte", byte: fold(byte) };
	}
	const elementStart = reader.position;
	const end = reader.bytes.indexOf(`${mark}]`, elementStart + 2);
	if (end < 0) return invalid(`a [${mark} without its ${mark}]`, elementStart);
	const name = reader.bytes.slice(elementStart + 2, end);
	reader.position = end + 2;
	if (mark === ":") {
		const set = posixClasses.get(options.caseInsensitive && (name === "upper" || name === "lower") ? "alpha" : name);
		return set === undefined ? invalid(`no class is named ${name}`, elementStart) : { kind: "set", set };
	}
	// The C locale has no collating element of more than one byte, and names none.
	if (name.length !== 1) return invalid(`no collating element is named ${name}`, elementStart);
	const value = fold(name.charCodeAt(0));
	return mark === "." ? { kind: "byte", byte: value } : { kind: "set", set: single(value) };
}
