import type { CharacterSet } from "./character-set.ts";
import { everything, pcreTypes } from "./character-set.ts";
import type { AssertionKind, ExpressionNode } from "./expression-ast.ts";
import type { ExpressionReader } from "./expression-reader.ts";
import { invalid, spanFrom, takePattern, unsupported } from "./expression-reader.ts";

const controls: ReadonlyMap<string, number> = new Map([
	["a", 0x07],
	["e", 0x1b],
	["f", 0x0c],
	["n", 0x0a],
	["r", 0x0d],
	["t", 0x09],
]);

const assertions: ReadonlyMap<string, AssertionKind> = new Map([
	["A", "text-start"],
	["G", "text-start"], // where the search started: a lookup always starts at the beginning
	["Z", "text-end-or-newline"],
	["z", "text-end"],
	["b", "word-boundary"],
	["B", "not-word-boundary"],
]);

/** What stands at a backslash inside a class: one byte, a set of them, or nothing. */
export type ClassEscape = { readonly kind: "byte"; readonly byte: number } | { readonly kind: "set"; readonly set: CharacterSet };

/** Reads an escape outside a class, the cursor being on the backslash: `pcre2pattern(3)`, "Backslash". */
export function readEscape(reader: ExpressionReader, caseInsensitive: boolean, groupsSoFar: number): ExpressionNode {
	const start = reader.position;
	const letter = letterAfterBackslash(reader);
	const literal = (byte: number): ExpressionNode => ({ kind: "literal", byte, caseInsensitive, span: spanFrom(reader, start) });
	const reference = (group: number | string): ExpressionNode => ({
		kind: "back-reference",
		group,
		span: spanFrom(reader, start),
	});

	if (/[1-9]/.test(letter)) {
		const digits = takePattern(reader, /\d+/y)?.[0] ?? "";
		const number = Number(digits);
		if (number < 10 || letter >= "8" || number <= groupsSoFar) return reference(number);
		reader.position -= digits.length;
	}
	const byte = readByteEscape(reader, letter, start);
	if (byte !== undefined) return literal(byte);

	reader.position++;
	const assertion = assertions.get(letter);
	if (assertion !== undefined) return { kind: "assertion", assertion, span: spanFrom(reader, start) };
	const set = pcreTypes.get(letter);
	if (set !== undefined) return { kind: "class", set, span: spanFrom(reader, start) };
	switch (letter) {
		case "N":
			if (
				reader.bytes[reader.position] === "{" &&
				!/^\{\d+(,\d*)?\}/.test(reader.bytes.slice(reader.position, reader.position + 16))
			)
				return invalid("a character by name needs the Unicode mode", start);
			return { kind: "any", newline: false, span: spanFrom(reader, start) };
		case "R":
			return { kind: "newline-sequence", span: spanFrom(reader, start) };
		case "C":
			return { kind: "class", set: everything, span: spanFrom(reader, start) };
		case "g": {
			if (reader.bytes[reader.position] === "<" || reader.bytes[reader.position] === "'")
				return unsupported("a call of a group as a subroutine", start);
			const match = takePattern(reader, /\{([+-]?\d+|[A-Za-z_]\w*)\}|([+-]?\d+)/y);
			const name = match?.[1] ?? match?.[2];
			if (name === undefined) return invalid("\\g without the number or name of a group", start);
			if (!/\d$/.test(name) || /^[A-Za-z_]/.test(name)) return reference(name);
			if (name.startsWith("-")) return reference(groupsSoFar + 1 - Number(name.slice(1)));
			return reference(name.startsWith("+") ? groupsSoFar + Number(name) : Number(name));
		}
		case "k": {
			const match = takePattern(reader, /\{([A-Za-z_]\w*)\}|<([A-Za-z_]\w*)>|'([A-Za-z_]\w*)'/y);
			const name = match?.[1] ?? match?.[2] ?? match?.[3];
			return name === undefined ? invalid("\\k without the name of a group", start) : reference(name);
		}
		case "K":
			return unsupported("\\K, which moves the start of the match", start);
		case "p":
		case "P":
		case "X":
			return unsupported(`\\${letter}, which asks the Unicode tables`, start);
		default:
			return /[0-9A-Za-z]/.test(letter) ? invalid(`\\${letter} has no meaning`, start) : literal(letter.charCodeAt(0));
	}
}

/** Reads an escape inside a class, the cursor being on the backslash: `pcre2pattern(3)`, "Square brackets and character classes". */
export function readClassEscape(reader: ExpressionReader): ClassEscape {
	const start = reader.position;
	const letter = letterAfterBackslash(reader);
	const byte = readByteEscape(reader, letter, start);
	if (byte !== undefined) return { kind: "byte", byte };
	reader.position++;
	if (letter === "b") return { kind: "byte", byte: 0x08 };
	const set = pcreTypes.get(letter);
	if (set !== undefined) return { kind: "set", set };
	if (letter === "p" || letter === "P") return unsupported(`\\${letter}, which asks the Unicode tables`, start);
	// \8 and \9 are the digits themselves here.
	if (/[0-7A-Za-z]/.test(letter)) return invalid(`\\${letter} has no meaning in a class`, start);
	return { kind: "byte", byte: letter.charCodeAt(0) };
}

function letterAfterBackslash(reader: ExpressionReader): string {
	const letter = reader.bytes[reader.position + 1];
	if (letter === undefined) return invalid("a backslash at the end", reader.position);
	reader.position++;
	return letter;
}

/** One byte given by a control letter or a number, the cursor being on the letter; undefined, and the cursor unmoved, for any other escape. */
function readByteEscape(reader: ExpressionReader, letter: string, start: number): number | undefined {
	const control = controls.get(letter);
	if (control !== undefined) {
		reader.position++;
		return control;
	}
	const inRange = (byte: number): number =>
		byte <= 0xff ? byte : invalid("a character above 255 needs the Unicode mode", start);
	if (/[0-7]/.test(letter)) return inRange(Number.parseInt(takePattern(reader, /[0-7]{1,3}/y)?.[0] ?? "0", 8));
	switch (letter) {
		case "x": {
			reader.position++;
			if (reader.bytes[reader.position] !== "{") return Number.parseInt(takePattern(reader, /[0-9a-fA-F]{1,2}/y)?.[0] ?? "0", 16);
			const match = takePattern(reader, /\{([0-9a-fA-F]+)\}/y);
			return match === null
				? invalid("\\x{ without hexadecimal digits and }", start)
				: inRange(Number.parseInt(match[1] ?? "", 16));
		}
		case "o": {
			reader.position++;
			const match = takePattern(reader, /\{([0-7]+)\}/y);
			return match === null ? invalid("\\o without {, octal digits and }", start) : inRange(Number.parseInt(match[1] ?? "", 8));
		}
		case "c": {
			const next = reader.bytes.charCodeAt(reader.position + 1);
			if (Number.isNaN(next) || next < 0x20 || next > 0x7e) return invalid("\\c without a printable character", start);
			reader.position += 2;
			return (next >= 0x61 && next <= 0x7a ? next - 0x20 : next) ^ 0x40;
		}
		default:
			return undefined;
	}
}
