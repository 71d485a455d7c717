import type { Random } from "@relaylint/conformance/random";
import { type CaseFiles, MOST_BYTES, sizeOf } from "./case.ts";

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const encoder = new TextEncoder();

/** Texts that parsers trip over, whatever they parse. */
const AWKWARD: readonly string[] = [
	"\0",
	"\r",
	"\r\n",
	"\n",
	"\n\n",
	"\n ",
	"\t",
	" ",
	"\ufeff",
	"\u00a0",
	"\u2028",
	"é",
	"\u{1f4e7}",
	"\ufdd0",
	"{",
	"}",
	"{{",
	"}}",
	"{%",
	"%}",
	"<%",
	"%>",
	"(",
	")",
	"[",
	"]",
	"<",
	">",
	"$",
	"$$",
	"${",
	"$(",
	"${a?",
	"${{a}=={b}?{c}}",
	"=",
	"==",
	":",
	"::",
	";",
	",",
	"!",
	"!!",
	"#",
	"\\",
	'"',
	"'",
	"/",
	"//",
	"@",
	"@@",
	"%",
	"*",
	"+",
	"?",
	"^",
	"|",
	".",
	"..",
	"-",
	"--",
	"-o",
	"<>",
	"0",
	"-1",
	"65536",
	"4294967296",
	"99999999999999999999",
	"1e9",
	"0x7f",
	"10.0.0.0/8",
	"0.0.0.0/0",
	"256.1.1.1",
	"10.1.2.3/33",
	"::/0",
	"[::1]",
	"::ffff:1.2.3.4",
	"2001:db8::/129",
	"static:",
	"static:all",
	"inline:{",
	"inline:{ a=b }",
	"cidr:",
	"cidr:{{0.0.0.0/0 OK}}",
	"pcre:",
	"regexp:",
	"hash:/",
	"unionmap:{",
	"pipemap:{static:a,",
	"proxy:",
	"randmap:{",
	"permit",
	"reject",
	"defer_if_permit",
	"__NAME__",
	"@NAME@",
	"../",
	"/etc/passwd",
	"main.cf",
	"yes",
	"no",
	"xn--a",
	"constructor",
	"__proto__",
	"toString",
];

const BYTES: readonly (readonly number[])[] = [
	[0],
	[0xff],
	[0xc3],
	[0xe2, 0x80],
	[0x80],
	[0xed, 0xa0, 0x80],
	[0xf0, 0x9f],
	[0xfe, 0xff],
	[0x0a],
	[0x0d],
	[0x09],
	[0x1b],
];

/** Words and what stands between them, as the corpus writes them: mutations that keep to the notation are made of these. */
export function wordsOf(seeds: readonly CaseFiles[]): readonly string[] {
	const words = new Set<string>();
	for (const files of seeds)
		for (const [name, content] of files) {
			words.add(name);
			for (const word of decoder.decode(content).match(/[\w.@:/-]+|[^\w\s]+|\n[ \t]*/g) ?? [])
				if (word.length < 80) words.add(word);
		}
	return [...words];
}

/** An input made of others: one to three changes to one file, now and then to several, or another input's file put in. */
export function mutated(files: CaseFiles, others: readonly CaseFiles[], words: readonly string[], random: Random): CaseFiles {
	const next = new Map(files);
	for (
		let left = random.weigh([
			[5, 1],
			[3, 2],
			[1, 4],
		] as const);
		left > 0;
		left--
	) {
		const name = random.pick([...next.keys()]);
		if (random.chance(40)) {
			const other = random.pick(others);
			next.set(random.chance(2) ? name : random.pick([...other.keys()]), random.pick([...other.values()]));
		} else if (random.chance(80) && next.size > 1) next.delete(name);
		else {
			const content = next.get(name) ?? new Uint8Array();
			next.set(
				name,
				random.chance(3) ? changedBytes(content, random) : encoder.encode(changedText(decoder.decode(content), words, random)),
			);
		}
	}
	return sizeOf(next) <= MOST_BYTES ? next : cut(next);
}

function cut(files: CaseFiles): CaseFiles {
	const each = Math.floor(MOST_BYTES / files.size);
	return new Map([...files].map(([name, content]) => [name, content.subarray(0, each)]));
}

function changedBytes(content: Uint8Array, random: Random): Uint8Array {
	const at = random.below(content.length + 1);
	const to = Math.min(content.length, at + 1 + random.below(random.pick([1, 4, 40])));
	const put = random.weigh<readonly number[]>([
		[2, []],
		[3, random.pick(BYTES)],
		[3, [(content[at] ?? 0) ^ (1 << random.below(8))]],
		[1, [...content.subarray(at, to), ...content.subarray(at, to)]],
		[1, Array.from({ length: 1 + random.below(12) }, () => random.below(256))],
	]);
	return Uint8Array.from([...content.subarray(0, at), ...put, ...content.subarray(random.chance(3) ? at : to)]);
}

/** Changes words, lines and brackets: what is left is nearer to the notation than what bytes make of it. */
function changedText(text: string, words: readonly string[], random: Random): string {
	const piece = () => (random.chance(2) ? random.pick(AWKWARD) : random.pick(words));
	const lines = text.split("\n");
	const line = random.below(lines.length);
	const spots = [...text.matchAll(/[\w.@:/-]+|[^\w\s]/g)];
	const spot = spots.length > 0 ? random.pick(spots) : undefined;
	const at = spot?.index ?? random.below(text.length + 1);
	const end = at + (spot?.[0].length ?? 0);
	const put = (from: number, to: number, some: string) => text.slice(0, from) + some + text.slice(to);
	const lineWise = (change: (all: string[]) => void) => {
		const all = [...lines];
		change(all);
		return all.join("\n");
	};
	switch (random.below(12)) {
		case 0:
			return put(at, end, piece());
		case 1:
			return put(end, end, `${random.pick(["", " ", ", "])}${piece()}`);
		case 2:
			return put(at, at, piece());
		case 3:
			return put(at, end, "");
		case 4:
			return lineWise((all) => all.splice(line, 1));
		case 5:
			return lineWise((all) => all.splice(random.below(lines.length + 1), 0, lines[line] ?? ""));
		case 6:
			return lineWise((all) => all.splice(line, 1, `${random.pick([" ", "\t", "#", "# "])}${lines[line] ?? ""}`));
		case 7: {
			const [open, close] = random.pick([
				["{", "}"],
				["${", "}"],
				["$(", ")"],
				["{ ", " }"],
				["[", "]"],
				['"', '"'],
				["(", ")"],
				["/", "/"],
			] as const);
			return put(at, end, open + text.slice(at, end) + close);
		}
		case 8: {
			const some = random.chance(2) ? piece() : text.slice(at, Math.min(text.length, at + 1 + random.below(60)));
			return put(at, at, some.repeat(random.pick([2, 10, 100, 3000])).slice(0, MOST_BYTES));
		}
		case 9: {
			const other = spots.length > 0 ? random.pick(spots) : undefined;
			return put(at, end, other?.[0] ?? piece());
		}
		case 10:
			return lineWise((all) =>
				all.splice(
					line,
					1,
					(lines[line] ?? "").replace(/[ \t]+/g, () => random.pick([" ", "\t", "", "\n ", ", "])),
				),
			);
		default:
			return (
				Array.from({ length: 1 + random.below(12) }, piece).join(random.pick(["", " ", "\n", " = "])) +
				(random.chance(2) ? text : "")
			);
	}
}
