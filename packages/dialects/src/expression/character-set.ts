/** A set of bytes as sorted, disjoint, non-adjacent inclusive ranges: what one position of an expression may read. */
export type CharacterSet = readonly (readonly [first: number, last: number])[];

/** The set of the bytes for which `has` answers true. */
export function characterSet(has: (byte: number) => boolean): CharacterSet {
	const ranges: [number, number][] = [];
	for (let byte = 0; byte <= 0xff; byte++) {
		if (!has(byte)) continue;
		const last = ranges[ranges.length - 1];
		if (last !== undefined && last[1] === byte - 1) last[1] = byte;
		else ranges.push([byte, byte]);
	}
	return ranges;
}

/** True where `set` holds `byte`. */
export function includes(set: CharacterSet, byte: number): boolean {
	return set.some(([first, last]) => first <= byte && byte <= last);
}

/** The bytes in any of `sets`. */
export function union(...sets: readonly CharacterSet[]): CharacterSet {
	const sorted = sets.flat().sort((a, b) => a[0] - b[0]);
	const ranges: [number, number][] = [];
	for (const [first, end] of sorted) {
		const last = ranges[ranges.length - 1];
		if (last !== undefined && first <= last[1] + 1) last[1] = Math.max(last[1], end);
		else ranges.push([first, end]);
	}
	return ranges;
}

/** The bytes not in `set`. */
export function complement(set: CharacterSet): CharacterSet {
	const ranges: [number, number][] = [];
	let next = 0;
	for (const [first, last] of set) {
		if (first > next) ranges.push([next, first - 1]);
		next = last + 1;
	}
	if (next <= 0xff) ranges.push([next, 0xff]);
	return ranges;
}

/** True where no byte is in both sets. */
export function disjoint(a: CharacterSet, b: CharacterSet): boolean {
	return !a.some(([first, last]) => b.some((other) => first <= other[1] && other[0] <= last));
}

/** The number of bytes in `set`. */
export function sizeOf(set: CharacterSet): number {
	return set.reduce((sum, [first, last]) => sum + last - first + 1, 0);
}

/** The byte in upper case; only the letters of ASCII have cases, as in the C locale in which the daemons match. */
export function upperCase(byte: number): number {
	return byte >= 0x61 && byte <= 0x7a ? byte - 0x20 : byte;
}

/** `set` with the other case of each of its letters. */
export function foldCase(set: CharacterSet): CharacterSet {
	return union(set, shifted(set, 0x41, 0x5a, 0x20), shifted(set, 0x61, 0x7a, -0x20));
}

/** The bytes of `set` from `from` to `to`, each moved by `by`. */
function shifted(set: CharacterSet, from: number, to: number, by: number): CharacterSet {
	return set.flatMap(([first, last]) => {
		const [start, end] = [Math.max(first, from), Math.min(last, to)];
		return start <= end ? [[start + by, end + by] as const] : [];
	});
}

/** Every byte. */
export const everything: CharacterSet = [[0, 0xff]];
/** The line feed, which is the one newline that the daemons' libraries are built for. */
export const newline: CharacterSet = [[0x0a, 0x0a]];
/** Every byte but the line feed. */
export const notNewline: CharacterSet = complement(newline);

const upper: CharacterSet = [[0x41, 0x5a]];
const lower: CharacterSet = [[0x61, 0x7a]];
const digit: CharacterSet = [[0x30, 0x39]];
const alpha = union(upper, lower);
const space: CharacterSet = [
	[0x09, 0x0d],
	[0x20, 0x20],
];
const graph: CharacterSet = [[0x21, 0x7e]];

/** What `\w` reads, and what `\b` takes for a word. */
export const word: CharacterSet = union(alpha, digit, [[0x5f, 0x5f]]);

/** The classes of POSIX by name as the C locale defines them: `isalpha(3)`. */
export const posixClasses: ReadonlyMap<string, CharacterSet> = new Map([
	["alpha", alpha],
	["lower", lower],
	["upper", upper],
	["alnum", union(alpha, digit)],
	[
		"blank",
		[
			[0x09, 0x09],
			[0x20, 0x20],
		],
	],
	[
		"cntrl",
		[
			[0x00, 0x1f],
			[0x7f, 0x7f],
		],
	],
	["digit", digit],
	["graph", graph],
	["print", [[0x20, 0x7e]]],
	[
		"punct",
		[
			[0x21, 0x2f],
			[0x3a, 0x40],
			[0x5b, 0x60],
			[0x7b, 0x7e],
		],
	],
	["space", space],
	[
		"xdigit",
		union(digit, [
			[0x41, 0x46],
			[0x61, 0x66],
		]),
	],
]);

/** The two classes that PCRE adds: `pcre2pattern(3)`, "Posix character classes". */
export const pcreClasses: ReadonlyMap<string, CharacterSet> = new Map([
	...posixClasses,
	["ascii", [[0x00, 0x7f]]],
	["word", word],
]);

const horizontal: CharacterSet = [
	[0x09, 0x09],
	[0x20, 0x20],
	[0xa0, 0xa0],
];
const vertical: CharacterSet = [
	[0x0a, 0x0d],
	[0x85, 0x85],
];

/** The generic character types of PCRE by their letter, without UCP: `pcre2pattern(3)`, "Generic character types". */
export const pcreTypes: ReadonlyMap<string, CharacterSet> = new Map(
	(
		[
			["d", digit],
			["w", word],
			["s", space],
			["h", horizontal],
			["v", vertical],
		] as const
	).flatMap(([letter, set]) => [[letter, set] as const, [letter.toUpperCase(), complement(set)] as const]),
);
/** What `\R` reads where it reads one byte. */
export const newlineBytes: CharacterSet = vertical;
